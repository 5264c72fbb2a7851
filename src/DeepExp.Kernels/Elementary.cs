using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// The exponential and what is made of it, lane by lane. Those of System.Numerics.Tensors give e⁰ = 1.0000001 and tanh 0 = -6·10⁻⁸ in
/// float, lose every digit of tanh near 0, and run unoptimized until the JIT has seen them often.
/// </summary>
internal static class Elementary
{
    // ln 2 in two parts: 355/512 times an exponent is exact in float and in double.
    internal const double Ln2High = 355.0 / 512;
    internal const double Ln2Low = -2.121944400546905827679e-4;
    private const double Log2E = 1.442695040888963407360;

    /// <summary>eˣ = 2ⁿ·eʳ with n = round(x/ln 2), r = x - n·ln 2, |r| ≤ ln 2/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V r = Rest<V, T>(Inside<V, T>(x), out V n);
        return Scaled<V, T>(r, n);
    }

    /// <summary>eˣ⁺ᵈ for a d that is less than the last place of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V, T>(V x, V d)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V r = Rest<V, T>(Inside<V, T>(x), out V n);
        return Scaled<V, T>(r + d, n);
    }

    /// <summary>eˣ - 1 = 2ⁿ·((eʳ - 1) + (1 - 2⁻ⁿ)), with n and r as there; where n = 0 nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V r = Rest<V, T>(V.Clamp(x, V.Constant(-40), Bound<V, T>()), out V n);
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V y = V.MultiplyAdd(Series<V, T>(r) * r, r, r) + (one - V.ScaleB(one, zero - n));
        // No sum keeps the sign of 0.
        return V.CopySign(V.ScaleB(y, n), x);
    }

    /// <summary>tanh |x| = (1 - u)/(1 + u) with u = e⁻²ˣ, by 1 - u = -expm1(-2|x|), which nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V m = Expm1<V, T>(V.Constant(-2) * V.Abs(x));
        return V.CopySign(m / (V.Constant(2) + m), x);
    }

    /// <summary>1/(1 + e⁻ˣ), which is eˣ/(1 + eˣ) where x ≤ 0: no exponential overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V e = Exp<V, T>(zero - V.Abs(x));
        return V.IfAtMost(x, zero, e, one) / (one + e);
    }

    // Beyond this, or its negative, an exponential is ∞ or 0 already; eˣ - 1 is -1 below -40.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Bound<V, T>()
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.Constant(typeof(T) == typeof(float) ? 120 : 800);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Inside<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.Clamp(x, V.Constant(0) - Bound<V, T>(), Bound<V, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rest<V, T>(V x, out V n)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        n = V.Round(x * V.Constant(Log2E));
        V r = V.MultiplyAdd(n, V.Constant(-Ln2High), x);
        return V.MultiplyAdd(n, V.Constant(-Ln2Low), r);
    }

    /// <summary>2ⁿ·eʳ</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Scaled<V, T>(V r, V n)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        return V.ScaleB(V.MultiplyAdd(V.MultiplyAdd(Series<V, T>(r), r, one), r, one), n);
    }

    /// <summary>(eʳ - 1 - r)/r² = 1/2! + r/3! + ..., up to r⁵/7! for float and r¹¹/13! for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Series<V, T>(V r)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = V.Constant(1.0 / 5040);
        if (typeof(T) == typeof(double))
        {
            y = V.Constant(1.0 / 6227020800);
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 479001600));
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 39916800));
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 3628800));
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 362880));
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 40320));
            y = V.MultiplyAdd(y, r, V.Constant(1.0 / 5040));
        }
        y = V.MultiplyAdd(y, r, V.Constant(1.0 / 720));
        y = V.MultiplyAdd(y, r, V.Constant(1.0 / 120));
        y = V.MultiplyAdd(y, r, V.Constant(1.0 / 24));
        y = V.MultiplyAdd(y, r, V.Constant(1.0 / 6));
        return V.MultiplyAdd(y, r, V.Constant(1.0 / 2));
    }
}
