using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// The exponential and the hyperbolic tangent, lane by lane. Those of System.Numerics.Tensors give e⁰ = 1.0000001 and tanh 0 = -6·10⁻⁸ in
/// float, lose every digit of tanh near 0, and run unoptimized until the JIT has seen them often; these hold some units in the last place.
/// </summary>
internal static class Elementary
{
    // ln 2 in two parts: 355/512 times an exponent is exact in float and in double.
    private const double Ln2High = 355.0 / 512;
    private const double Ln2Low = -2.121944400546905827679e-4;
    private const double Log2E = 1.442695040888963407360;

    /// <summary>eˣ = 2ⁿ·eʳ with n = round(x/ln 2), |r| ≤ ln 2/2, and the series of eʳ up to r¹³/13!.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Beyond these the result is 0 or ∞ already.
        double bound = typeof(T) == typeof(float) ? 120 : 800;
        V low = V.Constant(-bound);
        V high = V.Constant(bound);
        x = V.IfAtMost(x, low, low, V.IfAtMost(high, x, high, x));

        V n = V.Round(x * V.Constant(Log2E));
        V r = V.MultiplyAdd(n, V.Constant(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Constant(-Ln2Low), r);

        V y = V.Constant(1.0 / 6227020800);
        y = Horner<V, T>(y, r, 1.0 / 479001600);
        y = Horner<V, T>(y, r, 1.0 / 39916800);
        y = Horner<V, T>(y, r, 1.0 / 3628800);
        y = Horner<V, T>(y, r, 1.0 / 362880);
        y = Horner<V, T>(y, r, 1.0 / 40320);
        y = Horner<V, T>(y, r, 1.0 / 5040);
        y = Horner<V, T>(y, r, 1.0 / 720);
        y = Horner<V, T>(y, r, 1.0 / 120);
        y = Horner<V, T>(y, r, 1.0 / 24);
        y = Horner<V, T>(y, r, 1.0 / 6);
        y = Horner<V, T>(y, r, 1.0 / 2);
        y = Horner<V, T>(y, r, 1);
        y = Horner<V, T>(y, r, 1);

        // 2ⁿ itself may overflow or underflow where eˣ does not.
        V half = V.Round(n * V.Constant(0.5));
        return y * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }

    /// <summary>
    /// tanh x = 1 - 2/(e²ˣ + 1), which cancels near 0; there Lambert's continued fraction x/(1 + x²/(3 + x²/(5 + ...))), whose ninth
    /// convergent is exact to double precision for |x| ≤ 0.6.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V far = one - (V.Constant(2) / (Exp<V, T>(x + x) + one));
        return V.IfAtMost(V.Abs(x), V.Constant(0.6), TanhNear<V, T>(x), far);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V TanhNear<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V z = x * x;
        V p = V.Constant(1);
        p = Horner<V, T>(p, z, 990);
        p = Horner<V, T>(p, z, 135135);
        p = Horner<V, T>(p, z, 4729725);
        p = Horner<V, T>(p, z, 34459425);
        V q = V.Constant(45);
        q = Horner<V, T>(q, z, 13860);
        q = Horner<V, T>(q, z, 945945);
        q = Horner<V, T>(q, z, 16216200);
        q = Horner<V, T>(q, z, 34459425);
        return x * p / q;
    }

    /// <summary>eˣ - 1, which cancels near 0; there 2t/(1 - t) with t = tanh(x/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V t = TanhNear<V, T>(V.Constant(0.5) * x);
        return V.IfAtMost(V.Abs(x), V.Constant(0.5), (t + t) / (one - t), Exp<V, T>(x) - one);
    }

    /// <summary>
    /// ln(1 + x): the rounding of u = 1 + x is made good by the factor x/(u - 1) (W. Kahan; D. Goldberg, What every computer
    /// scientist should know about floating-point arithmetic, 1991).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V u = one + x;
        V log = V.Log(u);
        V near = V.IfAtMost(V.Abs(u - one), V.Constant(0), x, log * x / (u - one));
        return V.IfAtMost(one, x, log, near);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V zero = V.Constant(0);
        return V.IfAtMost(x, zero, zero, x) + Log1p<V, T>(Exp<V, T>(zero - V.Abs(x)));
    }

    /// <summary>y·x + c</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Horner<V, T>(V y, V x, double c)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.MultiplyAdd(y, x, V.Constant(c));
}
