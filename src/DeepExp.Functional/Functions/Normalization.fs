namespace DeepExp.Functional

open DeepExp

/// Mean and variance of each element of gamma: those of a batch, or their running averages.
type Statistics =
    {
        /// The means μ, of the shape of gamma.
        Mean: Tensor
        /// The variances σ², of the shape of gamma.
        Var: Tensor
    }

/// Running averages of mean and variance.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module Statistics =

    /// decay · running + (1 - decay) · batch: how a running average takes in a batch. No gradient flows.
    let internal average decay batch running =
        decay * Tensor.detach running + (1.0 - decay) * Tensor.detach batch

    /// <summary>decay · running + (1 - decay) · batch, of both. No gradient flows.</summary>
    /// <remarks>
    /// \[ \bar\mu \leftarrow \lambda \bar\mu + (1 - \lambda)\,\mu, \qquad
    /// \bar v \leftarrow \lambda \bar v + (1 - \lambda)\,v \]
    /// with the decay \( \lambda \).
    /// </remarks>
    /// <exception cref="DeepExpException">decay is not in [0, 1].</exception>
    let update decay batch running =
        Require.decay "Statistics.update" decay

        {
            Mean = average decay batch.Mean running.Mean
            Var = average decay batch.Var running.Var
        }

/// Functions that bring x to mean 0 and variance 1: over a batch, a group of channels, a row, or by its length.
[<RequireQualifiedAccess>]
module Normalization =

    /// x - mean and the variance over some axes, both with those axes kept.
    let private centered axes (x: Tensor) =
        let mean = Tensor.meanOver axes true x
        let centered = x - mean
        mean, centered, Tensor.meanOver axes true (centered * centered)

    let private standardized (eps: float) axes x =
        let _, centered, var = centered axes x
        centered / Tensor.sqrt (var + eps)

    let private requireShape operation name (shape: Shape) (x: Tensor) (parameter: Tensor) =
        if not (Shape.same parameter.Value.Shape shape) then
            fail
                operation
                $"{name} has shape {Shape.format parameter.Value.Shape}, but for x of shape {Shape.format x.Value.Shape} must have {Shape.format shape}."

    /// The axes over which a batch is normalised, and the shape in which gamma and its like meet x.
    let private batchAxes operation axis (parameters: (string * Tensor) list) (x: Tensor) =
        let gamma = snd parameters.Head

        let axes =
            match axis with
            | Some axes -> Shape.axes operation x.Value.Shape axes
            | None -> Array.append [| 0 |] [| gamma.Rank + 1 .. x.Rank - 1 |]

        if x.Rank = 0 then
            fail operation $"x is a scalar, but needs a batch axis."

        for name, parameter in parameters do
            requireShape operation name (Shape.without axes x.Value.Shape) x parameter

        axes, Tensor.reshape (Shape.withOnes axes x.Value.Shape)

    /// The mean and the unbiased variance, in the shape of gamma.
    let private statisticsOf (shape: Shape) (x: Tensor) mean var =
        let n = x.Size / max 1 (Shape.size shape)

        {
            Mean = Tensor.reshape shape mean
            Var = Tensor.reshape shape var * (float n / float (max 1 (n - 1)))
        }

    /// <summary>
    /// (x - mean) / √(var + eps) · gamma + beta, with mean and biased variance of the batch, for each element of gamma and beta.
    /// They are taken over the given axes, or over the first and all that gamma does not have: gamma is C for x: N×C×size….
    /// Besides y come the statistics of the batch for running averages: its mean and its unbiased variance, times n / (n - 1).
    /// Chainer's eps is 2e-5 (Ioffe and Szegedy, «Batch normalization», 2015).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta, \\
    /// \mu = \frac{1}{n} \sum_i x_i, \qquad \sigma^2 = \frac{1}{n} \sum_i (x_i - \mu)^2
    /// \end{gathered} \]
    /// over the \( n \) elements of \( x \) that share one \( \gamma \).
    /// </remarks>
    /// <exception cref="DeepExpException">gamma or beta has not the shape of x without those axes, or eps is below 0.</exception>
    let batchNormalization
        (eps: float)
        (axis: int[] option)
        (gamma: Tensor)
        (beta: Tensor)
        (x: Tensor)
        : Tensor * Statistics =
        Require.eps "BatchNormalization" eps

        let axes, expand =
            batchAxes "BatchNormalization" axis [ "gamma", gamma; "beta", beta ] x

        let mean, centered, var = centered axes x
        let y = centered * (expand gamma / Tensor.sqrt (var + eps)) + expand beta
        y, statisticsOf gamma.Value.Shape x mean var

    let internal fixedStatistics operation (eps: float) axis statistics gamma beta (x: Tensor) =
        Require.eps operation eps

        let axes, expand =
            batchAxes operation axis [ "gamma", gamma; "beta", beta; "mean", statistics.Mean; "var", statistics.Var ] x

        ignore axes

        (x - expand statistics.Mean)
        * expand (gamma / Tensor.sqrt (statistics.Var + eps))
        + expand beta

    /// <summary>batchNormalization with given mean and variance, as in testing.</summary>
    /// <remarks>
    /// \[ y = \gamma\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta \]
    /// with the given mean \( \mu \) and variance \( \sigma^2 \).
    /// </remarks>
    /// <exception cref="DeepExpException">gamma, beta, mean or var has not the shape of x without the axes, or eps is below 0.</exception>
    let fixedBatchNormalization eps (axis: int[] option) statistics (gamma: Tensor) (beta: Tensor) (x: Tensor) =
        fixedStatistics "FixedBatchNormalization" eps axis statistics gamma beta x

    /// <summary>
    /// (x̂ r + d) · gamma + beta, where x̂ is x normalised by its batch, and r = std / running std, within [1/rmax, rmax], and
    /// d = (mean - running mean) / running std, within ±dmax, bring it near to what the running averages would give; no gradient
    /// flows through r and d. Besides y come the statistics of the batch (Ioffe, «Batch renormalization», 2017).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y = \gamma \left( \frac{x - \mu}{\sigma}\,r + d \right) + \beta, \\
    /// r = \operatorname{clip} \left( \frac{\sigma}{\bar\sigma},\ \frac{1}{r_{\max}},\ r_{\max} \right), \\
    /// d = \operatorname{clip} \left( \frac{\mu - \bar\mu}{\bar\sigma},\ -d_{\max},\ d_{\max} \right)
    /// \end{gathered} \]
    /// with the mean \( \mu \) and \( \sigma = \sqrt{v + \varepsilon} \) of the biased variance \( v \) of the batch,
    /// and the running \( \bar\mu \) and \( \bar\sigma \), likewise.
    /// </remarks>
    /// <exception cref="DeepExpException">gamma, beta, mean or var has not the shape of x without batch and further axes, or eps, rmax or dmax is too small.</exception>
    let batchRenormalization
        (eps: float)
        (rmax: float)
        (dmax: float)
        running
        (gamma: Tensor)
        (beta: Tensor)
        (x: Tensor)
        : Tensor * Statistics =
        let operation = "BatchRenormalization"
        Require.eps operation eps

        if not (rmax >= 1.0 && dmax >= 0.0) then
            fail operation $"rmax is {rmax} and dmax is {dmax}; rmax is at least 1 and dmax at least 0."

        let axes, expand =
            batchAxes
                operation
                None
                [
                    "gamma", gamma
                    "beta", beta
                    "the running mean", running.Mean
                    "the running variance", running.Var
                ]
                x

        let mean, centered, var = centered axes x
        let std = Tensor.sqrt (var + eps)
        let runningStd = Tensor.sqrt (expand running.Var + eps)
        let r = std / runningStd |> Tensor.detach |> Tensor.clip (1.0 / rmax) rmax

        let d =
            (mean - expand running.Mean) / runningStd
            |> Tensor.detach
            |> Tensor.clip -dmax dmax

        let y = (centered / std * r + d) * expand gamma + expand beta
        y, statisticsOf gamma.Value.Shape x mean var

    /// <summary>
    /// Each sample normalised over groups of C/groups channels and all further axes, times gamma plus beta, one for each channel:
    /// x: N×C×size…, gamma and beta: C. Chainer's eps is 1e-5 (Wu and He, «Group normalization», 2018).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y = \gamma_c\,\frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta_c, \\
    /// \mu = \frac{1}{n} \sum_k x_k, \qquad \sigma^2 = \frac{1}{n} \sum_k (x_k - \mu)^2
    /// \end{gathered} \]
    /// over the \( n \) elements of one group of channels of one sample.
    /// </remarks>
    /// <exception cref="DeepExpException">The channels do not fall into groups, gamma or beta has not their number, or eps is below 0.</exception>
    let groupNormalization eps groups (gamma: Tensor) (beta: Tensor) (x: Tensor) =
        let operation = "GroupNormalization"
        Require.eps operation eps

        if x.Rank < 2 || groups < 1 || x.Value.Shape[1] % groups <> 0 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape} and groups is {groups}; x needs the shape N×C×size…, and groups must divide C."

        let N, C = x.Value.Shape[0], x.Value.Shape[1]
        requireShape operation "gamma" [| C |] x gamma
        requireShape operation "beta" [| C |] x beta
        let perChannel = Array.append [| C |] (Array.create (x.Rank - 2) 1)
        let size = Shape.size x.Value.Shape[1..] / groups

        let y =
            Tensor.reshape [| N; groups; size |] x
            |> standardized eps [| 2 |]
            |> Tensor.reshape x.Value.Shape

        y * Tensor.reshape perChannel gamma + Tensor.reshape perChannel beta

    /// <summary>
    /// Each row of x: N×D normalised, times gamma: D plus beta: D. Chainer's eps is 1e-5 (Ba, Kiros and Hinton, «Layer
    /// normalization», 2016).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{ik} = \gamma_k\,\frac{x_{ik} - \mu_i}{\sqrt{\sigma_i^2 + \varepsilon}} + \beta_k, \\
    /// \mu_i = \frac{1}{D} \sum_k x_{ik}, \qquad \sigma_i^2 = \frac{1}{D} \sum_k (x_{ik} - \mu_i)^2
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">x has not two axes, gamma or beta not the length of a row, or eps is below 0.</exception>
    let layerNormalization eps (gamma: Tensor) (beta: Tensor) (x: Tensor) =
        let operation = "LayerNormalization"
        Require.eps operation eps

        if x.Rank <> 2 then
            fail operation $"x has shape {Shape.format x.Value.Shape}, but needs two axes: N×D."

        requireShape operation "gamma" x.Value.Shape[1..] x gamma
        requireShape operation "beta" x.Value.Shape[1..] x beta
        standardized eps [| 1 |] x * gamma + beta

    /// <summary>
    /// x / (k + alpha Σ x²)^beta for x: N×C×size…, where the sum goes over the n nearest channels, n/2 on either side. Chainer's
    /// n is 5, k 2, alpha 1e-4 and beta 0.75; alpha is not divided by n (Krizhevsky et al., «ImageNet classification», 2012).
    /// </summary>
    /// <remarks>
    /// \[ y_c = \frac{x_c}{\Bigl( k + \alpha \sum_{|j - c| \le \lfloor n/2 \rfloor} x_j^2 \Bigr)^{\beta}} \]
    /// over the channels \( j \) near channel \( c \).
    /// </remarks>
    /// <exception cref="DeepExpException">x has no channels, or n is below 1.</exception>
    let localResponseNormalization n (k: float) (alpha: float) (beta: float) (x: Tensor) =
        let operation = "LocalResponseNormalization"

        if x.Rank < 2 || n < 1 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape} and n is {n}; x needs the shape N×C×size…, and n is at least 1."

        let N, C = x.Value.Shape[0], x.Value.Shape[1]
        let plane = [| C; Shape.size x.Value.Shape[2..] |]
        let half = n / 2

        // The channels are the first spatial axis of one image a sample.
        let neighbours =
            Spatial.windows operation false 0.0 plane [| 2 * half + 1; 1 |] [| 1; 1 |] [| half; 0 |] [| 1; 1 |]

        let near =
            Tensor.reshape (Array.append [| N; 1 |] plane) (x * x)
            |> Spatial.unfold neighbours
            |> Tensor.sumOver [| 1 |] false
            |> Tensor.reshape x.Value.Shape

        x * Tensor.power -beta (k + alpha * near)

    /// <summary>
    /// x / (‖x‖ + eps), where the length ‖x‖ is taken over the given axes. Chainer's eps is 1e-5 and its axis 1. At x = 0 the
    /// length counts as constant.
    /// </summary>
    /// <remarks>\[ y = \frac{x}{\lVert x \rVert_2 + \varepsilon} \]</remarks>
    /// <exception cref="DeepExpException">An axis does not exist, or is named twice, or eps is below 0.</exception>
    let normalize (eps: float) (axes: int[]) (x: Tensor) =
        Require.eps "Normalize" eps
        let axes = Shape.axes "Normalize" x.Value.Shape axes
        let square = Tensor.sumOver axes true (x * x)
        let apart = Tensor.where square square (Tensor.onesLike square)
        x / (Tensor.rectify 0.0 square (Tensor.sqrt apart) + eps)
