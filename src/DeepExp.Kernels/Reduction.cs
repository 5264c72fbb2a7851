using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>Sums along axes.</summary>
public static unsafe class Reduction
{
    private const int PairwiseFrom = 128;

    /// <summary>
    /// y = Σ x over the axes i with <paramref name="reduced"/>[i]; x is row-major over <paramref name="shape"/>, y row-major over the
    /// axes that stay. The sum of nothing is 0. Long sums are split in halves, so that the error grows with log n instead of n.
    /// </summary>
    public static void Sum<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Sum<V512<T>, T>(x, shape, reduced, y);
        else if (Vector256.IsHardwareAccelerated)
            Sum<V256<T>, T>(x, shape, reduced, y);
        else if (Vector128.IsHardwareAccelerated)
            Sum<V128<T>, T>(x, shape, reduced, y);
        else
            Sum<Scalar<T>, T>(x, shape, reduced, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum<V, T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            y.Clear();
            return;
        }
        // Neighbouring axes of one kind become one, so that kept and reduced take turns.
        Span<int> n = stackalloc int[shape.Length + 1];
        int rank = 0;
        bool lastReduced = false;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (shape[axis] == 1)
                continue;
            if (rank > 0 && lastReduced == reduced[axis])
                n[rank - 1] *= shape[axis];
            else
                n[rank++] = shape[axis];
            lastReduced = reduced[axis];
        }
        if (rank > 3 || (rank == 3 && lastReduced))
        {
            SumPermuted<V, T>(x, shape, reduced, y);
            return;
        }
        fixed (
            T* from = x,
                to = y
        )
        {
            if (rank == 0 || (rank == 1 && !lastReduced))
                x.CopyTo(y);
            else if (lastReduced)
                Rows<V, T>(from, y.Length, n[rank - 1], to);
            else
                for (
                    int i = 0, rows = n[rank - 2], columns = n[rank - 1];
                    i < y.Length / columns;
                    i++
                )
                    Columns<V, T>(
                        from + ((nint)i * rows * columns),
                        rows,
                        columns,
                        to + ((nint)i * columns)
                    );
        }
    }

    /// <summary>Any other order of axes: those that stay are brought to the front.</summary>
    private static void SumPermuted<V, T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<int> n = stackalloc int[shape.Length];
        Span<int> strides = stackalloc int[shape.Length];
        int stay = shape.Length - reduced.Count(true);
        for (
            int axis = shape.Length - 1, stride = 1, kept = stay, gone = shape.Length;
            axis >= 0;
            axis--
        )
        {
            int place = reduced[axis] ? --gone : --kept;
            (n[place], strides[place]) = (shape[axis], stride);
            stride *= shape[axis];
        }
        T[] permuted = ArrayPool<T>.Shared.Rent(x.Length);
        Strided.Gather(x, 0, strides, n, permuted.AsSpan(0, x.Length));
        fixed (
            T* from = permuted,
                to = y
        )
            Rows<V, T>(from, y.Length, x.Length / y.Length, to);
        ArrayPool<T>.Shared.Return(permuted);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<V, T>(T* x, int rows, int columns, T* y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (columns < V.Count && V.Count > 1)
        {
            Rows<Scalar<T>, T>(x, rows, columns, y);
            return;
        }
        int whole = columns / V.Count;
        int rest = columns % V.Count;
        for (int i = 0; i < rows; i++, x += columns)
        {
            V sum = Pairwise<V, T>(x, V.Count, whole);
            if (rest > 0)
                sum += V.LoadFirst(rest, x + (whole * V.Count));
            y[i] = V.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<V, T>(T* x, int rows, int columns, T* y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        for (; j <= columns - V.Count; j += V.Count)
            V.Store(Pairwise<V, T>(x + j, columns, rows), y + j);
        for (; j < columns; j++)
            y[j] = Scalar<T>.Sum(Pairwise<Scalar<T>, T>(x + j, columns, rows));
    }

    /// <summary>The sum of <paramref name="count"/> registers that lie <paramref name="stride"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Pairwise<V, T>(T* x, nint stride, nint count)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count > PairwiseFrom)
        {
            nint half = count / 2;
            return Pairwise<V, T>(x, stride, half)
                + Pairwise<V, T>(x + (half * stride), stride, count - half);
        }
        V a = default;
        V b = default;
        V c = default;
        V d = default;
        for (; count >= 4; count -= 4, x += 4 * stride)
        {
            a += V.Load(x);
            b += V.Load(x + stride);
            c += V.Load(x + (2 * stride));
            d += V.Load(x + (3 * stride));
        }
        for (; count > 0; count--, x += stride)
            a += V.Load(x);
        return (a + b) + (c + d);
    }

    /// <summary>
    /// y = max x over the axes i with <paramref name="reduced"/>[i]; x is row-major over <paramref name="shape"/>, y row-major over the
    /// axes that stay. NaN if one is among them; -∞ of nothing.
    /// </summary>
    public static void Max<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Fill(T.NegativeInfinity);
        if (!x.IsEmpty)
            Max(x, shape, reduced, y, y.Length);
    }

    private static void Max<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y,
        int size
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (shape.IsEmpty)
            y[0] = T.Max(y[0], x[0]);
        else if (!reduced.Contains(true))
            for (int i = 0; i < size; i++)
                y[i] = T.Max(y[i], x[i]);
        else if (shape.Length == 1)
        {
            T max = y[0];
            foreach (T element in x)
                max = T.Max(max, element);
            y[0] = max;
        }
        else
        {
            int length = x.Length / shape[0];
            int step = reduced[0] ? 0 : size / shape[0];
            int inner = reduced[0] ? size : step;
            for (int i = 0; i < shape[0]; i++)
                Max(
                    x.Slice(i * length, length),
                    shape[1..],
                    reduced[1..],
                    y.Slice(i * step, inner),
                    inner
                );
        }
    }

    /// <summary>y[o, i] = the first j at which x[o, j, i] is largest, where NaN counts as largest; x is outer×length×inner.</summary>
    public static void ArgMax<T>(ReadOnlySpan<T> x, int outer, int length, int inner, Span<int> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] largest = ArrayPool<T>.Shared.Rent(inner);
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> block = x.Slice(o * length * inner, length * inner);
            Span<int> at = y.Slice(o * inner, inner);
            at.Clear();
            block[..inner].CopyTo(largest);
            for (int j = 1; j < length; j++)
            {
                ReadOnlySpan<T> row = block.Slice(j * inner, inner);
                for (int i = 0; i < inner; i++)
                    if (row[i] > largest[i] || (T.IsNaN(row[i]) && !T.IsNaN(largest[i])))
                        (largest[i], at[i]) = (row[i], j);
            }
        }
        ArrayPool<T>.Shared.Return(largest);
    }
}
