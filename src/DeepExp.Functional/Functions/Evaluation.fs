namespace DeepExp

/// What r2Score makes of the scores of several outputs.
type Multioutput =
    /// Their mean.
    | UniformAverage = 0
    /// Nothing: each stays.
    | RawValues = 1

namespace DeepExp.Functional

open DeepExp

/// How good predictions y are against the truth t. No gradient flows back from these numbers.
[<RequireQualifiedAccess>]
module Evaluation =

    /// The class of highest score in y: N×C×…, for each sample, and the true ones in t: N×…. Axes of length 1 at the end of y may be
    /// missing in t.
    let private classes operation (t: Tensor) (y: Tensor) =
        Require.rankAtLeast operation "y" 2 "N×C or N×C×…" y
        Activation.classAxis operation 1 y |> ignore
        let whole = Array.removeAt 1 y.Value.Shape
        let rest = Array.skip (min t.Rank whole.Length) whole

        let expected =
            if Array.forall ((=) 1) rest then
                Array.truncate t.Rank whole
            else
                whole

        Labels.require operation "t" expected t
        Tensor.argMax 1 (Tensor.detach y)

    /// The part of the labels that count with which x agrees; of fewer than so many labels as if there were so many.
    let private share operation dtype counts (agrees: float -> int -> bool) atLeast (t: Tensor) (x: Tensor) =
        let y = Value.allocate dtype [||]

        Recording.compute operation [| t.Value; x.Value |] [| y |] (fun xs ys () ->
            let labels, x = xs[0].Elements.Of<int>(), xs[1].Elements

            let counted =
                [| 0 .. labels.Length - 1 |] |> Array.filter (fun i -> counts labels[i])

            let hits = counted |> Array.filter (fun i -> agrees x[i] labels[i])
            let part = float hits.Length / float (max atLeast counted.Length)

            match ys[0].Elements with
            | F32 y -> y[0] <- float32 part
            | F64 y -> y[0] <- part
            | _ -> ForwardElements.unreachable ())

        Tensor y

    /// <summary>
    /// The part of samples whose class t (int32): N×… has the highest score in y: N×C×…, as a scalar of the type of y. Samples of
    /// the label to be ignored do not count; where none is left the accuracy is 0.
    /// </summary>
    /// <remarks>
    /// \[ \frac{1}{n} \sum_i \Bigl[ \operatorname*{arg\,max}_k y_{ik} = t_i \Bigr] \]
    /// over the \( n \) samples that are not ignored; \( [\,\cdot\,] \) is 1 where it is true, else 0.
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or t is not int32.</exception>
    let accuracy (ignoreLabel: int option) (t: Tensor) (y: Tensor) =
        let counts label = Some label <> ignoreLabel
        let agrees predicted label = int predicted = label

        classes "Accuracy" t y
        |> share "Accuracy" y.DType counts agrees (if ignoreLabel.IsSome then 1 else 0) t

    /// <summary>
    /// The part of labels t (int32), 1 or 0, that agree with y ≥ 0, for logits y of one shape with t, as a scalar of the type of y.
    /// Label -1 does not count; where none is left the accuracy is 0.
    /// </summary>
    /// <remarks>
    /// \[ \frac{1}{n} \sum_i \bigl[ [y_i \ge 0] = t_i \bigr] \]
    /// over the \( n \) labels that are not ignored; \( [\,\cdot\,] \) is 1 where it is true, else 0.
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, or t is not int32 or holds another label.</exception>
    let binaryAccuracy (t: Tensor) (y: Tensor) =
        Labels.require "BinaryAccuracy" "t" y.Value.Shape t
        let agrees score label = (if score >= 0.0 then 1 else 0) = label
        let truth = Labels.among "BinaryAccuracy" "t" [ 1; 0; -1 ] t
        share "BinaryAccuracy" y.DType ((<>) -1) agrees 1 truth y

    let private summary operation labelNum beta ignoreLabel (t: Tensor) (y: Tensor) =
        let samples =
            Array.zip ((classes operation t y).ToArray<int>()) (t.ToArray<int>())
            |> Array.filter (fun (_, label) -> label <> ignoreLabel)

        for _, label in samples do
            if label < 0 then
                fail operation $"t holds {label}, but labels count from 0, and {ignoreLabel} is ignored."

        let labelNum =
            match labelNum with
            | Some labelNum when labelNum < 0 ->
                fail operation $"labelNum is {labelNum}, but a number of classes is not below 0."
            | Some labelNum -> labelNum
            | None -> samples |> Array.fold (fun most (_, label) -> max most (label + 1)) 0

        let count chosen =
            Array.init labelNum (fun label -> samples |> Array.filter (chosen label) |> Array.length)

        let hits =
            count (fun label (predicted, truth) -> predicted = label && truth = label)

        let predictions = count (fun label (predicted, _) -> predicted = label)
        let support = count (fun label (_, truth) -> truth = label)
        let share = Array.map2 (fun part whole -> float part / float whole)
        let precision, recall = share hits predictions, share hits support
        let weight = beta * beta

        let fBeta =
            Array.map2 (fun p r -> (1.0 + weight) * p * r / (weight * p + r)) precision recall

        let perLabel = Tensor.create y.DType [| labelNum |]
        perLabel precision, perLabel recall, perLabel fBeta, Tensor.int32 [| labelNum |] support

    /// <summary>
    /// For each of labelNum classes (without it, as many as the highest label needs) the precision: hits / predictions, the recall:
    /// hits / samples, their weighted harmonic mean F_β = (1 + β²) p r / (β² p + r), and the number of samples (int32), from scores y:
    /// N×C×… and labels t (int32): N×…. NaN stands where nothing is divided by nothing. Chainer's β is 1, the label to be ignored -1.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// p_k = \frac{\mathrm{TP}_k}{\mathrm{TP}_k + \mathrm{FP}_k}, \qquad r_k =
    /// \frac{\mathrm{TP}_k}{\mathrm{TP}_k + \mathrm{FN}_k}, \\
    /// F_{\beta,k} = \frac{(1 + \beta^2)\,p_k\,r_k}{\beta^2 p_k + r_k}
    /// \end{gathered} \]
    /// with the numbers of samples of class \( k \) that were found, \( \mathrm{TP} \), of others taken for it,
    /// \( \mathrm{FP} \), and of its own that were missed, \( \mathrm{FN} \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or t is not int32 or holds a negative label, or labelNum is below 0.</exception>
    let classificationSummary labelNum beta ignoreLabel t y =
        summary "ClassificationSummary" labelNum beta ignoreLabel t y

    /// <summary>The precision of each class, and the number of its samples; see classificationSummary.</summary>
    /// <remarks>
    /// \[ p_k = \frac{\mathrm{TP}_k}{\mathrm{TP}_k + \mathrm{FP}_k} \]
    /// with the numbers of samples of class \( k \) that were found, \( \mathrm{TP} \), and of others taken for it,
    /// \( \mathrm{FP} \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or t is not int32 or holds a negative label, or labelNum is below 0.</exception>
    let precision labelNum ignoreLabel t y =
        let precision, _, _, support = summary "Precision" labelNum 1.0 ignoreLabel t y
        precision, support

    /// <summary>The recall of each class, and the number of its samples; see classificationSummary.</summary>
    /// <remarks>
    /// \[ r_k = \frac{\mathrm{TP}_k}{\mathrm{TP}_k + \mathrm{FN}_k} \]
    /// with the numbers of samples of class \( k \) that were found, \( \mathrm{TP} \), and of those that were missed,
    /// \( \mathrm{FN} \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or t is not int32 or holds a negative label, or labelNum is below 0.</exception>
    let recall labelNum ignoreLabel t y =
        let _, recall, _, support = summary "Recall" labelNum 1.0 ignoreLabel t y
        recall, support

    /// <summary>The F₁ of each class, and the number of its samples; see classificationSummary.</summary>
    /// <remarks>\[ F_{1,k} = \frac{2\,p_k\,r_k}{p_k + r_k} \] with precision \( p \) and recall \( r \).</remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or t is not int32 or holds a negative label, or labelNum is below 0.</exception>
    let f1Score labelNum ignoreLabel t y =
        let _, _, f1, support = summary "F1Score" labelNum 1.0 ignoreLabel t y
        f1, support

    /// <summary>
    /// 1 - Σ w (y - t)² / Σ w (t - t̄)² over the batch for each output, with t̄ the weighted mean; 0 where t does not vary. y and t
    /// have one shape, N×…, the weights w the shape N; without them all samples weigh the same. The mean over the outputs
    /// (UniformAverage, Chainer's default) or each (RawValues).
    /// </summary>
    /// <remarks>
    /// \[ R^2 = 1 - \frac{\sum_i w_i\,(y_i - t_i)^2}{\sum_i w_i\,(t_i - \bar t\,)^2}, \qquad
    /// \bar t = \frac{\sum_i w_i t_i}{\sum_i w_i} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes do not agree, or there is no batch axis.</exception>
    let r2Score multioutput (sampleWeight: Tensor option) (t: Tensor) (y: Tensor) =
        Require.rankAtLeast "R2Score" "pred" 1 "N or N×…" y
        Require.sameShape "R2Score" "pred" y "true" t
        let batch = y.Value.Shape[..0]

        let w =
            match sampleWeight with
            | None -> Tensor.ones y.DType batch
            | Some weight ->
                Require.shape "R2Score" "sampleWeight" batch weight
                Tensor.detach weight

        let w = Tensor.reshape (Array.append batch (Array.create (y.Rank - 1) 1)) w
        let t, y = Tensor.detach t, Tensor.detach y
        let total x = Tensor.sumOver [| 0 |] false (w * x)
        let varied = total (Tensor.power 2.0 (t - total t / total (Tensor.onesLike t)))
        let missed = total (Tensor.power 2.0 (y - t))
        let score = Tensor.where varied (1.0 - missed / varied) (Tensor.zerosLike varied)

        match multioutput with
        | Multioutput.RawValues -> score
        | _ -> Tensor.mean score
