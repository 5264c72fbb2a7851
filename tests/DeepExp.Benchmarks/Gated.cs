using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>Functions of each element, and their derivatives: the sum of σ(Wx)·tanh(W + x), element by element, and a step of SGD.</summary>
internal static class Gated
{
    private const int Side = 1000;

    internal static IWork Work { get; } =
        new StepWork(
            "gated",
            "functions of each of 1,000,000 elements, forward, backward and SGD",
            Step,
            threads => [Goal.OfPeer(1)]
        );

    private static (Action, Action) Step()
    {
        Tensor Normal(int seed) =>
            KeyModule.normal(DType.Float32, [Side, Side], KeyModule.ofSeed(seed));
        var link = new L.Parameter(Normal(1));
        var optimizer = new SGD(1e-6);
        optimizer.Setup(link);
        Variable x = Normal(2);
        Variable Loss(Variable x) => F.Sum(F.Sigmoid(link.W * x) * F.Tanh(link.W + x));
        var step = new CompiledStep(link, optimizer, Loss);
        return (() => optimizer.Update(Loss, x), () => step.Update(x));
    }
}
