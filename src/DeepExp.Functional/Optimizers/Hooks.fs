namespace DeepExp.Functional

open DeepExp

/// <summary>Changes of the gradients before an optimizer uses them; put before it with <c>Optimizer.chain</c>.</summary>
[<RequireQualifiedAccess>]
module Hooks =

    /// <summary>g ← g + rate · p: the gradient of rate · ½‖p‖².</summary>
    let weightDecay (rate: float) : Optimizer<'P, unit> =
        Optimizer.stateless (Parameters.map2 (fun p g -> g + rate * p))

    /// <summary>g ← g + rate · sign(p): the gradient of rate · ‖p‖₁.</summary>
    let lasso (rate: float) : Optimizer<'P, unit> =
        Optimizer.stateless (Parameters.map2 (fun p g -> g + rate * Tensor.sign p))

    /// <summary>
    /// All gradients scaled by threshold / ‖g‖ where their common norm ‖g‖ = √Σg² exceeds the threshold
    /// (Pascanu et al., «On the difficulty of training recurrent neural networks», 2013).
    /// </summary>
    let gradientClipping (threshold: float) : Optimizer<'P, unit> =
        Optimizer.stateless (fun _ gradients ->
            let squares =
                gradients
                |> Parameters.fold (fun sum g -> sum + (Tensor.dot g g).ToScalar()) 0.0

            let rate = threshold / sqrt squares

            if rate < 1.0 then
                Parameters.map (fun g -> rate * g) gradients
            else
                gradients)

    /// <summary>Each element of the gradients moved into [lower, upper].</summary>
    let gradientHardClipping lower upper : Optimizer<'P, unit> =
        Optimizer.stateless (fun _ -> Parameters.map (Tensor.clip lower upper))
