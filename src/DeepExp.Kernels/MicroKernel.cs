using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// A few rows of the matrix product, one W wide: c[i·ci + j] = Σ a[i·ai + p·ap]·b[p·bp + j], added to what c holds when <c>add</c>.
/// The sums stay in registers from the first p to the last; a call in between would spill them, so there is none.
/// </summary>
internal static unsafe class MicroKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8<W, T>(
        int k,
        T* a,
        nint ai,
        nint ap,
        T* b,
        nint bp,
        T* c,
        nint ci,
        bool add
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        W c0 = default;
        W c1 = default;
        W c2 = default;
        W c3 = default;
        W c4 = default;
        W c5 = default;
        W c6 = default;
        W c7 = default;
        T* a4 = a + (4 * ai);
        for (int p = 0; p < k; p++, a += ap, a4 += ap, b += bp)
        {
            W row = W.Load(b);
            c0 = W.MultiplyAdd(W.Broadcast(a[0]), row, c0);
            c1 = W.MultiplyAdd(W.Broadcast(a[ai]), row, c1);
            c2 = W.MultiplyAdd(W.Broadcast(a[2 * ai]), row, c2);
            c3 = W.MultiplyAdd(W.Broadcast(a[3 * ai]), row, c3);
            c4 = W.MultiplyAdd(W.Broadcast(a4[0]), row, c4);
            c5 = W.MultiplyAdd(W.Broadcast(a4[ai]), row, c5);
            c6 = W.MultiplyAdd(W.Broadcast(a4[2 * ai]), row, c6);
            c7 = W.MultiplyAdd(W.Broadcast(a4[3 * ai]), row, c7);
        }
        Store(c0, c, add);
        Store(c1, c + ci, add);
        Store(c2, c + (2 * ci), add);
        Store(c3, c + (3 * ci), add);
        Store(c4, c + (4 * ci), add);
        Store(c5, c + (5 * ci), add);
        Store(c6, c + (6 * ci), add);
        Store(c7, c + (7 * ci), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows4<W, T>(
        int k,
        T* a,
        nint ai,
        nint ap,
        T* b,
        nint bp,
        T* c,
        nint ci,
        bool add
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        W c0 = default;
        W c1 = default;
        W c2 = default;
        W c3 = default;
        for (int p = 0; p < k; p++, a += ap, b += bp)
        {
            W row = W.Load(b);
            c0 = W.MultiplyAdd(W.Broadcast(a[0]), row, c0);
            c1 = W.MultiplyAdd(W.Broadcast(a[ai]), row, c1);
            c2 = W.MultiplyAdd(W.Broadcast(a[2 * ai]), row, c2);
            c3 = W.MultiplyAdd(W.Broadcast(a[3 * ai]), row, c3);
        }
        Store(c0, c, add);
        Store(c1, c + ci, add);
        Store(c2, c + (2 * ci), add);
        Store(c3, c + (3 * ci), add);
    }

    /// <summary>One row has four sums a column, so that no addition waits for the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1<W, T>(int k, T* a, nint ap, T* b, nint bp, T* c, bool add)
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        W c0 = default;
        W c1 = default;
        W c2 = default;
        W c3 = default;
        int p = 0;
        for (; p <= k - 4; p += 4, a += 4 * ap, b += 4 * bp)
        {
            c0 = W.MultiplyAdd(W.Broadcast(a[0]), W.Load(b), c0);
            c1 = W.MultiplyAdd(W.Broadcast(a[ap]), W.Load(b + bp), c1);
            c2 = W.MultiplyAdd(W.Broadcast(a[2 * ap]), W.Load(b + (2 * bp)), c2);
            c3 = W.MultiplyAdd(W.Broadcast(a[3 * ap]), W.Load(b + (3 * bp)), c3);
        }
        for (; p < k; p++, a += ap, b += bp)
            c0 = W.MultiplyAdd(W.Broadcast(a[0]), W.Load(b), c0);
        Store((c0 + c1) + (c2 + c3), c, add);
    }

    /// <summary>y[i] = Σ x[p]·a[i·k + p]: a row-major matrix of n rows times a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Dots<V, T>(int n, int k, T* x, T* a, T* y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int whole = k - (k % V.Count);
        int rest = k - whole;
        V end = V.LoadFirst(rest, x + whole);
        int i = 0;
        for (; i <= n - 4; i += 4, a += 4 * (nint)k)
        {
            T* a1 = a + k;
            T* a2 = a1 + k;
            T* a3 = a2 + k;
            V y0 = default;
            V y1 = default;
            V y2 = default;
            V y3 = default;
            for (int p = 0; p < whole; p += V.Count)
            {
                V part = V.Load(x + p);
                y0 = V.MultiplyAdd(part, V.Load(a + p), y0);
                y1 = V.MultiplyAdd(part, V.Load(a1 + p), y1);
                y2 = V.MultiplyAdd(part, V.Load(a2 + p), y2);
                y3 = V.MultiplyAdd(part, V.Load(a3 + p), y3);
            }
            if (rest > 0)
            {
                y0 = V.MultiplyAdd(end, V.LoadFirst(rest, a + whole), y0);
                y1 = V.MultiplyAdd(end, V.LoadFirst(rest, a1 + whole), y1);
                y2 = V.MultiplyAdd(end, V.LoadFirst(rest, a2 + whole), y2);
                y3 = V.MultiplyAdd(end, V.LoadFirst(rest, a3 + whole), y3);
            }
            y[i] = V.Sum(y0);
            y[i + 1] = V.Sum(y1);
            y[i + 2] = V.Sum(y2);
            y[i + 3] = V.Sum(y3);
        }
        for (; i < n; i++, a += k)
        {
            V sum = V.LoadFirst(rest, a + whole) * end;
            for (int p = 0; p < whole; p += V.Count)
                sum = V.MultiplyAdd(V.Load(x + p), V.Load(a + p), sum);
            y[i] = V.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<W, T>(W x, T* c, bool add)
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T> => W.Store(add ? W.Load(c) + x : x, c);
}
