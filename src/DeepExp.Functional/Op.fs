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
    | Exp
    | Log
    | Sqrt
    /// min(max(x, low), high)
    | Clip of low: float * high: float
    | Tanh
    /// 1 / (1 + e^-x)
    | Sigmoid

/// Functions of two elements; the shapes broadcast.
type internal Binary =
    | Add
    | Subtract
    | Multiply
    | Divide
    /// (c, v) ↦ v where c > 0, slope · v elsewhere: leaky ReLU is Rectify(x, x), its derivative Rectify(x, gy).
    | Rectify of slope: float

/// <summary>
/// The primitives. Everything else is composed of them, so a new case needs four things: its shape and its computation in
/// Forward, its derivative in Backward, and a row in the table of cases that proves the derivative.
/// </summary>
type internal Op =
    | Unary of Unary
    | Binary of Binary
    /// The elements rounded to another type.
    | Cast of DType
    /// The same elements under another shape.
    | Reshape of shape: Shape
    /// Axis i of the result is axis axes[i] of the input.
    | Permute of axes: int[]
    /// Axes of length 1, and missing leading axes, repeated.
    | BroadcastTo of shape: Shape
    /// The sum over the given axes (ascending), which vanish.
    | Sum of axes: int[]
    /// Matrix product over the last two axes, either factor transposed first; leading axes are a batch and agree.
    | MatMul of transposeA: bool * transposeB: bool
    /// (x, W, b) ↦ x Wᵀ + b over a batch, or (x, W) ↦ x Wᵀ: one pass less over the largest results of a small network.
    | Linear

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
            | Abs -> "Abs"
            | Sign -> "Sign"
            | Exp -> "Exp"
            | Log -> "Log"
            | Sqrt -> "Sqrt"
            | Clip _ -> "Clip"
            | Tanh -> "Tanh"
            | Sigmoid -> "Sigmoid"
        | Binary f ->
            match f with
            | Add -> "Add"
            | Subtract -> "Subtract"
            | Multiply -> "Multiply"
            | Divide -> "Divide"
            | Rectify _ -> "Rectify"
        | Cast _ -> "Cast"
        | Reshape _ -> "Reshape"
        | Permute _ -> "Transpose"
        | BroadcastTo _ -> "BroadcastTo"
        | Sum _ -> "Sum"
        | MatMul _ -> "MatMul"
        | Linear -> "Linear"
