using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
            ).Run(from, channels * Product(size), batch, channels, to);
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
            ).Run(to, channels * Product(size), batch, channels, from);
    }

    internal static int Product(ReadOnlySpan<int> lengths)
    {
        int product = 1;
        foreach (int length in lengths)
            product *= length;
        return product;
    }

    internal readonly struct Copy<T>(T fill) : IWindowRow<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T fill = fill;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Inside(T* x, int step, T* y, int n)
        {
            int o = 0;
            // Rows are short: a call for each would take longer than the row.
            if (step == 1)
            {
                for (; o <= n - Vector512<T>.Count; o += Vector512<T>.Count)
                    Vector512.Load(x + o).Store(y + o);
                for (; o <= n - Vector256<T>.Count; o += Vector256<T>.Count)
                    Vector256.Load(x + o).Store(y + o);
                for (; o <= n - Vector128<T>.Count; o += Vector128<T>.Count)
                    Vector128.Load(x + o).Store(y + o);
            }
            for (x += (nint)o * step; o < n; o++, x += step)
                y[o] = *x;
        }

        // Two registers that overlap hold a short row.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Rows(T* x, nint xRow, T* y, int rows, int n)
        {
            if (n >= Vector512<T>.Count && n <= 2 * Vector512<T>.Count)
                for (int end = n - Vector512<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector512.Load(x).Store(y);
                    Vector512.Load(x + end).Store(y + end);
                }
            else if (n >= Vector256<T>.Count && n <= 2 * Vector256<T>.Count)
                for (int end = n - Vector256<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector256.Load(x).Store(y);
                    Vector256.Load(x + end).Store(y + end);
                }
            else if (n >= Vector128<T>.Count && n <= 2 * Vector128<T>.Count)
                for (int end = n - Vector128<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector128.Load(x).Store(y);
                    Vector128.Load(x + end).Store(y + end);
                }
            else
                for (; rows > 0; rows--, x += xRow, y += n)
                    Inside(x, 1, y, n);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Outside(T* y, int n)
        {
            for (int o = 0; o < n; o++)
                y[o] = fill;
        }
    }

    internal readonly struct Accumulate<T> : IWindowRow<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Inside(T* x, int step, T* y, int n)
        {
            int o = 0;
            if (step == 1)
            {
                for (; o <= n - Vector512<T>.Count; o += Vector512<T>.Count)
                    (Vector512.Load(x + o) + Vector512.Load(y + o)).Store(x + o);
                for (; o <= n - Vector256<T>.Count; o += Vector256<T>.Count)
                    (Vector256.Load(x + o) + Vector256.Load(y + o)).Store(x + o);
                for (; o <= n - Vector128<T>.Count; o += Vector128<T>.Count)
                    (Vector128.Load(x + o) + Vector128.Load(y + o)).Store(x + o);
            }
            for (x += (nint)o * step; o < n; o++, x += step)
                *x += y[o];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Rows(T* x, nint xRow, T* y, int rows, int n)
        {
            if (n >= Vector512<T>.Count && n <= 2 * Vector512<T>.Count)
                for (int end = n - Vector512<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector512<T> right = Vector512.Load(x + end) + Vector512.Load(y + end);
                    (Vector512.Load(x) + Vector512.Load(y)).Store(x);
                    right.Store(x + end);
                }
            else if (n >= Vector256<T>.Count && n <= 2 * Vector256<T>.Count)
                for (int end = n - Vector256<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector256<T> right = Vector256.Load(x + end) + Vector256.Load(y + end);
                    (Vector256.Load(x) + Vector256.Load(y)).Store(x);
                    right.Store(x + end);
                }
            else if (n >= Vector128<T>.Count && n <= 2 * Vector128<T>.Count)
                for (int end = n - Vector128<T>.Count; rows > 0; rows--, x += xRow, y += n)
                {
                    Vector128<T> right = Vector128.Load(x + end) + Vector128.Load(y + end);
                    (Vector128.Load(x) + Vector128.Load(y)).Store(x);
                    right.Store(x + end);
                }
            else
                for (; rows > 0; rows--, x += xRow, y += n)
                    Inside(x, 1, y, n);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Outside(T* y, int n) { }
    }
}
