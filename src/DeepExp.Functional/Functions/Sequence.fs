namespace DeepExp.Functional

open DeepExp

/// Losses of labelled sequences. A sequence is an array over time, each entry a batch.
[<RequireQualifiedAccess>]
module Sequence =

    /// ln 0, but finite: a difference of two is a number.
    let private impossible = -1e10

    /// ln Σ e^x over tensors of one shape.
    let private logAddExp (xs: Tensor list) =
        let shape = xs.Head.Value.Shape

        xs
        |> List.map (Tensor.reshape (Array.append [| 1 |] shape))
        |> Tensor.concat 0
        |> Reduction.logSumExp [| 0 |]

    let private requireLengths operation name longest count least (lengths: int[]) =
        if lengths.Length <> count then
            fail operation $"{name} has {lengths.Length} entries, but the batch has {count}."

        for length in lengths do
            if length < least || length > longest then
                fail operation $"{name} holds {length}, but lengths go from {least} to {longest}."

    /// What a blank between labels, before the first and after the last allows: b l₀ b l₁ b … for each sample.
    let private pathsOf blank (labels: int[]) width (lengths: int[]) =
        Array.init lengths.Length (fun n ->
            Array.init (2 * width + 1) (fun s ->
                if s % 2 = 0 || s / 2 >= lengths[n] then
                    blank
                else
                    labels[n * width + s / 2]))

    /// <summary>
    /// Connectionist temporal classification (Graves et al., 2006): -ln of the probability that labels t (int32): N×L are read
    /// from logits xs, for each time N×V, when at each time the softmax draws a label or the blank, and then equal neighbours
    /// become one and blanks vanish. Sequences and labels may end early: input lengths count times, label lengths count labels, one
    /// for each sample. The mean over the batch (Mean, Chainer's default) or each (No). Labels that cannot be read in the time
    /// that there is give about 1e10.
    /// </summary>
    /// <remarks>
    /// \[ \ell = -\ln \sum_{\pi:\ B(\pi) = t} \prod_\tau p_\tau(\pi_\tau), \qquad
    /// p_\tau = \operatorname{softmax}(x_\tau) \]
    /// where \( B \) makes equal neighbours one and then takes blanks away. Over the states \( s \) of the path
    /// \( l = (\text{blank}, t_1, \text{blank}, t_2, \ldots, \text{blank}) \) the sum is computed by
    /// \[ \begin{aligned}
    /// \alpha_\tau(s) = p_\tau(l_s) \bigl( &amp;\alpha_{\tau-1}(s) + \alpha_{\tau-1}(s - 1) \\
    /// &amp;+ [l_s \ne l_{s-2}]\,\alpha_{\tau-1}(s - 2) \bigr)
    /// \end{aligned} \]
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// There is no time, shapes do not agree, a label, the blank or a length is out of range, or another reduction is asked for.
    /// </exception>
    let connectionistTemporalClassification
        blank
        (inputLengths: int[] option)
        (labelLengths: int[] option)
        reduce
        (t: Tensor)
        (xs: Tensor[])
        =
        let operation = "ConnectionistTemporalClassification"
        let finish = Reducing.by operation [ Reduce.Mean; Reduce.No ] reduce

        if xs.Length = 0 then
            fail operation $"x has no time; at least one is needed."

        Require.rank operation "x" 2 "N×V at each time" xs[0]

        for x in xs do
            Require.sameShape operation "x at one time" x "x at the first" xs[0]

        Require.rank operation "t" 2 "N×L" t
        let n, classes = xs[0].Value.Shape[0], xs[0].Value.Shape[1]
        let width = t.Value.Shape[1]
        let labels = Labels.read operation "t" [| n; width |] t
        Labels.requireClasses operation "blankSymbol" classes None [| blank |]
        let times = defaultArg inputLengths (Array.create n xs.Length)
        requireLengths operation "inputLength" xs.Length n 1 times
        let lengths = defaultArg labelLengths (Array.create n width)
        requireLengths operation "labelLength" width n 0 lengths
        let paths = pathsOf blank labels width lengths
        Labels.requireClasses operation "t" classes None (Array.concat paths)

        let states = 2 * width + 1

        let only allowed =
            Array.init (n * states) (fun at ->
                if allowed (at / states) (at % states) then
                    0.0
                else
                    impossible)
            |> Tensor.create xs[0].DType [| n; states |]

        let first = only (fun _ s -> s = 0)
        let skip = only (fun n s -> s >= 2 && paths[n][s] <> paths[n][s - 2])
        let last = only (fun n s -> s = 2 * lengths[n] || s = 2 * lengths[n] - 1)

        let places =
            paths
            |> Array.mapi (fun n path -> path |> Array.map (fun label -> n * classes + label))
            |> Array.concat
            |> Tensor.int32 [| n; states |]

        let logP x =
            Activation.logSoftmax 1 x |> Tensor.reshape [| -1 |] |> Tensor.gather 0 places

        let before = Tensor.full xs[0].DType [| n; 2 |] impossible

        // alpha[n, s] is ln of the probability of all readings that stand at state s of the path.
        let step alpha (time, x) =
            let shifted = Tensor.concat 1 [ before; alpha ]
            let stepped = Tensor.range 1 1 (states + 1) shifted
            let skipped = Tensor.range 1 0 states shifted + skip
            let next = logAddExp [ alpha; stepped; skipped ] + logP x

            if Array.forall (fun length -> time < length) times then
                next
            else
                let goesOn = times |> Array.map (fun length -> if time < length then 1.0 else 0.0)

                Tensor.where (Tensor.create x.DType [| n; 1 |] goesOn) next alpha

        let alpha = Array.fold step first (Array.indexed xs)
        finish -(Reduction.logSumExp [| 1 |] (alpha + last))

    let private requireDescending operation (cost: Tensor) (xs: Tensor[]) =
        Require.rank operation "cost" 2 "L×L" cost
        let labels = cost.Value.Shape[0]
        Require.shape operation "cost" [| labels; labels |] cost

        if labels = 0 then
            fail operation $"cost has shape 0×0; there must be a label."

        if xs.Length = 0 then
            fail operation $"xs has no time; at least one is needed."

        for x in xs do
            Require.sameType operation "cost" cost "x" x
            Require.rank operation "x" 2 "n×L at each time" x
            Require.shape operation "x" [| x.Value.Shape[0]; labels |] x

        for before, after in Array.pairwise xs do
            if after.Value.Shape[0] > before.Value.Shape[0] then
                fail
                    operation
                    $"a batch of {after.Value.Shape[0]} follows one of {before.Value.Shape[0]}; sequences are sorted by descending length, so batches never grow."

        labels

    /// What stands at the end of each sequence, in the order of the batch, when a step goes on with those that have not ended.
    let private ends step (first: Tensor) (lengths: int[]) =
        let rec go time (state: Tensor) ended =
            if time = lengths.Length then
                Tensor.concat 0 (state :: ended)
            else
                let n = lengths[time]
                let all = state.Value.Shape[0]

                let ended =
                    if n < all then
                        Tensor.range 0 n all state :: ended
                    else
                        ended

                go (time + 1) (step time (Tensor.range 0 0 n state)) ended

        go 1 first []

    let private batches (xs: Tensor[]) = xs |> Array.map _.Value.Shape[0]

    /// αᵢ + costᵢⱼ for each sequence: n×L×L.
    let private crossing (cost: Tensor) (alpha: Tensor) =
        let n, labels = alpha.Value.Shape[0], alpha.Value.Shape[1]
        Tensor.reshape [| n; labels; 1 |] alpha + cost

    /// <summary>
    /// The negative logarithm of the likelihood of labels ys in a linear conditional random field: ln Σ e^score over all rows of
    /// labels - score(ys), with score = Σ xs[t][yₜ] + Σ cost[yₜ₋₁, yₜ]. Over time xs is n×L and ys (int32) is n, where sequences are
    /// sorted by descending length and n is the number of those that have not ended; cost is L×L. The mean over the batch
    /// (Mean, Chainer's default) or each (No) (Lafferty et al., 2001).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = \ln \sum_{y'} e^{S(y')} - S(y), \\
    /// S(y) = \sum_t x_{t, y_t} + \sum_{t &gt; 0} c_{y_{t-1}, y_t}
    /// \end{gathered} \]
    /// for each sequence, with the costs \( c \).
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// Shapes do not agree, batches grow, a label is out of range, or another reduction is asked for.
    /// </exception>
    let crf1d reduce (cost: Tensor) (ys: Tensor[]) (xs: Tensor[]) =
        let finish = Reducing.by "Crf1d" [ Reduce.Mean; Reduce.No ] reduce
        let labels = requireDescending "Crf1d" cost xs

        if ys.Length <> xs.Length then
            fail "Crf1d" $"ys has {ys.Length} times and xs has {xs.Length}; they must have as many."

        let ys =
            Array.map2
                (fun (x: Tensor) y ->
                    Labels.require "Crf1d" "y" x.Value.Shape[..0] y
                    Labels.classes "Crf1d" "y" labels None y)
                xs
                ys

        let add time alpha =
            Reduction.logSumExp [| 1 |] (crossing cost alpha) + xs[time]

        let transition time =
            let rows = ys[time - 1] |> Tensor.range 0 0 ys[time].Size
            Labels.pick ys[time] (Tensor.gather 0 rows cost)

        let follow time score =
            score + transition time + Labels.pick ys[time] xs[time]

        let all = ends add xs[0] (batches xs) |> Reduction.logSumExp [| 1 |]
        let own = ends follow (Labels.pick ys[0] xs[0]) (batches xs)
        finish (all - own)

    /// <summary>
    /// The labels of highest score in a linear conditional random field, and that score for each sequence (Viterbi, 1967); see
    /// crf1d. The labels are int32, over time, in the shapes of ys there; no gradient flows through them.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \hat y = \operatorname*{arg\,max}_y S(y), \\
    /// \alpha_t(j) = \max_i \bigl( \alpha_{t-1}(i) + c_{ij} \bigr) + x_{t,j}, \\
    /// S(\hat y) = \max_j \alpha_T(j)
    /// \end{gathered} \]
    /// with the costs \( c \) and the last time \( T \).
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not agree, or batches grow.</exception>
    let argmaxCrf1d (cost: Tensor) (xs: Tensor[]) : Tensor * Tensor[] =
        requireDescending "ArgmaxCrf1d" cost xs |> ignore

        let best time alpha =
            Tensor.maxOver [| 1 |] false (crossing cost alpha) + xs[time]

        let score = ends best xs[0] (batches xs) |> Tensor.maxOver [| 1 |] false

        let indices (x: Tensor) =
            (Tensor.argMax 1 (Tensor.detach x)).ToArray<int>()

        // From the last time back: a sequence's best label is known at its end, and each label tells the one before.
        let alphas =
            (xs[0], [| 1 .. xs.Length - 1 |])
            ||> Array.scan (fun alpha time -> best time (Tensor.range 0 0 xs[time].Value.Shape[0] alpha))

        let earlier time (later: int[]) =
            let n, labels = later.Length, cost.Value.Shape[0]
            let from = indices (crossing cost (Tensor.range 0 0 n alphas[time]))

            indices alphas[time]
            |> Array.mapi (fun i best -> if i < n then from[i * labels + later[i]] else best)

        let path =
            Array.scanBack earlier [| 0 .. xs.Length - 2 |] (indices alphas[xs.Length - 1])

        score, path |> Array.map (fun labels -> Tensor.int32 [| labels.Length |] labels)
