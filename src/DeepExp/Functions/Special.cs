using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>Γ'(x) / Γ(x)</summary>
    public static Variable Digamma(Variable x) => Variable.Of(Special.digamma(x.Traced));

    /// <summary>The error function, 2/√π ∫₀ˣ e^(-t²) dt.</summary>
    public static Variable Erf(Variable x) => Variable.Of(Special.erf(x.Traced));

    /// <summary>1 - erf x</summary>
    public static Variable Erfc(Variable x) => Variable.Of(Special.erfc(x.Traced));

    /// <summary>The y with erfc y = x.</summary>
    public static Variable ErfcInv(Variable x) => Variable.Of(Special.erfcInv(x.Traced));

    /// <summary>e^(x²) erfc(x)</summary>
    public static Variable Erfcx(Variable x) => Variable.Of(Special.erfcx(x.Traced));

    /// <summary>The y with erf y = x.</summary>
    public static Variable ErfInv(Variable x) => Variable.Of(Special.erfInv(x.Traced));

    /// <summary>ln |Γ(x)|</summary>
    public static Variable LGamma(Variable x) => Variable.Of(Special.lgamma(x.Traced));

    /// <summary>The logarithm of the distribution function of the standard normal distribution.</summary>
    public static Variable LogNdtr(Variable x) => Variable.Of(Special.logNdtr(x.Traced));

    /// <summary>The distribution function of the standard normal distribution.</summary>
    public static Variable Ndtr(Variable x) => Variable.Of(Special.ndtr(x.Traced));

    /// <summary>The quantiles of the standard normal distribution: the inverse of ndtr.</summary>
    public static Variable Ndtri(Variable x) => Variable.Of(Special.ndtri(x.Traced));

    /// <summary>The n-th derivative of digamma; the orders n are int32, and shapes broadcast.</summary>
    public static Variable Polygamma(Variable n, Variable x) =>
        Variable.Of(Special.polygamma(n.Traced, x.Traced));

    /// <summary>The n-th derivative of digamma, one order for all.</summary>
    public static Variable Polygamma(int n, Variable x) =>
        Variable.Of(Special.polygamma(TensorModule.scalar(DType.Int32, n), x.Traced));

    /// <summary>The Hurwitz zeta function Σ (k + q)^-x, which is differentiated with respect to q only.</summary>
    public static Variable Zeta(Variable x, Variable q) =>
        Variable.Of(Special.zeta(x.Traced, q.Traced));
}
