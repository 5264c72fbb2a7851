using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Copies between layouts: transposed, broadcast, flipped, sliced.</summary>
public static class Strided
{
    private const int Block = 16;

    /// <summary>
    /// y[i, j, ...] = x[offset + i·strides[0] + j·strides[1] + ...], y row-major over <paramref name="shape"/>. A stride may be 0
    /// (broadcast), in any order (transpose) or negative (flip).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Gather<T>(
        ReadOnlySpan<T> x,
        int offset,
        ReadOnlySpan<int> strides,
        ReadOnlySpan<int> shape,
        Span<T> y
    )
        where T : unmanaged
    {
        if (y.IsEmpty)
            return;
        // Neighbouring axes that x walks as one become one; the innermost comes first.
        Span<int> n = stackalloc int[shape.Length + 1];
        Span<int> dx = stackalloc int[shape.Length + 1];
        int rank = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] == 1)
                continue;
            if (rank > 0 && strides[axis] == dx[rank - 1] * n[rank - 1])
            {
                n[rank - 1] *= shape[axis];
                continue;
            }
            (n[rank], dx[rank]) = (shape[axis], strides[axis]);
            rank++;
        }
        if (rank == 0)
        {
            rank = 1;
            n[0] = dx[0] = 1;
        }
        fixed (
            T* from = x,
                to = y
        )
            Walk(from + offset, dx[..rank], n[..rank], to, y.Length);
    }

    /// <summary>
    /// The transpose of <see cref="Gather"/> where no element is read twice: y is zero but for
    /// y[offset + i·strides[0] + j·strides[1] + ...] = x[i, j, ...], x row-major over <paramref name="shape"/>.
    /// </summary>
    public static void Embed<T>(
        ReadOnlySpan<T> x,
        int offset,
        ReadOnlySpan<int> strides,
        ReadOnlySpan<int> shape,
        Span<T> y
    )
        where T : unmanaged
    {
        y.Clear();
        if (!x.IsEmpty)
            Spread(x, strides, shape, offset, y);
    }

    private static void Spread<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> strides,
        ReadOnlySpan<int> shape,
        int at,
        Span<T> y
    )
        where T : unmanaged
    {
        if (shape.Length == 0)
            y[at] = x[0];
        else if (shape.Length == 1 && strides[0] == 1)
            x.CopyTo(y[at..]);
        else
        {
            int length = x.Length / shape[0];
            for (int i = 0; i < shape[0]; i++, at += strides[0])
                Spread(x.Slice(i * length, length), strides[1..], shape[1..], at, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Walk<T>(
        T* x,
        ReadOnlySpan<int> dx,
        ReadOnlySpan<int> n,
        T* y,
        int count
    )
        where T : unmanaged
    {
        if (n.Length == 1)
            Line(x, dx[0], n[0], y);
        else if (n.Length == 2 && dx[1] is 1 or -1 && dx[0] != 0)
            Transpose(x, dx[1], dx[0], n[1], n[0], y);
        else
        {
            int last = n.Length - 1;
            int length = count / n[last];
            for (int i = 0; i < n[last]; i++)
                Walk(
                    x + ((nint)i * dx[last]),
                    dx[..last],
                    n[..last],
                    y + ((nint)i * length),
                    length
                );
        }
    }

    private static unsafe void Line<T>(T* x, int dx, int n, T* y)
        where T : unmanaged
    {
        if (dx == 1)
            new ReadOnlySpan<T>(x, n).CopyTo(new Span<T>(y, n));
        else if (dx == 0)
            new Span<T>(y, n).Fill(*x);
        else
            for (int i = 0; i < n; i++, x += dx)
                y[i] = *x;
    }

    /// <summary>y[i, j] = x[i·dRow + j·dColumn] in square blocks, so that the cache lines of both sides are used up while they are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Transpose<T>(
        T* x,
        nint dRow,
        nint dColumn,
        int rows,
        int columns,
        T* y
    )
        where T : unmanaged
    {
        for (int i0 = 0; i0 < rows; i0 += Block)
        for (int j0 = 0; j0 < columns; j0 += Block)
        {
            int iEnd = Math.Min(i0 + Block, rows);
            int jEnd = Math.Min(j0 + Block, columns);
            for (int i = i0; i < iEnd; i++)
            {
                T* from = x + (i * dRow) + (j0 * dColumn);
                T* to = y + ((nint)i * columns);
                for (int j = j0; j < jEnd; j++, from += dColumn)
                    to[j] = *from;
            }
        }
    }
}
