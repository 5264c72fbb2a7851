using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>
/// Sliding windows over any number of spatial axes: along each, output o and kernel place k meet x at o·stride + k·dilate - pad.
/// </summary>
public static class Windows
{
    /// <summary>
    /// y[c, k, n, o] = x[n, c, o·stride + k·dilate - pad], the fill where that lies outside; x is batch×channels×size, y
    /// channels×kernel×batch×outSize.
    /// </summary>
    public static void Unfold<T>(
        ReadOnlySpan<T> x,
        int batch,
        int channels,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> kernel,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> pad,
        ReadOnlySpan<int> dilate,
        ReadOnlySpan<int> outSize,
        T fill,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int plane = Product(size);
        int places = Product(outSize);
        Span<int> k = stackalloc int[kernel.Length];
        Span<int> start = stackalloc int[kernel.Length];
        int at = 0;
        for (int c = 0; c < channels && places > 0; c++)
        {
            k.Clear();
            do
            {
                for (int axis = 0; axis < k.Length; axis++)
                    start[axis] = (k[axis] * dilate[axis]) - pad[axis];
                for (int n = 0; n < batch; n++, at += places)
                    Read(
                        x.Slice(((n * channels) + c) * plane, plane),
                        size,
                        start,
                        stride,
                        outSize,
                        fill,
                        y.Slice(at, places)
                    );
            } while (Next(k, kernel));
        }
    }

    /// <summary>
    /// The transpose of <see cref="Unfold"/>: gx is 0, then gx[n, c, o·stride + k·dilate - pad] += gy[c, k, n, o].
    /// </summary>
    public static void Fold<T>(
        ReadOnlySpan<T> gy,
        int batch,
        int channels,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> kernel,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> pad,
        ReadOnlySpan<int> dilate,
        ReadOnlySpan<int> outSize,
        Span<T> gx
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        gx.Clear();
        int plane = Product(size);
        int places = Product(outSize);
        Span<int> k = stackalloc int[kernel.Length];
        Span<int> start = stackalloc int[kernel.Length];
        int at = 0;
        for (int c = 0; c < channels && places > 0; c++)
        {
            k.Clear();
            do
            {
                for (int axis = 0; axis < k.Length; axis++)
                    start[axis] = (k[axis] * dilate[axis]) - pad[axis];
                for (int n = 0; n < batch; n++, at += places)
                    Add(
                        gy.Slice(at, places),
                        size,
                        start,
                        stride,
                        outSize,
                        gx.Slice(((n * channels) + c) * plane, plane)
                    );
            } while (Next(k, kernel));
        }
    }

    private static void Read<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> start,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> outSize,
        T fill,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (size.Length == 1)
        {
            (int first, int last) = Inside(size[0], start[0], stride[0], outSize[0]);
            y[..first].Fill(fill);
            y[last..].Fill(fill);
            if (stride[0] == 1)
                x.Slice(first < last ? first + start[0] : 0, last - first).CopyTo(y[first..]);
            else
                for (int o = first, i = (first * stride[0]) + start[0]; o < last; o++)
                {
                    y[o] = x[i];
                    i += stride[0];
                }
            return;
        }
        int inner = x.Length / Math.Max(size[0], 1);
        int places = y.Length / outSize[0];
        for (int o = 0; o < outSize[0]; o++)
        {
            int i = (o * stride[0]) + start[0];
            Span<T> to = y.Slice(o * places, places);
            if ((uint)i < (uint)size[0])
                Read(
                    x.Slice(i * inner, inner),
                    size[1..],
                    start[1..],
                    stride[1..],
                    outSize[1..],
                    fill,
                    to
                );
            else
                to.Fill(fill);
        }
    }

    private static void Add<T>(
        ReadOnlySpan<T> gy,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> start,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> outSize,
        Span<T> gx
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (size.Length == 1)
        {
            (int first, int last) = Inside(size[0], start[0], stride[0], outSize[0]);
            if (stride[0] == 1 && first < last)
            {
                Span<T> to = gx.Slice(first + start[0], last - first);
                default(Add).Run<T>(to, gy[first..last], to);
            }
            else
                for (int o = first, i = (first * stride[0]) + start[0]; o < last; o++)
                {
                    gx[i] += gy[o];
                    i += stride[0];
                }
            return;
        }
        int inner = gx.Length / Math.Max(size[0], 1);
        int places = gy.Length / outSize[0];
        for (int o = 0; o < outSize[0]; o++)
        {
            int i = (o * stride[0]) + start[0];
            if ((uint)i < (uint)size[0])
                Add(
                    gy.Slice(o * places, places),
                    size[1..],
                    start[1..],
                    stride[1..],
                    outSize[1..],
                    gx.Slice(i * inner, inner)
                );
        }
    }

    /// <summary>The outputs first ≤ o &lt; last whose place o·stride + start lies within the size.</summary>
    private static (int First, int Last) Inside(int size, int start, int stride, int outSize)
    {
        int first = start >= 0 ? 0 : (-start + stride - 1) / stride;
        int last = size > start ? ((size - start - 1) / stride) + 1 : 0;
        first = Math.Min(first, outSize);
        return (first, Math.Clamp(last, first, outSize));
    }

    private static bool Next(Span<int> k, ReadOnlySpan<int> kernel)
    {
        for (int axis = k.Length - 1; axis >= 0; axis--)
        {
            if (++k[axis] < kernel[axis])
                return true;
            k[axis] = 0;
        }
        return false;
    }

    private static int Product(ReadOnlySpan<int> lengths)
    {
        int n = 1;
        foreach (int length in lengths)
            n *= length;
        return n;
    }
}
