using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>The matrix product.</summary>
public static class MatMul
{
    /// <summary>
    /// c = op(a)·op(b), row-major m×n, overwritten. op(a) is m×k: a holds it row-major, or its transpose (k×m) when
    /// <paramref name="transA"/>; op(b) is k×n: b holds it, or its transpose (n×k) when <paramref name="transB"/>. k = 0 gives zeros.
    /// </summary>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        c[..(m * n)].Clear();
        for (int i = 0; i < m; i++)
        for (int p = 0; p < k; p++)
        for (int j = 0; j < n; j++)
            c[(i * n) + j] +=
                a[transA ? (p * m) + i : (i * k) + p] * b[transB ? (j * k) + p : (p * n) + j];
    }
}
