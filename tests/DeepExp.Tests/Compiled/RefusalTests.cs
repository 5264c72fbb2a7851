using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Compiled.Small;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>What a compiled step would do wrongly is refused, in the first steps.</summary>
public class RefusalTests
{
    private static void Refuses(
        CompiledStep step,
        string operation,
        Variable[] args,
        params string[] says
    ) =>
        Refused(
            operation,
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(args);
            },
            says
        );

    private static void Refuses(
        Func<Net, Variable, Variable, Variable> loss,
        string operation,
        params string[] says
    ) => Refuses(Made(loss).Step, operation, [x, t], says);

    [Fact]
    public void A_step_that_looks_at_numbers_is_refused() =>
        Refuses(
            (net, x, t) =>
            {
                var loss = net.Loss(x, t);
                return loss.Item() > 0 ? loss : -loss;
            },
            "ToScalar",
            "changes from step to step"
        );

    [Fact]
    public void A_number_that_changes_from_step_to_step_is_refused()
    {
        var i = 0.0;
        Refuses(
            (net, x, t) => ++i * net.Loss(x, t),
            "CompiledStep",
            "not the same twice",
            "a number or shape of Scale changed"
        );
    }

    [Fact]
    public void An_array_that_is_not_given_and_changes_is_refused()
    {
        var c = 0.0;
        Refuses(
            (net, x, t) => net.Loss(x + TensorModule.full(DType.Float32, [4, 3], c++), t),
            "CompiledStep",
            "Add reads other numbers of a 4×3 float32 that the step is not given"
        );
    }

    [Fact]
    public void More_work_in_one_step_than_in_another_is_refused()
    {
        var i = 0;
        Refuses(
            (net, x, t) => i++ % 2 == 0 ? net.Loss(x, t) : net.Loss(F.Tanh(x), t),
            "CompiledStep",
            "not the same twice"
        );
    }

    [Fact]
    public void The_state_that_a_link_keeps_from_call_to_call_is_refused()
    {
        var lstm = new L.LSTM(3, 3);
        var step = new CompiledStep(lstm, new SGD(), (Variable x) => F.Sum(lstm.Forward(x)));
        Refuses(step, "CompiledStep", [x], "not the same twice");
    }

    [Fact]
    public void A_persistent_number_that_steps_count_is_refused()
    {
        var bn = new L.BatchNormalization(3);
        var step = new CompiledStep(
            bn,
            new SGD(),
            (Variable x) => F.Sum(F.Square(bn.Forward(x, finetune: true)))
        );
        Refuses(step, "CompiledStep", [x], "«/N»");
    }

    [Fact]
    public void Dynamic_loss_scaling_looks_at_numbers_and_is_refused()
    {
        var net = new Net();
        var optimizer = new SGD().Setup(net);
        optimizer.LossScaling();
        var step = new CompiledStep(net, optimizer, net.Loss);
        Refuses(step, "LossScale", [x, t], "changes from step to step");
    }

    [Fact]
    public void After_a_refusal_the_model_can_go_on_without_compiling()
    {
        var (net, step) = Made((net, x, t) => net.Loss(x, t).Item() * net.Loss(x, t));
        step.Update(x, t);
        var before = Bits(net);
        Assert.Throws<DeepExpException>(() => step.Update(x, t));
        Assert.Equal(before, Bits(net));
        new SGD().Setup(net).Update(net.Loss, x, t);
        Assert.NotEqual(before, Bits(net));
    }

    /// <summary>A rule that is another from the seventh update on.</summary>
    private sealed class Counting() : GradientMethod(("Lr", 0.1))
    {
        protected override Tensor UpdateCore(
            UpdateRule rule,
            Tensor p,
            Tensor g,
            IDictionary<string, Tensor> state
        ) => rule.T < 7 ? p - g : p;
    }

    [Fact]
    public void A_rule_that_counts_updates_is_refused()
    {
        var net = new Net();
        Refuses(
            new CompiledStep(net, new Counting(), net.Loss),
            "CompiledStep",
            [x, t],
            "looks at UpdateRule.T"
        );
    }

    private static readonly Dictionary<string, Action<Optimizer>> counts = new()
    {
        ["looks at Optimizer.T"] = optimizer => _ = optimizer.T >= 6,
        ["looks at UpdateRule.T"] = optimizer =>
            _ = optimizer.Target!.Params().First().UpdateRule!.T,
        ["looks at Optimizer.Epoch"] = optimizer => _ = optimizer.Epoch,
        ["Optimizer.Epoch, which would be the same"] = optimizer => optimizer.NewEpoch(),
        ["a Schedule"] = optimizer => optimizer.Serialize(new DictionarySerializer()),
    };

    public static TheoryData<string> Counts => [.. counts.Keys];

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_step_that_looks_at_counts_is_refused(string says)
    {
        var net = new Net();
        var optimizer = new SGD().Setup(net);
        optimizer.AddHook(_ => counts[says](optimizer), "count");
        Refuses(new CompiledStep(net, optimizer, net.Loss), "CompiledStep", [x, t], says);
    }

    [Fact]
    public void Parameters_that_are_not_the_models_are_refused()
    {
        var (net, other) = (new Net(), new Net());
        var step = new CompiledStep(net, new SGD().Setup(other), other.Loss);
        Refuses(step, "CompiledStep", [x, t], "no parameter of the model");
    }

    [Fact]
    public void A_label_to_ignore_that_changes_is_refused()
    {
        var i = 0;
        Refuses(
            (net, x, t) => F.SoftmaxCrossEntropy(net.L1.Forward(x), t, ignoreLabel: i++ % 3),
            "CompiledStep",
            "not the same twice",
            "ignoring"
        );
    }

    [Fact]
    public void A_rate_that_the_step_itself_changes_is_refused()
    {
        var net = new Net();
        var sgd = new SGD().Setup(net);
        sgd.AddHook(_ => sgd.Lr *= 0.9, "decay");
        var step = new CompiledStep(net, sgd, net.Loss);
        step.Update(x, t);
        Refused("CompiledStep", () => step.Update(x, t), "W/lr", "change them between steps");
    }

    [Fact]
    public void A_rate_that_becomes_that_of_another_layer_is_refused()
    {
        var (a, b) = (new L.Linear(3, 3), new L.Linear(3, 3));
        var both = new ChainList(a, b);
        var sgd = new SGD(0.1).Setup(both);
        b.W.UpdateRule!.Hyperparam["lr"] = 0.2;
        sgd.AddHook(_ => a.W.UpdateRule!.Hyperparam["lr"] = 0.2, "rate");
        var step = new CompiledStep(both, sgd, (Variable x) => F.Sum(b.Forward(a.Forward(x))));
        // The rate is another before the step that is recorded, and the same after it.
        step.Update(x);
        a.W.UpdateRule!.Hyperparam["lr"] = 0.1;
        Refused("CompiledStep", () => step.Update(x), "«0/W/lr» 0.2");
    }

    [Fact]
    public void A_step_that_seeds_random_numbers_is_refused()
    {
        var i = 0;
        Refuses(
            (net, x, t) =>
            {
                Rng.Seed(i++);
                return net.Loss(F.Dropout(x), t);
            },
            "CompiledStep",
            "Rng.Seed before the steps"
        );
    }

    [Fact]
    public void A_parameter_of_another_model_is_refused()
    {
        var target = new Net();
        Refuses(
            (net, x, t) => net.Loss(target.L1.Forward(x), t),
            "CompiledStep",
            "«W»",
            "no parameter of the model"
        );
    }

    [Fact]
    public void An_argument_that_was_computed_from_a_parameter_is_refused()
    {
        var (net, step) = Made();
        Refused(
            "CompiledStep",
            () => step.Update(net.L1.Forward(x), t),
            "args[0]",
            "«W»",
            "give its Data"
        );
    }

    [Fact]
    public void A_step_within_a_step_is_refused()
    {
        var inner = Made().Step;
        Refuses(
            (net, x, t) =>
            {
                inner.Update(x, t);
                return net.Loss(x, t);
            },
            "CompiledStep",
            "a part of another step"
        );
    }

    [Fact]
    public void A_wrong_number_of_arguments_is_refused() =>
        Refused("CompiledStep", () => Made().Step.Update(x), "takes 2 arguments, but 1");
}
