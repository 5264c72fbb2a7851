using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The determinant of each matrix of a batch N×n×n.</summary>
    public static Variable BatchDet(Variable a) => Variable.Of(LinearAlgebra.batchDet(a.Floats()));

    /// <summary>The inverse of each matrix of a batch N×n×n.</summary>
    public static Variable BatchInv(Variable a) => Variable.Of(LinearAlgebra.batchInv(a.Floats()));

    /// <summary>The sum of squares of each sample, N numbers.</summary>
    public static Variable BatchL2NormSquared(Variable x) =>
        Variable.Of(LinearAlgebra.batchL2NormSquared(x.Floats()));

    /// <summary>The matrix product of each sample; a factor N×k is read as N×k×1.</summary>
    public static Variable BatchMatMul(
        Variable a,
        Variable b,
        bool transa = false,
        bool transb = false
    ) => Variable.Of(LinearAlgebra.batchMatmul(transa, transb, a.Floats(), b.FloatsLike(a)));

    /// <summary>The lower triangular L with a = L Lᵀ.</summary>
    public static Variable Cholesky(Variable a) => Variable.Of(LinearAlgebra.cholesky(a.Floats()));

    /// <summary>The determinant of a square matrix.</summary>
    public static Variable Det(Variable a) => Variable.Of(LinearAlgebra.det(a.Floats()));

    /// <summary>The product of the operands that the subscripts describe, for instance "ij,jk->ik".</summary>
    public static Variable Einsum(string subscripts, params Variable[] operands) =>
        Variable.Of(LinearAlgebra.einsum(subscripts.Given(), operands.Floats().ToFSharpList()));

    /// <summary>The inverse of a square matrix.</summary>
    public static Variable Inv(Variable a) => Variable.Of(LinearAlgebra.inv(a.Floats()));

    /// <summary>The matrix product over the last two axes, either factor transposed first if asked to; leading axes broadcast.</summary>
    public static Variable MatMul(
        Variable a,
        Variable b,
        bool transa = false,
        bool transb = false
    ) => Variable.Of(TensorModule.matmulWith(transa, transb, a.Floats(), b.FloatsLike(a)));

    /// <summary>Σ a·b over the last axes of a and the first of b, so many as said.</summary>
    public static Variable Tensordot(Variable a, Variable b, int axes = 2) =>
        Variable.Of(LinearAlgebra.tensordot(axes, a.Floats(), b.FloatsLike(a)));

    /// <summary>Σ a·b over one axis of a and one of b.</summary>
    public static Variable Tensordot(Variable a, Variable b, (int A, int B) axes) =>
        Tensordot(a, b, ([axes.A], [axes.B]));

    /// <summary>Σ a·b over pairs of axes, the first list's of a with the second's of b.</summary>
    public static Variable Tensordot(Variable a, Variable b, (int[] A, int[] B) axes) =>
        Variable.Of(LinearAlgebra.tensordotOver(axes.A, axes.B, a.Floats(), b.FloatsLike(a)));
}
