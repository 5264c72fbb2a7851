namespace DeepExp.Functional

open DeepExp

/// <summary>Non-linearities; unless it is said otherwise they work element by element, and the result has the shape of x.</summary>
/// <namespacedoc><summary>The F# core: pure functions of tensors, layers as records of parameters, optimizers as pure steps.</summary></namespacedoc>
[<RequireQualifiedAccess>]
module Activation =

    /// <summary>x where x &gt; 0, slope · x elsewhere; Chainer's slope is 0.2. At 0 the derivative is the slope.</summary>
    /// <remarks>
    /// \[ y = \begin{cases} x &amp; x &gt; 0 \\ s\,x &amp; x \le 0 \end{cases} \]
    /// with the slope \( s \).
    /// </remarks>
    let leakyRelu slope (x: Tensor) = Tensor.rectify slope x x

    /// <summary>max(x, 0); at 0 the derivative is 0.</summary>
    /// <remarks>\[ y = \max(x, 0) \]</remarks>
    let relu (x: Tensor) = Tensor.rectify 0.0 x x

    /// <summary>min(max(x, 0), z); the derivative is 1 for 0 &lt; x &lt; z and 0 elsewhere. Chainer's z is 20.</summary>
    /// <remarks>\[ y = \min(\max(x, 0), z) \]</remarks>
    /// <exception cref="DeepExpException">z is not above 0.</exception>
    let clippedRelu z (x: Tensor) =
        Require.positive "ClippedRelu" "z" z
        Tensor.rectify 0.0 x (Tensor.where (z - x) x (Tensor.scalar x.DType z))

    /// <summary>min(max(x, 0), 6)</summary>
    /// <remarks>\[ y = \min(\max(x, 0), 6) \]</remarks>
    let relu6 x = clippedRelu 6.0 x

    /// <summary>min(max(0.2 x + 0.5, 0), 1): a sigmoid of straight lines.</summary>
    /// <remarks>\[ y = \min(\max(0.2\,x + 0.5,\ 0),\ 1) \]</remarks>
    let hardSigmoid (x: Tensor) = clippedRelu 1.0 (0.2 * x + 0.5)

    /// <summary>
    /// max(x, 0), then max(-x, 0), one after the other along an axis, -1 the last; that axis doubles. Chainer's axis is 1
    /// (Shang et al., 2016).
    /// </summary>
    /// <remarks>\[ y = (\max(x, 0),\ \max(-x, 0)) \]</remarks>
    /// <exception cref="DeepExpException">The axis does not exist.</exception>
    let crelu axis (x: Tensor) =
        let axis = Shape.axis "Crelu" x.Value.Shape axis
        Tensor.concat axis [ relu x; relu -x ]

    /// <summary>
    /// x where x &gt; 0, α (e^x - 1) elsewhere; at 0 the derivative is α (Clevert et al., 2016). Chainer's α is 1.
    /// </summary>
    /// <remarks>\[ y = \begin{cases} x &amp; x &gt; 0 \\ \alpha\,(e^x - 1) &amp; x \le 0 \end{cases} \]</remarks>
    let elu (alpha: float) (x: Tensor) =
        let notAbove0 = Tensor.where x (Tensor.zerosLike x) x
        Tensor.where x x (alpha * Tensor.Apply(Expm1, notAbove0))

    /// <summary>
    /// scale · elu(x): with α ≈ 1.6733 and scale ≈ 1.0507 mean 0 and variance 1 stay as they are from layer to layer (Klambauer et
    /// al., «Self-normalizing neural networks», 2017).
    /// </summary>
    /// <remarks>
    /// \[ y = \lambda \begin{cases} x &amp; x &gt; 0 \\ \alpha\,(e^x - 1) &amp; x \le 0 \end{cases} \]
    /// with the scale \( \lambda \).
    /// </remarks>
    let selu alpha (scale: float) x = scale * elu alpha x

    /// <summary>(e^x - e^-x) / (e^x + e^-x), with derivative 1 - y².</summary>
    /// <remarks>\[ y = \tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}} \]</remarks>
    let tanh (x: Tensor) = Tensor.tanh x

    /// <summary>1 / (1 + e^-x), with derivative y (1 - y).</summary>
    /// <remarks>\[ y = \sigma(x) = \frac{1}{1 + e^{-x}} \]</remarks>
    let sigmoid (x: Tensor) = Tensor.sigmoid x

    /// <summary>ln(1 + e^(βx)) / β, without overflow; Chainer's β is 1.</summary>
    /// <remarks>\[ y = \frac{1}{\beta} \ln(1 + e^{\beta x}) \]</remarks>
    /// <exception cref="DeepExpException">β is 0, or no finite number.</exception>
    let softplus (beta: float) (x: Tensor) =
        if beta = 0.0 || not (System.Double.IsFinite beta) then
            fail "Softplus" $"beta is {beta}, but must be a finite number other than 0."

        Tensor.softplus (beta * x) / beta

    let private largest axis x =
        Tensor.maxOver [| axis |] true (Tensor.detach x)

    /// The axis of the classes, of which there is at least one.
    let internal classAxis operation axis (x: Tensor) =
        let shape = x.Value.Shape
        let axis = Shape.axis operation shape axis

        if shape[axis] = 0 then
            fail operation $"axis {axis} of x (shape {Shape.format shape}) has no elements, but there must be a class."

        axis

    /// <summary>e^x / Σ e^x along an axis, -1 the last; Chainer's axis is 1, that of the classes.</summary>
    /// <remarks>\[ y_k = \frac{e^{x_k}}{\sum_j e^{x_j}} \]</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or has no elements.</exception>
    let softmax axis (x: Tensor) =
        let axis = classAxis "Softmax" axis x
        let y = Tensor.exp (x - largest axis x)
        y / Tensor.sumOver [| axis |] true y

    /// <summary>ln softmax(x) = x - ln Σ e^x along an axis, -1 the last, without overflow; Chainer's axis is 1.</summary>
    /// <remarks>\[ y_k = x_k - \ln \sum_j e^{x_j} \]</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or has no elements.</exception>
    let logSoftmax axis (x: Tensor) =
        let axis = classAxis "LogSoftmax" axis x
        let shifted = x - largest axis x
        shifted - Tensor.log (Tensor.sumOver [| axis |] true (Tensor.exp shifted))

    /// <summary>
    /// The largest of each poolSize neighbours along an axis, -1 the last, which becomes that much shorter; Chainer's axis is 1
    /// (Goodfellow et al., «Maxout networks», 2013).
    /// </summary>
    /// <remarks>\[ y_k = \max_{0 \le j &lt; p} x_{k p + j} \] with the pool size \( p \).</remarks>
    /// <exception cref="DeepExpException">The axis does not exist, or the pool size does not divide its length.</exception>
    let maxout poolSize axis (x: Tensor) =
        let shape = x.Value.Shape
        let axis = Shape.axis "Maxout" shape axis

        if poolSize < 1 || shape[axis] % poolSize <> 0 then
            fail
                "Maxout"
                $"axis {axis} of x (shape {Shape.format shape}) has length {shape[axis]}, which is no multiple of the pool size {poolSize}."

        x
        |> Tensor.reshape (
            Array.concat
                [
                    shape[.. axis - 1]
                    [| shape[axis] / poolSize; poolSize |]
                    shape[axis + 1 ..]
                ]
        )
        |> Tensor.maxOver [| axis + 1 |] false

    /// W beside the axes of x after the first, repeated over the batch and over the axes that it lacks.
    let private afterBatch operation name (W: Tensor) (x: Tensor) =
        let own = W.Value.Shape

        if x.Rank <= own.Length || not (Shape.same own x.Value.Shape[1 .. own.Length]) then
            fail
                operation
                $"{name} has shape {Shape.format own}, but must have that of the first axes of x (shape {Shape.format x.Value.Shape}) after the batch."

        Tensor.reshape (Array.concat [ [| 1 |]; own; Array.create (x.Rank - 1 - own.Length) 1 ]) W

    /// <summary>
    /// x where x ≥ 0, W x elsewhere, with slopes W of the shape of x's first axes after the batch; a scalar is one slope for all
    /// (He et al., «Delving deep into rectifiers», 2015).
    /// </summary>
    /// <remarks>\[ y = \begin{cases} x &amp; x \ge 0 \\ W x &amp; x &lt; 0 \end{cases} \]</remarks>
    /// <exception cref="DeepExpException">The shape of W is not that of the axes after the batch.</exception>
    let prelu (W: Tensor) (x: Tensor) =
        Tensor.where -x (afterBatch "Prelu" "W" W x * x) x

    /// <summary>
    /// x · sigmoid(βx), with β of the shape of x's first axes after the batch, or a scalar (Ramachandran et al., «Searching for
    /// activation functions», 2017).
    /// </summary>
    /// <remarks>\[ y = x\,\sigma(\beta x) = \frac{x}{1 + e^{-\beta x}} \]</remarks>
    /// <exception cref="DeepExpException">The shape of β is not that of the axes after the batch.</exception>
    let swish (beta: Tensor) (x: Tensor) =
        x * Tensor.sigmoid (afterBatch "Swish" "beta" beta x * x)

    /// <summary>x where x ≥ 0, r x elsewhere: the randomized leaky ReLU with given slopes r, of the shape of x.</summary>
    /// <remarks>\[ y = \begin{cases} x &amp; x \ge 0 \\ r\,x &amp; x &lt; 0 \end{cases} \]</remarks>
    /// <exception cref="DeepExpException">The shapes or types differ.</exception>
    let rreluWith (r: Tensor) (x: Tensor) =
        Require.sameType "Rrelu" "x" x "r" r
        Require.sameShape "Rrelu" "x" x "r" r
        Tensor.where -x (r * x) x

    /// <summary>
    /// Slopes of the randomized leaky ReLU: in training independent and uniform in [l, u), else their mean (l + u) / 2. Chainer's l
    /// and u are 1/8 and 1/3.
    /// </summary>
    /// <remarks>\[ r \sim U[l, u) \quad \text{in training}, \qquad r = \frac{l + u}{2} \quad \text{else} \]</remarks>
    /// <exception cref="DeepExpException">Not 0 ≤ l &lt; u &lt; 1, or the type is int32.</exception>
    let rreluSlopes train l u key dtype shape =
        if not (0.0 <= l && l < u && u < 1.0) then
            fail "Rrelu" $"l is {l} and u is {u}, but 0 ≤ l < u < 1 is needed."

        if train then
            // Drawn in float64, so that a key gives the same slopes in either type.
            l + (u - l) * Key.uniform Float64 shape key |> Tensor.cast dtype
        else
            Tensor.full dtype shape ((l + u) / 2.0)

    /// <summary>
    /// x where x ≥ 0, r x elsewhere, with slopes r that are random in training (Xu et al., «Empirical evaluation of rectified
    /// activations in convolutional network», 2015); see rreluSlopes.
    /// </summary>
    /// <remarks>
    /// \[ y = \begin{cases} x &amp; x \ge 0 \\ r\,x &amp; x &lt; 0 \end{cases} \qquad r \sim U[l, u) \]
    /// </remarks>
    /// <exception cref="DeepExpException">Not 0 ≤ l &lt; u &lt; 1.</exception>
    let rrelu train l u key (x: Tensor) =
        rreluWith (rreluSlopes train l u key x.DType x.Value.Shape) x
