using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class MathRows
{
    internal static readonly Row[] All =
    [
        new("Absolute", v => F.Absolute(v[0]), t => TensorModule.abs(t[0]), [7]),
        new("Clip", v => F.Clip(v[0], -0.5, 0.9), t => TensorModule.clip(-0.5, 0.9, t[0]), [20]),
        new("Exp", v => F.Exp(v[0]), t => TensorModule.exp(t[0]), [2, 5]),
        new("Log", v => F.Log(v[0]), t => TensorModule.log(t[0]), [2, 5]) { Positive = true },
        new("Sqrt", v => F.Sqrt(v[0]), t => TensorModule.sqrt(t[0]), [2, 5]) { Positive = true },
        new("Sign", v => F.Sign(v[0]), t => TensorModule.sign(t[0]), [2, 5]),
        new("Pow", v => F.Pow(v[0], 2), t => TensorModule.power(2, t[0]), [2, 5]),
        new("Pow", v => F.Pow(v[0], -0.5), t => TensorModule.power(-0.5, t[0]), [6])
        {
            Positive = true,
        },
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1]),
            t => TensorModule.matmul(t[0], t[1]),
            [2, 3],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transa: true),
            t => TensorModule.matmulWith(true, false, t[0], t[1]),
            [3, 2],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transb: true),
            t => TensorModule.matmulWith(false, true, t[0], t[1]),
            [5, 2, 3],
            [4, 3]
        ),
        new("Sum", v => F.Sum(v[0]), t => TensorModule.sum(t[0]), [3, 4]),
        new("Sum", v => F.Sum(v[0], axis: -1), t => TensorModule.sumOver([1], false, t[0]), [3, 4]),
        new(
            "Sum",
            v => F.Sum(v[0], axis: [0, 2], keepdims: true),
            t => TensorModule.sumOver([0, 2], true, t[0]),
            [3, 4, 2]
        ),
        new("Mean", v => F.Mean(v[0]), t => TensorModule.mean(t[0]), [3, 4]),
        new(
            "Mean",
            v => F.Mean(v[0], axis: 0, keepdims: true),
            t => TensorModule.meanOver([0], true, t[0]),
            [3, 4]
        ),
        new(
            "Mean",
            v => F.Mean(v[0], [0, 1]),
            t => TensorModule.meanOver([0, 1], false, t[0]),
            [3, 4]
        ),
    ];
}
