using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>A network of MNIST's size with the façade's words: 784-1000-1000-10, ReLU, softmax cross entropy, Adam.</summary>
internal static class Mlp
{
    private const int Batch = 100;

    internal static IWork Work { get; } =
        new StepWork(
            "mlp",
            "MLP 784-1000-1000-10, batch 100, Adam",
            Step,
            threads => [Goal.OfPeer(0.8), new(threads == 1 ? 16 : 10)]
        );

    private sealed class Net : Chain
    {
        private readonly L.Linear l1,
            l2,
            l3;

        internal Net()
        {
            l1 = AddLink("l1", new L.Linear(784, 1000));
            l2 = AddLink("l2", new L.Linear(1000, 1000));
            l3 = AddLink("l3", new L.Linear(1000, 10));
        }

        internal Variable Loss(Variable x, Variable t) =>
            F.SoftmaxCrossEntropy(l3.Forward(F.Relu(l2.Forward(F.Relu(l1.Forward(x))))), t);
    }

    private static (Action, Action) Step()
    {
        Rng.Seed(0);
        var net = new Net();
        var optimizer = new Adam();
        optimizer.Setup(net);
        Variable x = KeyModule.normal(DType.Float32, [Batch, 784], KeyModule.ofSeed(1));
        Variable t = TensorModule.int32(
            [Batch],
            [.. Enumerable.Range(0, Batch).Select(i => i * 7 % 10)]
        );
        var step = new CompiledStep(net, optimizer, net.Loss);
        return (() => optimizer.Update(net.Loss, x, t), () => step.Update(x, t));
    }
}
