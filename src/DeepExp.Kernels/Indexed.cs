using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Slices along one axis, chosen by a table of indices: the array is x[o, j, i] with j on that axis.</summary>
public static unsafe class Indexed
{
    /// <summary>y[o, j, i] = x[o, indices[j], i], 0 where indices[j] = -1; x is (outer, length, inner).</summary>
    public static void Gather<T>(
        ReadOnlySpan<T> x,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        Span<T> y
    )
        where T : unmanaged
    {
        fixed (
            T* from = x,
                to = y
        )
        fixed (int* at = indices)
            Shared.Pieces(
                indices.Length,
                (long)outer * inner,
                new Gathered<T>(outer, length, inner, indices.Length, from, at, to)
            );
    }

    /// <summary>
    /// gx = 0, then gx[o, indices[j], i] += gy[o, j, i] for each j in turn where indices[j] is not -1: the transpose of
    /// <see cref="Gather"/>. gx is (outer, length, inner).
    /// </summary>
    public static void Scatter<T>(
        ReadOnlySpan<T> gy,
        int outer,
        int length,
        int inner,
        ReadOnlySpan<int> indices,
        Span<T> gx
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (
            T* from = gy,
                to = gx
        )
        fixed (int* at = indices)
            Shared.Pieces(
                length,
                (long)outer * inner,
                new Scattered<T>(outer, length, inner, indices.Length, from, at, to)
            );
    }

    /// <summary>Pieces of the indices.</summary>
    private readonly struct Gathered<T>(
        int outer,
        int length,
        int inner,
        int count,
        T* x,
        int* indices,
        T* y
    ) : IPieces
        where T : unmanaged
    {
        private readonly T* x = x;
        private readonly int* indices = indices;
        private readonly T* y = y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            int* at = indices;
            for (int o = 0; o < outer; o++)
            {
                T* source = x + ((nint)o * length * inner);
                T* target = y + ((nint)o * count * inner);
                if (inner == 1)
                    for (int j = from; j < to; j++)
                        target[j] = at[j] < 0 ? default : source[at[j]];
                else
                    for (int j = from; j < to; j++)
                    {
                        Span<T> row = new(target + ((nint)j * inner), inner);
                        if (at[j] < 0)
                            row.Clear();
                        else
                            new ReadOnlySpan<T>(source + ((nint)at[j] * inner), inner).CopyTo(row);
                    }
            }
        }
    }

    /// <summary>Pieces of the axis: each looks at all indices for those that point into it.</summary>
    private readonly struct Scattered<T>(
        int outer,
        int length,
        int inner,
        int count,
        T* gy,
        int* indices,
        T* gx
    ) : IPieces
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* gy = gy;
        private readonly int* indices = indices;
        private readonly T* gx = gx;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            int* at = indices;
            uint reach = (uint)(to - from);
            for (int o = 0; o < outer; o++)
            {
                T* source = gy + ((nint)o * count * inner);
                T* target = gx + ((((nint)o * length) + from) * inner);
                new Span<T>(target, (to - from) * inner).Clear();
                if (inner == 1)
                {
                    for (int j = 0; j < count; j++)
                        if ((uint)(at[j] - from) < reach)
                            target[at[j] - from] += source[j];
                }
                else
                    for (int j = 0; j < count; j++)
                        if ((uint)(at[j] - from) < reach)
                        {
                            Span<T> row = new(target + ((nint)(at[j] - from) * inner), inner);
                            ReadOnlySpan<T> more = new(source + ((nint)j * inner), inner);
                            default(Add).Run(row, more, row);
                        }
            }
        }
    }
}
