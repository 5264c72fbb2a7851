using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ElementaryRows
{
    internal static readonly Row[] All =
    [
        new("Absolute", v => F.Absolute(v[0]), t => TensorModule.abs(t[0]), [7]),
        new("Add", v => F.Add(v[0]), t => t[0] * 1, [7]),
        new("Add", v => F.Add(v[0], v[1], v[2]), t => t[0] + t[1] + t[2], [2, 3], [3], [2, 1]),
        new("Arccos", v => F.Arccos(F.Tanh(v[0])), t => Elementary.arccos(Inner(t)), [2, 5]),
        new("Arcsin", v => F.Arcsin(F.Tanh(v[0])), t => Elementary.arcsin(Inner(t)), [2, 5]),
        new("Arctan", v => F.Arctan(v[0]), t => Elementary.arctan(t[0]), [2, 5]),
        new(
            "Arctan2",
            v => F.Arctan2(v[0], v[1]),
            t => Elementary.arctan2(t[0], t[1]),
            [2, 5],
            [5]
        ),
        new("Arctanh", v => F.Arctanh(F.Tanh(v[0])), t => Elementary.arctanh(Inner(t)), [2, 5]),
        new("Bias", v => F.Bias(v[0], v[1]), t => Elementary.bias(1, t[1], t[0]), [2, 3, 4], [3]),
        new(
            "Bias",
            v => F.Bias(v[0], v[1], axis: 0),
            t => Elementary.bias(0, t[1], t[0]),
            [2, 3, 4],
            [2, 3]
        ),
        new("Ceil", v => F.Ceil(v[0]), t => Elementary.ceil(t[0]), [2, 5]),
        new("Clip", v => F.Clip(v[0], -0.5, 0.9), t => TensorModule.clip(-0.5, 0.9, t[0]), [20]),
        new(
            "Clip",
            v => F.Clip(v[0], null, 0.9),
            t => TensorModule.clip(double.NegativeInfinity, 0.9, t[0]),
            [20]
        ),
        new(
            "Clip",
            v => F.Clip(v[0], xMin: -0.5, xMax: null),
            t => TensorModule.clip(-0.5, double.PositiveInfinity, t[0]),
            [20]
        ),
        new("Cos", v => F.Cos(v[0]), t => TensorModule.cos(t[0]), [2, 5]),
        new("Cosh", v => F.Cosh(v[0]), t => Elementary.cosh(t[0]), [2, 5]),
        new("Exp", v => F.Exp(v[0]), t => TensorModule.exp(t[0]), [2, 5]),
        new("Expm1", v => F.Expm1(v[0]), t => Elementary.expm1(t[0]), [2, 5]),
        new("Fix", v => F.Fix(v[0]), t => TensorModule.truncate(t[0]), [2, 5]),
        new("Floor", v => F.Floor(v[0]), t => TensorModule.floor(t[0]), [2, 5]),
        new("Fmod", v => F.Fmod(v[0], v[1]), t => Elementary.fmod(t[1], t[0]), [2, 5], [5]),
        new("Identity", v => F.Identity(v[0] * 2), t => t[0] * 2, [5]),
        new(
            "Identity",
            v => F.Identity(v[0], v[1]) is [var x, var y] ? x / y : null!,
            t => t[0] / t[1],
            [5],
            [5]
        ),
        new(
            "LinearInterpolate",
            v => F.LinearInterpolate(v[0], v[1], v[2]),
            t => Elementary.linearInterpolate(t[0], t[1], t[2]),
            [2, 3],
            [2, 3],
            [2, 3]
        ),
        new("Log", v => F.Log(v[0]), t => TensorModule.log(t[0]), [2, 5]) { Positive = true },
        new("Log10", v => F.Log10(v[0]), t => Elementary.log10(t[0]), [2, 5]) { Positive = true },
        new("Log1p", v => F.Log1p(v[0]), t => Elementary.log1p(t[0]), [2, 5]) { Positive = true },
        new("Log2", v => F.Log2(v[0]), t => Elementary.log2(t[0]), [2, 5]) { Positive = true },
        new(
            "Maximum",
            v => F.Maximum(v[0], v[1]),
            t => Elementary.maximum(t[0], t[1]),
            [2, 5],
            [5]
        ),
        new(
            "Minimum",
            v => F.Minimum(v[0], v[1]),
            t => Elementary.minimum(t[0], t[1]),
            [2, 5],
            [5]
        ),
        new("Pow", v => F.Pow(v[0], 2), t => TensorModule.power(2, t[0]), [2, 5]),
        new("Pow", v => F.Pow(v[0], -0.5), t => TensorModule.power(-0.5, t[0]), [6])
        {
            Positive = true,
        },
        new("Pow", v => F.Pow(v[0], v[1]), t => Elementary.pow(t[1], t[0]), [2, 5], [5])
        {
            Positive = true,
        },
        new("Pow", v => F.Pow(2.5, v[0]), t => Elementary.powOf(2.5, t[0]), [2, 5]),
        new("Rsqrt", v => F.Rsqrt(v[0]), t => Elementary.rsqrt(t[0]), [2, 5]) { Positive = true },
        new(
            "Scale",
            v => F.Scale(v[0], v[1]),
            t => Elementary.scale(1, t[1], t[0]),
            [2, 3, 4],
            [3]
        ),
        new(
            "Scale",
            v => F.Scale(v[0], v[1], axis: -1),
            t => Elementary.scale(-1, t[1], t[0]),
            [2, 3, 4],
            [4]
        ),
        new("Sign", v => F.Sign(v[0]), t => TensorModule.sign(t[0]), [2, 5]),
        new("Sin", v => F.Sin(v[0]), t => TensorModule.sin(t[0]), [2, 5]),
        new("Sinh", v => F.Sinh(v[0]), t => Elementary.sinh(t[0]), [2, 5]),
        new("Sqrt", v => F.Sqrt(v[0]), t => TensorModule.sqrt(t[0]), [2, 5]) { Positive = true },
        new("Square", v => F.Square(v[0]), t => Elementary.square(t[0]), [2, 5]),
        new("Tan", v => F.Tan(v[0]), t => Elementary.tan(t[0]), [2, 5]),
    ];

    private static Tensor Inner(Tensor[] t) => TensorModule.tanh(t[0]);
}
