using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// A few rows of the matrix product, one W wide: c[i·ci + j] = finish(Σ a[i, p]·b[p·bp + j]).
/// The sums stay in registers from the first p to the last; a call in between would spill them, so there is none, and so would more code
/// around them than the compiler keeps track of.
/// </summary>
internal static unsafe partial class MicroKernel
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
        Finish<T>* finish
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
        // Short sums are done before the memory could come.
        if (k >= 64)
            for (int i = 0; i < 8; i++)
                Cache.Prefetch<W, T>(c + (i * ci));
        for (int p = 0; p < k; p++, a += ap, a4 += ap, b += bp)
        {
            W row = W.Load(b);
            c0 = W.MultiplyAdd(a, row, c0);
            c1 = W.MultiplyAdd(a + ai, row, c1);
            c2 = W.MultiplyAdd(a + (2 * ai), row, c2);
            c3 = W.MultiplyAdd(a + (3 * ai), row, c3);
            c4 = W.MultiplyAdd(a4, row, c4);
            c5 = W.MultiplyAdd(a4 + ai, row, c5);
            c6 = W.MultiplyAdd(a4 + (2 * ai), row, c6);
            c7 = W.MultiplyAdd(a4 + (3 * ai), row, c7);
        }
        if (!finish->IsNothing)
        {
            if (finish->Add)
            {
                c0 = W.Load(c) + c0;
                c1 = W.Load(c + ci) + c1;
                c2 = W.Load(c + (2 * ci)) + c2;
                c3 = W.Load(c + (3 * ci)) + c3;
                c4 = W.Load(c + (4 * ci)) + c4;
                c5 = W.Load(c + (5 * ci)) + c5;
                c6 = W.Load(c + (6 * ci)) + c6;
                c7 = W.Load(c + (7 * ci)) + c7;
            }
            if (finish->Bias != null)
            {
                W bias = W.Load(finish->Bias);
                c0 += bias;
                c1 += bias;
                c2 += bias;
                c3 += bias;
                c4 += bias;
                c5 += bias;
                c6 += bias;
                c7 += bias;
            }
            if (finish->Rectify)
            {
                c0 = finish->Rectified(c0);
                c1 = finish->Rectified(c1);
                c2 = finish->Rectified(c2);
                c3 = finish->Rectified(c3);
                c4 = finish->Rectified(c4);
                c5 = finish->Rectified(c5);
                c6 = finish->Rectified(c6);
                c7 = finish->Rectified(c7);
            }
        }
        W.Store(c0, c);
        W.Store(c1, c + ci);
        W.Store(c2, c + (2 * ci));
        W.Store(c3, c + (3 * ci));
        W.Store(c4, c + (4 * ci));
        W.Store(c5, c + (5 * ci));
        W.Store(c6, c + (6 * ci));
        W.Store(c7, c + (7 * ci));
    }

    /// <summary>For sixteen registers: twelve sums, two of b, one of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows6<W, T>(
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
        W c4 = default;
        W c5 = default;
        T* a4 = a + (4 * ai);
        // Short sums are done before the memory could come.
        if (k >= 64)
            for (int i = 0; i < 6; i++)
                Cache.Prefetch<W, T>(c + (i * ci));
        for (int p = 0; p < k; p++, a += ap, a4 += ap, b += bp)
        {
            W row = W.Load(b);
            c0 = W.MultiplyAdd(a, row, c0);
            c1 = W.MultiplyAdd(a + ai, row, c1);
            c2 = W.MultiplyAdd(a + (2 * ai), row, c2);
            c3 = W.MultiplyAdd(a + (3 * ai), row, c3);
            c4 = W.MultiplyAdd(a4, row, c4);
            c5 = W.MultiplyAdd(a4 + ai, row, c5);
        }
        if (!finish->IsNothing)
        {
            if (finish->Add)
            {
                c0 = W.Load(c) + c0;
                c1 = W.Load(c + ci) + c1;
                c2 = W.Load(c + (2 * ci)) + c2;
                c3 = W.Load(c + (3 * ci)) + c3;
                c4 = W.Load(c + (4 * ci)) + c4;
                c5 = W.Load(c + (5 * ci)) + c5;
            }
            if (finish->Bias != null)
            {
                W bias = W.Load(finish->Bias);
                c0 += bias;
                c1 += bias;
                c2 += bias;
                c3 += bias;
                c4 += bias;
                c5 += bias;
            }
            if (finish->Rectify)
            {
                c0 = finish->Rectified(c0);
                c1 = finish->Rectified(c1);
                c2 = finish->Rectified(c2);
                c3 = finish->Rectified(c3);
                c4 = finish->Rectified(c4);
                c5 = finish->Rectified(c5);
            }
        }
        W.Store(c0, c);
        W.Store(c1, c + ci);
        W.Store(c2, c + (2 * ci));
        W.Store(c3, c + (3 * ci));
        W.Store(c4, c + (4 * ci));
        W.Store(c5, c + (5 * ci));
    }
}
