using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>The logarithm and what is made of it, lane by lane.</summary>
internal static class Logarithm
{
    /// <summary>ln x = k·ln 2 + ln(1 + f) with x = 2ᵏ·(1 + f), 1 + f from √½ to √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Split<V, T>(x, out V k, out V m);
        V zero = V.Constant(0);
        V edge = V.IfAtMost(zero, x, V.Constant(double.NegativeInfinity), V.Constant(double.NaN));
        V y = Sum<V, T>(k, m - V.Constant(1));
        return V.IfAtMost(x, zero, edge, V.IfAtMost(x, Top<V, T>(), y, x));
    }

    /// <summary>ln(1 + x): as ln u with u = 1 + x as it is rounded, what was rounded off added to f.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V u = one + x;
        V k = V.Exponent(u);
        V f = V.Significand(u) - one + V.ScaleB(x - (u - one), zero - k);
        V y = V.CopySign(Sum<V, T>(k, f), x);
        V edge = V.IfAtMost(zero, u, V.Constant(double.NegativeInfinity), V.Constant(double.NaN));
        return V.IfAtMost(u, zero, edge, V.IfAtMost(x, Top<V, T>(), y, x));
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V e = Elementary.Exp<V, T>(zero - V.Abs(x));
        V u = one + e;
        // 1 + e lies between 1 and 2: no edges, and one exponent or the other.
        V k = V.Exponent(u);
        V f = V.Significand(u) - one + V.ScaleB(e - (u - one), zero - k);
        return V.IfAtMost(x, zero, zero, x) + Sum<V, T>(k, f);
    }

    /// <summary>
    /// xᵖ = e^(p·ln |x|), the logarithm and its product with p in two numbers each; (-1)ᵖ where x is negative, NaN if p is not whole.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power<V, T>(V x, V p)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = PositivePower<V, T>(V.Abs(x), p);
        V large = V.Constant(1e20);
        bool plain =
            V.AllAtMost(V.Constant(Least<T>()), x)
            && V.AllAtMost(x, Top<V, T>())
            && V.AllAtMost(V.Abs(p), large);
        return plain ? y : Signed<V, T>(x, p, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PositivePower<V, T>(V x, V p)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Split<V, T>(x, out V k, out V m);
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V f = m - one;
        // s = f/(2 + f), and what its rounding lost.
        V d = m + one;
        V inverse = one / d;
        V s = f * inverse;
        V lost = V.MultiplyAdd(zero - s, d, f) - (s * (m - (d - one)));
        V z = s * s;
        V small = V.MultiplyAdd(Series<V, T>(z) * z, s, (lost + lost) * inverse);
        // ln x = high + low
        V twice = s + s;
        V whole = k * V.Constant(Elementary.Ln2High);
        V first = whole + twice;
        V second = twice - (first - whole) + V.MultiplyAdd(k, V.Constant(Elementary.Ln2Low), small);
        V high = first + second;
        V low = second - (high - first);

        // Beyond these p the result is 0, 1 or ∞ already.
        V q = V.Clamp(p, V.Constant(-1e20), V.Constant(1e20));
        V product = q * high;
        V rest = V.MultiplyAdd(q, high, zero - product) + (q * low);
        return Elementary.Exp<V, T>(
            product,
            V.IfAtMost(V.Abs(product), V.Constant(800), rest, zero)
        );
    }

    /// <summary>xᵖ from |x|ᵖ, which is wrong where x or p is 0, infinite or NaN.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Signed<V, T>(V x, V p, V y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V one = V.Constant(1);
        V zero = V.Constant(0);
        V nan = V.Constant(double.NaN);
        V infinity = V.Constant(double.PositiveInfinity);
        V a = V.Abs(x);
        y = V.IfAtMost(a, zero, V.IfAtMost(zero, p, zero, infinity), y);
        V far = V.IfAtMost(zero, p, infinity, zero);
        y = V.IfAtMost(a, Top<V, T>(), y, V.IfAtMost(infinity, a, far, a));

        // Beyond these p is even.
        V q = V.Clamp(p, V.Constant(-1e20), V.Constant(1e20));
        V half = V.Round(V.Constant(0.5) * q);
        V negative = V.IfAtMost(x, V.Constant(-Least<T>()), nan, y);
        V broken = V.IfAtMost(zero - Top<V, T>(), x, negative, y);
        V odd = V.IfAtMost(V.Abs(V.Round(q) - q), zero, V.CopySign(y, x), broken);
        y = V.IfAtMost(V.Abs(half + half - q), zero, y, odd);
        y = V.IfAtMost(p, infinity, y, p);
        return V.IfAtMost(V.Abs(p), zero, one, V.IfAtMost(V.Abs(x - one), zero, one, y));
    }

    /// <summary>x = 2ᵏ·m</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split<V, T>(V x, out V k, out V m)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Subnormal numbers have no exponent of their own before they are made larger.
        bool single = typeof(T) == typeof(float);
        V least = V.Constant(single ? 1.17549435082228750797e-38 : 2.2250738585072013831e-308);
        V up = V.Constant(single ? 16777216 : 18014398509481984);
        V normal = V.IfAtMost(least, x, x, x * up);
        k = V.Exponent(normal) - V.IfAtMost(least, x, V.Constant(0), V.Constant(single ? 24 : 54));
        m = V.Significand(normal);
    }

    private static double Least<T>() => typeof(T) == typeof(float) ? float.Epsilon : double.Epsilon;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Top<V, T>()
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.Constant(typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue);

    /// <summary>
    /// k·ln 2 + ln(1 + f), by ln(1 + f) = 2·artanh s with s = f/(2 + f), where 2s = f - f²/2 + s·f²/2: f, which is exact, comes last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum<V, T>(V k, V f)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V s = f / (V.Constant(2) + f);
        V z = s * s;
        V square = V.Constant(0.5) * f * f;
        V low = V.MultiplyAdd(
            s,
            V.MultiplyAdd(Series<V, T>(z), z, square),
            k * V.Constant(Elementary.Ln2Low)
        );
        return V.MultiplyAdd(k, V.Constant(Elementary.Ln2High), f - (square - low));
    }

    /// <summary>(artanh s - s)·2/s³ = 2/3 + 2z/5 + 2z²/7 + ... with z = s², up to z⁴ for float and z⁹ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Series<V, T>(V z)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = V.Constant(2.0 / 11);
        if (typeof(T) == typeof(double))
        {
            y = V.Constant(2.0 / 21);
            y = V.MultiplyAdd(y, z, V.Constant(2.0 / 19));
            y = V.MultiplyAdd(y, z, V.Constant(2.0 / 17));
            y = V.MultiplyAdd(y, z, V.Constant(2.0 / 15));
            y = V.MultiplyAdd(y, z, V.Constant(2.0 / 13));
            y = V.MultiplyAdd(y, z, V.Constant(2.0 / 11));
        }
        y = V.MultiplyAdd(y, z, V.Constant(2.0 / 9));
        y = V.MultiplyAdd(y, z, V.Constant(2.0 / 7));
        y = V.MultiplyAdd(y, z, V.Constant(2.0 / 5));
        return V.MultiplyAdd(y, z, V.Constant(2.0 / 3));
    }
}
