using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>A convolutional network in LeNet's shape on a batch of 100 images of 28×28, with the façade's words.</summary>
internal static class LeNet
{
    private const int Batch = 100;

    internal static IWork Work { get; } =
        new StepWork(
            "lenet",
            "LeNet-shaped (conv 20@5, pool, conv 50@5, pool, 500, 10), batch 100, Adam",
            Step,
            threads => [Goal.OfPeer(0.7)]
        );

    private sealed class Net : Chain
    {
        private readonly L.Convolution2D c1,
            c2;
        private readonly L.Linear l1,
            l2;

        internal Net()
        {
            c1 = AddLink("c1", new L.Convolution2D(1, 20, 5));
            c2 = AddLink("c2", new L.Convolution2D(20, 50, 5));
            l1 = AddLink("l1", new L.Linear(800, 500));
            l2 = AddLink("l2", new L.Linear(500, 10));
        }

        internal Variable Loss(Variable x, Variable t)
        {
            var h = F.MaxPooling2D(F.Relu(c1.Forward(x)), 2);
            h = F.MaxPooling2D(F.Relu(c2.Forward(h)), 2);
            return F.SoftmaxCrossEntropy(l2.Forward(F.Relu(l1.Forward(h))), t);
        }
    }

    private static (Action, Action) Step()
    {
        Rng.Seed(0);
        var net = new Net();
        var optimizer = new Adam();
        optimizer.Setup(net);
        Variable x = KeyModule.normal(DType.Float32, [Batch, 1, 28, 28], KeyModule.ofSeed(1));
        Variable t = TensorModule.int32(
            [Batch],
            [.. Enumerable.Range(0, Batch).Select(i => i * 7 % 10)]
        );
        var step = new CompiledStep(net, optimizer, net.Loss);
        return (() => optimizer.Update(net.Loss, x, t), () => step.Update(x, t));
    }
}
