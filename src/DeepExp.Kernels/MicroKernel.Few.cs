using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>The last rows, fewer than the registers could hold.</summary>
internal static unsafe partial class MicroKernel
{
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
        Finish<T>* finish
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
            c0 = W.MultiplyAdd(a, row, c0);
            c1 = W.MultiplyAdd(a + ai, row, c1);
            c2 = W.MultiplyAdd(a + (2 * ai), row, c2);
            c3 = W.MultiplyAdd(a + (3 * ai), row, c3);
        }
        if (!finish->IsNothing)
        {
            if (finish->Add)
            {
                c0 = W.Load(c) + c0;
                c1 = W.Load(c + ci) + c1;
                c2 = W.Load(c + (2 * ci)) + c2;
                c3 = W.Load(c + (3 * ci)) + c3;
            }
            if (finish->Bias != null)
            {
                W bias = W.Load(finish->Bias);
                c0 += bias;
                c1 += bias;
                c2 += bias;
                c3 += bias;
            }
            if (finish->Rectify)
            {
                c0 = finish->Rectified(c0);
                c1 = finish->Rectified(c1);
                c2 = finish->Rectified(c2);
                c3 = finish->Rectified(c3);
            }
        }
        W.Store(c0, c);
        W.Store(c1, c + ci);
        W.Store(c2, c + (2 * ci));
        W.Store(c3, c + (3 * ci));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows2<W, T>(
        int k,
        T* a,
        nint ai,
        nint ap,
        T* b,
        nint bp,
        T* c,
        nint ci,
        Finish<T>* finish
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        W c0 = default;
        W c1 = default;
        for (int p = 0; p < k; p++, a += ap, b += bp)
        {
            W row = W.Load(b);
            c0 = W.MultiplyAdd(a, row, c0);
            c1 = W.MultiplyAdd(a + ai, row, c1);
        }
        if (!finish->IsNothing)
        {
            if (finish->Add)
            {
                c0 = W.Load(c) + c0;
                c1 = W.Load(c + ci) + c1;
            }
            if (finish->Bias != null)
            {
                W bias = W.Load(finish->Bias);
                c0 += bias;
                c1 += bias;
            }
            if (finish->Rectify)
            {
                c0 = finish->Rectified(c0);
                c1 = finish->Rectified(c1);
            }
        }
        W.Store(c0, c);
        W.Store(c1, c + ci);
    }

    /// <summary>One row has four sums a column, so that no addition waits for the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows1<W, T>(int k, T* a, nint ap, T* b, nint bp, T* c, Finish<T>* finish)
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
            c0 = W.MultiplyAdd(a, W.Load(b), c0);
            c1 = W.MultiplyAdd(a + ap, W.Load(b + bp), c1);
            c2 = W.MultiplyAdd(a + (2 * ap), W.Load(b + (2 * bp)), c2);
            c3 = W.MultiplyAdd(a + (3 * ap), W.Load(b + (3 * bp)), c3);
        }
        for (; p < k; p++, a += ap, b += bp)
            c0 = W.MultiplyAdd(a, W.Load(b), c0);
        W.Store(finish->Of((c0 + c1) + (c2 + c3), c, 0), c);
    }
}
