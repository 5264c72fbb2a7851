using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// A product whose sums run along the memory of both sides (the rows of A, the columns of B): dot products, a register of terms at a
/// time, nothing packed. For results so narrow that registers across their columns would stay empty.
/// </summary>
internal static unsafe class DotKernel
{
    // Rows of the one side and of the other: eight sums, so that no addition waits for the one before it.
    private const int Long = 4;
    private const int Short = 2;
    private const int Strip = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Run<V, T>(in Product<T> product, bool swap)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int k = product.K;
        // Both sides row-major, their sums along the rows.
        Matrix<T> x = swap ? product.B.Transposed : product.A;
        Matrix<T> y = swap ? product.A : product.B.Transposed;
        (int nx, int ny) = swap ? (product.N, product.M) : (product.M, product.N);
        // The last register overlaps the one before it; its lanes below are those that come anew.
        T* lanes = stackalloc T[V.Count];
        for (int lane = 0; lane < V.Count; lane++)
            lanes[lane] = T.CreateTruncating(lane);
        V old = V.Broadcast(T.CreateTruncating(V.Count - (k % V.Count) - 1));
        V order = V.Load(lanes);

        // The sums of a few rows with many go to C together.
        T* sums = stackalloc T[Long * Strip];
        nint xStep = swap ? 1 : Strip;
        nint yStep = swap ? Long : 1;
        for (int i = 0; i < nx; i += Long)
        {
            int rows = Math.Min(Long, nx - i);
            T* x0 = x.At + (i * x.Row);
            T* x1 = rows > 1 ? x0 + x.Row : x0;
            T* x2 = rows > 2 ? x1 + x.Row : x0;
            T* x3 = rows > 3 ? x2 + x.Row : x0;
            for (int j0 = 0; j0 < ny; j0 += Strip)
            {
                int columns = Math.Min(Strip, ny - j0);
                for (int j = 0; j < columns; j += Short)
                {
                    T* y0 = y.At + ((j0 + j) * y.Row);
                    T* to = sums + (j * yStep);
                    if (j + 1 < columns)
                        Tile<V, T>(k, x0, x1, x2, x3, y0, y0 + y.Row, order, old, to, xStep, yStep);
                    else
                        Tile<V, T>(k, x0, x1, x2, x3, y0, order, old, to, xStep);
                }
                if (swap)
                    product
                        .Finish.From(i)
                        .Write<V128<T>>(
                            columns,
                            rows,
                            sums,
                            Long,
                            product.C + (j0 * product.Row) + i,
                            product.Row
                        );
                else
                    product
                        .Finish.From(j0)
                        .Write<V128<T>>(
                            rows,
                            columns,
                            sums,
                            Strip,
                            product.C + (i * product.Row) + j0,
                            product.Row
                        );
            }
        }
    }

    /// <summary>The sums of four rows with one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Tile<V, T>(
        int k,
        T* x0,
        T* x1,
        T* x2,
        T* x3,
        T* y,
        V order,
        V old,
        T* sums,
        nint xStep
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V c0 = default;
        V c1 = default;
        V c2 = default;
        V c3 = default;
        int p = 0;
        for (; p <= k - V.Count; p += V.Count)
        {
            V part = V.Load(y + p);
            c0 = V.MultiplyAdd(part, V.Load(x0 + p), c0);
            c1 = V.MultiplyAdd(part, V.Load(x1 + p), c1);
            c2 = V.MultiplyAdd(part, V.Load(x2 + p), c2);
            c3 = V.MultiplyAdd(part, V.Load(x3 + p), c3);
        }
        if (p < k)
        {
            V part = End(k, y, order, old);
            c0 = V.MultiplyAdd(part, End(k, x0, order, old), c0);
            c1 = V.MultiplyAdd(part, End(k, x1, order, old), c1);
            c2 = V.MultiplyAdd(part, End(k, x2, order, old), c2);
            c3 = V.MultiplyAdd(part, End(k, x3, order, old), c3);
        }
        sums[0] = V.Sum(c0);
        sums[xStep] = V.Sum(c1);
        sums[2 * xStep] = V.Sum(c2);
        sums[3 * xStep] = V.Sum(c3);
    }

    /// <summary>The sums of four rows with two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Tile<V, T>(
        int k,
        T* x0,
        T* x1,
        T* x2,
        T* x3,
        T* y,
        T* z,
        V order,
        V old,
        T* sums,
        nint xStep,
        nint yStep
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V c0 = default;
        V c1 = default;
        V c2 = default;
        V c3 = default;
        V d0 = default;
        V d1 = default;
        V d2 = default;
        V d3 = default;
        int p = 0;
        for (; p <= k - V.Count; p += V.Count)
        {
            V c = V.Load(y + p);
            V d = V.Load(z + p);
            V part = V.Load(x0 + p);
            c0 = V.MultiplyAdd(c, part, c0);
            d0 = V.MultiplyAdd(d, part, d0);
            part = V.Load(x1 + p);
            c1 = V.MultiplyAdd(c, part, c1);
            d1 = V.MultiplyAdd(d, part, d1);
            part = V.Load(x2 + p);
            c2 = V.MultiplyAdd(c, part, c2);
            d2 = V.MultiplyAdd(d, part, d2);
            part = V.Load(x3 + p);
            c3 = V.MultiplyAdd(c, part, c3);
            d3 = V.MultiplyAdd(d, part, d3);
        }
        if (p < k)
        {
            V c = End(k, y, order, old);
            V d = End(k, z, order, old);
            V part = End(k, x0, order, old);
            c0 = V.MultiplyAdd(c, part, c0);
            d0 = V.MultiplyAdd(d, part, d0);
            part = End(k, x1, order, old);
            c1 = V.MultiplyAdd(c, part, c1);
            d1 = V.MultiplyAdd(d, part, d1);
            part = End(k, x2, order, old);
            c2 = V.MultiplyAdd(c, part, c2);
            d2 = V.MultiplyAdd(d, part, d2);
            part = End(k, x3, order, old);
            c3 = V.MultiplyAdd(c, part, c3);
            d3 = V.MultiplyAdd(d, part, d3);
        }
        sums[0] = V.Sum(c0);
        sums[xStep] = V.Sum(c1);
        sums[2 * xStep] = V.Sum(c2);
        sums[3 * xStep] = V.Sum(c3);
        sums += yStep;
        sums[0] = V.Sum(d0);
        sums[xStep] = V.Sum(d1);
        sums[2 * xStep] = V.Sum(d2);
        sums[3 * xStep] = V.Sum(d3);
    }

    /// <summary>The last k % V.Count numbers of a row of k, zero in the other lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V End<V, T>(int k, T* at, V order, V old)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> =>
        k < V.Count
            ? V.LoadFirst(k, at)
            : V.IfAtMost(order, old, default, V.Load(at + k - V.Count));
}
