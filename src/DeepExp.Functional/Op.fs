namespace DeepExp.Functional

open DeepExp

/// Functions of one element.
type internal Unary =
    /// factor · x
    | Scale of factor: float
    /// x + term
    | Shift of term: float
    /// x^exponent
    | Power of exponent: float
    | Abs
    | Sign
    /// The largest whole number that is not above x.
    | Floor
    | Exp
    /// e^x - 1
    | Expm1
    | Log
    /// ln(1 + x)
    | Log1p
    | Sqrt
    | Sin
    | Cos
    | Asin
    | Atan
    | Tanh
    /// 1 / (1 + e^-x)
    | Sigmoid
    /// ln(1 + e^x)
    | Softplus
    /// min(max(x, low), high)
    | Clip of low: float * high: float
    | Erf
    | Erfc
    /// e^(x²) erfc(x)
    | Erfcx
    | ErfInv
    | ErfcInv
    /// ln |Γ(x)|
    | LogGamma
    /// Γ'(x) / Γ(x)
    | Digamma

/// Functions of two elements; the shapes broadcast.
type internal Binary =
    | Add
    | Subtract
    | Multiply
    | Divide
    /// x^y
    | Raise
    /// x - y · trunc(x / y), computed without rounding.
    | Remainder
    /// The angle of the point (x, y) = (second, first).
    | Atan2
    /// 1 where the elements are equal, 0 elsewhere.
    | Equal
    /// (c, v) ↦ v where c > 0, slope · v elsewhere: leaky ReLU is Rectify(x, x), its derivative Rectify(x, gy).
    | Rectify of slope: float
    /// The Hurwitz zeta function ζ(s, q) = Σ (k + q)^-s.
    | Zeta

/// How windows lie on the spatial axes of x: (N, C, size…). Along each axis output o and kernel place k meet at
/// o · stride + k · dilate - pad; outside of x stands the fill.
type internal Windows =
    {
        Size: int[]
        Kernel: int[]
        Stride: int[]
        Pad: int[]
        Dilate: int[]
        Out: int[]
        Fill: float
    }

/// The three sides of a convolution, of which each follows from the two others: ⟨gy, W ⋆ x⟩ is linear in all three.
type internal Side =
    /// (x, W) ↦ y, or (x, W, b) ↦ y + b
    | Output
    /// (gy, W) ↦ gx
    | Input
    /// (x, gy) ↦ gW
    | Kernel

/// <summary>
/// A function that its author differentiates: not computed from primitives that this library could follow. What it is made
/// of stands in Functions/Custom.fs.
/// </summary>
[<AbstractClass>]
type internal UserFunction(name: string) =
    member _.Name = name
    abstract Run: inputs: Value[] -> Value

/// <summary>
/// The primitives. Everything else is composed of them, so a new case needs four things: its shape in OpShape, its
/// computation in Forward, its derivative in Backward, and a row in the table of cases that proves the derivative.
/// </summary>
type internal Op =
    | Unary of Unary
    | Binary of Binary
    /// (c, x, y) ↦ x where c > 0, y elsewhere; all of one shape.
    | Select
    /// The elements rounded to another type.
    | Cast of DType
    /// The same elements under another shape.
    | Reshape of shape: Shape
    /// Axis i of the result is axis axes[i] of the input.
    | Permute of axes: int[]
    /// Axes of length 1, and missing leading axes, repeated.
    | BroadcastTo of shape: Shape
    /// Along each axis the elements start, start + step, …, as many as the shape says; a step may be negative.
    | Slice of starts: int[] * steps: int[] * shape: Shape
    /// The transpose of a slice: zeros of the given shape, with x where the slice would read.
    | Embed of starts: int[] * steps: int[] * shape: Shape
    /// The inputs one after the other along an axis.
    | Concatenate of axis: int
    /// (x, indices) ↦ x[…, indices, …] at an axis, whose place the axes of the indices take; at index -1 stands 0.
    | Gather of axis: int
    /// The transpose of a gather: (y, indices) ↦ zeros with the length at the axis, to which y is added at the indices.
    | Scatter of axis: int * length: int
    /// The sum over the given axes (ascending), which vanish.
    | Sum of axes: int[]
    /// The largest over the given axes (ascending), which vanish.
    | Max of axes: int[]
    /// Where along an axis, which vanishes, the first largest element stands.
    | ArgMax of axis: int
    /// Matrix product over the last two axes, either factor transposed first; leading axes are a batch and agree.
    | MatMul of transposeA: bool * transposeB: bool
    /// (x, W, b) ↦ x Wᵀ + b over a batch, or (x, W) ↦ x Wᵀ: one pass less over the largest results of a small network.
    | Linear
    /// x: (N, C, size…) ↦ every window of it: (C, kernel…, N, out…), so that convolution is one matrix product.
    | Unfold of Windows
    /// The transpose of Unfold: overlapping windows added up.
    | Fold of Windows
    /// y[n, o, p] = Σ W[o, c, k] · x[n, c, p·stride + k·dilate - pad], channels parted into groups, or its gradient with respect to x or
    /// W. x: (N, C, size…), W: (O, C/groups, kernel…), y: (N, O, out…).
    | Convolve of Side * Windows * groups: int
    /// Where the first largest element of each window stands, of all elements of x; or within, of all places of its window. -1 where
    /// a window has no elements, of places 0.
    | Peak of Windows * within: bool
    /// The inverse of each matrix of a batch, for a function that is refused where there is none.
    | Inverse of neededBy: string
    /// The determinant of each matrix of a batch.
    | Determinant
    /// The lower triangular L with A = L Lᵀ, of each matrix of a batch.
    | Cholesky
    /// Pairs of real and imaginary part on the first axis; along the last axis Σₖ xₖ e^(±2πi jk/n), without a factor.
    | Fourier of inverse: bool
    | Custom of UserFunction

[<RequireQualifiedAccess>]
module internal Op =

    /// The operation's name in messages and drawings.
    let name =
        function
        | Unary f ->
            match f with
            | Scale _ -> "Scale"
            | Shift _ -> "Shift"
            | Power _ -> "Power"
            | Clip _ -> "Clip"
            | Abs -> "Abs"
            | Sign -> "Sign"
            | Floor -> "Floor"
            | Exp -> "Exp"
            | Expm1 -> "Expm1"
            | Log -> "Log"
            | Log1p -> "Log1p"
            | Sqrt -> "Sqrt"
            | Sin -> "Sin"
            | Cos -> "Cos"
            | Asin -> "Arcsin"
            | Atan -> "Arctan"
            | Tanh -> "Tanh"
            | Sigmoid -> "Sigmoid"
            | Softplus -> "Softplus"
            | Erf -> "Erf"
            | Erfc -> "Erfc"
            | Erfcx -> "Erfcx"
            | ErfInv -> "ErfInv"
            | ErfcInv -> "ErfcInv"
            | LogGamma -> "LGamma"
            | Digamma -> "Digamma"
        | Binary f ->
            match f with
            | Rectify _ -> "Rectify"
            | Add -> "Add"
            | Subtract -> "Subtract"
            | Multiply -> "Multiply"
            | Divide -> "Divide"
            | Raise -> "Pow"
            | Remainder -> "Fmod"
            | Atan2 -> "Arctan2"
            | Equal -> "Equal"
            | Zeta -> "Zeta"
        | Select -> "Where"
        | Cast _ -> "Cast"
        | Reshape _ -> "Reshape"
        | Permute _ -> "Transpose"
        | BroadcastTo _ -> "BroadcastTo"
        | Slice _ -> "Slice"
        | Embed _ -> "Embed"
        | Concatenate _ -> "Concat"
        | Gather _ -> "Gather"
        | Scatter _ -> "Scatter"
        | Sum _ -> "Sum"
        | Max _ -> "Max"
        | ArgMax _ -> "ArgMax"
        | MatMul _ -> "MatMul"
        | Linear -> "Linear"
        | Unfold _ -> "Unfold"
        | Fold _ -> "Fold"
        | Convolve(side, _, _) ->
            match side with
            | Output -> "Convolution"
            | Input -> "Deconvolution"
            | Kernel -> "ConvolutionGradient"
        | Peak _ -> "Peak"
        | Inverse neededBy -> neededBy
        | Determinant -> "Det"
        | Cholesky -> "Cholesky"
        | Fourier _ -> "FFT"
        | Custom f -> f.Name
