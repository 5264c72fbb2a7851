using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests;

/// <summary>Hyperparameters, schedules, hooks and loss scaling, of optimizers and of single parameters.</summary>
public class UpdateRuleTests
{
    private sealed class Two : Link
    {
        public Two()
        {
            A = AddParam("a", new double[] { 1 });
            B = AddParam("b", new double[] { 1 });
        }

        public Parameter A { get; }

        public Parameter B { get; }
    }

    private static void Step(Optimizer optimizer, double a = 1, double b = 1)
    {
        var model = (Two)optimizer.Target!;
        (model.A.Grad, model.B.Grad) = (new double[] { a }, new double[] { b });
        optimizer.Update();
    }

    [Fact]
    public void A_learning_rate_may_change_between_updates()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 0.5).Setup(model);
        Step(optimizer);
        optimizer.Lr = 0.25;
        Step(optimizer);
        Holds(model.A, 0.25);
        Assert.Equal(0.25, optimizer.Lr);
    }

    [Fact]
    public void A_parameter_is_updated_alone()
    {
        var model = new Two();
        (model.A.Grad, model.B.Grad) = (new double[] { 1 }, new double[] { 1 });
        model.A.Update();
        Holds(model.A, 1);
        new SGD(lr: 0.5).Setup(model);
        model.A.Update();
        (model.A.Grad, model.B.Grad) = (null, null);
        model.A.Update();
        Holds(model.A, 0.5);
        Holds(model.B, 1);
        Assert.Equal((1, 0), (model.A.UpdateRule!.T, model.B.UpdateRule!.T));
    }

    [Fact]
    public void Every_hyperparameter_can_be_read_and_set_by_property_and_by_name()
    {
        foreach (
            var constructor in typeof(Optimizer)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract)
                .Select(type => type.GetConstructors().Single())
        )
        {
            var parameters = constructor.GetParameters();
            var optimizer = (Optimizer)
                constructor.Invoke([.. parameters.Select(parameter => parameter.DefaultValue)]);
            foreach (var parameter in parameters)
            {
                var name = char.ToUpperInvariant(parameter.Name![0]) + parameter.Name[1..];
                var property = optimizer.GetType().GetProperty(name)!;
                Assert.Equal(parameter.DefaultValue, property.GetValue(optimizer));
                Assert.Equal(
                    Convert.ToDouble(parameter.DefaultValue, null),
                    optimizer.Hyperparam[parameter.Name]
                );
                object next = parameter.DefaultValue is false ? true : 0.5;
                property.SetValue(optimizer, next);
                Assert.Equal(next, property.GetValue(optimizer));
                Assert.Equal(Convert.ToDouble(next, null), optimizer.Hyperparam.GetDict()[name]);
            }
        }
    }

    [Fact]
    public void A_hyperparameter_out_of_range_is_refused_and_the_old_one_stays()
    {
        var model = new Two();
        var optimizer = new MomentumSGD(0.5, 0.5).Setup(model);
        Refused("MomentumSGD", () => optimizer.Momentum = 1, "momentum is 1", "[0, 1)");
        Refused("MomentumSGD", () => optimizer.Lr = double.NaN, "lr is NaN");
        Refused(
            "Hyperparam",
            () => optimizer.Hyperparam["beta1"] = 0.5,
            "«beta1»",
            "[lr, momentum]"
        );
        var rule = model.A.UpdateRule!;
        Refused("MomentumSGD", () => rule.Hyperparam["momentum"] = -1, "momentum is -1");
        Refused("Hyperparam", () => _ = rule.Hyperparam["alpha"], "«alpha»");
        Assert.Equal((0.5, 0.5), (optimizer.Lr, optimizer.Momentum));
        Step(optimizer);
        Holds(model.A, 0.5);
        Refused("RMSprop", () => _ = new RMSprop(eps: -1), "eps is -1", "at least 0");
        Refused("MSVAG", () => _ = new MSVAG(beta: 1), "beta is 1");
        Refused("Adam", () => _ = new AdaBound(gamma: 0), "gamma is 0", "above 0");
        Refused("SMORMS3", () => _ = new SMORMS3(double.NaN), "lr");
    }

    [Fact]
    public void A_parameter_may_have_hyperparameters_of_its_own()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 0.5).Setup(model);
        model.A.UpdateRule!.Hyperparam[nameof(SGD.Lr)] = 0.125;
        Step(optimizer);
        Holds(model.A, 0.875);
        Holds(model.B, 0.5);
        optimizer.Lr = 0.25;
        Step(optimizer);
        Holds(model.A, 0.75);
        Holds(model.B, 0.25);
        Assert.Equal(0.125, model.A.UpdateRule!.Hyperparam["lr"]);
        Assert.Equal(0.25, model.B.UpdateRule!.Hyperparam.GetDict()["lr"]);
    }

    [Fact]
    public void What_is_not_set_for_a_parameter_is_the_optimizers_even_if_that_changes()
    {
        var (model, other) = (new Two(), new Two());
        var (optimizer, same) = (
            new MomentumSGD(0.5, 0.5).Setup(model),
            new MomentumSGD(0.25, 0.75).Setup(other)
        );
        model.A.UpdateRule!.Hyperparam["lr"] = 0.25;
        optimizer.Momentum = 0.75;
        for (var step = 0; step < 3; step++)
        {
            Step(optimizer);
            Step(same);
        }

        Same(other.A.Data, model.A.Data);
        Assert.NotEqual(Bits(other.B.Data), Bits(model.B.Data));
    }

    [Fact]
    public void A_rule_that_is_not_enabled_leaves_parameter_and_state()
    {
        var model = new Two();
        var optimizer = new Adam().Setup(model);
        Step(optimizer);
        model.A.UpdateRule!.Enabled = false;
        var (data, state) = (model.A.Data, model.A.UpdateRule.State);
        Step(optimizer);
        Same(data, model.A.Data);
        Same(state["m"], model.A.UpdateRule.State["m"]);
        Assert.Equal((1, 2), (model.A.UpdateRule.T, model.B.UpdateRule!.T));
        Assert.False(model.A.UpdateEnabled);
        model.A.UpdateEnabled = true;
        Step(optimizer);
        Assert.Equal((2, 3), (model.A.UpdateRule.T, model.B.UpdateRule.T));
        Assert.Equal(3, optimizer.T);
    }

    [Fact]
    public void A_schedule_sets_the_learning_rate_of_each_update()
    {
        var model = new Two();
        var optimizer = new SGD { Schedule = t => t + 1 }.Setup(model);
        Step(optimizer, a: 1);
        Step(optimizer, a: 10);
        Holds(model.A, 1 - 1 - 20);
        Assert.Equal(2, optimizer.Lr);

        var adam = new Adam { Schedule = Schedules.Constant(0.5) }.Setup(new Two());
        Step(adam);
        Assert.Equal(0.5, adam.Alpha);
        Refused(
            "AdaDelta",
            () => _ = new AdaDelta { Schedule = Schedules.Constant(1) },
            "no learning rate"
        );
        Assert.Null(new AdaDelta { Schedule = null }.Schedule);
    }

    [Fact]
    public void Schedules_are_those_of_the_core()
    {
        void Like(Microsoft.FSharp.Core.FSharpFunc<int, double> core, Func<int, double> schedule) =>
            Assert.All(
                Enumerable.Range(0, 50),
                step => Assert.Equal(core.Invoke(step), schedule(step))
            );
        Like(Functional.Schedules.constant(2), Schedules.Constant(2));
        Like(Functional.Schedules.exponential(2, 0.9), Schedules.Exponential(2, 0.9));
        Like(Functional.Schedules.step(2, 0.5, 7), Schedules.Step(2, 0.5, 7));
        Like(Functional.Schedules.multiStep(2, 0.5, [3, 9]), Schedules.MultiStep(2, 0.5, 3, 9));
        Like(Functional.Schedules.linear(2, 1, 30), Schedules.Linear(2, 1, 30));
        Like(Functional.Schedules.inverse(2, 0.1, 0.5), Schedules.Inverse(2, 0.1, 0.5));
        Like(Functional.Schedules.inverse(2, 0.1, 1), Schedules.Inverse(2, 0.1));
        Like(Functional.Schedules.polynomial(2, 0.5, 30), Schedules.Polynomial(2, 0.5, 30));
        Like(Functional.Schedules.cosine(2, 1, 30), Schedules.Cosine(2, 1, 30));
        Like(
            Functional.Schedules.warmUp(0, 9, Functional.Schedules.cosine(2, 1, 30)),
            Schedules.WarmUp(0, 9, Schedules.Cosine(2, 1, 30))
        );
        Refused("Schedules.Cosine", () => Schedules.Cosine(1, 0, 0), "steps is 0");
    }

    private sealed class Recorder(string name, HookTiming timing, List<string> seen) : Hook
    {
        public override string Name => name;

        public override HookTiming Timing => timing;

        public override void Apply(IReadOnlyList<Parameter> parameters) =>
            seen.Add(
                $"{name} {string.Join(' ', parameters.Select(parameter => parameter.Item()))}"
            );
    }

    [Fact]
    public void Hooks_of_a_users_own_run_before_and_after_for_all_and_for_one()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 1).Setup(model);
        List<string> seen = [];
        optimizer.AddHook(new Recorder("post", HookTiming.Post, seen));
        optimizer.AddHook(new Recorder("pre", HookTiming.Pre, seen));
        optimizer.AddHook(new Recorder("turned", HookTiming.Pre, seen), timing: HookTiming.Post);
        model.B.UpdateRule!.AddHook(new Recorder("one pre", HookTiming.Pre, seen));
        model.B.UpdateRule.AddHook(new Recorder("one post", HookTiming.Post, seen));
        Step(optimizer, a: 2, b: 3);
        Assert.Equal(["pre 1 1", "one pre 1", "one post -2", "post -1 -2", "turned -1 -2"], seen);

        seen.Clear();
        optimizer.CallHooks(HookTiming.Post);
        Assert.Equal(["post -1 -2", "turned -1 -2"], seen);
        Refused(
            "AddHook",
            () => model.B.UpdateRule.AddHook(new Recorder("one pre", HookTiming.Pre, seen)),
            "«one pre»"
        );
        model.B.UpdateRule.RemoveHook("one pre");
        Refused("RemoveHook", () => model.B.UpdateRule.RemoveHook("one pre"), "[one post]");
        model.B.UpdateRule.Enabled = false;
        seen.Clear();
        Step(optimizer);
        Assert.DoesNotContain(seen, line => line.StartsWith("one", StringComparison.Ordinal));
    }

    [Fact]
    public void A_function_is_a_hook_and_decay_may_hold_for_one_parameter()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 1).Setup(model);
        optimizer.AddHook(
            parameters =>
            {
                foreach (var parameter in parameters)
                    parameter.Grad = parameter.Grad! * 2.0;
            },
            "double"
        );
        Refused("AddHook", () => optimizer.AddHook(_ => { }, "double"), "«double»");
        model.A.UpdateRule!.AddHook(new WeightDecay(0.5));
        Step(optimizer, a: 0.125, b: 0.125);
        Holds(model.A, 1 - 0.25 - 0.5);
        Holds(model.B, 1 - 0.25);
        optimizer.RemoveHook("double");
        Step(optimizer, a: 0, b: 0.5);
        Holds(model.B, 0.25);
    }

    [Fact]
    public void Noise_may_come_from_a_function()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 1).Setup(model);
        optimizer.AddHook(new GradientNoise(0.1, parameter => parameter.Data * 0.5));
        Step(optimizer, a: 0, b: 0.25);
        Holds(model.A, 0.5);
        Holds(model.B, 0.25);
        Refused("GradientNoise", () => _ = new GradientNoise(-1), "eta is -1");
    }

    [Fact]
    public void Setup_clears_hooks_and_gives_each_parameter_a_new_rule()
    {
        var model = new Two();
        Assert.Null(model.A.UpdateRule);
        var optimizer = new SGD(lr: 1).Setup(model);
        var rule = model.A.UpdateRule!;
        rule.AddHook(new WeightDecay(1));
        optimizer.Setup(model);
        Assert.NotSame(rule, model.A.UpdateRule);
        Step(optimizer, a: 0.5);
        Holds(model.A, 0.5);
        Assert.Empty(new Adam().Setup(model).Target!.Params().First().UpdateRule!.State);
    }

    [Fact]
    public void Epochs_are_counted_by_one()
    {
        var optimizer = new SGD();
        optimizer.NewEpoch();
        optimizer.NewEpoch(auto: true);
        Refused("NewEpoch", () => optimizer.NewEpoch(), "counts epochs already");
        optimizer.NewEpoch(auto: true);
        Assert.Equal(3, optimizer.Epoch);
    }

    [Fact]
    public void A_scaled_loss_gives_the_same_update()
    {
        string After(Action<Optimizer> prepare)
        {
            var model = new Two();
            var optimizer = new Adam().Setup(model);
            prepare(optimizer);
            for (var step = 0; step < 5; step++)
                optimizer.Update(() => model.A * model.A * 0.3 + model.B * model.A);
            return Bits(model);
        }

        var plain = After(_ => { });
        Assert.Equal(plain, After(optimizer => optimizer.SetLossScale(1024)));
        Assert.Equal(plain, After(optimizer => optimizer.LossScaling()));
        Assert.Equal(plain, After(optimizer => optimizer.LossScaling(scale: 0.25)));
        Refused("LossScaling", () => new SGD().LossScaling(interval: 0), "interval is 0");
        Refused("LossScaling", () => new SGD().SetLossScale(0), "scale is 0");
    }

    private sealed class Single : Link
    {
        public Single() => P = AddParam("p", new[] { 1f });

        public Parameter P { get; }
    }

    [Fact]
    public void A_small_gradient_survives_scaled()
    {
        static double Grad(double scale)
        {
            var model = new Single();
            var optimizer = new SGD().Setup(model);
            optimizer.SetLossScale(scale);
            // On its way back the gradient is 1e-48, which is 0 in float32, before it is 1e-18.
            optimizer.Update(() => model.P * 1e30 * 1e-30 * 1e-18);
            return model.P.Grad!.ToScalar();
        }

        Assert.Equal(0, Grad(1));
        Assert.Equal(1, Grad(Math.Pow(2, 60)) / 1e-18, 1e-6);
    }

    [Fact]
    public void A_dynamic_scale_leaves_out_updates_that_overflow()
    {
        var model = new Two();
        var optimizer = new SGD(lr: 0.5).Setup(model);
        var hooks = 0;
        optimizer.AddHook(_ => hooks++, "count");
        Assert.Equal(1, optimizer.LossScale);
        optimizer.LossScaling(interval: 2);
        Step(optimizer);
        Step(optimizer);
        Assert.Equal((4.0, true), (optimizer.LossScale, optimizer.IsSafeToUpdate));
        Step(optimizer, a: double.NaN);
        Assert.Equal(
            (2.0, false, 2, 2),
            (optimizer.LossScale, optimizer.IsSafeToUpdate, optimizer.T, hooks)
        );
        Holds(model.A, 0);
        Step(optimizer);
        Assert.Equal(
            (2 * Math.Sqrt(2), true, 3),
            (optimizer.LossScale, optimizer.IsSafeToUpdate, optimizer.T)
        );

        optimizer.SetLossScale(8);
        Step(optimizer, a: double.PositiveInfinity);
        Assert.Equal((8.0, true, 4), (optimizer.LossScale, optimizer.IsSafeToUpdate, optimizer.T));
    }
}
