using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>One of two numbers, by the sign of a third.</summary>
public static unsafe class Selection
{
    /// <summary>z = x where c &gt; 0, y elsewhere, also where c is NaN. z may be c, x or y itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Select<T>(ReadOnlySpan<T> c, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = z.Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Select<V512<T>, T>(c, x, y, z);
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Select<V256<T>, T>(c, x, y, z);
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Select<V128<T>, T>(c, x, y, z);
        else if (n > 0)
            Select<Scalar<T>, T>(c, x, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Select<V, T>(
        ReadOnlySpan<T> cs,
        ReadOnlySpan<T> xs,
        ReadOnlySpan<T> ys,
        Span<T> zs
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = zs.Length;
        Debug.Assert(n >= V.Count && cs.Length == n && xs.Length == n && ys.Length == n);
        fixed (
            T* c = cs,
                x = xs,
                y = ys,
                z = zs
        )
            Shared.Pieces(n, 1, new Pieces<V, T>(c, x, y, z));
    }

    private readonly struct Pieces<V, T>(T* c, T* x, T* y, T* z) : IPieces
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* c = c;
        private readonly T* x = x;
        private readonly T* y = y;
        private readonly T* z = z;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            // The last register overlaps the one before it, so it is read before anything is written: z may be c, x or y.
            int last = to - V.Count;
            V end = Of(last);
            for (int i = from; i < last; i += V.Count)
                V.Store(Of(i), z + i);
            V.Store(end, z + last);
        }

        // c > 0 is ε ≤ c for the smallest positive ε.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private V Of(int i) =>
            V.IfAtMost(V.Broadcast(T.Epsilon), V.Load(c + i), V.Load(x + i), V.Load(y + i));
    }
}
