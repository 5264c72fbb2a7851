using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>Slices along one axis, chosen by a table of indices: the array is x[o, j, i] with j on that axis.</summary>
public static class Indexed
{
    /// <summary>y[o, j, i] = x[o, indices[j], i], 0 where indices[j] = -1; x is (outer, length, inner).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = x.Slice(o * length * inner, length * inner);
            Span<T> to = y.Slice(o * indices.Length * inner, indices.Length * inner);
            if (inner == 1)
                for (int j = 0; j < indices.Length; j++)
                    to[j] = indices[j] < 0 ? default : from[indices[j]];
            else
                for (int j = 0; j < indices.Length; j++)
                {
                    Span<T> row = to.Slice(j * inner, inner);
                    if (indices[j] < 0)
                        row.Clear();
                    else
                        from.Slice(indices[j] * inner, inner).CopyTo(row);
                }
        }
    }

    /// <summary>
    /// gx = 0, then gx[o, indices[j], i] += gy[o, j, i] for each j in turn where indices[j] is not -1: the transpose of
    /// <see cref="Gather"/>. gx is (outer, length, inner).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        gx.Clear();
        for (int o = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = gy.Slice(o * indices.Length * inner, indices.Length * inner);
            Span<T> to = gx.Slice(o * length * inner, length * inner);
            if (inner == 1)
            {
                for (int j = 0; j < indices.Length; j++)
                    if (indices[j] >= 0)
                        to[indices[j]] += from[j];
            }
            else
                for (int j = 0; j < indices.Length; j++)
                    if (indices[j] >= 0)
                    {
                        Span<T> row = to.Slice(indices[j] * inner, inner);
                        default(Add).Run(row, from.Slice(j * inner, inner), row);
                    }
        }
    }
}
