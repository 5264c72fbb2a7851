namespace DeepExp.Functional

open DeepExp

/// Losses over many classes, of which only some that are drawn are looked at. W: V×D holds a vector for each class.
[<RequireQualifiedAccess>]
module Sampling =

    let private requireVectors operation (W: Tensor) (x: Tensor) =
        Require.rank operation "x" 2 "N×D" x
        Require.rank operation "W" 2 "V×D" W
        Require.shape operation "W" [| W.Value.Shape[0]; x.Value.Shape[1] |] W

    /// x · W[samples]: N×K for samples N×K; 0 at sample -1.
    let internal logits (W: Tensor) (samples: Tensor) (x: Tensor) =
        let n, d = x.Value.Shape[0], x.Value.Shape[1]

        Tensor.product false false (Tensor.gather 0 samples W) (Tensor.reshape [| n; d; 1 |] x)
        |> Tensor.reshape samples.Value.Shape

    /// <summary>
    /// The classes that negativeSampling looks at, N×(size + 1): the target, then size others; the sampler is asked for all of
    /// them, and the first column of what it gives is not used.
    /// </summary>
    /// <exception cref="DeepExpException">The sampler gives another shape or type.</exception>
    let draw (sampler: Shape -> Tensor) size (targets: int[]) =
        let shape = [| targets.Length; size + 1 |]

        let drawn =
            Labels.read "NegativeSampling" "what the sampler gives" shape (sampler (Array.copy shape))

        drawn
        |> Array.mapi (fun at sample ->
            if at % (size + 1) = 0 then
                targets[at / (size + 1)]
            else
                sample)
        |> Tensor.int32 shape

    /// The same for targets t that are looked at first, under the name by which they were given.
    let internal drawFor sampler size (W: Tensor) (t: Tensor) (x: Tensor) =
        let operation = "NegativeSampling"
        requireVectors operation W x
        let targets = Labels.read operation "t" x.Value.Shape[..0] t
        Labels.requireClasses operation "t" W.Value.Shape[0] (Some -1) targets
        draw sampler size targets

    /// <summary>
    /// ln(1 + e^(-w₀·x)) + Σ ln(1 + e^(wₖ·x)) for x: N×D, W: V×D and samples (int32): N×(K + 1), where w₀ belongs to the target in
    /// the first column and wₖ to the samples in the others; a row whose target is -1 counts nothing. The sum over the batch
    /// (Sum, Chainer's default) or each (No) (Mikolov et al., «Distributed representations of words and phrases», 2013).
    /// </summary>
    /// <remarks>
    /// \[ \ell = -\sum_i \Bigl( \ln \sigma(w_0 \cdot x_i) + \sum_{k=1}^K \ln \sigma(-w_k \cdot x_i) \Bigr) \]
    /// with the rows \( w_k = W_{s_{ik}} \) of the samples \( s \).
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes do not agree, a sample is no class, or another reduction is asked for.
    /// </exception>
    let negativeSampling reduce (W: Tensor) (samples: Tensor) (x: Tensor) =
        let operation = "NegativeSampling"
        let finish = Reducing.by operation [ Reduce.Sum; Reduce.No ] reduce
        requireVectors operation W x
        Require.rank operation "samples" 2 "N×(K + 1)" samples
        let n, k = x.Value.Shape[0], samples.Value.Shape[1]
        let drawn = Labels.read operation "samples" [| n; k |] samples
        let isTarget at = at % k = 0

        for at, sample in Array.indexed drawn do
            Labels.requireClasses
                operation
                "samples"
                W.Value.Shape[0]
                (if isTarget at then Some -1 else None)
                [| sample |]

        let constant f =
            Tensor.create x.DType [| n; k |] (Array.init (n * k) f)

        let signs = constant (fun at -> if isTarget at then -1.0 else 1.0)
        let counts = constant (fun at -> if drawn[at - at % k] = -1 then 0.0 else 1.0)

        Tensor.rectify 0.0 counts (Tensor.softplus (signs * logits W samples x))
        |> Tensor.sumOver [| 1 |] false
        |> finish

    /// <summary>
    /// -ln p₀ - Σ ln(1 - pₖ) with p the softmax of x · w over the target t (int32): N and the samples (int32): N×K, for x: N×D and
    /// W: V×D. The mean over the batch (Mean, Chainer's default) or each (No) (Ji et al., «BlackOut», 2016).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = -\frac{1}{N} \sum_i \Bigl( \ln p_{i0} + \sum_{k=1}^K \ln(1 - p_{ik}) \Bigr), \\
    /// p_{ik} = \frac{e^{w_k \cdot x_i}}{\sum_{j=0}^K e^{w_j \cdot x_i}}
    /// \end{gathered} \]
    /// with the rows \( w_0 \) of the target and \( w_1, \ldots, w_K \) of the samples.
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes do not agree, a label or sample is no class, or another reduction is asked for.
    /// </exception>
    let blackOut reduce (t: Tensor) (W: Tensor) (samples: Tensor) (x: Tensor) =
        let operation = "BlackOut"
        let finish = Reducing.by operation [ Reduce.Mean; Reduce.No ] reduce
        requireVectors operation W x
        Require.rank operation "samples" 2 "N×K" samples
        let n, k = x.Value.Shape[0], samples.Value.Shape[1]

        for name, shape, classes in [ "t", [| n |], t; "samples", [| n; k |], samples ] do
            Labels.read operation name shape classes
            |> Labels.requireClasses operation name W.Value.Shape[0] None

        let all = Tensor.concat 1 [ Tensor.reshape [| n; 1 |] t; samples ]
        let logP = Activation.logSoftmax 1 (logits W all x)
        let own = Tensor.range 1 0 1 logP |> Tensor.reshape [| n |]
        let others = Tensor.Apply(Log1p, -(Tensor.exp (Tensor.range 1 1 (k + 1) logP)))
        finish (-(own + Tensor.sumOver [| 1 |] false others))
