namespace DeepExp

/// Which numbers of neighbours an initializer counts.
type FanOption =
    /// The inputs of one output: the variance of what flows forward is kept.
    | FanIn = 0
    /// The outputs of one input: the variance of what flows back is kept.
    | FanOut = 1

/// Which matrices out×in an orthogonal initializer accepts.
type OrthogonalMode =
    /// Any.
    | Auto = 0
    /// in ≥ out: rows are orthogonal.
    | Projection = 1
    /// in ≤ out: columns are orthogonal.
    | Embedding = 2
    /// in = out: both are.
    | Basis = 3

namespace DeepExp.Functional

open MathNet.Numerics.LinearAlgebra
open MathNet.Numerics.LinearAlgebra.Factorization
open DeepExp

/// How a parameter of a given element type and shape begins. Any such function is an initializer.
type Initializer = DType -> Shape -> Key -> Tensor

/// <summary>
/// The starting values of parameters. A weight has shape out×in×k₁×k₂…; where the variance depends on the fans, see
/// <c>fans</c>.
/// </summary>
[<RequireQualifiedAccess>]
module Initializers =

    /// <summary>Every element c.</summary>
    /// <remarks>\[ w = c \]</remarks>
    let constant c : Initializer =
        fun dtype shape _key -> Tensor.full dtype shape c

    /// <summary>N(0, std²).</summary>
    /// <remarks>\[ w \sim N(0, \sigma^2) \] with the standard deviation \( \sigma \).</remarks>
    let normal (std: float) : Initializer =
        fun dtype shape key -> std * Key.normal dtype shape key

    /// <summary>Uniform in [-scale, scale).</summary>
    /// <remarks>\[ w \sim U[-s, s) \] with the scale \( s \).</remarks>
    let uniform (scale: float) : Initializer =
        fun dtype shape key -> scale * (2.0 * Key.uniform dtype shape key - 1.0)

    let private fansOf operation (shape: Shape) =
        if shape.Length < 2 then
            fail operation $"shape {Shape.format shape} has no fan-in; a weight has at least two axes: out×in."

        let window = Shape.size shape[2..]
        shape[1] * window, shape[0] * window

    /// <summary>
    /// The fan-in shape[1] · Π shape[2..] and the fan-out shape[0] · Π shape[2..]: how many inputs one output has, and how many
    /// outputs one input.
    /// </summary>
    /// <remarks>
    /// \[ n_{\text{in}} = n_1 \prod_{j \ge 2} n_j, \qquad n_{\text{out}} = n_0 \prod_{j \ge 2} n_j \]
    /// for the shape \( n_0 \times n_1 \times n_2 \times \ldots \)
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let fans shape = fansOf "GetFans" shape

    // The width scale · √(gain / fan). Where a fan is 0 there is nothing to draw.
    let private width operation gain (fan: int * int -> float) (scale: float) shape =
        scale / sqrt (max 1.0 (fan (fansOf operation shape)) / gain)

    let private fanIn (fans: int * int) = float (fst fans)
    let private both (fanIn: int, fanOut: int) = float fanIn + float fanOut

    let private chosen option (fans: int * int) =
        match option with
        | FanOption.FanOut -> float (snd fans)
        | _ -> float (fst fans)

    /// <summary>
    /// N(0, scale² / fanIn): it keeps the variance of what flows through a linear layer (LeCun et al., «Efficient BackProp»,
    /// 1998). The default for weights, with scale 1.
    /// </summary>
    /// <remarks>\[ w \sim N \left( 0, \frac{s^2}{n_{\text{in}}} \right) \] with the scale \( s \).</remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let lecunNormal scale : Initializer =
        fun dtype shape key -> normal (width "LeCunNormal" 1.0 fanIn scale shape) dtype shape key

    /// <summary>
    /// N(0, scale² · 2 / (fanIn + fanOut)) (Glorot and Bengio, «Understanding the difficulty of training deep feedforward neural
    /// networks», 2010).
    /// </summary>
    /// <remarks>
    /// \[ w \sim N \left( 0, \frac{2 s^2}{n_{\text{in}} + n_{\text{out}}} \right) \]
    /// with the scale \( s \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let glorotNormal scale : Initializer =
        fun dtype shape key -> normal (width "GlorotNormal" 2.0 both scale shape) dtype shape key

    /// <summary>
    /// N(0, scale² · 2 / fan), where the fan is chosen (He et al., «Delving deep into rectifiers», 2015).
    /// </summary>
    /// <remarks>
    /// \[ w \sim N \left( 0, \frac{2 s^2}{n} \right) \]
    /// with the scale \( s \), and \( n = n_{\text{in}} \) or \( n_{\text{out}} \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let heNormal scale (fanOption: FanOption) : Initializer =
        fun dtype shape key -> normal (width "HeNormal" 2.0 (chosen fanOption) scale shape) dtype shape key

    /// <summary>Uniform in ±scale · √(3 / fanIn): the variance of lecunNormal.</summary>
    /// <remarks>\[ w \sim U[-a, a), \qquad a = s \sqrt{\frac{3}{n_{\text{in}}}} \] with the scale \( s \).</remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let lecunUniform scale : Initializer =
        fun dtype shape key -> uniform (width "LeCunUniform" 3.0 fanIn scale shape) dtype shape key

    /// <summary>Uniform in ±scale · √(6 / (fanIn + fanOut)): the variance of glorotNormal.</summary>
    /// <remarks>
    /// \[ w \sim U[-a, a), \qquad a = s \sqrt{\frac{6}{n_{\text{in}} + n_{\text{out}}}} \]
    /// with the scale \( s \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let glorotUniform scale : Initializer =
        fun dtype shape key -> uniform (width "GlorotUniform" 6.0 both scale shape) dtype shape key

    /// <summary>Uniform in ±scale · √(6 / fanIn): the variance of heNormal.</summary>
    /// <remarks>\[ w \sim U[-a, a), \qquad a = s \sqrt{\frac{6}{n_{\text{in}}}} \] with the scale \( s \).</remarks>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    let heUniform scale : Initializer =
        fun dtype shape key -> uniform (width "HeUniform" 6.0 fanIn scale shape) dtype shape key

    /// <summary>scale · I.</summary>
    /// <remarks>\[ W = s I \] with the scale \( s \).</remarks>
    /// <exception cref="DeepExpException">The shape is not that of a square matrix.</exception>
    let identity (scale: float) : Initializer =
        fun dtype shape _key ->
            match shape with
            | [| rows; columns |] when rows = columns ->
                Tensor.create
                    dtype
                    shape
                    (Array.init (rows * rows) (fun i -> if i % (rows + 1) = 0 then scale else 0.0))
            | _ ->
                fail
                    "Identity"
                    $"shape {Shape.format shape} is not that of a square matrix, and only one has an identity."

    /// <summary>
    /// A random matrix out×in, where in is the product of all lengths but the first, whose shorter side's vectors are orthogonal
    /// and of length scale, each direction as likely as any other (Saxe et al., «Exact solutions to the nonlinear dynamics of
    /// learning in deep linear neural networks», 2014): Q of the QR decomposition of normal numbers, its columns multiplied by
    /// scale and the signs of R's diagonal. A scalar is ±scale.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// W W^\top = s^2 I \quad \text{for out} \le \text{in}, \\
    /// W^\top W = s^2 I \quad \text{for out} \ge \text{in}
    /// \end{gathered} \]
    /// with the scale \( s \).
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has no elements, or the mode does not accept it.</exception>
    let orthogonal (scale: float) (mode: OrthogonalMode) : Initializer =
        fun dtype shape key ->
            Shape.validate "Orthogonal" shape
            let rows = if shape.Length = 0 then 1 else shape[0]
            let columns = if shape.Length = 0 then 1 else Shape.size shape[1..]

            if rows * columns = 0 then
                fail "Orthogonal" $"shape {Shape.format shape} has no elements, so no directions."

            let wide = mode = OrthogonalMode.Embedding || mode = OrthogonalMode.Basis
            let tall = mode = OrthogonalMode.Projection || mode = OrthogonalMode.Basis

            if columns > rows && wide || columns < rows && tall then
                fail
                    "Orthogonal"
                    $"shape {Shape.format shape} has {columns} inputs and {rows} outputs, which mode {mode} does not accept."

            let drawn =
                Key.normal Float64 [| max rows columns; min rows columns |] key
                |> Tensor.toMatrix

            let qr = drawn.QR QRMethod.Thin
            let q = qr.Q.MapIndexed(fun _ j q -> q * System.Math.CopySign(scale, qr.R[j, j]))
            let q = if columns > rows then q.Transpose() else q
            Tensor.create dtype shape (q.ToRowMajorArray())

    // The product over the axes of a window of 1 - |i - centre| / factor, which interpolates linearly where a window of that size
    // stretches by factor.
    let private interpolation (window: Shape) =
        let along size =
            let factor = (size + 1) / 2

            let centre =
                if size % 2 = 1 then
                    float factor - 1.0
                else
                    float factor - 0.5

            Array.init size (fun i -> 1.0 - abs (float i - centre) / float factor)

        Array.fold
            (fun kernel size -> Array.allPairs kernel (along size) |> Array.map (fun (a, b) -> a * b))
            [| 1.0 |]
            window

    let private diagonal operation (total: float[] -> float) dtype (shape: Shape) =
        if shape.Length < 3 || shape[0] <> shape[1] then
            fail
                operation
                $"shape {Shape.format shape} does not fit; it needs as many outputs as inputs, and a window: n×n×k₁×k₂…."

        let channels, kernel = shape[0], interpolation shape[2..]
        let kernel = kernel |> Array.map (fun w -> w / total kernel)
        let none = Array.zeroCreate kernel.Length

        Array.init (channels * channels) (fun i -> if i % (channels + 1) = 0 then kernel else none)
        |> Array.concat
        |> Tensor.create dtype shape

    /// <summary>
    /// The weight n×n×k₁×k₂… of a deconvolution that enlarges by linear interpolation, each channel by itself: the kernel
    /// Π (1 - |i - c| / f) with f = ⌈k/2⌉ about the centre c of each axis (Long et al., «Fully convolutional networks for
    /// semantic segmentation», 2015).
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// W_{c,c,k} = \prod_a \left( 1 - \frac{|k_a - m_a|}{f_a} \right), \\
    /// f_a = \left\lceil \frac{K_a}{2} \right\rceil, \\
    /// m_a = \begin{cases} f_a - 1 &amp; K_a \text{ odd} \\ f_a - \frac{1}{2} &amp; K_a \text{ even} \end{cases}
    /// \end{gathered} \]
    /// over the axes \( a \) of the kernel; 0 between different channels.
    /// </remarks>
    /// <exception cref="DeepExpException">The shape has fewer than three axes, or the first two lengths differ.</exception>
    let upsamplingDeconvFilter: Initializer =
        fun dtype shape _key -> diagonal "UpsamplingDeconvFilter" (fun _ -> 1.0) dtype shape

    /// <summary>The same kernel divided by its sum: the weight of a convolution that reduces by weighted means.</summary>
    /// <remarks>\[ W_{c,c,k} = \frac{w_k}{\sum_j w_j} \] with the kernel \( w \) of upsamplingDeconvFilter.</remarks>
    /// <exception cref="DeepExpException">The shape has fewer than three axes, or the first two lengths differ.</exception>
    let downsamplingConvFilter: Initializer =
        fun dtype shape _key -> diagonal "DownsamplingConvFilter" Array.sum dtype shape
