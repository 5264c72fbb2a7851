using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Sums and maxima along axes.</summary>
public static unsafe class Reduction
{
    // Columns whose best numbers so far are kept near at hand.
    private const int Strip = 256;

    /// <summary>
    /// y = Σ x over the axes i with <paramref name="reduced"/>[i]; x is row-major over <paramref name="shape"/>, y row-major over the
    /// axes that stay. The sum of nothing is 0. Long sums are split in halves, so that the error grows with log n instead of n.
    /// </summary>
    public static void Sum<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReductionLoop.Run(default(Total), x, shape, reduced, y);

    /// <summary>y = max x over the same axes as in <see cref="Sum"/>, NaN where any x is NaN. The maximum of nothing is -∞.</summary>
    public static void Max<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T> =>
        ReductionLoop.Run(default(Largest), x, shape, reduced, y);

    /// <summary>
    /// y[o, i] = the first j where x[o, j, i] is largest, NaN counting as larger than any number; 0 where there is no j. x is (outer,
    /// length, inner).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ArgMax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        if (x.IsEmpty)
            return;
        Span<T> best = stackalloc T[Math.Min(inner, Strip)];
        for (int o = 0; o < outer; o++)
        for (int from = 0; from < inner; from += Strip)
        {
            int width = Math.Min(inner - from, Strip);
            ReadOnlySpan<T> rows = x[((o * length * inner) + from)..];
            Span<int> at = y.Slice((o * inner) + from, width);
            rows[..width].CopyTo(best);
            for (int j = 1; j < length; j++)
            {
                ReadOnlySpan<T> row = rows.Slice(j * inner, width);
                for (int i = 0; i < row.Length; i++)
                    if (!(row[i] <= best[i]) && !T.IsNaN(best[i]))
                        (best[i], at[i]) = (row[i], j);
            }
        }
    }

    internal readonly struct Total : IFold
    {
        public V Start<V, T>()
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Join<V, T>(V x, V y)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => x + y;

        public T Across<V, T>(V x)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Sum(x);
    }

    internal readonly struct Largest : IFold
    {
        public V Start<V, T>()
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Broadcast(T.NegativeInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Join<V, T>(V x, V y)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> => V.Max(x, y);

        public T Across<V, T>(V x)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Scalar<T> y = Scalar<T>.Load((T*)&x);
            for (int i = 1; i < V.Count; i++)
                y = Scalar<T>.Max(y, Scalar<T>.Load((T*)&x + i));
            return Scalar<T>.Sum(y);
        }
    }
}
