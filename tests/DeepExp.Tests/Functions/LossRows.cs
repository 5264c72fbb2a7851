using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class LossRows
{
    internal static readonly Row[] All =
    [
        new(
            "MeanSquaredError",
            v => F.MeanSquaredError(v[0], v[1]),
            t => Loss.meanSquaredError(t[1], t[0]),
            [4, 3],
            [4, 3]
        ),
    ];
}
