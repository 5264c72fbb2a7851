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
        // c > 0 is ε ≤ c for the smallest positive ε.
        V least = V.Broadcast(T.Epsilon);
        fixed (
            T* c = cs,
                x = xs,
                y = ys,
                z = zs
        )
        {
            // The last register overlaps the one before it, so it is read before anything is written: z may be c, x or y.
            int last = n - V.Count;
            V end = V.IfAtMost(least, V.Load(c + last), V.Load(x + last), V.Load(y + last));
            for (int i = 0; i < last; i += V.Count)
                V.Store(V.IfAtMost(least, V.Load(c + i), V.Load(x + i), V.Load(y + i)), z + i);
            V.Store(end, z + last);
        }
    }
}
