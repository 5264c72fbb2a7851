using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>A matrix in memory: its element (i, j) lies at At[i·Row + j·Column], and one of the two steps is 1.</summary>
internal readonly unsafe struct Matrix<T>(T* at, nint row, nint column)
    where T : unmanaged
{
    public readonly T* At = at;
    public readonly nint Row = row;
    public readonly nint Column = column;

    public static Matrix<T> RowMajor(T* at, int rows, int columns, bool transposed) =>
        transposed ? new(at, 1, rows) : new(at, columns, 1);

    public Matrix<T> Transposed => new(At, Column, Row);

    public Matrix<T> From(int i, int j) => new(At + (i * Row) + (j * Column), Row, Column);
}

internal static unsafe class Packing
{
    /// <summary>So many rows at a time, that the lines which a transposing copy reads and writes stay in the first cache.</summary>
    private const int Depth = 16;

    /// <summary>
    /// x (k×n) in panels of <paramref name="width"/> columns, row after row and filled up with zeros; the last panel is
    /// <paramref name="narrow"/> where that suffices.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<T>(int k, int n, Matrix<T> x, int width, int narrow, T* to)
        where T : unmanaged
    {
        for (int j0 = 0; j0 < n; j0 += width)
        {
            int columns = Math.Min(width, n - j0);
            int step = columns <= narrow ? narrow : width;
            if (columns < step)
                new Span<T>(to, k * step).Clear();
            for (int p0 = 0; p0 < k; p0 += Depth)
            {
                Matrix<T> block = x.From(p0, j0);
                if (x.Column == 1)
                    Copy(Math.Min(Depth, k - p0), columns, block, step, to);
                else
                    Transpose(Math.Min(Depth, k - p0), columns, block, step, to);
                to += Math.Min(Depth, k - p0) * step;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<T>(int k, int n, Matrix<T> x, int step, T* to)
        where T : unmanaged
    {
        for (int p = 0; p < k; p++)
            new ReadOnlySpan<T>(x.At + (p * x.Row), n).CopyTo(new Span<T>(to + (p * step), n));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose<T>(int k, int n, Matrix<T> x, nint step, T* to)
        where T : unmanaged
    {
        Debug.Assert(x.Row == 1);
        int j = 0;
        for (; j <= n - 4; j += 4)
        {
            T* x0 = x.At + (j * x.Column);
            T* x1 = x0 + x.Column;
            T* x2 = x1 + x.Column;
            T* x3 = x2 + x.Column;
            T* y = to + j;
            for (int p = 0; p < k; p++, y += step)
            {
                y[0] = x0[p];
                y[1] = x1[p];
                y[2] = x2[p];
                y[3] = x3[p];
            }
        }
        for (; j < n; j++)
        for (int p = 0; p < k; p++)
            to[(p * step) + j] = x.At[(j * x.Column) + p];
    }
}
