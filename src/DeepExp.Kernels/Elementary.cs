using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// The exponential, its like near 0 and the hyperbolic tangent, lane by lane. Those of System.Numerics.Tensors give e⁰ = 1.0000001 and tanh 0 = -6·10⁻⁸ in
/// float, lose every digit of tanh near 0, and run unoptimized until the JIT has seen them often; these hold some units in the last place.
/// </summary>
internal static class Elementary
{
    // ln 2 in two parts: 355/512 times an exponent is exact in float and in double.
    private const double Ln2High = 355.0 / 512;
    private const double Ln2Low = -2.121944400546905827679e-4;
    private const double Log2E = 1.442695040888963407360;

    // Up to here eˣ - 1 and ln(1 + x) are x, whose sign at 0 no sum keeps.
    private const double Tiny = 1e-17;

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
        V r = Rest<V, T>(x, n);
        V y = Horner<V, T>(Horner<V, T>(Series<V, T>(r), r, 1), r, 1);

        // 2ⁿ itself may overflow or underflow where eˣ does not.
        V half = V.Round(n * V.Constant(0.5));
        return y * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }

    /// <summary>eˣ - 1 = 2ⁿ·(eʳ - 1) + (2ⁿ - 1), with n and r as in <see cref="Exp"/>; where n = 0 nothing cancels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Beyond these the result is -1 or ∞ already.
        V low = V.Constant(-40);
        V high = V.Constant(typeof(T) == typeof(float) ? 120 : 800);
        V inside = V.IfAtMost(x, low, low, V.IfAtMost(high, x, high, x));

        V n = V.Round(inside * V.Constant(Log2E));
        V r = Rest<V, T>(inside, n);
        V y = V.MultiplyAdd(Series<V, T>(r), r * r, r);

        // 2ⁿ = 2ᵃ·2ᵇ, for the same reason as there.
        V a = V.Round(n * V.Constant(0.5));
        V b = n - a;
        V power = V.PowerOfTwo(a);
        V negative = V.PowerOfTwo(V.Constant(0) - b);
        y = V.MultiplyAdd(y, power, power - negative) * V.PowerOfTwo(b);
        return V.IfAtMost(V.Abs(x), V.Constant(Tiny), x, y);
    }

    /// <summary>ln(1 + x) = ln u + (x - (u - 1))/u with u = 1 + x as it is rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V u = one + x;
        V far = V.Log(u);
        V near = far + ((x - (u - one)) / u);
        // The second term is less than the last place beyond 0.9, and not a number at -1 and ∞.
        V size = V.Abs(x);
        return V.IfAtMost(size, V.Constant(Tiny), x, V.IfAtMost(size, V.Constant(0.9), near, far));
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

        V one = V.Constant(1);
        V far = one - (V.Constant(2) / (Exp<V, T>(x + x) + one));
        return V.IfAtMost(V.Abs(x), V.Constant(0.6), x * p / q, far);
    }

    /// <summary>r = x - n·ln 2</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Rest<V, T>(V x, V n)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.MultiplyAdd(n, V.Constant(-Ln2Low), V.MultiplyAdd(n, V.Constant(-Ln2High), x));

    /// <summary>(eʳ - 1 - r)/r² = 1/2! + r/3! + ... + r¹¹/13!</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Series<V, T>(V r)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
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
        return Horner<V, T>(y, r, 1.0 / 2);
    }

    /// <summary>y·x + c</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Horner<V, T>(V y, V x, double c)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => V.MultiplyAdd(y, x, V.Constant(c));
}
