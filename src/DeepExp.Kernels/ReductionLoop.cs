using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>How numbers become one: an operation without order, and what it starts from.</summary>
internal interface IFold
{
    V Start<V, T>()
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    V Join<V, T>(V x, V y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>The lanes of one register, joined.</summary>
    T Across<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal static unsafe class ReductionLoop
{
    private const int PairwiseFrom = 128;

    /// <summary>At the widest registers there are.</summary>
    public static void Run<TFold, T>(
        TFold fold,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where TFold : struct, IFold
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Run<TFold, V512<T>, T>(fold, x, shape, reduced, y);
        else if (Vector256.IsHardwareAccelerated)
            Run<TFold, V256<T>, T>(fold, x, shape, reduced, y);
        else if (Vector128.IsHardwareAccelerated)
            Run<TFold, V128<T>, T>(fold, x, shape, reduced, y);
        else
            Run<TFold, Scalar<T>, T>(fold, x, shape, reduced, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TFold, V, T>(
        TFold fold,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (x.IsEmpty)
        {
            y.Fill(fold.Across<Scalar<T>, T>(fold.Start<Scalar<T>, T>()));
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
            Permuted<TFold, V, T>(fold, x, shape, reduced, y);
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
                Rows<TFold, V, T>(fold, from, y.Length, n[rank - 1], to);
            else
                for (
                    int i = 0, rows = n[rank - 2], columns = n[rank - 1];
                    i < y.Length / columns;
                    i++
                )
                    Columns<TFold, V, T>(
                        fold,
                        from + ((nint)i * rows * columns),
                        rows,
                        columns,
                        to + ((nint)i * columns)
                    );
        }
    }

    /// <summary>Any other order of axes: those that stay are brought to the front.</summary>
    private static void Permuted<TFold, V, T>(
        TFold fold,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where TFold : struct, IFold
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
            Rows<TFold, V, T>(fold, from, y.Length, x.Length / y.Length, to);
        ArrayPool<T>.Shared.Return(permuted);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TFold, V, T>(TFold fold, T* x, int rows, int columns, T* y)
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Rows shorter than a register go through a narrower one.
        if (columns < V.Count)
        {
            if (columns >= V256<T>.Count && V.Count > V256<T>.Count)
                Rows<TFold, V256<T>, T>(fold, x, rows, columns, y);
            else if (columns >= V128<T>.Count)
                Rows<TFold, V128<T>, T>(fold, x, rows, columns, y);
            else
                Rows<TFold, Scalar<T>, T>(fold, x, rows, columns, y);
            return;
        }
        int whole = columns / V.Count;
        int rest = columns % V.Count;
        // What is left over is read with the numbers before it, which do not count twice.
        V fresh = default;
        for (int lane = V.Count - rest; lane < V.Count; lane++)
            ((T*)&fresh)[lane] = T.One;
        V one = V.Constant(1);
        V start = fold.Start<V, T>();
        for (int i = 0; i < rows; i++, x += columns)
        {
            V all =
                whole == 1
                    ? fold.Join<V, T>(start, V.Load(x))
                    : Pairwise<TFold, V, T>(fold, x, V.Count, whole);
            if (rest > 0)
            {
                V end = V.IfAtMost(one, fresh, V.Load(x + columns - V.Count), start);
                all = fold.Join<V, T>(all, end);
            }
            y[i] = fold.Across<V, T>(all);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TFold, V, T>(TFold fold, T* x, int rows, int columns, T* y)
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        for (; j <= columns - V.Count; j += V.Count)
            V.Store(Pairwise<TFold, V, T>(fold, x + j, columns, rows), y + j);
        for (; j < columns; j++)
            y[j] = fold.Across<Scalar<T>, T>(
                Pairwise<TFold, Scalar<T>, T>(fold, x + j, columns, rows)
            );
    }

    /// <summary><paramref name="count"/> registers that lie <paramref name="stride"/> elements apart, joined lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static V Pairwise<TFold, V, T>(TFold fold, T* x, nint stride, nint count)
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count > PairwiseFrom)
        {
            nint half = count / 2;
            return fold.Join<V, T>(
                Pairwise<TFold, V, T>(fold, x, stride, half),
                Pairwise<TFold, V, T>(fold, x + (half * stride), stride, count - half)
            );
        }
        V a = fold.Start<V, T>();
        V b = a;
        V c = a;
        V d = a;
        for (; count >= 4; count -= 4, x += 4 * stride)
        {
            a = fold.Join<V, T>(a, V.Load(x));
            b = fold.Join<V, T>(b, V.Load(x + stride));
            c = fold.Join<V, T>(c, V.Load(x + (2 * stride)));
            d = fold.Join<V, T>(d, V.Load(x + (3 * stride)));
        }
        for (; count > 0; count--, x += stride)
            a = fold.Join<V, T>(a, V.Load(x));
        return fold.Join<V, T>(fold.Join<V, T>(a, b), fold.Join<V, T>(c, d));
    }
}
