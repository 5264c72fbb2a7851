using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>Reading and adding at the places that indices name; the index -1 names nothing.</summary>
public static class Indexed
{
    /// <summary>
    /// y[o, j, i] = x[o, indices[j], i], and 0 where indices[j] is -1; x is outer×length×inner, y outer×indices×inner.
    /// </summary>
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
        for (int o = 0, at = 0; o < outer; o++)
        {
            ReadOnlySpan<T> from = x.Slice(o * length * inner, length * inner);
            if (inner == 1)
                foreach (int index in indices)
                    y[at++] = index < 0 ? default : from[index];
            else
                foreach (int index in indices)
                {
                    Span<T> to = y.Slice(at, inner);
                    if (index < 0)
                        to.Clear();
                    else
                        from.Slice(index * inner, inner).CopyTo(to);
                    at += inner;
                }
        }
    }

    /// <summary>
    /// The transpose of <see cref="Gather"/>: gx is 0, then gx[o, indices[j], i] += gy[o, j, i] for ascending j.
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
        gx.Clear();
        for (int o = 0, at = 0; o < outer; o++)
        {
            Span<T> to = gx.Slice(o * length * inner, length * inner);
            foreach (int index in indices)
            {
                if (index >= 0)
                {
                    Span<T> row = to.Slice(index * inner, inner);
                    if (inner == 1)
                        row[0] += gy[at];
                    else
                        default(Add).Run<T>(row, gy.Slice(at, inner), row);
                }
                at += inner;
            }
        }
    }
}
