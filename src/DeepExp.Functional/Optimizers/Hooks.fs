namespace DeepExp.Functional

open System
open System.Numerics.Tensors
open DeepExp.Kernels
open DeepExp

/// The state of gradient noise: the number of steps taken.
type NoiseState =
    {
        /// How many steps were taken.
        t: Count
    }

/// <summary>Changes of the gradients before an optimizer uses them; put before it with <c>Optimizer.chain</c>.</summary>
[<RequireQualifiedAccess>]
module Hooks =

    let private change operation (f: Tensor[] -> Tensor[] -> Tensor[]) : Optimizer<'P, unit> =
        Optimizer.stateless (fun parameters gradients ->
            let p = Parameters.leaves parameters
            let g = Optimizer.leavesLike operation "gradients" p gradients
            f p g |> Parameters.rebuild gradients)

    /// Σx² as a scalar of float64, whatever the type of x.
    let private square x = Tensor.cast Float64 (Tensor.dot x x)

    /// The rate where c > 0, and 1 elsewhere.
    let private orOne c rate =
        Tensor.where c rate (Tensor.onesLike rate)

    /// rate · g for a rate of float64.
    let private scaled rate (g: Tensor) = Tensor.cast g.DType rate * g

    /// <summary>g ← g + rate · p: the gradient of rate · ½‖p‖².</summary>
    /// <remarks>
    /// \[ g \leftarrow g + \lambda\,p = \frac{\partial}{\partial p} \left( \ell + \frac{\lambda}{2} \lVert p \rVert_2^2
    /// \right) \]
    /// with the rate \( \lambda \).
    /// </remarks>
    /// <exception cref="DeepExpException">The rate is not finite.</exception>
    let weightDecay (rate: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "WeightDecay" "rate" rate
        change "WeightDecay" (Array.map2 (fun p g -> g + rate * p))

    /// <summary>g ← g + rate · sign(p): the gradient of rate · ‖p‖₁.</summary>
    /// <remarks>
    /// \[ g \leftarrow g + \lambda \operatorname{sgn} p = \frac{\partial}{\partial p} \bigl( \ell + \lambda \lVert p
    /// \rVert_1 \bigr) \]
    /// with the rate \( \lambda \).
    /// </remarks>
    /// <exception cref="DeepExpException">The rate is not finite.</exception>
    let lasso (rate: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "Lasso" "rate" rate
        change "Lasso" (Array.map2 (fun p g -> g + rate * Tensor.sign p))

    /// <summary>
    /// All gradients scaled by threshold / ‖g‖ where their common norm ‖g‖ = √Σg² exceeds the threshold
    /// (Pascanu et al., «On the difficulty of training recurrent neural networks», 2013).
    /// </summary>
    /// <remarks>
    /// \[ g \leftarrow g\,\min \left( 1,\ \frac{\theta}{\lVert g \rVert_2} \right) \]
    /// with the threshold \( \theta \).
    /// </remarks>
    /// <exception cref="DeepExpException">The threshold is negative or not finite.</exception>
    let gradientClipping (threshold: float) : Optimizer<'P, unit> =
        Optimizer.requireFinite "GradientClipping" "threshold" threshold

        if threshold < 0.0 then
            fail "GradientClipping" $"threshold is {threshold}, but a norm is never below 0."

        change "GradientClipping" (fun _ gradients ->
            let squares =
                gradients |> Array.map square |> Array.fold (+) (Tensor.scalar Float64 0.0)

            let rate = threshold / Tensor.sqrt squares
            Array.map (scaled (orOne (1.0 - rate) rate)) gradients)

    /// <summary>Each element of the gradients moved into [lower, upper].</summary>
    /// <remarks>\[ g \leftarrow \min(\max(g, l), u) \] with lower \( l \) and upper \( u \).</remarks>
    /// <exception cref="DeepExpException">lower exceeds upper, or one is NaN.</exception>
    let gradientHardClipping lower upper : Optimizer<'P, unit> =
        if not (lower <= upper) then
            fail "GradientHardClipping" $"lower is {lower} and upper is {upper}; lower must not exceed upper."

        change "GradientHardClipping" (fun _ -> Array.map (Tensor.clip lower upper))

    /// <summary>
    /// Layer-wise adaptive rates: for each parameter g ← (g + weightDecay · p) · ‖p‖ / (ε + ‖g‖ + weightDecay · ‖p‖) where ‖p‖
    /// exceeds the threshold, g ← g + weightDecay · p elsewhere (You et al., «Large batch training of convolutional networks», 2017).
    /// </summary>
    /// <remarks>
    /// \[ g \leftarrow \begin{cases}
    /// \dfrac{\lVert p \rVert_2}{\varepsilon + \lVert g \rVert_2 + \lambda \lVert p \rVert_2}\,(g + \lambda p) &amp;
    /// \lVert p \rVert_2 &gt; \theta \\
    /// g + \lambda p &amp; \text{else} \end{cases} \]
    /// with the threshold \( \theta \) and the weight decay \( \lambda \).
    /// </remarks>
    /// <exception cref="DeepExpException">A number is negative or not finite.</exception>
    let gradientLars (threshold: float) (weightDecay: float) (eps: float) : Optimizer<'P, unit> =
        Optimizer.requireNotNegative "GradientLARS" "threshold" threshold
        Optimizer.requireNotNegative "GradientLARS" "weightDecay" weightDecay
        Optimizer.requireNotNegative "GradientLARS" "eps" eps

        change
            "GradientLARS"
            (Array.map2 (fun p g ->
                let size = Tensor.sqrt (square p)
                let rate = size / (eps + Tensor.sqrt (square g) + weightDecay * size)
                scaled (orOne (size - threshold) rate) (g + weightDecay * p)))

    /// <summary>
    /// Noise of N(0, η / (1+t)^0.55), of the shape and type of x, for step t of the key's (Neelakantan et al., «Adding gradient
    /// noise improves learning for very deep networks», 2015).
    /// </summary>
    /// <remarks>\[ n_t \sim N \left( 0, \frac{\eta}{(1 + t)^{0.55}} \right) \]</remarks>
    /// <exception cref="DeepExpException">x is int32.</exception>
    let exponentialDecayNoise (eta: float) (t: Count) (key: Key) (x: Tensor) =
        if x.DType = Int32 then
            fail "GradientNoise" $"x is {Value.describe x.Value}, but noise is float32 or float64."

        let y = Value.allocate x.DType x.Value.Shape

        Recording.fill "GradientNoise" (t.Path @ key.Path) (struct (eta, t.Own, key.Own)) y (fun y ->
            let bits = (Key.at t.Now key.Now).Bits
            let deviation = sqrt (eta / (1.0 + float t.Now) ** 0.55)

            match y.Elements with
            | F32 z ->
                Philox.Normal<float32>(bits, z)
                TensorPrimitives.Multiply(ReadOnlySpan z, float32 deviation, Span z)
            | F64 z ->
                Philox.Normal<float>(bits, z)
                TensorPrimitives.Multiply(ReadOnlySpan z, deviation, Span z)
            | _ -> ForwardElements.unreachable ())

        Tensor y

    /// <summary>
    /// g ← g + noise of <c>exponentialDecayNoise</c>. The state is the number of steps taken; each parameter draws from a key of
    /// its own, at its place in the row of the given one.
    /// </summary>
    /// <remarks>\[ g \leftarrow g + n_t, \qquad n_t \sim N \left( 0, \frac{\eta}{(1 + t)^{0.55}} \right) \]</remarks>
    /// <exception cref="DeepExpException">eta is negative or not finite.</exception>
    let gradientNoise (eta: float) (key: Key) : Optimizer<'P, NoiseState> =
        Optimizer.requireNotNegative "GradientNoise" "eta" eta

        {
            Init = fun _ -> { t = Count.zero }
            Update =
                fun { t = t } parameters gradients ->
                    let p = Parameters.leaves parameters

                    Optimizer.leavesLike "GradientNoise" "gradients" p gradients
                    |> Array.mapi (fun i g -> g + exponentialDecayNoise eta t (Key.at i key) g)
                    |> Parameters.rebuild gradients,
                    { t = Count.next t }
        }
