using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Functions of one or two numbers run over whole arrays.</summary>
public static class Elementwise
{
    private const int TileLength = 256;
    private const int ShortRow = 32;

    /// <summary>y = op(x), element by element; y may be x itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TOp, T>(TOp op, ReadOnlySpan<T> x, Span<T> y)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T> => op.Run(x, y);

    /// <summary>
    /// z = op(x, y) over <paramref name="shape"/>, z row-major. The strides are those of a row-major array, in elements, with 0 along
    /// each axis on which that side is broadcast. z may be x or y itself where that side is not broadcast.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zip<TOp, T>(
        TOp op,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xStrides,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> yStrides,
        Span<T> z,
        ReadOnlySpan<int> shape
    )
        where TOp : struct, IBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (z.IsEmpty)
            return;
        // Neighbouring axes that both sides walk as one become one; the innermost comes first.
        Span<int> n = stackalloc int[shape.Length + 1];
        Span<int> dx = stackalloc int[shape.Length + 1];
        Span<int> dy = stackalloc int[shape.Length + 1];
        int rank = 0;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] == 1)
                continue;
            int inner = rank - 1;
            if (
                rank > 0
                && xStrides[axis] == dx[inner] * n[inner]
                && yStrides[axis] == dy[inner] * n[inner]
            )
            {
                n[inner] *= shape[axis];
                continue;
            }
            (n[rank], dx[rank], dy[rank]) = (shape[axis], xStrides[axis], yStrides[axis]);
            rank++;
        }
        if (rank == 0)
        {
            rank = 1;
            n[0] = dx[0] = dy[0] = 1;
        }
        Walk(op, x, dx[..rank], y, dy[..rank], z, n[..rank]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<TOp, T>(
        TOp op,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> dx,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> dy,
        Span<T> z,
        ReadOnlySpan<int> n
    )
        where TOp : struct, IBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (n.Length == 1)
        {
            Line(op, x, dx[0], y, dy[0], z);
            return;
        }
        int last = n.Length - 1;
        int length = z.Length / n[last];
        if (
            n.Length == 2
            && length <= TileLength / 2
            && dx[0] + dy[0] == 2
            && dx[1] * dy[1] == 0
            && dx[1] != dy[1]
        )
        {
            // Rows shorter than a tile would spend their time on being started.
            Span<T> tile = stackalloc T[TileLength];
            if (dy[1] == 0)
            {
                tile = Tile(y[..length], tile);
                for (; z.Length > tile.Length; x = x[tile.Length..], z = z[tile.Length..])
                    op.Run(x[..tile.Length], tile, z[..tile.Length]);
                op.Run(x[..z.Length], tile[..z.Length], z);
            }
            else
            {
                tile = Tile(x[..length], tile);
                for (; z.Length > tile.Length; y = y[tile.Length..], z = z[tile.Length..])
                    op.Run(tile, y[..tile.Length], z[..tile.Length]);
                op.Run(tile[..z.Length], y[..z.Length], z);
            }
            return;
        }
        if (n.Length == 2 && length <= ShortRow && dx[0] + dy[0] == 1)
        {
            if (dx[0] == 1 && dx[1] == length && dy[1] == 1)
            {
                Repeated(op, x, y, z, length);
                return;
            }
            if (dy[0] == 1 && dy[1] == length && dx[1] == 1)
            {
                Repeated(new Swapped<TOp>(op), y, x, z, length);
                return;
            }
        }
        for (int i = 0; i < n[last]; i++)
            Walk(
                op,
                x[(i * dx[last])..],
                dx[..last],
                y[(i * dy[last])..],
                dy[..last],
                z.Slice(i * length, length),
                n[..last]
            );
    }

    /// <summary>One y for each short row of x: as many rows at once as fit a tile, in which each y stands as often as its row is long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Repeated<TOp, T>(
        TOp op,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> y,
        Span<T> z,
        int length
    )
        where TOp : struct, IBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<T> tile = stackalloc T[TileLength / length * length];
        for (int i = 0, row = 0; i < z.Length; i += tile.Length)
        {
            Span<T> part = tile[..Math.Min(tile.Length, z.Length - i)];
            for (int j = 0; j < part.Length; j += length)
                part.Slice(j, length).Fill(y[row++]);
            op.Run(x.Slice(i, part.Length), part, z.Slice(i, part.Length));
        }
    }

    /// <summary>z = op(y, x)</summary>
    private readonly struct Swapped<TOp>(TOp op) : IBinary
        where TOp : struct, IBinary
    {
        private readonly TOp op = op;

        public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
            where T : unmanaged, IFloatingPointIeee754<T> => op.Run(y, x, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Line<TOp, T>(
        TOp op,
        ReadOnlySpan<T> x,
        int dx,
        ReadOnlySpan<T> y,
        int dy,
        Span<T> z
    )
        where TOp : struct, IBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(dx is 0 or 1 && dy is 0 or 1);
        if (dx == 1 && dy == 1)
            op.Run(x[..z.Length], y[..z.Length], z);
        else if (dx == 1)
            op.Run(x[..z.Length], y[..1], z);
        else if (dy == 1)
            op.Run(x[..1], y[..z.Length], z);
        else
        {
            op.Run(x[..1], y[..1], z[..1]);
            z.Fill(z[0]);
        }
    }

    /// <summary>The row as often as it fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Span<T> Tile<T>(ReadOnlySpan<T> row, Span<T> tile)
    {
        tile = tile[..(tile.Length / row.Length * row.Length)];
        row.CopyTo(tile);
        // Each copy doubles what is there.
        for (int filled = row.Length; filled < tile.Length; filled *= 2)
            tile[..Math.Min(filled, tile.Length - filled)].CopyTo(tile[filled..]);
        return tile;
    }
}
