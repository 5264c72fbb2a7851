using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>
/// The matrix product, in blocks that stay in the caches, after K. Goto and R. A. van de Geijn, Anatomy of high-performance matrix
/// multiplication, ACM TOMS 34 (2008), and F. G. Van Zee and R. A. van de Geijn, BLIS, ACM TOMS 41 (2015).
/// </summary>
public static unsafe class MatMul
{
    private const int Rows = 8;

    // A block of a (BlockM×BlockK) fits the second cache, a panel of b (BlockK × one row of registers) the first, its block the third.
    private const int BlockM = 128;
    private const int BlockK = 256;
    private const int BlockN = 1024;

    private const int DirectB = 16 * 1024;
    private const int DirectA = 16 * 1024;
    private const int OnStack = 8 * 1024;

    /// <summary>
    /// c = op(a)·op(b), row-major m×n, overwritten. op(a) is m×k: a holds it row-major, or its transpose (k×m) when
    /// <paramref name="transA"/>; op(b) is k×n: b holds it, or its transpose (n×k) when <paramref name="transB"/>. k = 0 gives zeros.
    /// </summary>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<V512<T>, T>(m, n, k, a, transA, b, transB, c);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<V256<T>, T>(m, n, k, a, transA, b, transB, c);
        else if (Vector128.IsHardwareAccelerated)
            Multiply<V128<T>, T>(m, n, k, a, transA, b, transB, c);
        else
            Multiply<Scalar<T>, T>(m, n, k, a, transA, b, transB, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<V, T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> aSpan,
        bool transA,
        ReadOnlySpan<T> bSpan,
        bool transB,
        Span<T> cSpan
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(aSpan.Length >= m * k && bSpan.Length >= k * n && cSpan.Length >= m * n);
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            cSpan[..(m * n)].Clear();
            return;
        }
        fixed (
            T* a = aSpan,
                b = bSpan,
                c = cSpan
        )
        {
            // One row or one column is its own transpose, which leaves either dot products or rows that lie side by side.
            if (m == 1 && transB && k > 1)
                MicroKernel.Dots<V, T>(n, k, a, b, c);
            else if (n == 1 && !transA && k > 1)
                MicroKernel.Dots<V, T>(m, k, b, a, c);
            else if (n == 1)
                Blocked<V, T>(1, m, k, b, k, 1, a, m, 1, c);
            else
            {
                (nint ai, nint ap) = transA ? (1, m) : (k, 1);
                (nint bp, nint bj) = transB && k > 1 ? (1, k) : (n, 1);
                Blocked<V, T>(m, n, k, a, ai, ap, b, bp, bj, c);
            }
        }
    }

    /// <summary>c[i, j] = Σ a[i·ai + p·ap]·b[p·bp + j·bj]</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Blocked<V, T>(
        int m,
        int n,
        int k,
        T* a,
        nint ai,
        nint ap,
        T* b,
        nint bp,
        nint bj,
        T* c
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = 2 * V.Count;
        int depth = Math.Min(k, BlockK);
        int breadth = Math.Min(n, BlockN);
        bool directB = bj == 1 && (m < 2 * Rows || (long)k * n <= DirectB);
        bool directA = (long)m * k <= DirectA || n < 4 * width;
        int tail = n % width;
        int padded = directB
            ? (tail == 0 || tail == V.Count ? 0 : width)
            : (breadth + width - 1) / width * width;
        int sizeB = padded * depth;
        int sizeA = directA ? 0 : BlockM * depth;
        int line = 64 / sizeof(T);
        T[]? rented =
            (sizeA + sizeB) * sizeof(T) > OnStack
                ? ArrayPool<T>.Shared.Rent(sizeA + sizeB + line)
                : null;
        Span<T> buffer = rented ?? stackalloc T[(OnStack / sizeof(T)) + line];
        fixed (T* start = buffer)
        {
            T* packedB = (T*)(((nuint)start + 63) & ~(nuint)63);
            T* packedA = packedB + sizeB;
            for (int p0 = 0; p0 < k; p0 += BlockK)
            {
                int kc = Math.Min(BlockK, k - p0);
                for (int j0 = 0; j0 < n; j0 += BlockN)
                {
                    int nc = Math.Min(BlockN, n - j0);
                    T* bBlock = b + (p0 * bp) + (j0 * bj);
                    int direct = directB ? nc - (nc % width) : 0;
                    if (directB && nc - direct == V.Count)
                        direct = nc;
                    Pack(kc, nc - direct, bBlock + (direct * bj), bp, bj, width, V.Count, packedB);
                    for (int i0 = 0; i0 < m; i0 += BlockM)
                    {
                        int mc = Math.Min(BlockM, m - i0);
                        T* aBlock = a + (i0 * ai) + (p0 * ap);
                        if (!directA)
                            Pack(kc, mc, aBlock, ap, ai, Rows, Rows, packedA);
                        for (int j = 0; j < nc; j += width)
                        {
                            int columns = Math.Min(width, nc - j);
                            bool narrow = columns <= V.Count;
                            T* panel =
                                j < direct ? bBlock + j : packedB + ((j - direct) * (nint)kc);
                            nint step =
                                j < direct ? bp
                                : narrow ? V.Count
                                : width;
                            T* corner = c + ((nint)i0 * n) + j0 + j;
                            T* aPanels = directA ? aBlock : packedA;
                            nint di = directA ? ai : 1;
                            nint dp = directA ? ap : Rows;
                            nint dPanel = directA ? Rows * ai : Rows * kc;
                            if (narrow)
                                Panel<V, T>(
                                    mc,
                                    kc,
                                    aPanels,
                                    di,
                                    dp,
                                    dPanel,
                                    panel,
                                    step,
                                    corner,
                                    n,
                                    columns,
                                    p0 > 0
                                );
                            else
                                Panel<Twice<V, T>, T>(
                                    mc,
                                    kc,
                                    aPanels,
                                    di,
                                    dp,
                                    dPanel,
                                    panel,
                                    step,
                                    corner,
                                    n,
                                    columns,
                                    p0 > 0
                                );
                        }
                    }
                }
            }
        }
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>All rows of one panel. Where c has fewer columns than W, the rows go by way of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Panel<W, T>(
        int m,
        int k,
        T* a,
        nint ai,
        nint ap,
        nint dPanel,
        T* b,
        nint bp,
        T* c,
        nint ci,
        int columns,
        bool add
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool whole = columns == W.Count;
        T* tile = stackalloc T[whole ? 1 : Rows * W.Count];
        nint step = whole ? ci : W.Count;
        for (int i = 0, rows; i < m; i += rows, c += rows * ci)
        {
            T* to = whole ? c : tile;
            rows =
                m - i >= 8 ? 8
                : m - i >= 4 ? 4
                : 1;
            if (rows == 8)
                MicroKernel.Rows8<W, T>(k, a, ai, ap, b, bp, to, step, add && whole);
            else if (rows == 4)
                MicroKernel.Rows4<W, T>(k, a, ai, ap, b, bp, to, step, add && whole);
            else
                MicroKernel.Rows1<W, T>(k, a, ap, b, bp, to, add && whole);
            a += rows == 8 ? dPanel : rows * ai;
            if (!whole)
                Copy(rows, columns, tile, W.Count, c, ci, add);
        }
    }

    private static void Copy<T>(int rows, int columns, T* x, nint xi, T* y, nint yi, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++, x += xi, y += yi)
        for (int j = 0; j < columns; j++)
            y[j] = add ? y[j] + x[j] : x[j];
    }

    /// <summary>
    /// x (k×n by strides) in panels of <paramref name="width"/> columns, each k-major and padded with zeros; the last panel is
    /// <paramref name="narrow"/> where that suffices.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack<T>(int k, int n, T* x, nint dk, nint dn, int width, int narrow, T* to)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j0 = 0; j0 < n; j0 += width, x += width * dn)
        {
            int columns = Math.Min(width, n - j0);
            int step = columns <= narrow ? narrow : width;
            if (columns < step)
                new Span<T>(to, k * step).Clear();
            if (dn == 1)
                for (int p = 0; p < k; p++)
                    new ReadOnlySpan<T>(x + (p * dk), columns).CopyTo(
                        new Span<T>(to + (p * step), columns)
                    );
            else
                for (int j = 0; j < columns; j++)
                for (int p = 0; p < k; p++)
                    to[(p * step) + j] = x[(p * dk) + (j * dn)];
            to += k * step;
        }
    }
}
