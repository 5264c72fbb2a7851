using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>What can be compiled, what is refused, and what is left of it.</summary>
public class CompiledStepTests
{
    private static readonly Variable x = Random(1, DType.Float32, 4, 3);
    private static readonly Variable t = TensorModule.int32([4], [0, 1, 2, 1]);

    /// <summary>y = Wx + b, its loss made by a function that may do what it likes.</summary>
    private sealed class Net : Chain
    {
        internal L.Linear L1 { get; }

        internal Net() => L1 = AddLink("l1", new L.Linear(3, 3));

        internal Variable Loss(Variable x, Variable t) => F.SoftmaxCrossEntropy(L1.Forward(x), t);
    }

    private static (Net Net, CompiledStep Step) Made(
        Func<Net, Variable, Variable, Variable>? loss = null
    )
    {
        Rng.Seed(0);
        var net = new Net();
        return (
            net,
            new(net, new SGD(), (x, t) => loss is null ? net.Loss(x, t) : loss(net, x, t))
        );
    }

    private static void Refuses(
        Func<Net, Variable, Variable, Variable> loss,
        string operation,
        params string[] says
    )
    {
        var step = Made(loss).Step;
        Refused(
            operation,
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(x, t);
            },
            says
        );
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var (_, step) = Made();
        Variable[] args = [x, t];
        for (var i = 0; i < 5; i++)
            step.Update(args);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            step.Update(args);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void It_prints_a_program_for_each_shape()
    {
        var (_, step) = Made();
        Assert.Equal("", step.ToString());
        for (var i = 0; i < 5; i++)
        {
            step.Update(x, t);
            step.Update(Random(2, DType.Float32, 2, 3), TensorModule.int32([2], [0, 1]));
        }
        var text = step.ToString();
        Assert.Contains("plan for a batch of 4×3 float32, 4 int32", text, StringComparison.Ordinal);
        Assert.Contains("plan for a batch of 2×3 float32, 2 int32", text, StringComparison.Ordinal);
        Assert.Contains("SGD", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_are_not_kept()
    {
        var (net, step) = Made();
        for (var i = 0; i < 5; i++)
            step.Update(x, t);
        Assert.All(net.Params(), parameter => Assert.Null(parameter.Grad));
    }

    [Fact]
    public void Data_that_was_read_stays_as_it_was()
    {
        var (net, step) = Made();
        for (var i = 0; i < 4; i++)
            step.Update(x, t);
        var data = net.L1.W.Data;
        var bits = Bits(data);
        for (var i = 0; i < 4; i++)
            step.Update(x, t);
        Assert.Equal(bits, Bits(data));
        Assert.NotEqual(bits, Bits(net.L1.W.Data));
    }

    [Fact]
    public void A_classifier_computes_its_accuracy_while_it_is_recorded()
    {
        Rng.Seed(0);
        var classifier = new L.Classifier(new L.Linear(3, 3));
        var step = new CompiledStep(classifier, new Adam(), classifier);
        var losses = Enumerable.Range(0, 8).Select(_ => step.Update(x, t)).ToList();
        Assert.True(losses[^1] < losses[0]);
        // Of an earlier step, and nobody shall take it for that of the last.
        Assert.True(double.IsNaN(classifier.Accuracy!.Item()));
    }

    [Fact]
    public void Two_steps_may_train_two_parts_of_one_model()
    {
        static string Run(bool compiled)
        {
            Rng.Seed(0);
            var (a, b) = (new L.Linear(3, 3), new L.Linear(3, 3));
            var both = new ChainList(a, b);
            var (first, second) = (new Adam().Setup(a), new SGD().Setup(b));
            Variable Loss(Variable x) => F.Mean(F.Square(b.Forward(F.Tanh(a.Forward(x)))));
            Variable Other(Variable x) => -F.Mean(F.Square(b.Forward(F.Tanh(a.Forward(x)))));
            var (one, two) = (
                new CompiledStep(both, first, Loss),
                new CompiledStep(both, second, Other)
            );
            for (var i = 0; i < 8; i++)
                if (compiled)
                {
                    one.Update(x);
                    two.Update(x);
                }
                else
                {
                    first.Update(Loss, x);
                    second.Update(Other, x);
                }
            return Bits(both);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Fact]
    public void A_loss_may_draw_its_own_batch()
    {
        static string Run(bool compiled)
        {
            Rng.Seed(5);
            var net = new L.Linear(3, 3);
            var optimizer = new SGD().Setup(net);
            Variable Loss()
            {
                Variable x = Rng.Normal(4, 3);
                return F.MeanSquaredError(net.Forward(x), F.Tanh(x));
            }
            var step = new CompiledStep(net, optimizer, Loss);
            for (var i = 0; i < 8; i++)
                if (compiled)
                    step.Update();
                else
                    optimizer.Update(Loss);
            return Bits(net);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

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
        Refused(
            "CompiledStep",
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(x);
            },
            "not the same twice"
        );
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
        Refused(
            "CompiledStep",
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(x);
            },
            "«/N»"
        );
    }

    [Fact]
    public void Dynamic_loss_scaling_looks_at_numbers_and_is_refused()
    {
        var net = new Net();
        var optimizer = new SGD().Setup(net);
        optimizer.LossScaling();
        var step = new CompiledStep(net, optimizer, net.Loss);
        Refused(
            "LossScale",
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(x, t);
            },
            "changes from step to step"
        );
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

    [Fact]
    public void A_step_may_be_taken_again_with_another_rate()
    {
        static string Run(bool compiled)
        {
            Rng.Seed(0);
            var net = new Net();
            var adam = new Adam().Setup(net);
            var step = new CompiledStep(net, adam, net.Loss);
            void Take(int steps)
            {
                for (var i = 0; i < steps; i++)
                    if (compiled)
                        step.Update(x, t);
                    else
                        adam.Update(net.Loss, x, t);
            }

            Take(6);
            var (before, state) = (new DictionarySerializer(), new DictionarySerializer());
            before.Save(net);
            state.Save(adam);
            Take(1);
            new NpzDeserializer(before.Target).Load(net);
            new NpzDeserializer(state.Target).Load(adam);
            adam.Alpha = 0.1;
            Take(2);
            return Bits(net);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Fact]
    public void Switching_the_kind_of_Adam_is_refused()
    {
        var net = new Net();
        var adam = new Adam();
        var step = new CompiledStep(net, adam, net.Loss);
        for (var i = 0; i < 5; i++)
            step.Update(x, t);
        adam.Amsgrad = true;
        Refused("Adam", () => step.Update(x, t), "after the step was compiled");
    }

    [Fact]
    public void Parameters_that_are_not_the_models_are_refused()
    {
        var (net, other) = (new Net(), new Net());
        var step = new CompiledStep(net, new SGD().Setup(other), other.Loss);
        Refused(
            "CompiledStep",
            () =>
            {
                for (var i = 0; i < 5; i++)
                    step.Update(x, t);
            },
            "no parameter of the model"
        );
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
    public void The_gradient_of_an_argument_can_be_a_part_of_the_loss()
    {
        static string Run(bool compiled)
        {
            Rng.Seed(0);
            var net = new Net();
            Variable Loss(Variable x, Variable t)
            {
                var loss = net.Loss(x, t);
                var g = Chainer.Grad([loss], [x], enableDoubleBackprop: true)[0]!;
                return loss + F.Sum(F.Square(g));
            }
            var sgd = new SGD(0.1).Setup(net);
            var step = new CompiledStep(net, sgd, Loss);
            for (var i = 0; i < 6; i++)
            {
                var y = Var(Random(i, DType.Float32, 4, 3));
                if (compiled)
                    step.Update(y, t);
                else
                    sgd.Update(Loss, y, t);
            }
            return Bits(net);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Fact]
    public void A_parameter_may_take_the_place_of_another()
    {
        static string Run(bool compiled)
        {
            Rng.Seed(0);
            var (a, b) = (new L.Linear(3, 3), new L.Linear(3, 3));
            var sgd = new SGD(0.1).Setup(a);
            Variable Loss(Variable x)
            {
                var loss = F.MeanSquaredError(a.Forward(x), F.Tanh(b.Forward(x)).Data);
                b.CopyParams(a);
                return loss;
            }
            var step = new CompiledStep(new ChainList(a, b), sgd, Loss);
            for (var i = 0; i < 6; i++)
                if (compiled)
                    step.Update(x);
                else
                    sgd.Update(Loss, x);
            return Bits(a) + Bits(b);
        }

        Assert.Equal(Run(compiled: false), Run(compiled: true));
    }

    [Fact]
    public void A_wrong_number_of_arguments_is_refused() =>
        Refused("CompiledStep", () => Made().Step.Update(x), "takes 2 arguments, but 1");
}
