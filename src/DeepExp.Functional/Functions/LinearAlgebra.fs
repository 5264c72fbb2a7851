namespace DeepExp.Functional

open DeepExp

/// Matrices, batches of them, and products of tensors over chosen axes.
[<RequireQualifiedAccess>]
module LinearAlgebra =

    let private requireRank operation rank form (a: Tensor) =
        if a.Rank <> rank then
            fail operation $"a has shape {Shape.format a.Value.Shape}, but {form} is needed."

        if a.Value.Shape[rank - 1] <> a.Value.Shape[rank - 2] then
            fail
                operation
                $"a has shape {Shape.format a.Value.Shape}, but only square matrices have one: the last two lengths must be equal."

    /// <summary>The inverse of a square matrix.</summary>
    /// <remarks>\( y = a^{-1} \)</remarks>
    /// <exception cref="DeepExpException">a is not a square matrix, or is singular.</exception>
    let inv (a: Tensor) =
        requireRank "Inv" 2 "a square matrix, n×n," a
        Tensor.Apply(Inverse "Inv", a)

    /// <summary>The inverse of each matrix of a batch N×n×n.</summary>
    /// <remarks>\( y_i = a_i^{-1} \)</remarks>
    /// <exception cref="DeepExpException">a is not a batch of square matrices, or one of them is singular.</exception>
    let batchInv (a: Tensor) =
        requireRank "BatchInv" 3 "a batch of square matrices, N×n×n," a
        Tensor.Apply(Inverse "BatchInv", a)

    /// <summary>The determinant of a square matrix, a scalar.</summary>
    /// <remarks>
    /// \( y = \det a = \sum_\pi \operatorname{sgn}(\pi) \prod_i a_{i \pi(i)} \) over all permutations \( \pi \) of
    /// \( n \) numbers.
    /// </remarks>
    /// <exception cref="DeepExpException">a is not a square matrix.</exception>
    let det (a: Tensor) =
        requireRank "Det" 2 "a square matrix, n×n," a
        Tensor.Apply(Determinant, a)

    /// <summary>The determinant of each matrix of a batch N×n×n: N numbers.</summary>
    /// <remarks>\( y_i = \det a_i \)</remarks>
    /// <exception cref="DeepExpException">a is not a batch of square matrices.</exception>
    let batchDet (a: Tensor) =
        requireRank "BatchDet" 3 "a batch of square matrices, N×n×n," a
        Tensor.Apply(Determinant, a)

    /// <summary>
    /// The lower triangular L with a = L Lᵀ, for a symmetric and positive definite matrix. Of a matrix that is not symmetric, the
    /// symmetric part is taken; so the gradient is symmetric.
    /// </summary>
    /// <remarks>\( a = L L^\top \)</remarks>
    /// <exception cref="DeepExpException">a is not a square matrix, or not positive definite.</exception>
    let cholesky (a: Tensor) =
        requireRank "Cholesky" 2 "a square matrix, n×n," a
        Tensor.Apply(Cholesky, 0.5 * (a + Tensor.transpose a))

    /// <summary>Σ x² over all axes but the first: one number for each sample.</summary>
    /// <remarks>\( y_i = \sum_k x_{ik}^2 \)</remarks>
    /// <exception cref="DeepExpException">x has no batch axis.</exception>
    let batchL2NormSquared (x: Tensor) =
        if x.Rank = 0 then
            fail "BatchL2NormSquared" $"x is a scalar, but needs a batch axis."

        Tensor.sumOver [| 1 .. x.Rank - 1 |] false (x * x)

    /// <summary>
    /// The matrix product of each sample: N×m×k times N×k×n is N×m×n, either factor transposed first if asked to. A factor N×k is
    /// read as N×k×1.
    /// </summary>
    /// <remarks>\( c_i = a_i b_i, \quad c_{ijl} = \sum_k a_{ijk}\, b_{ikl} \)</remarks>
    /// <exception cref="DeepExpException">A factor has fewer than 2 or more than 3 axes, or the lengths do not fit.</exception>
    let batchMatmul transposeA transposeB (a: Tensor) (b: Tensor) =
        let batch name (x: Tensor) =
            match x.Value.Shape with
            | [| samples; length |] -> Tensor.reshape [| samples; length; 1 |] x
            | [| _; _; _ |] -> x
            | shape ->
                fail
                    "BatchMatMul"
                    $"{name} has shape {Shape.format shape}, but a batch of matrices, or of vectors, is needed."

        let left, right = batch "a" a, batch "b" b
        let columns = left.Value.Shape[if transposeA then 1 else 2]
        let rows = right.Value.Shape[if transposeB then 2 else 1]

        if left.Value.Shape[0] <> right.Value.Shape[0] || columns <> rows then
            fail
                "BatchMatMul"
                $"a is read as {Shape.format left.Value.Shape} and b as {Shape.format right.Value.Shape}; they must have equal numbers of samples, and columns of the left must equal rows of the right: {columns} and {rows}."

        Tensor.product transposeA transposeB left right

    let private lengths (axes: int[]) (x: Tensor) =
        axes |> Array.map (fun axis -> x.Value.Shape[axis])

    /// <summary>
    /// Σ a·b over pairs of axes, axesA[i] of a with axesB[i] of b. The result has the other axes of a, then those of b.
    /// </summary>
    /// <remarks>
    /// \[ c_{i_1 \ldots\, j_1 \ldots} = \sum_{k_1,\,k_2,\,\ldots} a_{i_1 \ldots\, k_1 k_2 \ldots}\,
    /// b_{k_1 k_2 \ldots\, j_1 \ldots} \]
    /// with \( k_1, k_2, \ldots \) on the paired axes.
    /// </remarks>
    /// <exception cref="DeepExpException">The lists differ in length, or paired axes do, or an axis is named twice.</exception>
    let tensordotOver (axesA: int[]) (axesB: int[]) (a: Tensor) (b: Tensor) =
        let counted (axes: int[]) (x: Tensor) =
            Shape.axes "Tensordot" x.Value.Shape axes |> ignore
            axes |> Array.map (Shape.axis "Tensordot" x.Value.Shape)

        let overA, overB = counted axesA a, counted axesB b

        if not (Shape.same (lengths overA a) (lengths overB b)) then
            let format (axes: int[]) =
                axes |> Array.map string |> String.concat ", "

            fail
                "Tensordot"
                $"axes {format axesA} of a ({Shape.format a.Value.Shape}) and {format axesB} of b ({Shape.format b.Value.Shape}) have lengths {Shape.format (lengths overA a)} and {Shape.format (lengths overB b)}; paired axes must be equal."

        let rest (axes: int[]) (x: Tensor) = Array.except axes [| 0 .. x.Rank - 1 |]

        let freeA, freeB = rest overA a, rest overB b
        let inner = Shape.size (lengths overA a)

        let left =
            Tensor.permute (Array.append freeA overA) a
            |> Tensor.reshape [| Shape.size (lengths freeA a); inner |]

        let right =
            Tensor.permute (Array.append overB freeB) b
            |> Tensor.reshape [| inner; Shape.size (lengths freeB b) |]

        Tensor.product false false left right
        |> Tensor.reshape (Array.append (lengths freeA a) (lengths freeB b))

    /// <summary>Σ a·b over the last n axes of a and the first n of b; Chainer's n is 2.</summary>
    /// <remarks>
    /// \[ c_{i_1 \ldots\, j_1 \ldots} = \sum_{k_1,\,\ldots,\,k_n} a_{i_1 \ldots\, k_1 \ldots k_n}\,
    /// b_{k_1 \ldots k_n\, j_1 \ldots} \]
    /// </remarks>
    /// <exception cref="DeepExpException">n is below 0 or more than a or b has axes, or the lengths differ.</exception>
    let tensordot n (a: Tensor) (b: Tensor) =
        if n < 0 || n > min a.Rank b.Rank then
            fail
                "Tensordot"
                $"{n} axes are to be summed, but a has shape {Shape.format a.Value.Shape} and b has shape {Shape.format b.Value.Shape}; neither has fewer."

        tensordotOver [| a.Rank - n .. a.Rank - 1 |] [| 0 .. n - 1 |] a b

    /// <summary>
    /// The product of the operands, each axis labelled by a letter, summed over the letters that the result has not: «ij,jk->ik» is
    /// the matrix product, «ii->i» the diagonal. Without an arrow the result has the letters that stand once, in order. «...» stands
    /// for all other axes, which broadcast and are never summed.
    /// </summary>
    /// <remarks>
    /// \[ y_{\alpha} = \sum_{\beta} \prod_m x^{(m)}_{\gamma_m} \]
    /// with the letters \( \alpha \) of the result, \( \gamma_m \) of operand \( m \), and \( \beta \) of operands
    /// alone: «ij,jk-&gt;ik» is \( y_{ik} = \sum_j x^{(1)}_{ij} x^{(2)}_{jk} \).
    /// </remarks>
    /// <exception cref="DeepExpException">The subscripts do not describe the operands, or lengths under one letter differ.</exception>
    let einsum (subscripts: string) (operands: Tensor list) = Einsum.contract subscripts operands
