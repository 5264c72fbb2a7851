using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Compiled.Small;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Compiled;

/// <summary>What compiled steps do, and what is left of them.</summary>
public class CompiledStepTests
{
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
        Assert.Equal("step that was not compiled yet", step.ToString());
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
        {
            step.Update(x, t);
            Assert.All(net.Params(), parameter => Assert.Null(parameter.Grad));
        }
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
    public void A_loss_that_is_kept_aside_is_no_number_once_steps_are_not_recorded()
    {
        var net = new L.Linear(3, 3);
        Variable? kept = null;
        var step = new CompiledStep(
            net,
            new Adam(),
            (x, t) => kept = F.SoftmaxCrossEntropy(net.Forward(x), t)
        );
        for (var i = 0; i < 3; i++)
            Assert.Equal(step.Update(x, t), kept!.Item());
        step.Update(x, t);
        Assert.True(double.IsNaN(kept!.Item()));
    }

    [Fact]
    public void A_loss_that_catches_what_it_is_refused_is_refused()
    {
        var net = new L.Linear(3, 3);
        var optimizer = new Adam();
        var step = new CompiledStep(
            net,
            optimizer,
            (x, t) =>
            {
                var loss = F.SoftmaxCrossEntropy(net.Forward(x), t);
                try
                {
                    return optimizer.T > 3 ? 2 * loss : loss;
                }
                catch (DeepExpException)
                {
                    return loss;
                }
            }
        );
        step.Update(x, t);
        var refusal = Assert.Throws<DeepExpException>(() => step.Update(x, t));
        Assert.Contains("Optimizer.T", refusal.Message, StringComparison.Ordinal);
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
    public void A_loss_that_is_a_parameter_is_the_one_before_the_update()
    {
        var link = new OneNumber();
        var step = new CompiledStep(link, new SGD(0.25), () => F.Reshape(link.P));
        for (var i = 0; i < 6; i++)
            Assert.Equal(1 - (0.25 * i), step.Update());
    }

    [Fact]
    public void Threads_that_read_meanwhile_change_nothing()
    {
        double[] Trained(bool isRead)
        {
            var (net, step) = Made();
            using var end = new CancellationTokenSource();
            using var reading = new CountdownEvent(isRead ? 2 : 0);
            var readers = Enumerable
                .Range(0, reading.InitialCount)
                .Select(_ => Task.Run(() => Read(net, reading, end.Token)))
                .ToArray();
            reading.Wait();
            for (var i = 0; i < 3000; i++)
                step.Update(x, t);
            end.Cancel();
            Task.WaitAll(readers);
            return net.L1.W.Data.ToArray<double>();
        }

        Assert.Equal(Trained(false), Trained(true));
    }

    /// <summary>What was read is of one step, and stays so.</summary>
    private static void Read(Net net, CountdownEvent reading, CancellationToken end)
    {
        for (var reads = 0; !end.IsCancellationRequested; reads++)
        {
            var data = net.L1.W.Data;
            var before = data.ToArray<double>();
            if (reads == 0)
                reading.Signal();
            Thread.Sleep(1);
            Assert.Equal(before, data.ToArray<double>());
        }
    }

    [Fact]
    public void A_schedule_may_look_at_what_the_step_may_not()
    {
        var net = new Net();
        var sgd = new SGD().Setup(net);
        sgd.Schedule = _ => 0.1 / (1 + sgd.Epoch);
        var step = new CompiledStep(net, sgd, net.Loss);
        for (var i = 0; i < 5; i++)
        {
            step.Update(x, t);
            sgd.NewEpoch();
        }
        Assert.Equal(0.1 / 5, sgd.Lr);
    }

    private sealed class OneNumber : Link
    {
        internal Parameter P { get; }

        internal OneNumber() => P = AddParam("p", TensorModule.ones(DType.Float64, [1]));
    }
}
