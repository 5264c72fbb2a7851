using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

internal static unsafe class Packing
{
    /// <summary>So many rows at a time, that the lines which a transposing copy reads and writes stay in the first cache.</summary>
    private const int Depth = 16;

    /// <summary>
    /// x (k×n) in panels of <paramref name="width"/> columns, row after row and filled up with zeros; a last panel of fewer
    /// columns is filled up to <paramref name="last"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<V, T>(int k, int n, Matrix<T> x, int width, int last, T* to)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j0 = 0; j0 < n; j0 += width)
        {
            int columns = Math.Min(width, n - j0);
            int step = columns < width ? last : width;
            if (columns < step)
                new Span<T>(to, k * step).Clear();
            for (int p0 = 0; p0 < k; p0 += Depth)
            {
                Matrix<T> block = x.From(p0, j0);
                int rows = Math.Min(Depth, k - p0);
                if (x.Column != 1)
                    Transpose(rows, columns, block, step, to);
                else if (columns == 2 * V.Count)
                    Copy<Twice<V, T>, T>(rows, block, to);
                else if (columns == V.Count)
                    Copy<V, T>(rows, block, to);
                else if (columns == V256<T>.Count)
                    Copy<V256<T>, T>(rows, block, to);
                else
                    Copy(rows, columns, block, step, to);
                to += rows * step;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy<W, T>(int k, Matrix<T> x, T* to)
        where W : unmanaged, IRow<W, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* from = x.At;
        for (int p = 0; p < k; p++, from += x.Row, to += W.Count)
            W.Store(W.Load(from), to);
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
            int p = 0;
            if (sizeof(T) == sizeof(float) && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
                for (; p <= k - 4; p += 4, y += 4 * step)
                    Transpose(
                        (float*)(x0 + p),
                        (float*)(x1 + p),
                        (float*)(x2 + p),
                        (float*)(x3 + p),
                        (float*)y,
                        step
                    );
            for (; p < k; p++, y += step)
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

    /// <summary>Four rows become four columns: first those of every other row are interleaved, then both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* x0, float* x1, float* x2, float* x3, float* y, nint step)
    {
        Vector128<float> even = Vector128.Load(x0);
        Vector128<float> odd = Vector128.Load(x1);
        Vector128<float> even2 = Vector128.Load(x2);
        Vector128<float> odd2 = Vector128.Load(x3);
        Vector128<float> evenLow = Low(even, even2);
        Vector128<float> evenHigh = High(even, even2);
        Vector128<float> oddLow = Low(odd, odd2);
        Vector128<float> oddHigh = High(odd, odd2);
        Low(evenLow, oddLow).Store(y);
        High(evenLow, oddLow).Store(y + step);
        Low(evenHigh, oddHigh).Store(y + (2 * step));
        High(evenHigh, oddHigh).Store(y + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
}
