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
        let format (x: Tensor) = Shape.format x.Value.Shape

        if x.Rank < 2 then
            fail "Linear" $"x has shape {format x}, but needs a batch axis: N×in; reshape one sample to 1×in."

        let features = Shape.size x.Value.Shape[1..]

        match W.Value.Shape with
        | [| _; expected |] when expected <> features ->
            fail "Linear" $"x has {features} features (shape {format x}) but W expects {expected} (shape {format W})."
        | [| outputs; _ |] ->
            match b with
            | Some b when not (Shape.same b.Value.Shape [| outputs |]) ->
                fail
                    "Linear"
                    $"b has shape {format b} but W (shape {format W}) gives {outputs} outputs; b must have shape {outputs}."
            | _ -> ()
        | _ -> fail "Linear" $"W has shape {format W}, but a weight matrix has two axes: out×in."

        let rows =
            if x.Rank = 2 then
                x
            else
                Tensor.reshape [| x.Value.Shape[0]; features |] x

        let xW = Tensor.product false true rows W

        match b with
        | Some b -> xW + b
        | None -> xW
