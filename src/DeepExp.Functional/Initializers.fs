namespace DeepExp.Functional

open DeepExp

/// How a parameter of a given element type and shape begins.
type Initializer = DType -> Shape -> Key -> Tensor

/// The starting values of parameters.
[<RequireQualifiedAccess>]
module Initializers =

    /// Every element c.
    let constant c : Initializer =
        fun dtype shape _ -> Tensor.full dtype shape c

    /// N(0, std²).
    let normal (std: float) : Initializer =
        fun dtype shape key -> std * Key.normal dtype shape key

    /// <summary>
    /// N(0, scale² / fanIn), where fanIn, the number of inputs to one output, is the product of all lengths but the first:
    /// it keeps the variance of what flows through a linear layer (LeCun et al., «Efficient BackProp», 1998). The default for
    /// weights, with scale 1.
    /// </summary>
    /// <exception cref="DeepExpException">The shape has fewer than two axes, so no fan-in.</exception>
    let lecunNormal (scale: float) : Initializer =
        fun dtype shape key ->
            if shape.Length < 2 then
                fail "LeCunNormal" $"shape {Shape.format shape} has no fan-in; a weight has at least two axes: out×in."

            normal (scale / sqrt (float (max 1 (Shape.size shape[1..])))) dtype shape key
