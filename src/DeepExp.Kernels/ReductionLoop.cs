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
        fixed (
            T* from = x,
                to = y
        )
            Innermost<TFold, V, T>(fold, from, x.Length, n[..rank], lastReduced, to, y.Length);
    }

    /// <summary>The innermost of the axes that go, then the others. Kept and reduced ones take turns.</summary>
    private static void Innermost<TFold, V, T>(
        TFold fold,
        T* x,
        int length,
        Span<int> n,
        bool lastReduced,
        T* y,
        int results
    )
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rank = n.Length;
        if (rank == 0 || (rank == 1 && !lastReduced))
        {
            new ReadOnlySpan<T>(x, length).CopyTo(new(y, length));
            return;
        }
        int rows = n[lastReduced ? rank - 1 : rank - 2];
        int rest = length / rows;
        T[]? rented = rest == results ? null : ArrayPool<T>.Shared.Rent(rest);
        fixed (T* between = rented)
        {
            T* to = rented is null ? y : between;
            if (lastReduced)
                Shared.Pieces(rest, rows, new RowPieces<TFold, V, T>(fold, x, rows, to));
            else
                Shared.Pieces(
                    rest,
                    rows,
                    new ColumnPieces<TFold, V, T>(fold, x, rows, n[rank - 1], to)
                );
            if (rented is not null)
            {
                // Two kept axes meet where one between them is gone.
                if (!lastReduced)
                    n[rank - 3] *= n[rank - 1];
                Innermost<TFold, V, T>(
                    fold,
                    to,
                    rest,
                    n[..(lastReduced ? rank - 1 : rank - 2)],
                    false,
                    y,
                    results
                );
                ArrayPool<T>.Shared.Return(rented);
            }
        }
    }

    private readonly struct RowPieces<TFold, V, T>(TFold fold, T* x, int columns, T* y) : IPieces
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* y = y;

        public void Piece(int from, int to) =>
            Rows<TFold, V, T>(fold, x + ((nint)from * columns), to - from, columns, y + from);
    }

    private readonly struct ColumnPieces<TFold, V, T>(TFold fold, T* x, int rows, int columns, T* y)
        : IPieces
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* y = y;

        public void Piece(int from, int to)
        {
            for (int end; from < to; from = end)
            {
                int column = from % columns;
                end = Math.Min(to, from - column + columns);
                Columns<TFold, V, T>(
                    fold,
                    x + ((nint)(from - column) * rows) + column,
                    rows,
                    columns,
                    end - from,
                    y + from
                );
            }
        }
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
    private static void Columns<TFold, V, T>(
        TFold fold,
        T* x,
        int rows,
        nint stride,
        int columns,
        T* y
    )
        where TFold : struct, IFold
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int j = 0;
        for (; j <= columns - V.Count; j += V.Count)
            V.Store(Pairwise<TFold, V, T>(fold, x + j, stride, rows), y + j);
        for (; j < columns; j++)
            y[j] = fold.Across<Scalar<T>, T>(
                Pairwise<TFold, Scalar<T>, T>(fold, x + j, stride, rows)
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
