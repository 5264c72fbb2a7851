using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace DeepExp.Kernels;

/// <summary>
/// The matrix product, in blocks that stay in the caches, after K. Goto and R. A. van de Geijn, Anatomy of high-performance matrix
/// multiplication, ACM TOMS 34 (2008), and F. G. Van Zee and R. A. van de Geijn, BLIS, ACM TOMS 41 (2015).
/// </summary>
public static unsafe class MatMul
{
    private const int Rows = 8;

    /// <summary>Eight rows of two registers need more than the sixteen that x64 has without AVX-512.</summary>
    private static bool ManyRegisters => Vector512.IsHardwareAccelerated || AdvSimd.IsSupported;

    // A block of a (BlockM×BlockK) fits the second cache, a panel of b (BlockK × one row of registers) the first, its block the third.
    private const int BlockM = 128;
    private const int BlockK = 256;
    private const int BlockN = 1024;

    // With few rows b is read once: in bands that few pages hold.
    private const int StreamK = 32;
    private const int FewRows = 4;

    // Below so many elements a and b are read where they lie.
    private const int DirectA = 16 * 1024;
    private const int DirectB = 16 * 1024;

    // In bytes.
    private const int OnStack = 8 * 1024;
    private const int Line = 64;

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
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(a.Length >= m * k && b.Length >= k * n && c.Length >= m * n);
        if (m == 0 || n == 0)
            return;
        if (k == 0)
        {
            c[..(m * n)].Clear();
            return;
        }
        fixed (
            T* aAt = a,
                bAt = b,
                y = c
        )
        {
            // With k = 1 both sides are vectors, in order whether transposed or not.
            Matrix<T> x = Matrix<T>.RowMajor(aAt, m, k, transA && k > 1);
            Matrix<T> w = Matrix<T>.RowMajor(bAt, k, n, transB && k > 1);
            if (m == 1)
                VectorMatrix<V, T>(n, k, aAt, w, y);
            else if (n == 1)
                VectorMatrix<V, T>(m, k, bAt, x.Transposed, y);
            else if (m <= FewRows && x.Column == 1 && w.Column != 1)
                for (int i = 0; i < m; i++)
                    MicroKernel.Dots<V, T>(n, k, aAt + (i * k), bAt, y + (i * n));
            else
                Blocked<V, T>(m, n, k, x, w, y);
        }
    }

    /// <summary>c (1×n) = x (1×k)·b: dot products, or a sum of rows, as b lies in memory.</summary>
    private static void VectorMatrix<V, T>(int n, int k, T* x, Matrix<T> b, T* c)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (b.Column == 1)
            Blocked<V, T>(1, n, k, new(x, k, 1), b, c);
        else
            MicroKernel.Dots<V, T>(n, k, x, b.At, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Blocked<V, T>(int m, int n, int k, Matrix<T> a, Matrix<T> b, T* c)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = 2 * V.Count;
        bool fewRows = m < 2 * Rows;
        bool directA = (long)m * k <= DirectA || n < 4 * width;
        bool directB = b.Column == 1 && (fewRows || (long)k * n <= DirectB);
        int depth = Math.Min(k, fewRows && (long)k * n > DirectB ? StreamK : BlockK);

        int tail = n % width;
        int breadth = directB
            ? (tail == 0 || tail == V.Count ? 0 : width)
            : Math.Min((n + width - 1) / width * width, BlockN);
        int sizeB = breadth * depth;
        int size = sizeB + (directA ? 0 : BlockM * depth) + (Line / sizeof(T));
        T[]? rented = size * sizeof(T) > OnStack ? ArrayPool<T>.Shared.Rent(size) : null;
        Span<T> buffer = rented ?? stackalloc T[OnStack / sizeof(T)];
        fixed (T* start = buffer)
        {
            T* packedB = (T*)(((nuint)start + Line - 1) / Line * Line);
            T* packedA = packedB + sizeB;
            for (int p0 = 0; p0 < k; p0 += depth)
            for (int j0 = 0; j0 < n; j0 += BlockN)
            {
                int kc = Math.Min(depth, k - p0);
                int nc = Math.Min(BlockN, n - j0);
                // Rows of b are read in place where whole registers of them fill a panel.
                int direct =
                    !directB ? 0
                    : nc % width == V.Count ? nc
                    : nc - (nc % width);
                Packing.Pack(kc, nc - direct, b.From(p0, j0 + direct), width, V.Count, packedB);
                for (int i0 = 0; i0 < m; i0 += BlockM)
                {
                    int mc = Math.Min(BlockM, m - i0);
                    if (!directA)
                        Packing.Pack(kc, mc, a.From(i0, p0).Transposed, Rows, Rows, packedA);
                    Matrix<T> rows = directA ? a.From(i0, p0) : new(packedA, 1, Rows);
                    nint nextRows = Rows * (directA ? a.Row : kc);
                    for (int j = 0; j < nc; j += width)
                    {
                        int columns = Math.Min(width, nc - j);
                        bool narrow = columns <= V.Count;
                        Matrix<T> panel =
                            j < direct
                                ? b.From(p0, j0 + j)
                                : new(
                                    packedB + ((j - direct) * (nint)kc),
                                    narrow ? V.Count : width,
                                    1
                                );
                        T* corner = c + ((nint)i0 * n) + j0 + j;
                        if (narrow)
                            Panel<V, T>(mc, kc, rows, nextRows, panel, corner, n, columns, p0 > 0);
                        else
                            Panel<Twice<V, T>, T>(
                                mc,
                                kc,
                                rows,
                                nextRows,
                                panel,
                                corner,
                                n,
                                columns,
                                p0 > 0
                            );
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
        Matrix<T> a,
        nint nextRows,
        Matrix<T> b,
        T* c,
        int n,
        int columns,
        bool add
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool whole = columns == W.Count;
        T* tile = stackalloc T[whole ? 1 : Rows * W.Count];
        nint step = whole ? n : W.Count;
        for (int i = 0, rows; i < m; i += rows)
        {
            rows =
                m - i >= Rows && ManyRegisters ? Rows
                : m - i >= 4 ? 4
                : 1;
            T* x = a.At + (i / Rows * nextRows) + (i % Rows * a.Row);
            T* y = c + ((nint)i * n);
            T* to = whole ? y : tile;
            if (rows == Rows)
                MicroKernel.Rows8<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, add && whole);
            else if (rows == 4)
                MicroKernel.Rows4<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, add && whole);
            else
                MicroKernel.Rows1<W, T>(k, x, a.Column, b.At, b.Row, to, add && whole);
            if (!whole)
                Copy(rows, columns, tile, W.Count, y, n, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(int rows, int columns, T* x, nint xStep, T* y, nint yStep, bool add)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i++, x += xStep, y += yStep)
        for (int j = 0; j < columns; j++)
            y[j] = add ? y[j] + x[j] : x[j];
    }
}
