using DeepExp.Functional;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

/// <summary>The façade draws the first key of a seed.</summary>
internal static class NoiseRows
{
    private static Key First => KeyModule.at(0, KeyModule.ofSeed(5));

    private static Func<Variable[], Variable> Seeded(Func<Variable[], Variable> function) =>
        v =>
        {
            Rng.Seed(5);
            return function(v);
        };

    private static Func<Variable[], Variable> InTest(Func<Variable[], Variable> function) =>
        v =>
        {
            using (Config.TestMode())
                return function(v);
        };

    private static Tensor Mask(DType dtype, params int[] shape) =>
        TensorModule.create(
            dtype,
            shape,
            [.. Enumerable.Range(0, ShapeModule.size(shape)).Select(i => i % 2.0)]
        );

    internal static readonly Row[] All =
    [
        new(
            "Dropout",
            Seeded(v => F.Dropout(v[0], 0.3)),
            t => Noise.dropout(0.3, First, t[0]),
            [3, 4]
        ),
        new(
            "Dropout",
            v => F.Dropout(v[0], mask: Mask(v[0].DType, 3, 4)),
            t => Noise.dropoutBy(Mask(t[0].DType, 3, 4), t[0]),
            [3, 4]
        ),
        new(
            "Dropout",
            Seeded(v =>
            {
                var (y, mask) = F.Dropout(v[0], returnMask: true);
                return y + mask!;
            }),
            t =>
            {
                var mask = Noise.dropoutMask(0.5, t[0].DType, t[0].Shape, First);
                return Noise.dropoutBy(mask, t[0]) + mask;
            },
            [3, 4]
        ),
        new("Dropout", InTest(v => F.Exp(F.Dropout(v[0]))), t => TensorModule.exp(t[0]), [3, 4]),
        new(
            "Gaussian",
            Seeded(v => F.Gaussian(v[0], v[1])),
            t => Noise.gaussian(First, t[1], t[0]),
            [3, 4],
            [3, 4]
        ),
        new(
            "Gaussian",
            v => F.Gaussian(v[0], v[1], Mask(v[0].DType, 3, 4)),
            t => Noise.gaussianBy(Mask(t[0].DType, 3, 4), t[1], t[0]),
            [3, 4],
            [3, 4]
        ),
        new(
            "Gaussian",
            Seeded(v => F.Gaussian(v[0], v[1], returnEps: true).Y),
            t => Noise.gaussian(First, t[1], t[0]),
            [3, 4],
            [3, 4]
        ),
        new(
            "GumbelSoftmax",
            Seeded(v => F.GumbelSoftmax(v[0])),
            t => Noise.gumbelSoftmax(0.1, 1, First, t[0]),
            [3, 4]
        ),
        new(
            "SimplifiedDropconnect",
            Seeded(v => F.SimplifiedDropconnect(v[0], v[1], v[2], useBatchwiseMask: false)),
            t => Noise.simplifiedDropconnect(0.5, false, First, t[1], Some(t[2]), t[0]),
            [3, 4],
            [2, 4],
            [2]
        ),
        new(
            "SimplifiedDropconnect",
            v => F.SimplifiedDropconnect(v[0], v[1], mask: Mask(v[0].DType, 3, 2, 4)),
            t => Noise.simplifiedDropconnectBy(0.5, Mask(t[0].DType, 3, 2, 4), t[1], null, t[0]),
            [3, 4],
            [2, 4]
        ),
        new(
            "SimplifiedDropconnect",
            v => F.SimplifiedDropconnect(v[0], v[1], train: false),
            t => Connection.linear(t[1], null, t[0]),
            [3, 4],
            [2, 4]
        ),
        new(
            "Zoneout",
            Seeded(v => F.Zoneout(v[0], v[1])),
            t => Noise.zoneout(0.5, First, t[0], t[1]),
            [3, 4],
            [3, 4]
        ),
        new("Zoneout", InTest(v => v[0] + F.Zoneout(v[0], v[1])), t => t[0] + t[1], [3, 4], [3, 4]),
    ];
}
