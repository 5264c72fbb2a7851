namespace DeepExp.Functional

open DeepExp

/// <summary>Changes of the gradients before an optimizer uses them; put before it with <c>Optimizer.chain</c>.</summary>
[<RequireQualifiedAccess>]
module Hooks =

    let private change operation (f: Tensor[] -> Tensor[] -> Tensor[]) : Optimizer<'P, unit> =
        Optimizer.stateless (fun parameters gradients ->
            let p = Parameters.leaves parameters
            let g = Optimizer.leavesLike operation "gradients" p gradients
            f p g |> Parameters.rebuild gradients)

    /// <summary>g ← g + rate · p: the gradient of rate · ½‖p‖².</summary>
    /// <exception cref="DeepExpException">The rate is not finite.</exception>
    let weightDecay (rate: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "WeightDecay" "rate" rate
        change "WeightDecay" (Array.map2 (fun p g -> g + rate * p))

    /// <summary>g ← g + rate · sign(p): the gradient of rate · ‖p‖₁.</summary>
    /// <exception cref="DeepExpException">The rate is not finite.</exception>
    let lasso (rate: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "Lasso" "rate" rate
        change "Lasso" (Array.map2 (fun p g -> g + rate * Tensor.sign p))

    /// <summary>
    /// All gradients scaled by threshold / ‖g‖ where their common norm ‖g‖ = √Σg² exceeds the threshold
    /// (Pascanu et al., «On the difficulty of training recurrent neural networks», 2013).
    /// </summary>
    /// <exception cref="DeepExpException">The threshold is negative or not finite.</exception>
    let gradientClipping (threshold: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "GradientClipping" "threshold" threshold

        if threshold < 0.0 then
            fail "GradientClipping" $"threshold is {threshold}, but a norm is never below 0."

        change "GradientClipping" (fun _ gradients ->
            let squares = gradients |> Array.sumBy (fun g -> (Tensor.dot g g).ToScalar())
            let rate = threshold / sqrt squares

            if rate < 1.0 then
                Array.map (fun g -> rate * g) gradients
            else
                gradients)

    /// <summary>Each element of the gradients moved into [lower, upper].</summary>
    /// <exception cref="DeepExpException">lower exceeds upper, or one is NaN.</exception>
    let gradientHardClipping lower upper : Optimizer<'P, unit> =
        if not (lower <= upper) then
            fail "GradientHardClipping" $"lower is {lower} and upper is {upper}; lower must not exceed upper."

        change "GradientHardClipping" (fun _ -> Array.map (Tensor.clip lower upper))
