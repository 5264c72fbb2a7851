using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>Optimizers whose rules their authors write.</summary>
public class GradientMethodTests
{
    /// <summary>c = β₁ m + (1-β₁) g, p ← p - lr (sign(c) + λ p), m ← β₂ m + (1-β₂) g (Chen et al., «Symbolic discovery of optimization algorithms», 2023).</summary>
    private sealed class Lion(
        double lr = 1e-4,
        double beta1 = 0.9,
        double beta2 = 0.99,
        double weightDecayRate = 0
    )
        : GradientMethod(
            (nameof(Lr), lr),
            (nameof(Beta1), beta1),
            (nameof(Beta2), beta2),
            (nameof(WeightDecayRate), weightDecayRate)
        )
    {
        public double Lr
        {
            get => Get();
            set => Set(value);
        }

        public double Beta1
        {
            get => Get();
            set => Set(value);
        }

        public double Beta2
        {
            get => Get();
            set => Set(value);
        }

        public double WeightDecayRate
        {
            get => Get();
            set => Set(value);
        }

        protected override void InitState(Tensor p, IDictionary<string, Tensor> state) =>
            state["m"] = TensorModule.zerosLike(p);

        protected override Tensor UpdateCore(
            UpdateRule rule,
            Tensor p,
            Tensor g,
            IDictionary<string, Tensor> state
        )
        {
            var h = rule.Hyperparam;
            var m = state["m"];
            var c = h["beta1"] * m + (1 - h["beta1"]) * g;
            state["m"] = h["beta2"] * m + (1 - h["beta2"]) * g;
            return p - h["lr"] * (TensorModule.sign(c) + h["weightDecayRate"] * p);
        }
    }

    private sealed class Wrong(
        Func<UpdateRule, Tensor, IDictionary<string, Tensor>, Tensor> update,
        params (string, double)[] hyperparameters
    ) : GradientMethod(hyperparameters)
    {
        protected override Tensor UpdateCore(
            UpdateRule rule,
            Tensor p,
            Tensor g,
            IDictionary<string, Tensor> state
        ) => update(rule, p, state);
    }

    private static L.Parameter Model(params double[] values) => new(values);

    private static void Step(Optimizer optimizer, params double[] gradient)
    {
        ((L.Parameter)optimizer.Target!).W.Grad = gradient;
        optimizer.Update();
    }

    [Fact]
    public void A_rule_updates_with_its_state()
    {
        var model = Model(2, -2, 0);
        var lion = new Lion(lr: 0.5, beta1: 0.5, beta2: 0.75, weightDecayRate: 0.25).Setup(model);
        Step(lion, 8, -1, 0);
        Holds(model.W, 2 - 0.5 * (1 + 0.5), -2 + 0.5 * (1 + 0.5), 0);
        Assert.Equal([2, -0.25, 0], model.W.UpdateRule!.State["m"].ToArray<double>());
        Step(lion, -1, 4, 0);
        Holds(model.W, 1.25 - 0.5 * (1 + 0.3125), -1.25 - 0.5 * (1 - 0.3125), 0);
        Assert.Equal([1.25, 0.8125, 0], model.W.UpdateRule.State["m"].ToArray<double>());
        Assert.Equal((2, 2), (lion.T, model.W.UpdateRule.T));
    }

    [Fact]
    public void Hooks_schedules_and_a_parameters_own_hyperparameters_work()
    {
        var model = Model(0);
        var lion = new Lion { Schedule = Schedules.Step(0.5, 0.5, 1) }.Setup(model);
        lion.AddHook(ps => ps[0].Grad = -ps[0].Grad!, "against");
        Step(lion, 1);
        Holds(model.W, 0.5);
        Assert.Equal(0.5, lion.Lr);
        Step(lion, 1);
        Holds(model.W, 0.75);

        var rule = model.W.UpdateRule!;
        rule.Hyperparam["lr"] = 4;
        Step(lion, 1);
        Holds(model.W, 4.75);
        Assert.Equal((0.125, 0.9), (lion.Lr, rule.Hyperparam.GetDict()["beta1"]));
        rule.Enabled = false;
        Step(lion, 1);
        Assert.Equal((4, 3), (lion.T, rule.T));
        Holds(model.W, 4.75);
        Refused("Hyperparam", () => _ = rule.Hyperparam["rho"], "rho", "beta1");
    }

    [Fact]
    public void The_learning_rate_is_called_Lr_or_Alpha()
    {
        Wrong With(params (string, double)[] hyperparameters) =>
            new((rule, p, _) => p - rule.Hyperparam["alpha"], hyperparameters)
            {
                Schedule = Schedules.Constant(0.5),
            };
        var model = Model(1);
        Step(With(("alpha", 1)).Setup(model), 1);
        Holds(model.W, 0.5);
        Refused("Wrong", () => With(("beta", 1)), "no learning rate");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_goes_on_from_a_file_as_if_it_had_not_stopped(bool hdf5)
    {
        var file = Path.Combine(
            Directory.CreateTempSubdirectory().FullName,
            hdf5 ? "o.h5" : "o.npz"
        );
        var model = Model(1, 2);
        var lion = new Lion(lr: 0.1).Setup(model);
        Step(lion, 3, -4);
        Step(lion, 1, 1);

        var other = Model([.. model.W.Data.ToArray<double>()]);
        var loaded = new Lion(lr: 0.1).Setup(other);
        if (hdf5)
        {
            Serializers.SaveHdf5(file, lion);
            Serializers.LoadHdf5(file, loaded);
        }
        else
        {
            Serializers.SaveNpz(file, lion);
            Serializers.LoadNpz(file, loaded);
        }
        Assert.Equal((2, 2), (loaded.T, other.W.UpdateRule!.T));
        for (var i = 0; i < 3; i++)
        {
            Step(lion, -0.5, 0.25);
            Step(loaded, -0.5, 0.25);
        }
        Assert.Equal(Bits(model), Bits(other));

        var fresh = new Lion().Setup(Model(1, 2));
        Serializers.SaveNpz(file, fresh);
        Serializers.LoadNpz(file, loaded);
        Assert.Equal(0, other.W.UpdateRule.T);
        Assert.Empty(other.W.UpdateRule.State);
    }

    [Fact]
    public void A_wrong_rule_is_refused_and_changes_nothing()
    {
        var model = Model(1, 2);
        void Refuses(
            Func<UpdateRule, Tensor, IDictionary<string, Tensor>, Tensor> update,
            params string[] says
        )
        {
            var optimizer = new Wrong(update).Setup(model);
            Refused("Wrong", () => Step(optimizer, 1, 1), says);
            Holds(model.W, 1, 2);
            Assert.Equal(0, model.W.UpdateRule!.T);
            Assert.Empty(model.W.UpdateRule.State);
        }

        Refuses((_, _, _) => Var(1).Data, "update of W", "shape 1,", "shape 2");
        Refuses((_, p, state) => state["n"] = p, "[n] after", "InitState sets []");
    }
}
