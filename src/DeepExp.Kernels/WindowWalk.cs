using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>What is done with a piece of a row of windows.</summary>
internal unsafe interface IWindowRow<T>
    where T : unmanaged
{
    /// <summary>y[o] belongs to x[o·step], for o below n.</summary>
    void Inside(T* x, int step, T* y, int n);

    /// <summary>y[o] lies outside x, for o below n.</summary>
    void Outside(T* y, int n);
}

/// <summary>
/// Goes through y (channels, kernel..., batch, outSize...) once from its first element to its last, row by row, and through x (batch,
/// channels, size...) as the windows lie.
/// </summary>
internal unsafe ref struct WindowWalk<TRow, T>
    where TRow : struct, IWindowRow<T>
    where T : unmanaged
{
    /// <summary>How many integers per axis the room for tables must hold.</summary>
    public const int Tables = 5;

    private readonly TRow row;
    private readonly ReadOnlySpan<int> size;
    private readonly ReadOnlySpan<int> kernel;
    private readonly ReadOnlySpan<int> stride;
    private readonly ReadOnlySpan<int> pad;
    private readonly ReadOnlySpan<int> dilate;
    private readonly ReadOnlySpan<int> outSize;

    // Axis by axis: how far apart neighbours lie in x and in y, and for the present element of the window where in x that of window 0
    // lies, and which windows have it inside x: from first to before end.
    private readonly Span<int> xStride;
    private readonly Span<int> yStride;
    private readonly Span<int> shift;
    private readonly Span<int> first;
    private readonly Span<int> end;

    private int batch;
    private nint apart;
    private T* y;

    public WindowWalk(
        TRow row,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> kernel,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> pad,
        ReadOnlySpan<int> dilate,
        ReadOnlySpan<int> outSize,
        Span<int> room
    )
    {
        this.row = row;
        this.size = size;
        this.kernel = kernel;
        this.stride = stride;
        this.pad = pad;
        this.dilate = dilate;
        this.outSize = outSize;
        int rank = size.Length;
        xStride = room.Slice(0, rank);
        yStride = room.Slice(rank, rank);
        shift = room.Slice(2 * rank, rank);
        first = room.Slice(3 * rank, rank);
        end = room.Slice(4 * rank, rank);
        for (int axis = rank - 1, inX = 1, inY = 1; axis >= 0; axis--)
        {
            (xStride[axis], yStride[axis]) = (inX, inY);
            inX *= size[axis];
            inY *= outSize[axis];
        }
    }

    public void Run(T* x, int batch, int channels, T* y)
    {
        nint plane = (nint)xStride[0] * size[0];
        this.batch = batch;
        this.y = y;
        apart = channels * plane;
        for (int c = 0; c < channels; c++)
            Elements(0, x + (c * plane));
    }

    /// <summary>All elements of the window from this axis on; x is at the channel.</summary>
    private void Elements(int axis, T* x)
    {
        for (int k = 0; k < kernel[axis]; k++)
        {
            int from = (k * dilate[axis]) - pad[axis];
            int before = from < 0 ? ((-from - 1) / stride[axis]) + 1 : 0;
            int within = size[axis] > from ? ((size[axis] - from - 1) / stride[axis]) + 1 : 0;
            shift[axis] = from;
            first[axis] = Math.Min(before, outSize[axis]);
            end[axis] = Math.Clamp(within, first[axis], outSize[axis]);
            if (axis + 1 < kernel.Length)
                Elements(axis + 1, x);
            else
                for (int n = 0; n < batch; n++)
                    Places(0, x + (n * apart));
        }
    }

    /// <summary>All places of the window from this axis on; x is at the place on the axes before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Places(int axis, T* x)
    {
        int step = stride[axis] * xStride[axis];
        int inside = end[axis] - first[axis];
        x += (nint)shift[axis] * xStride[axis] + ((nint)first[axis] * step);
        Outside(first[axis] * yStride[axis]);
        if (axis + 1 < size.Length)
            for (int o = 0; o < inside; o++, x += step)
                Places(axis + 1, x);
        else
        {
            row.Inside(x, step, y, inside);
            y += inside;
        }
        Outside((outSize[axis] - end[axis]) * yStride[axis]);
    }

    private void Outside(int n)
    {
        row.Outside(y, n);
        y += n;
    }
}
