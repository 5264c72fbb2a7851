using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>
/// Sliding windows over one or more axes, for convolution and pooling. Window o has its element k at o·stride + k·dilate - pad, axis by axis.
/// </summary>
public static unsafe class Windows
{
    /// <summary>
    /// y[c, k, n, o] = x[n, c, o·stride + k·dilate - pad], <paramref name="fill"/> where that lies outside x. x is (batch, channels,
    /// size...), y is (channels, kernel..., batch, outSize...).
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
        if (y.IsEmpty)
            return;
        Span<WindowAxis> axes = stackalloc WindowAxis[size.Length + 1];
        fixed (
            T* from = x,
                to = y
        )
            new WindowWalk<Copy<T>, T>(
                new(fill),
                size,
                kernel,
                stride,
                pad,
                dilate,
                outSize,
                axes
            ).Run(from, batch, channels, to);
    }

    /// <summary>
    /// gx = 0, then gx[n, c, o·stride + k·dilate - pad] += gy[c, k, n, o] where that lies inside, k in row-major order: the transpose of
    /// <see cref="Unfold"/>. gy is (channels, kernel..., batch, outSize...), gx is (batch, channels, size...).
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
        if (gy.IsEmpty)
            return;
        Span<WindowAxis> axes = stackalloc WindowAxis[size.Length + 1];
        fixed (
            T* from = gy,
                to = gx
        )
            new WindowWalk<Accumulate<T>, T>(
                default,
                size,
                kernel,
                stride,
                pad,
                dilate,
                outSize,
                axes
            ).Run(to, batch, channels, from);
    }

    private readonly struct Copy<T>(T fill) : IWindowRow<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T fill = fill;

        public void Inside(T* x, int step, T* y, int n)
        {
            if (step == 1)
                new ReadOnlySpan<T>(x, n).CopyTo(new Span<T>(y, n));
            else
                for (int o = 0; o < n; o++, x += step)
                    y[o] = *x;
        }

        public void Outside(T* y, int n) => new Span<T>(y, n).Fill(fill);
    }

    private readonly struct Accumulate<T> : IWindowRow<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Inside(T* x, int step, T* y, int n)
        {
            if (step == 1)
            {
                Span<T> row = new(x, n);
                default(Add).Run(row, new ReadOnlySpan<T>(y, n), row);
            }
            else
                for (int o = 0; o < n; o++, x += step)
                    *x += y[o];
        }

        public void Outside(T* y, int n) { }
    }
}
