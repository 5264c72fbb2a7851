using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>Γ'(x) / Γ(x)</summary>
    public static Variable Digamma(Variable x) => Variable.Of(Special.digamma(x.Floats()));

    /// <summary>The error function, 2/√π ∫₀ˣ e^(-t²) dt.</summary>
    public static Variable Erf(Variable x) => Variable.Of(Special.erf(x.Floats()));

    /// <summary>1 - erf x</summary>
    public static Variable Erfc(Variable x) => Variable.Of(Special.erfc(x.Floats()));

    /// <summary>The y with erfc y = x.</summary>
    public static Variable ErfcInv(Variable x) => Variable.Of(Special.erfcInv(x.Floats()));

    /// <summary>e^(x²) erfc(x)</summary>
    public static Variable Erfcx(Variable x) => Variable.Of(Special.erfcx(x.Floats()));

    /// <summary>The y with erf y = x.</summary>
    public static Variable ErfInv(Variable x) => Variable.Of(Special.erfInv(x.Floats()));

    /// <summary>ln |Γ(x)|</summary>
    public static Variable LGamma(Variable x) => Variable.Of(Special.lgamma(x.Floats()));

    /// <summary>The logarithm of the distribution function of the standard normal distribution.</summary>
    public static Variable LogNdtr(Variable x) => Variable.Of(Special.logNdtr(x.Floats()));

    /// <summary>The distribution function of the standard normal distribution.</summary>
    public static Variable Ndtr(Variable x) => Variable.Of(Special.ndtr(x.Floats()));

    /// <summary>The quantiles of the standard normal distribution: the inverse of ndtr.</summary>
    public static Variable Ndtri(Variable x) => Variable.Of(Special.ndtri(x.Floats()));

    /// <summary>The n-th derivative of digamma; the orders n are int32, and shapes broadcast.</summary>
    public static Variable Polygamma(Variable n, Variable x) =>
        Variable.Of(Special.polygamma(n.Traced(), x.Floats()));

    /// <summary>The n-th derivative of digamma, one order for all.</summary>
    public static Variable Polygamma(int n, Variable x) =>
        Variable.Of(Special.polygamma(TensorModule.scalar(DType.Int32, n), x.Floats()));

    /// <summary>The Hurwitz zeta function Σ (k + q)^-x, which is differentiated with respect to q only.</summary>
    public static Variable Zeta(Variable x, Variable q) =>
        Variable.Of(Special.zeta(x.Floats(), q.FloatsLike(x)));
}
