using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>A matrix in memory: its element (i, j) lies at At[i·Row + j·Column], and one of the two steps is 1.</summary>
internal readonly unsafe struct Matrix<T>(T* at, nint row, nint column)
    where T : unmanaged
{
    public readonly T* At = at;
    public readonly nint Row = row;
    public readonly nint Column = column;

    public static Matrix<T> RowMajor(T* at, int rows, int columns, bool transposed) =>
        transposed ? new(at, 1, rows) : new(at, columns, 1);

    public Matrix<T> Transposed => new(At, Column, Row);

    public Matrix<T> From(int i, int j) => new(At + (i * Row) + (j * Column), Row, Column);
}

/// <summary>C (M×N, row-major, its rows Row apart) = finish(A·B), A being M×K and B K×N.</summary>
internal readonly unsafe struct Product<T>(
    int m,
    int n,
    int k,
    Matrix<T> a,
    Matrix<T> b,
    T* c,
    nint row,
    Finish<T> finish
)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly int M = m;
    public readonly int N = n;
    public readonly int K = k;
    public readonly Matrix<T> A = a;
    public readonly Matrix<T> B = b;
    public readonly T* C = c;
    public readonly nint Row = row;
    public readonly Finish<T> Finish = finish;

    /// <summary>The product number i of a batch, its matrices one behind the other.</summary>
    public Product<T> Item(int i) =>
        new(
            M,
            N,
            K,
            new(A.At + ((nint)i * M * K), A.Row, A.Column),
            new(B.At + ((nint)i * K * N), B.Row, B.Column),
            C + ((nint)i * M * N),
            Row,
            Finish
        );

    /// <summary>Rows i0 to i1 and columns j0 to j1 of C.</summary>
    public Product<T> Part(int i0, int i1, int j0, int j1) =>
        new(
            i1 - i0,
            j1 - j0,
            K,
            A.From(i0, 0),
            B.From(0, j0),
            C + (i0 * Row) + j0,
            Row,
            Finish.From(j0)
        );
}
