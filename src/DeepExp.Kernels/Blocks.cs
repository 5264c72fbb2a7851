using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace DeepExp.Kernels;

/// <summary>
/// The product in blocks that stay in the caches, after K. Goto and R. A. van de Geijn, Anatomy of high-performance matrix
/// multiplication, ACM TOMS 34 (2008), and F. G. Van Zee and R. A. van de Geijn, BLIS, ACM TOMS 41 (2015):
/// for each Depth of p and BlockN columns j, pack B; for each BlockM rows i, pack A; for each panel of B and each few rows of A,
/// the micro-kernel. An element is the sum over p in order within a depth, and over the depths in order: where a part of C begins
/// changes no bit of it, as long as it begins at a multiple of Rows.
/// </summary>
internal static unsafe class Blocks
{
    // A block of A (BlockM×BlockK) fits the second cache, a panel of B (BlockK × one row of registers) the first, its block the third.
    private static int BlockM => 16 * Rows;
    public const int BlockK = 256;
    private const int BlockN = 1024;

    // With few rows B is read once: in bands that few pages hold.
    private const int StreamK = 32;

    // Below so many elements A, and a block of B, are read where they lie.
    private const int DirectA = 16 * 1024;
    private const int DirectB = 32 * 1024;

    // In bytes.
    private const int OnStack = 8 * 1024;
    private const int Line = 64;

    /// <summary>
    /// Of the micro-kernel. Eight rows of two registers need more than the sixteen that x64 has without AVX-512.
    /// </summary>
    public static int Rows => Vector512.IsHardwareAccelerated || AdvSimd.IsSupported ? 8 : 6;

    private static bool FewRows(int m) => m < 16;

    /// <summary>So many terms of a sum stay in registers; it depends on the whole product, not on the part.</summary>
    public static int Depth(int m, int n, int k) =>
        Math.Min(k, FewRows(m) && (long)k * n > DirectB ? StreamK : BlockK);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, T>(in Product<T> product, int depth)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int m, int n, int k) = (product.M, product.N, product.K);
        if (m == 0 || n == 0)
            return;
        (Matrix<T> a, Matrix<T> b) = (product.A, product.B);
        int width = 2 * V.Count;
        bool directA = (long)m * k <= DirectA || n < 4 * width;
        bool directB = b.Column == 1 && (FewRows(m) || (long)depth * n <= DirectB);

        int tail = n % width;
        int breadth = directB
            ? (Breadth<V, T>(tail) == tail ? 0 : width)
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
            {
                int kc = Math.Min(depth, k - p0);
                // Only the last block of the sums is finished, those before it add up: which is why only a single one can add to C.
                Finish<T> finish = p0 + kc < k ? default : product.Finish;
                if (p0 > 0)
                    finish = finish with { Add = true };
                for (int j0 = 0; j0 < n; j0 += BlockN)
                {
                    int nc = Math.Min(BlockN, n - j0);
                    // Rows of B are read in place where whole registers of them fill a panel.
                    int last = nc % width;
                    int step = Breadth<V, T>(last);
                    int direct =
                        !directB ? 0
                        : step == last ? nc
                        : nc - last;
                    Packing.Pack<V, T>(
                        kc,
                        nc - direct,
                        b.From(p0, j0 + direct),
                        width,
                        step,
                        packedB
                    );
                    for (int i0 = 0; i0 < m; i0 += BlockM)
                    {
                        int mc = Math.Min(BlockM, m - i0);
                        if (!directA)
                            Packing.Pack<V, T>(
                                kc,
                                mc,
                                a.From(i0, p0).Transposed,
                                Rows,
                                Rows,
                                packedA
                            );
                        Matrix<T> rows = directA ? a.From(i0, p0) : new(packedA, 1, Rows);
                        nint nextRows = Rows * (directA ? a.Row : kc);
                        for (int j = 0; j < nc; j += width)
                        {
                            int columns = Math.Min(width, nc - j);
                            Matrix<T> panel =
                                j < direct
                                    ? b.From(p0, j0 + j)
                                    : new(
                                        packedB + ((j - direct) * (nint)kc),
                                        columns < width ? step : width,
                                        1
                                    );
                            T* c = product.C + (i0 * product.Row) + j0 + j;
                            Finish<T> end = finish.From(j0 + j);
                            if (columns > V.Count)
                                Panel<Twice<V, T>, T>(
                                    mc,
                                    kc,
                                    rows,
                                    nextRows,
                                    panel,
                                    c,
                                    product.Row,
                                    columns,
                                    end
                                );
                            else if (step == V.Count)
                                Panel<V, T>(
                                    mc,
                                    kc,
                                    rows,
                                    nextRows,
                                    panel,
                                    c,
                                    product.Row,
                                    columns,
                                    end
                                );
                            else if (step == V256<T>.Count)
                                Panel<V256<T>, T>(
                                    mc,
                                    kc,
                                    rows,
                                    nextRows,
                                    panel,
                                    c,
                                    product.Row,
                                    columns,
                                    end
                                );
                            else
                                Panel<V128<T>, T>(
                                    mc,
                                    kc,
                                    rows,
                                    nextRows,
                                    panel,
                                    c,
                                    product.Row,
                                    columns,
                                    end
                                );
                        }
                    }
                }
            }
        }
        if (rented is not null)
            ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>
    /// The registers that so few columns at the right of B fill: two, one, or a part of one, which some processors multiply faster.
    /// </summary>
    private static int Breadth<V, T>(int columns)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        columns == 0 ? 0
        : columns > V.Count ? 2 * V.Count
        : V.Count < V512<T>.Count || columns > V256<T>.Count ? V.Count
        : columns > V128<T>.Count ? V256<T>.Count
        : V128<T>.Count;

    /// <summary>All rows of one panel. Where C has fewer columns than W, the rows go by way of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Panel<W, T>(
        int m,
        int k,
        Matrix<T> a,
        nint nextRows,
        Matrix<T> b,
        T* c,
        nint row,
        int columns,
        Finish<T> finish
    )
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool whole = columns == W.Count;
        T* tile = stackalloc T[whole ? 1 : Rows * W.Count];
        nint step = whole ? row : W.Count;
        Finish<T> end = whole ? finish : default;
        for (int i = 0, rows; i < m; i += rows)
        {
            rows =
                m - i >= Rows ? Rows
                : m - i >= 4 ? 4
                : m - i >= 2 ? 2
                : 1;
            T* x = a.At + (i / Rows * nextRows) + (i % Rows * a.Row);
            T* y = c + (i * row);
            T* to = whole ? y : tile;
            if (rows == 8)
                MicroKernel.Rows8<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, &end);
            else if (rows == 6)
                MicroKernel.Rows6<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, &end);
            else if (rows == 4)
                MicroKernel.Rows4<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, &end);
            else if (rows == 2)
                MicroKernel.Rows2<W, T>(k, x, a.Row, a.Column, b.At, b.Row, to, step, &end);
            else
                MicroKernel.Rows1<W, T>(k, x, a.Column, b.At, b.Row, to, &end);
            if (!whole)
                finish.Write<V128<T>>(rows, columns, tile, W.Count, y, row);
        }
    }
}
