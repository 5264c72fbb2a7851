using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class SpecialRows
{
    private static readonly Tensor orders = (int[])[0, 1, 3];

    internal static readonly Row[] All =
    [
        new("Digamma", v => F.Digamma(v[0]), t => Special.digamma(t[0]), [2, 5])
        {
            Positive = true,
        },
        new("Erf", v => F.Erf(v[0]), t => Special.erf(t[0]), [2, 5]),
        new("Erfc", v => F.Erfc(v[0]), t => Special.erfc(t[0]), [2, 5]),
        new("Erfcx", v => F.Erfcx(v[0]), t => Special.erfcx(t[0]), [2, 5]),
        new(
            "ErfInv",
            v => F.ErfInv(F.Tanh(v[0])),
            t => Special.erfInv(TensorModule.tanh(t[0])),
            [2, 5]
        ),
        new(
            "ErfcInv",
            v => F.ErfcInv(F.Sigmoid(v[0])),
            t => Special.erfcInv(TensorModule.sigmoid(t[0])),
            [2, 5]
        ),
        new("LGamma", v => F.LGamma(v[0]), t => Special.lgamma(t[0]), [2, 5]) { Positive = true },
        new("LogNdtr", v => F.LogNdtr(v[0]), t => Special.logNdtr(t[0]), [2, 5]),
        new("Ndtr", v => F.Ndtr(v[0]), t => Special.ndtr(t[0]), [2, 5]),
        new(
            "Ndtri",
            v => F.Ndtri(F.Sigmoid(v[0])),
            t => Special.ndtri(TensorModule.sigmoid(t[0])),
            [2, 5]
        ),
        new(
            "Polygamma",
            v => F.Polygamma(2, v[0]),
            t => Special.polygamma(TensorModule.scalar(DType.Int32, 2), t[0]),
            [2, 5]
        )
        {
            Positive = true,
        },
        new(
            "Polygamma",
            v => F.Polygamma(orders, v[0]),
            t => Special.polygamma(orders, t[0]),
            [2, 3]
        )
        {
            Positive = true,
        },
        new(
            "Zeta",
            v => F.Zeta(Three(v[0].Data), v[0]),
            t => Special.zeta(Three(t[0]), t[0]),
            [2, 5]
        )
        {
            Positive = true,
        },
    ];

    private static Tensor Three(Tensor x) => TensorModule.scalar(x.DType, 3);
}
