namespace DeepExp.Functional

open System
open DeepExp

/// What the losses of a clustering of pixels are made of.
type ClusteringOptions =
    {
        /// How far from its mean a pixel may be.
        deltaV: float
        /// Half of how far apart means have to be.
        deltaD: float
        /// The order of the norm that measures distances: 1 or 2.
        norm: int
        /// The factor of the variance within clusters.
        alpha: float
        /// The factor of the distance between clusters.
        beta: float
        /// The factor of the size of means.
        gamma: float
    }

/// Losses of representations: what belongs together shall be near, the rest apart, and features independent.
[<RequireQualifiedAccess>]
module Metric =

    /// √x, whose derivative at 0 is taken to be 0.
    let private root x =
        Tensor.rectify 0.0 x (Tensor.sqrt (Tensor.where x x (Tensor.onesLike x)))

    let private meanOrNo = [ Reduce.Mean; Reduce.No ]

    /// <summary>
    /// (y d² + (1 - y) max(margin - d, 0)²) / 2 with d = |x₀ - x₁|, for x₀ and x₁: N×K and labels y: N, 1 for a pair that belongs
    /// together and 0 for another; the mean over the batch (Mean, Chainer's default) or each (Hadsell et al., «Dimensionality
    /// reduction by learning an invariant mapping», 2006). Chainer's margin is 1.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = \frac{1}{2N} \sum_i \bigl( y_i d_i^2 + (1 - y_i) \max(m - d_i,\ 0)^2 \bigr), \\
    /// d_i = \lVert x_{0,i} - x_{1,i} \rVert_2
    /// \end{gathered} \]
    /// with the margin \( m \).
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes do not agree, y is not int32 or holds another label, the margin is not above 0, or another reduction is asked for.
    /// </exception>
    let contrastive margin reduce (y: Tensor) (x0: Tensor) (x1: Tensor) =
        let finish = Reducing.by "Contrastive" meanOrNo reduce
        Require.positive "Contrastive" "margin" margin
        Require.rank "Contrastive" "x0" 2 "N×K" x0
        Require.sameShape "Contrastive" "x0" x0 "x1" x1
        Labels.require "Contrastive" "y" x0.Value.Shape[..0] y
        let y = Labels.among "Contrastive" "y" [ 1; 0 ] y |> Tensor.cast x0.DType
        let square = Tensor.sumOver [| 1 |] false (Tensor.power 2.0 (x0 - x1))
        let apart = Activation.relu (margin - root square)
        finish (0.5 * (y * square + (1.0 - y) * apart * apart))

    /// <summary>
    /// max(|anchor - positive|² - |anchor - negative|² + margin, 0) for three tensors N×K; the mean over the batch (Mean, Chainer's
    /// default) or each (Schroff et al., «FaceNet», 2015). Chainer's margin is 0.2.
    /// </summary>
    /// <remarks>
    /// \[ \ell = \frac{1}{N} \sum_i \max \bigl( \lVert a_i - p_i \rVert_2^2 - \lVert a_i - n_i \rVert_2^2 + m,\ 0
    /// \bigr) \]
    /// with anchor \( a \), positive \( p \), negative \( n \) and margin \( m \).
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// The shapes differ, the margin is not above 0, or another reduction is asked for.
    /// </exception>
    let triplet margin reduce (anchor: Tensor) (positive: Tensor) (negative: Tensor) =
        let finish = Reducing.by "Triplet" meanOrNo reduce
        Require.positive "Triplet" "margin" margin
        Require.rank "Triplet" "anchor" 2 "N×K" anchor
        Require.sameShape "Triplet" "positive" positive "anchor" anchor
        Require.sameShape "Triplet" "negative" negative "anchor" anchor

        let nearer =
            Tensor.power 2.0 (anchor - positive) - Tensor.power 2.0 (anchor - negative)

        finish (Activation.relu (Tensor.sumOver [| 1 |] false nearer + margin))

    let private halfSquaredSumOrNo = [ Reduce.HalfSquaredSum; Reduce.No ]

    /// Cᵢⱼ = Σₙ (yₙᵢ - ȳᵢ) (zₙⱼ - z̄ⱼ) / N
    let private covariance (y: Tensor) (z: Tensor) =
        let centred (x: Tensor) = x - Tensor.meanOver [| 0 |] true x
        Tensor.product true false (centred y) (centred z) / float y.Value.Shape[0]

    /// <summary>
    /// The covariance C of the columns of y: N×K with those of z: N×L, as Σ C² / 2 (HalfSquaredSum, Chainer's default) or C itself
    /// (No) (Cheung et al., «Discovering hidden factors of variation in deep networks», 2014).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = \frac{1}{2} \sum_{k,l} C_{kl}^2, \\
    /// C_{kl} = \frac{1}{N} \sum_i (y_{ik} - \bar y_k)(z_{il} - \bar z_l)
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// y and z are no matrices with as many rows, or another reduction is asked for.
    /// </exception>
    let crossCovariance reduce (y: Tensor) (z: Tensor) =
        let finish = Reducing.by "CrossCovariance" halfSquaredSumOrNo reduce
        Require.rank "CrossCovariance" "y" 2 "N×K" y
        Require.rank "CrossCovariance" "z" 2 "N×L" z

        if y.Value.Shape[0] <> z.Value.Shape[0] then
            fail
                "CrossCovariance"
                $"y has shape {Shape.format y.Value.Shape} and z has shape {Shape.format z.Value.Shape}; they must have as many rows."

        finish (covariance y z)

    /// <summary>
    /// The covariance C of the columns of h: N×K with each other, 0 on the diagonal, as Σ C² / 2 (HalfSquaredSum, Chainer's
    /// default) or C itself (No) (Cogswell et al., «Reducing overfitting in deep networks by decorrelating representations», 2016).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// \ell = \frac{1}{2} \sum_{k \ne l} C_{kl}^2, \\
    /// C_{kl} = \frac{1}{N} \sum_i (h_{ik} - \bar h_k)(h_{il} - \bar h_l)
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">h is no matrix, or another reduction is asked for.</exception>
    let decov reduce (h: Tensor) =
        let finish = Reducing.by "Decov" halfSquaredSumOrNo reduce
        Require.rank "Decov" "h" 2 "N×K" h
        let k = h.Value.Shape[1]

        let beside =
            Array.init (k * k) (fun at -> if at / k = at % k then 0.0 else 1.0)
            |> Tensor.create h.DType [| k; k |]

        finish (covariance h h * beside)

    /// <summary>
    /// The losses of a clustering of pixels (De Brabandere et al., «Semantic instance segmentation with a discriminative loss
    /// function», 2017) for embeddings: N×D×H×W and labels: N×H×W, 1 to D for the clusters and 0 for none. A cluster's mean μ is
    /// taken in each image. Pixels are drawn to the mean: α · the mean over clusters of the mean of max(|μ - x| - δv, 0)² over
    /// their pixels. Means are pushed apart: β · the mean of max(2 δd - |μ - μ'|, 0)² over pairs and images. And they are drawn to 0:
    /// γ · the sum of norms of the means / (N D). The norm is that of order 1 or 2.
    /// </summary>
    /// <remarks>
    /// \[ \begin{aligned}
    /// \ell_v &amp;= \frac{\alpha}{D} \sum_c \frac{1}{n_c} \sum_i \sum_{k \in c} \max(\lVert \mu_{ci} - x_{ik} \rVert -
    /// \delta_v,\ 0)^2 \\
    /// \ell_d &amp;= \frac{2 \beta}{N D (D - 1)} \sum_i \sum_{c &lt; c'} \max(2 \delta_d - \lVert \mu_{ci} - \mu_{c'i}
    /// \rVert,\ 0)^2 \\
    /// \ell_r &amp;= \frac{\gamma}{N D} \sum_c \lVert (\mu_{c1}, \ldots, \mu_{cN}) \rVert
    /// \end{aligned} \]
    /// for pixels \( k \) of images \( i \), and clusters \( c \) with \( n_c \) pixels in all images.
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes or types do not agree, or the norm is neither 1 nor 2.</exception>
    let discriminativeMarginBasedClusteringLoss options (labels: Tensor) (embeddings: Tensor) =
        let operation = "DiscriminativeMarginBasedClusteringLoss"

        let length axes =
            match options.norm with
            | 1 -> Tensor.abs >> Tensor.sumOver axes true
            | 2 -> Tensor.power 2.0 >> Tensor.sumOver axes true >> root
            | norm -> fail operation $"norm is {norm}, but must be 1 or 2."

        let lengthOfEach = length [| 2 |]
        Require.rank operation "embeddings" 4 "N×D×H×W" embeddings
        let shape = embeddings.Value.Shape
        let n, d, pixels = shape[0], shape[1], shape[2] * shape[3]
        let labels = Labels.read operation "labels" (Array.removeAt 1 shape) labels
        let x = Tensor.reshape [| 1; n; d; pixels |] embeddings

        /// For cluster c 1 where a pixel belongs to it: D×N×1×pixels.
        let belongs =
            Array.init (d * n * pixels) (fun at ->
                if labels[at % (n * pixels)] = at / (n * pixels) + 1 then
                    1.0
                else
                    0.0)
            |> Tensor.create x.DType [| d; n; 1; pixels |]

        let counted axes =
            Tensor.clip 1.0 Double.PositiveInfinity (Tensor.sumOver axes true belongs)

        let mu = Tensor.sumOver [| 3 |] true (x * belongs) / counted [| 3 |]

        let within = Activation.relu (lengthOfEach ((mu - x) * belongs) - options.deltaV)

        let variance =
            Tensor.sumOver [| 1; 2; 3 |] true (within * within) / counted [| 1; 2; 3 |]

        let first, second =
            List.allPairs [ 0 .. d - 1 ] [ 0 .. d - 1 ]
            |> List.filter (fun (a, b) -> a < b)
            |> List.unzip

        let clusters which =
            Tensor.gather 0 (Tensor.int32 [| List.length which |] (Array.ofList which)) mu

        let between =
            Activation.relu (2.0 * options.deltaD - lengthOfEach (clusters first - clusters second))

        let pairs = max 1 (first.Length * n)

        options.alpha * (Tensor.sum variance / float d),
        options.beta * (Tensor.sum (between * between) / float pairs),
        options.gamma * (Tensor.sum (length [| 1; 2 |] mu) / float (d * n))
