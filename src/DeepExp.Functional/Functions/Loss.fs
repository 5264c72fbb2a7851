namespace DeepExp.Functional

open DeepExp

/// How far predictions are from their targets, as one number.
[<RequireQualifiedAccess>]
module Loss =

    /// <summary>The mean over all elements of (y - t)², for y and t of one shape.</summary>
    /// <exception cref="DeepExpException">The shapes differ: broadcasting here would hide a mistake.</exception>
    let meanSquaredError (t: Tensor) (y: Tensor) =
        if not (Shape.same t.Value.Shape y.Value.Shape) then
            fail
                "MeanSquaredError"
                $"y has shape {Shape.format y.Value.Shape} and t has shape {Shape.format t.Value.Shape}; they must be equal."

        Tensor.mean (Tensor.power 2.0 (y - t))
