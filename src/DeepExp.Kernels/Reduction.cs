using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Sums and maxima along axes.</summary>
public static unsafe partial class Reduction
{
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
            where T : unmanaged, IFloatingPointIeee754<T> => V.Largest(x);
    }
}
