namespace DeepExp.Functional

open DeepExp

/// Normalisation that takes away the correlations of channels too (Huang et al., «Decorrelated batch normalization», 2018).
/// The C channels of x: N×C×size… fall into groups, each whitened by itself.
[<RequireQualifiedAccess>]
module Whitening =

    let private require operation groups (x: Tensor) =
        if x.Rank < 2 || groups < 1 || x.Value.Shape[1] % groups <> 0 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape} and groups is {groups}; x needs the shape N×C×size…, and groups must divide C."

    /// N×C×size… ↦ groups × C/groups × samples, and the way back.
    let private grouped groups (x: Tensor) =
        let swapped = Spatial.swapBatch x
        let length = x.Value.Shape[1] / groups

        Tensor.reshape [| groups; length; x.Size / max 1 (groups * length) |] swapped,
        Tensor.reshape swapped.Value.Shape >> Spatial.swapBatch

    /// <summary>
    /// A^(-1/2) of symmetric, positive matrices, by the coupled Newton-Schulz iteration Z → A^(-1/2), Y → A^(1/2) (Higham, «Functions
    /// of matrices», 2008, 6.3): products only, so derivatives of any order come by themselves, and equal eigenvalues do not
    /// disturb. Divided by its trace, A has eigenvalues in (0, 1]; the smallest grow 9/4-fold a step until they are near 1, from
    /// where the distance is squared: 40 steps reach it from 1e-12.
    /// </summary>
    let private inverseRoot (A: Tensor) =
        let n = A.Value.Shape[A.Rank - 1]

        let I =
            Tensor.create A.DType [| n; n |] (Array.init (n * n) (fun at -> if at / n = at % n then 1.0 else 0.0))

        let trace = Tensor.sumOver [| -2; -1 |] true (A * I)

        let step (Y, Z) _ =
            let T = 1.5 * I - 0.5 * Tensor.matmul Z Y
            Tensor.matmul Y T, Tensor.matmul T Z

        let start = A / trace, Tensor.broadcastTo A.Value.Shape I
        let _, Z = Seq.fold step start (seq { 1..40 })
        Z / Tensor.sqrt trace

    /// <summary>
    /// Σ^(-1/2) (x - mean) in each group, with the covariance Σ of its channels over batch and further axes, plus eps on its
    /// diagonal: channels of mean 0 and variance 1 without correlations, and as near to x as can be. Besides y come the mean:
    /// groups×C/groups, and the projection Σ^(-1/2): groups×C/groups×C/groups, times n / (n - 1) as running averages take it.
    /// Chainer has 16 groups and eps 2e-5.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y = \Sigma^{-\frac{1}{2}} (x - \mu), \\
    /// \mu = \frac{1}{n} \sum_i x_i, \\
    /// \Sigma = \frac{1}{n} \sum_i (x_i - \mu)(x_i - \mu)^\top + \varepsilon I
    /// \end{gathered} \]
    /// over the \( n \) columns \( x_i \) of channels of a group: one for each sample and place.
    /// </remarks>
    /// <exception cref="DeepExpException">The channels do not fall into groups, or eps is below 0.</exception>
    let decorrelatedBatchNormalization (eps: float) groups (x: Tensor) : Tensor * Tensor * Tensor =
        Require.eps "DecorrelatedBatchNormalization" eps
        require "DecorrelatedBatchNormalization" groups x
        let columns, back = grouped groups x
        let n, C = columns.Value.Shape[2], columns.Value.Shape[1]
        let mean = Tensor.meanOver [| 2 |] true columns
        let centered = columns - mean

        let diagonal =
            Tensor.create x.DType [| C; C |] (Array.init (C * C) (fun at -> if at / C = at % C then eps else 0.0))

        let covariance = Tensor.matmulWith false true centered centered / float n + diagonal
        let projection = inverseRoot covariance

        back (Tensor.matmul projection centered),
        Tensor.reshape [| groups; C |] mean,
        projection * (float n / float (max 1 (n - 1)))

    /// <summary>projection · (x - mean) in each group, for mean: groups×C/groups and projection: groups×C/groups×C/groups.</summary>
    /// <remarks>\[ y = P\,(x - \mu) \] with the given mean \( \mu \) and projection \( P \).</remarks>
    /// <exception cref="DeepExpException">The channels do not fall into groups, or mean or projection has another shape.</exception>
    let fixedDecorrelatedBatchNormalization groups (mean: Tensor) (projection: Tensor) (x: Tensor) =
        let operation = "FixedDecorrelatedBatchNormalization"
        require operation groups x
        let C = x.Value.Shape[1] / groups

        // A single group may lack the axis of groups.
        let expected (name: string) (shape: Shape) (parameter: Tensor) =
            let given = parameter.Value.Shape

            if
                not (Shape.same given (Array.append [| groups |] shape))
                && not (groups = 1 && Shape.same given shape)
            then
                fail
                    operation
                    $"{name} has shape {Shape.format given}, but for x of shape {Shape.format x.Value.Shape} in {groups} groups must have {Shape.format (Array.append [| groups |] shape)}."

        expected "mean" [| C |] mean
        expected "projection" [| C; C |] projection
        let columns, back = grouped groups x

        columns - Tensor.reshape [| groups; C; 1 |] mean
        |> Tensor.matmul (Tensor.reshape [| groups; C; C |] projection)
        |> back
