namespace DeepExp.Functional

open DeepExp

/// <summary>
/// By what a loss is multiplied before its gradient is taken, so that small gradients do not vanish in float32; the gradients
/// are divided by it again.
/// </summary>
type LossScale =
    {
        /// The factor.
        scale: float
        /// By what it grows with each finite gradient once one was not; 1 for a scale that stays.
        growth: float
        /// Whether a gradient was infinite or NaN, ever.
        overflowed: bool
    }

/// <summary>Scaling the loss (Micikevicius et al., «Mixed precision training», 2018).</summary>
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module LossScale =

    /// <summary>A scale that stays.</summary>
    /// <exception cref="DeepExpException">The scale is not positive and finite.</exception>
    let fixedAt (scale: float) =
        Optimizer.requirePositive "LossScaling" "scale" scale

        {
            scale = scale
            growth = 1.0
            overflowed = true
        }

    /// <summary>
    /// A scale that begins as 1 and doubles until gradients overflow; from then on it doubles in so many steps, and halves
    /// where they overflow. It stays between 1 and 65504, the largest number of float16.
    /// </summary>
    /// <remarks>
    /// \[ s \leftarrow \min(\max(2^{1/n} s,\ 1),\ 65504) \]
    /// a step, with the interval \( n \), once a gradient has overflowed.
    /// </remarks>
    /// <exception cref="DeepExpException">The interval is below 1.</exception>
    let dynamic (interval: int) =
        if interval < 1 then
            fail "LossScaling" $"interval is {interval}, but must be at least 1."

        {
            scale = 1.0
            growth = 2.0 ** (1.0 / float interval)
            overflowed = false
        }

    /// Whether each element of each gradient is a finite number.
    let isFinite (gradients: 'P) =
        Parameters.leaves gradients
        |> Array.forall (fun g ->
            Recording.read "LossScale" g.Value
            g.ToArray<float>() |> Array.forall System.Double.IsFinite)

    /// <summary>The scale after a step whose gradients were finite, or were not.</summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// s \leftarrow \min(\max(c\,s,\ 1),\ 65504), \\
    /// c = \begin{cases} \frac{1}{2} &amp; \text{not finite} \\ 2 &amp; \text{finite, and always before} \\ 2^{1/n}
    /// &amp; \text{finite, but not always before} \end{cases}
    /// \end{gathered} \]
    /// with the interval \( n \) of a dynamic scale.
    /// </remarks>
    let next finite (current: LossScale) =
        if current.growth = 1.0 then
            current
        else
            let factor =
                if not finite then 0.5
                elif current.overflowed then current.growth
                else 2.0

            { current with
                scale = current.scale * factor |> max 1.0 |> min 65504.0
                overflowed = current.overflowed || not finite
            }

    /// <summary>The gradients of the loss itself from those of the scaled loss.</summary>
    /// <remarks>\[ g \leftarrow \frac{g}{s} \]</remarks>
    let unscale (current: LossScale) (gradients: 'P) =
        Parameters.map (fun g -> g / current.scale) gradients

    /// <summary>
    /// One step of training with a scaled loss. Where gradients are not finite and the scale is dynamic, the step is left out, and
    /// only the scale changes.
    /// </summary>
    /// <remarks>\[ g = \frac{1}{s}\,\frac{\partial (s\,\ell)}{\partial p} \] with the scale \( s \).</remarks>
    let step (optimizer: Optimizer<'P, 'S>) loss (parameters: 'P, state: 'S, scale: LossScale) (batch: 'Batch) =
        let value, back = Gradient.pullback (fun p -> loss p batch) parameters

        let gradients =
            back (Tensor.full value.DType value.Value.Shape scale.scale) |> unscale scale

        let finite = scale.growth = 1.0 || isFinite gradients

        let parameters, state =
            if finite then
                optimizer.Update state parameters gradients
            else
                parameters, state

        value, (parameters, state, next finite scale)
