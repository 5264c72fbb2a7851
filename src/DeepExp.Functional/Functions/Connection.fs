namespace DeepExp.Functional

open DeepExp

/// Functions that connect layers.
[<RequireQualifiedAccess>]
module Connection =

    /// <summary>
    /// y = x Wᵀ + b for x: N×in, W: out×in, b: out (or none), y: N×out. An x with more axes is read as N×in, its axes after
    /// the first in one row.
    /// </summary>
    /// <exception cref="DeepExpException">x has no batch axis, or a number of features or biases that W does not expect.</exception>
    let linear (W: Tensor) (b: Tensor option) (x: Tensor) =
        match b with
        | Some b -> Tensor.Apply(Op.Linear, [| x; W; b |])
        | None -> Tensor.Apply(Op.Linear, [| x; W |])
