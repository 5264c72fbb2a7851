using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Sine and cosine, lane by lane; those of System.Numerics.Tensors change their last bit with the address of the array.</summary>
internal static unsafe class Trigonometry
{
    // π/2 in three parts, each the nearest to what the ones before leave, in float and in double.
    private const double Right = Math.PI / 2;
    private const double RightNext = 6.123233995736766e-17;
    private const double RightLast = -1.4973849048591698e-33;
    private const double RightSingle = 1.5707963705062866;
    private const double RightSingleNext = -4.371138828673793e-8;
    private const double RightSingleLast = -1.7151245100058819e-15;

    /// <summary>
    /// With n = round(x/(π/2)) and r = x - n·π/2, |r| ≤ π/4, sin x is sin r, cos r, -sin r, -cos r in turn. Beyond 2¹⁶ in float and 2²⁸ in
    /// double, where n·π/2 is no longer exact enough, numbers are taken one by one. What is stated of the error needs a fused
    /// multiplication and addition, which every processor with AVX2 or Arm's registers has.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.AllAtMost(V.Abs(x), Reach<V, T>()) ? Near<V, T>(x, 0) : Far<V, T>(x, 0);

    /// <summary>cos x = sin (x + π/2), with n one further.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.AllAtMost(V.Abs(x), Reach<V, T>()) ? Near<V, T>(x, 1) : Far<V, T>(x, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Reach<V, T>()
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        V.Constant(typeof(T) == typeof(float) ? 1 << 16 : 1 << 28);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Near<V, T>(V x, int further)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        V n = V.Round(x * V.Constant(2 / Math.PI));
        V r = V.MultiplyAdd(n, V.Constant(single ? -RightSingle : -Right), x);
        r = V.MultiplyAdd(n, V.Constant(single ? -RightSingleNext : -RightNext), r);
        r = V.MultiplyAdd(n, V.Constant(single ? -RightSingleLast : -RightLast), r);
        V z = r * r;
        V sin = V.MultiplyAdd(r * z, Sine<V, T>(z), r);
        V cos = V.MultiplyAdd(Cosine<V, T>(z), z, V.Constant(1));

        n += V.Constant(further);
        // The whole part of n/2.
        V half = V.Round(V.MultiplyAdd(n, V.Constant(0.5), V.Constant(-0.25)));
        V y = V.IfAtMost(n, half + half, sin, cos);
        y = V.Alternate(y, half);
        // No sum keeps the sign of 0.
        return further == 0 ? V.IfAtMost(V.Abs(x), V.Constant(1e-20), x, y) : y;
    }

    /// <summary>(sin r - r)/r³ = -1/3! + z/5! - z²/7! + ... with z = r², up to r⁹ for float and r¹⁷ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sine<V, T>(V z)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = V.Constant(1.0 / 362880);
        if (typeof(T) == typeof(double))
        {
            y = V.Constant(1.0 / 355687428096000);
            y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 1307674368000));
            y = V.MultiplyAdd(y, z, V.Constant(1.0 / 6227020800));
            y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 39916800));
            y = V.MultiplyAdd(y, z, V.Constant(1.0 / 362880));
        }
        y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 5040));
        y = V.MultiplyAdd(y, z, V.Constant(1.0 / 120));
        return V.MultiplyAdd(y, z, V.Constant(-1.0 / 6));
    }

    /// <summary>(cos r - 1)/r² = -1/2! + z/4! - z²/6! + ..., up to r¹⁰ for float and r¹⁸ for double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Cosine<V, T>(V z)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = V.Constant(-1.0 / 3628800);
        if (typeof(T) == typeof(double))
        {
            y = V.Constant(-1.0 / 6402373705728000);
            y = V.MultiplyAdd(y, z, V.Constant(1.0 / 20922789888000));
            y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 87178291200));
            y = V.MultiplyAdd(y, z, V.Constant(1.0 / 479001600));
            y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 3628800));
        }
        y = V.MultiplyAdd(y, z, V.Constant(1.0 / 40320));
        y = V.MultiplyAdd(y, z, V.Constant(-1.0 / 720));
        y = V.MultiplyAdd(y, z, V.Constant(1.0 / 24));
        return V.MultiplyAdd(y, z, V.Constant(-1.0 / 2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Far<V, T>(V x, int further)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V y = Near<V, T>(x, further);
        V reach = Reach<V, T>();
        for (int i = 0; i < V.Count; i++)
        {
            T lane = ((T*)&x)[i];
            if (T.Abs(lane) <= *(T*)&reach)
                continue;
            double wide = double.CreateTruncating(lane);
            ((T*)&y)[i] = T.CreateTruncating(further == 0 ? Math.Sin(wide) : Math.Cos(wide));
        }
        return y;
    }
}
