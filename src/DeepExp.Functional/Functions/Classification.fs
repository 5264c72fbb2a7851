namespace DeepExp

/// How far a distribution that is given as target is from that of the logits.
type SoftTargetLoss =
    /// -Σ t ln p
    | CrossEntropy = 0
    /// Σ t (ln t - ln p)
    | KlDivergence = 1

/// What becomes of the margins that are missing.
type HingeNorm =
    /// Themselves.
    | L1 = 0
    /// Their squares.
    | L2 = 1

namespace DeepExp.Functional

open DeepExp

/// What softmaxCrossEntropy can do besides.
type SoftmaxCrossEntropyOptions =
    {
        /// Whether the mean is over the labels that are not ignored, and not over the batch.
        normalize: bool
        /// A factor for each class.
        classWeight: Tensor option
        /// The label whose samples count nothing.
        ignoreLabel: int
        /// Mean or No.
        reduce: Reduce
        /// How far a distribution that is given as target is from that of the logits.
        softTargetLoss: SoftTargetLoss
    }

/// Losses of logits x, one for each class, against the true classes.
[<RequireQualifiedAccess>]
module Classification =

    let private meanOrNo = [ Reduce.Mean; Reduce.No ]

    /// The mean over labels that are not ignored, all classes alike, label -1 ignored.
    let defaults =
        {
            normalize = true
            classWeight = None
            ignoreLabel = -1
            reduce = Reduce.Mean
            softTargetLoss = SoftTargetLoss.CrossEntropy
        }

    let private againstLabels options (t: Tensor) (x: Tensor) =
        let operation = "SoftmaxCrossEntropy"
        let classes = x.Value.Shape[1]
        Labels.require operation "t" (Array.removeAt 1 x.Value.Shape) t
        let labels = Labels.classes operation "t" classes (Some options.ignoreLabel) t
        let logP = Labels.pick labels (Activation.logSoftmax 1 x)

        let weighted =
            match options.classWeight with
            | None -> logP
            | Some weight ->
                Require.shape operation "classWeight" [| classes |] weight
                logP * Tensor.gather 0 labels weight

        if options.reduce = Reduce.No then
            -weighted
        elif options.normalize then
            -(Tensor.sum weighted) / Labels.count operation x.DType ((<>) -1) labels
        else
            -(Tensor.sum weighted) / float (max 1 x.Value.Shape[0])

    /// Keeps ln t finite where the target is 0.
    let private epsilon = 1e-7

    let private againstDistribution options (t: Tensor) (x: Tensor) =
        if x.DType <> t.DType || not (Shape.same x.Value.Shape t.Value.Shape) then
            let labels = Shape.format (Array.removeAt 1 x.Value.Shape)

            fail
                "SoftmaxCrossEntropy"
                $"x is {Value.describe x.Value} and t is {Value.describe t.Value}; t must be labels ({labels} int32) or a distribution ({Value.describe x.Value})."

        let t = Tensor.detach t
        let logP = Activation.logSoftmax 1 x

        let loss =
            match options.softTargetLoss with
            | SoftTargetLoss.KlDivergence -> t * (Tensor.log (t + epsilon) - logP)
            | _ -> -t * logP

        Reducing.by "SoftmaxCrossEntropy" meanOrNo options.reduce (Tensor.sumOver [| 1 |] false loss)

    /// <summary>
    /// -ln softmax(x)[t] for x: N×C or N×C×… and labels t (int32): N or N×…. The mean is over the labels that are not ignored, or
    /// over the batch where normalize is false; weights of classes do not count in it. All samples together may be ignored: the
    /// loss is 0. Where t is a distribution, of the shape and type of x, the loss is -Σ t ln softmax(x) over the classes, its mean
    /// over all else; then weights and ignored labels do not count, and no gradient flows to t.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = -\frac{1}{n} \sum_i w_{t_i} \ln p_{i t_i}, \\
    /// p_{ik} = \frac{e^{x_{ik}}}{\sum_j e^{x_{ij}}}
    /// \end{gathered} \]
    /// with the weights of classes \( w \), 1 where there are none, and the number \( n \) of labels that are not
    /// ignored, or \( N \). For a distribution:
    /// \[ \begin{gathered}
    /// \ell = -\frac{1}{N} \sum_i \sum_k t_{ik} \ln p_{ik} \quad \text{or} \\
    /// \ell = \frac{1}{N} \sum_i \sum_k t_{ik} \bigl( \ln(t_{ik} + 10^{-7}) - \ln p_{ik} \bigr)
    /// \end{gathered} \]
    /// the latter for KlDivergence.
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes do not agree, a label is no class, a weight is missing, or another reduction is asked for.
    /// </exception>
    let softmaxCrossEntropy options (t: Tensor) (x: Tensor) =
        Reducing.require "SoftmaxCrossEntropy" meanOrNo options.reduce
        Require.rankAtLeast "SoftmaxCrossEntropy" "x" 2 "N×C or N×C×…" x
        Activation.classAxis "SoftmaxCrossEntropy" 1 x |> ignore

        if t.DType = Int32 then
            againstLabels options t x
        else
            againstDistribution options t x

    /// <summary>
    /// -(t ln s + (1 - t) ln(1 - s)) with s = sigmoid(x) for labels t (int32) 1 and 0 of the shape of x; -1 is ignored. The mean
    /// (Mean, Chainer's default) is over the labels that are not ignored, or over the batch where normalize is false; or each
    /// stays (No).
    /// </summary>
    /// <remarks>
    /// \[ \ell = -\frac{1}{n} \sum_i \bigl( t_i \ln \sigma(x_i) + (1 - t_i) \ln(1 - \sigma(x_i)) \bigr) \]
    /// with the number \( n \) of labels that are not ignored, or \( N \).
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes differ, x has no batch axis, t is not int32 or holds another label, or another reduction is asked for.
    /// </exception>
    let sigmoidCrossEntropy normalize reduce (t: Tensor) (x: Tensor) =
        Reducing.require "SigmoidCrossEntropy" meanOrNo reduce
        Require.rankAtLeast "SigmoidCrossEntropy" "x" 1 "N or N×…" x
        let operation = "SigmoidCrossEntropy"
        Labels.require operation "t" x.Value.Shape t
        let t = Labels.among operation "t" [ 1; 0; -1 ] t

        let counts =
            t
            |> Labels.weigh operation x.DType (fun label -> if label = -1 then 0.0 else 1.0)

        let loss = Tensor.rectify 0.0 counts (Tensor.softplus x - x * Tensor.cast x.DType t)

        if reduce = Reduce.No then
            loss
        elif normalize then
            Tensor.sum loss / Labels.count operation x.DType ((<>) -1) t
        else
            Tensor.sum loss / float (max 1 x.Value.Shape[0])

    /// <summary>
    /// Σ max(0, 1 + x_c) over the classes c other than t, and max(0, 1 - x_t), for x: N×C and labels t (int32): N; with L2 their
    /// squares. Their sum / N (Mean, Chainer's default) or each, N×C (No).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = \frac{1}{N} \sum_i \sum_k \max(0,\ 1 - \delta_{ik} x_{ik})^q, \\
    /// \delta_{ik} = \begin{cases} 1 &amp; k = t_i \\ -1 &amp; k \ne t_i \end{cases}
    /// \end{gathered} \]
    /// with \( q = 1 \) for L1 and 2 for L2.
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes do not agree, a label is no class, or another reduction is asked for.
    /// </exception>
    let hinge norm reduce (t: Tensor) (x: Tensor) =
        Reducing.require "Hinge" meanOrNo reduce
        Require.rank "Hinge" "x" 2 "N×C" x
        let n, classes = x.Value.Shape[0], x.Value.Shape[1]
        Labels.require "Hinge" "t" [| n |] t

        let signs =
            Labels.classes "Hinge" "t" classes None t
            |> Labels.spread "Hinge" x.DType classes (fun label truth -> if label = truth then -1.0 else 1.0)

        let missing = Activation.relu (1.0 + signs * x)

        let loss =
            match norm with
            | HingeNorm.L2 -> Tensor.power 2.0 missing
            | _ -> missing

        if reduce = Reduce.No then
            loss
        else
            Tensor.sum loss / float n
