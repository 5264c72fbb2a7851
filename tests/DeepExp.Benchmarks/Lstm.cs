using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>An LSTM of 128 units over 32 sequences of 50 steps with 128 features, and back.</summary>
internal static class Lstm
{
    private const int Units = 128;
    private const int Steps = 50;
    private const int Batch = 32;

    internal static IWork Work { get; } =
        new StepWork(
            "lstm",
            "LSTM of 128 units, 50 steps, batch 32, forward and backward",
            Step,
            threads => [Goal.OfPeer(1)]
        );

    private static (Action, Action) Step()
    {
        Rng.Seed(0);
        var lstm = new L.NStepLSTM(1, Units, Units, dropout: 0);
        Variable[] xs =
        [
            .. Enumerable
                .Range(0, Batch)
                .Select(i =>
                    (Variable)
                        KeyModule.normal(
                            DType.Float32,
                            [Steps, Units],
                            KeyModule.at(i, KeyModule.ofSeed(1))
                        )
                ),
        ];
        Variable Loss(Variable[] xs) => F.Sum(F.Concat(lstm.Forward(null, null, xs).Ys, axis: 0));

        // A compiled step computes gradients for an update.
        var step = new CompiledStep(lstm, new SGD(1e-6), Loss);
        return (
            () =>
            {
                lstm.ClearGrads();
                Loss(xs).Backward();
            },
            () => step.Update(xs)
        );
    }
}
