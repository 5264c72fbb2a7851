namespace DeepExp.Functional

open DeepExp

/// Functions with randomness: what is drawn comes from a key, or is given.
[<RequireQualifiedAccess>]
module Noise =

    let internal requireRatio operation ratio =
        if not (ratio >= 0.0 && ratio < 1.0) then
            fail operation $"ratio is {ratio}; a probability to drop lies in [0, 1)."

    /// c with the given probability, else 0; a key decides alike for every type.
    let private chances dtype c (probability: float) shape key =
        let u = Key.uniform Float64 shape key

        Tensor.rectify 0.0 (probability - u) (Tensor.full Float64 shape c)
        |> Tensor.cast dtype

    /// <summary>
    /// A mask for dropout: 0 with probability ratio, else 1 / (1 - ratio), so that the expectation of mask · x is x.
    /// </summary>
    /// <remarks>
    /// \[ m = \begin{cases} 0 &amp; \text{with probability } p \\ \frac{1}{1 - p} &amp; \text{else} \end{cases} \]
    /// with the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">ratio is not in [0, 1).</exception>
    let dropoutMask (ratio: float) dtype shape key =
        requireRatio "Dropout" ratio
        chances dtype (1.0 / (1.0 - ratio)) (1.0 - ratio) shape key

    /// <summary>mask · x for a mask of the shape of x.</summary>
    /// <remarks>\[ y = m \odot x \]</remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let dropoutBy (mask: Tensor) (x: Tensor) =
        Require.shape "Dropout" "mask" x.Value.Shape mask
        x * (Tensor.detach mask |> Tensor.cast x.DType)

    /// <summary>
    /// Each element of x is dropped (0) with probability ratio, else divided by 1 - ratio: dropout as in training. Chainer's ratio
    /// is 0.5 (Srivastava et al., «Dropout», 2014).
    /// </summary>
    /// <remarks>
    /// \[ y = \begin{cases} 0 &amp; \text{with probability } p \\ \frac{x}{1 - p} &amp; \text{else} \end{cases} \]
    /// with the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">ratio is not in [0, 1).</exception>
    let dropout ratio key (x: Tensor) =
        dropoutBy (dropoutMask ratio x.DType x.Value.Shape key) x

    /// <summary>mean + e^(lnVar / 2) · eps, for standard normal eps of the same shape.</summary>
    /// <remarks>
    /// \[ z = \mu + \sigma \odot \varepsilon, \qquad \sigma = e^{\frac{1}{2} \ln \sigma^2} \]
    /// with the mean \( \mu \) and lnVar \( \ln \sigma^2 \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let gaussianBy (eps: Tensor) (lnVar: Tensor) (mean: Tensor) =
        Require.shape "Gaussian" "lnVar" mean.Value.Shape lnVar
        Require.shape "Gaussian" "eps" mean.Value.Shape eps
        mean + Tensor.exp (0.5 * lnVar) * Tensor.detach eps

    /// <summary>
    /// A draw of N(mean, e^lnVar), differentiable with respect to both (Kingma and Welling, «Auto-encoding variational Bayes», 2014).
    /// </summary>
    /// <remarks>
    /// \[ z = \mu + \sigma \odot \varepsilon, \qquad \varepsilon \sim N(0, 1) \]
    /// with the mean \( \mu \) and lnVar \( \ln \sigma^2 \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ.</exception>
    let gaussian key (lnVar: Tensor) (mean: Tensor) =
        gaussianBy (Key.normal mean.DType mean.Value.Shape key) lnVar mean

    /// <summary>
    /// softmax((logPi + g) / tau) along an axis, with g = -ln(-ln u) of the Gumbel distribution: nearly a draw of one of the
    /// categories, the nearer the smaller tau. Chainer's tau is 0.1 and its axis 1 (Jang et al., «Categorical reparameterization with
    /// Gumbel-softmax», 2017).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_k = \frac{e^{(\ln \pi_k + g_k) / \tau}}{\sum_j e^{(\ln \pi_j + g_j) / \tau}}, \\
    /// g_k = -\ln(-\ln u_k), \qquad u_k \sim U(0, 1)
    /// \end{gathered} \]
    /// </remarks>
    /// <exception cref="DeepExpException">The axis does not exist or has no elements, or tau is not positive.</exception>
    let gumbelSoftmax (tau: float) axis key (logPi: Tensor) =
        let operation = "GumbelSoftmax"
        let axis = Activation.classAxis operation axis logPi

        if not (tau > 0.0) then
            fail operation $"tau is {tau}, but must be positive."

        // Of a draw of exactly 0 the logarithm would be -∞.
        let u = Key.uniform Float64 logPi.Value.Shape key |> Tensor.clip (2.0 ** -54.0) 1.0

        let g = -(Tensor.log -(Tensor.log u)) |> Tensor.cast logPi.DType
        Activation.softmax axis ((logPi + g) / tau)

    /// <summary>
    /// A mask for dropconnect: 0 with probability ratio, else 1, for each weight of W: out×in, and of each of N samples where
    /// their number is given.
    /// </summary>
    /// <remarks>
    /// \[ m = \begin{cases} 0 &amp; \text{with probability } p \\ 1 &amp; \text{else} \end{cases} \]
    /// with the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">ratio is not in [0, 1).</exception>
    let dropconnectMask ratio dtype (samples: int option) (shape: Shape) key =
        requireRatio "SimplifiedDropconnect" ratio
        chances dtype 1.0 (1.0 - ratio) (Array.append (Option.toArray samples) shape) key

    let private requireConnection (W: Tensor) (b: Tensor option) (x: Tensor) =
        let operation = "SimplifiedDropconnect"

        if x.Rank < 2 || W.Rank <> 2 || Shape.size x.Value.Shape[1..] <> W.Value.Shape[1] then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape} and W has shape {Shape.format W.Value.Shape}; for W: out×in, x needs the shape N×in."

        b |> Option.iter (Require.shape operation "b" W.Value.Shape[..0])

    /// In testing: the linear layer.
    let internal withoutDropconnect W b x =
        requireConnection W b x
        Connection.linear W b x

    /// <summary>
    /// y = x (mask · W / (1 - ratio))ᵀ + b: a linear layer with weights dropped, for x: N×in, W: out×in, b: out or none, and a mask of
    /// zeros and ones: N×out×in, another for each sample, or out×in. Further axes of x are read as one row.
    /// </summary>
    /// <remarks>
    /// \[ y_{ik} = \sum_j \frac{m_{ikj} W_{kj}}{1 - p}\, x_{ij} + b_k \]
    /// with the mask \( m \) and the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">ratio is not in [0, 1), or shapes do not fit.</exception>
    let simplifiedDropconnectBy ratio (mask: Tensor) (W: Tensor) (b: Tensor option) (x: Tensor) =
        let operation = "SimplifiedDropconnect"
        requireRatio operation ratio

        requireConnection W b x
        let N, outputs, inputs = x.Value.Shape[0], W.Value.Shape[0], W.Value.Shape[1]

        if mask.Rank = 2 then
            Require.shape operation "mask" W.Value.Shape mask
        else
            Require.shape operation "mask" [| N; outputs; inputs |] mask

        let W = W * (Tensor.detach mask |> Tensor.cast W.DType) / (1.0 - ratio)

        if mask.Rank = 2 then
            Connection.linear W b x
        else
            let y =
                Tensor.matmul W (Tensor.reshape [| N; inputs; 1 |] x)
                |> Tensor.reshape [| N; outputs |]

            match b with
            | Some b -> y + b
            | None -> y

    /// <summary>simplifiedDropconnectBy with a mask that is drawn, for each sample another where batchwise.</summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{ik} = \sum_j \frac{m_{ikj} W_{kj}}{1 - p}\, x_{ij} + b_k, \\
    /// m_{ikj} = \begin{cases} 0 &amp; \text{with probability } p \\ 1 &amp; \text{else} \end{cases}
    /// \end{gathered} \]
    /// with the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">ratio is not in [0, 1), or shapes do not fit.</exception>
    let simplifiedDropconnect ratio batchwise key (W: Tensor) (b: Tensor option) (x: Tensor) =
        let samples =
            if batchwise && x.Rank > 0 then
                Some x.Value.Shape[0]
            else
                None

        simplifiedDropconnectBy ratio (dropconnectMask ratio W.DType samples W.Value.Shape key) W b x

    /// <summary>
    /// Each element is that of h with probability ratio, else that of x: a memory that is kept at random. Chainer's ratio is 0.5
    /// (Krueger et al., «Zoneout», 2017).
    /// </summary>
    /// <remarks>
    /// \[ y = \begin{cases} h &amp; \text{with probability } p \\ x &amp; \text{else} \end{cases} \]
    /// with the ratio \( p \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shapes differ, or ratio is not in [0, 1).</exception>
    let zoneout ratio key (h: Tensor) (x: Tensor) =
        requireRatio "Zoneout" ratio
        Require.shape "Zoneout" "h" x.Value.Shape h
        Tensor.where (chances x.DType 1.0 ratio x.Value.Shape key) h x
