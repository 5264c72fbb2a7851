using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class UtilRows
{
    internal static readonly Row[] All =
    [
        new(
            "Forget",
            v => F.Forget(x => F.Sin(x * x), v[0]),
            t => TensorModule.sin(t[0] * t[0]),
            [3, 4]
        ),
        new(
            "Forget",
            v => F.Forget((x, y) => F.Sin(x * y), v[0], v[1]),
            t => TensorModule.sin(t[0] * t[1]),
            [3, 4],
            [3, 4]
        ),
        new(
            "Forget",
            v =>
            {
                var ys = F.Forget(xs => [F.Sin(xs[0]), F.Exp(xs[1])], v[0], v[1]);
                return ys[0] * ys[1];
            },
            t => TensorModule.sin(t[0]) * TensorModule.exp(t[1]),
            [3, 4],
            [3, 4]
        ),
    ];
}
