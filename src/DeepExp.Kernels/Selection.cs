using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>Choosing between two arrays, element by element.</summary>
public static class Selection
{
    /// <summary>z = x where c &gt; 0, y elsewhere (and where c is NaN).</summary>
    public static void Select<T>(ReadOnlySpan<T> c, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
            z[i] = c[i] > T.Zero ? x[i] : y[i];
    }
}
