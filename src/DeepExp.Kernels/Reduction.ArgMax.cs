using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

public static unsafe partial class Reduction
{
    /// <summary>
    /// y[o, i] = the first j where x[o, j, i] is largest, NaN counting as larger than any number; 0 where there is no j. x is (outer,
    /// length, inner).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ArgMax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            y.Clear();
            return;
        }
        // Registers lie along the axis where that is innermost, else across it.
        int run = inner == 1 ? length : inner;
        if (Vector512.IsHardwareAccelerated && run >= V512<T>.Count)
            ArgMax<V512<T>, T>(x, outer, length, inner, y);
        else if (Vector256.IsHardwareAccelerated && run >= V256<T>.Count)
            ArgMax<V256<T>, T>(x, outer, length, inner, y);
        else if (Vector128.IsHardwareAccelerated && run >= V128<T>.Count)
            ArgMax<V128<T>, T>(x, outer, length, inner, y);
        else
            ArgMax<Scalar<T>, T>(x, outer, length, inner, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ArgMax<V, T>(
        ReadOnlySpan<T> x,
        int outer,
        int length,
        int inner,
        Span<int> y
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (T* from = x)
        fixed (int* to = y)
            for (int o = 0; o < outer; o++)
            {
                T* block = from + ((nint)o * length * inner);
                int* at = to + ((nint)o * inner);
                if (inner == 1)
                    *at = Along<V, T>(block, length);
                else
                    for (int i = 0; i < inner; i += V.Count)
                    {
                        int column = Math.Min(i, inner - V.Count);
                        Down<V, T>(block + column, length, inner, at + column);
                    }
            }
    }

    /// <summary>The largest of a row, then where it stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Along<V, T>(T* x, int length)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The last register overlaps the one before it.
        int last = length - V.Count;
        V best = V.Load(x + last);
        for (int i = 0; i < last; i += V.Count)
            best = V.Max(best, V.Load(x + i));
        T top = V.Largest(best);
        if (T.IsNaN(top))
        {
            int nan = 0;
            while (!T.IsNaN(x[nan]))
                nan++;
            return nan;
        }
        best = V.Broadcast(top);
        for (int i = 0; i < last; i += V.Count)
        {
            int lane = V.FirstAtLeast(V.Load(x + i), best);
            if (lane < V.Count)
                return i + lane;
        }
        return last + V.FirstAtLeast(V.Load(x + last), best);
    }

    /// <summary>Columns side by side, each with the largest so far.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down<V, T>(T* x, int length, int inner, int* at)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V best = V.Load(x);
        new Span<int>(at, V.Count).Clear();
        for (int j = 1; j < length; j++)
        {
            x += inner;
            V here = V.Load(x);
            // Most rows hold no larger number.
            if (V.AllAtMost(here, best))
                continue;
            for (int lane = 0; lane < V.Count; lane++)
                if (!(x[lane] <= ((T*)&best)[lane]) && !T.IsNaN(((T*)&best)[lane]))
                    (((T*)&best)[lane], at[lane]) = (x[lane], j);
        }
    }
}
