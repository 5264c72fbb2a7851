namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The hyperparameters of Adam.
type AdamOptions =
    {
        /// The step size α.
        alpha: float
        /// The decay β₁ of the mean of gradients, in [0, 1).
        beta1: float
        /// The decay β₂ of the mean of their squares, in [0, 1).
        beta2: float
        /// ε, added to √v.
        eps: float
        /// A factor η on the whole step, decay included.
        eta: float
        /// Decoupled weight decay: p loses η · weightDecayRate · p a step, α left out.
        weightDecayRate: float
        /// Whether √v is replaced by the root of the largest v so far (AMSGrad).
        amsgrad: bool
        /// Whether each element's step size α_t / (√v + ε) is kept between two bounds (AdaBound).
        adabound: bool
        /// AdaBound: the step size where both bounds meet, at α = initialAlpha.
        finalLr: float
        /// AdaBound: how fast they meet.
        gamma: float
        /// AdaBound: the α to which finalLr belongs; α itself if there is none.
        initialAlpha: float option
    }

/// The state of Adam: the number of steps taken, the decayed means of gradients and of their squares, and with AMSGrad the
/// largest v so far.
type AdamState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The decayed mean of g.
        m: 'P
        /// The decayed mean of g².
        v: 'P
        /// With AMSGrad the largest v so far, else none.
        vhat: 'P option
    }

/// The step size α_t that a thread asked for last. Parameters that are updated one by one ask for the same one after the other,
/// and two powers take as long as the update of a small parameter.
[<AbstractClass; Sealed>]
type private LastStepSize private () =
    [<ThreadStatic; DefaultValue>]
    static val mutable private asked: struct (float * float * float * int)

    [<ThreadStatic; DefaultValue>]
    static val mutable private size: float

    static member Of(alpha, beta1, beta2, t: int) =
        let struct (alpha', beta1', beta2', t') = LastStepSize.asked

        if t <> t' || alpha <> alpha' || beta1 <> beta1' || beta2 <> beta2' then
            LastStepSize.size <- alpha * sqrt (1.0 - beta2 ** float t) / (1.0 - beta1 ** float t)
            LastStepSize.asked <- struct (alpha, beta1, beta2, t)

        LastStepSize.size

/// <summary>
/// Adam (Kingma and Ba, «Adam: a method for stochastic optimization», 2015), as Chainer computes it:
/// m ← m + (1-β₁)(g-m), v ← v + (1-β₂)(g²-v), α_t = α √(1-β₂ᵗ) / (1-β₁ᵗ), p ← p - η (α_t m / (√v + ε) + λ p).
/// The correction of both means stands in α_t, so ε is added to the uncorrected √v; in the paper it is added to the corrected
/// one. λ is the decoupled decay of AdamW (Loshchilov and Hutter, 2019). AMSGrad (Reddi et al., «On the convergence of Adam and
/// beyond», 2018) divides by the root of v̂ ← max(v̂, v) instead. AdaBound (Luo et al., «Adaptive gradient methods with dynamic
/// bound of learning rate», 2019) moves α_t / (√v + ε) into [f (1 - 1/(γt+1)), f (1 + 1/(γt))] with
/// f = finalLr · α / initialAlpha.
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// m_t &amp;= \beta_1 m_{t-1} + (1 - \beta_1)\,g_t \\
/// v_t &amp;= \beta_2 v_{t-1} + (1 - \beta_2)\,g_t^2 \\
/// \alpha_t &amp;= \alpha\,\frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \\
/// p_t &amp;= p_{t-1} - \eta \left( \alpha_t\,\frac{m_t}{\sqrt{v_t} + \varepsilon} + \lambda\,p_{t-1} \right)
/// \end{aligned} \]
/// AMSGrad puts \( \hat v_t = \max(\hat v_{t-1}, v_t) \) in the place of \( v_t \) in the last line; AdaBound puts
/// there
/// \[ \begin{gathered}
/// \operatorname{clip} \left( \frac{\alpha_t}{\sqrt{v_t} + \varepsilon},\ f \left( 1 - \frac{1}{\gamma t + 1} \right),\
/// f \left( 1 + \frac{1}{\gamma t} \right) \right) m_t, \\
/// f = \text{finalLr}\,\frac{\alpha}{\text{initialAlpha}}
/// \end{gathered} \]
/// </remarks>
[<RequireQualifiedAccess>]
module Adam =

    /// α = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 1e-8, η = 1, no decay; finalLr = 0.1 and γ = 0.001 for AdaBound.
    let defaults =
        {
            alpha = 0.001
            beta1 = 0.9
            beta2 = 0.999
            eps = 1e-8
            eta = 1.0
            weightDecayRate = 0.0
            amsgrad = false
            adabound = false
            finalLr = 0.1
            gamma = 0.001
            initialAlpha = None
        }

    /// AMSGrad with the defaults.
    let amsGrad = { defaults with amsgrad = true }

    /// AdaBound with the defaults.
    let adaBound = { defaults with adabound = true }

    /// AdaBound with AMSGrad, with the defaults.
    let amsBound = { adaBound with amsgrad = true }

    let private alphaAt options t =
        LastStepSize.Of(options.alpha, options.beta1, options.beta2, t)

    /// Between what AdaBound keeps each step size; all is allowed without.
    let private bounds options (t: int) =
        if options.adabound then
            let final =
                options.finalLr * options.alpha / defaultArg options.initialAlpha options.alpha

            let slack = options.gamma * float t
            struct (final * (1.0 - 1.0 / (slack + 1.0)), final * (1.0 + 1.0 / slack))
        else
            struct (-infinity, infinity)

    let private plain o t =
        Updates.Adam(alphaAt o t, o.beta1, o.beta2, o.eps, o.eta, o.weightDecayRate)

    let private bounded o t =
        let struct (low, high) = bounds o t
        Updates.AdaBound(alphaAt o t, o.beta1, o.beta2, o.eps, o.eta, o.weightDecayRate, low, high)

    let private largest o t =
        let struct (low, high) = bounds o t
        Updates.AmsGrad(alphaAt o t, o.beta1, o.beta2, o.eps, o.eta, o.weightDecayRate, low, high)

    let private isPlain o = not o.amsgrad && not o.adabound
    let private isBounded o = not o.amsgrad && o.adabound
    let private isLargest o = o.amsgrad

    /// A kind of rule, while the hyperparameters are of that kind: they may change from step to step, but a compiled step keeps its works.
    let private during isKind (make: AdamOptions -> int -> 'R) (values: Func<AdamOptions>) t =
        let o = values.Invoke()

        if not (isKind o) then
            fail "Adam" $"amsgrad or adabound was switched after the step was compiled; compile it anew."

        make o t

    /// The optimizer whose hyperparameters are asked for in each step.
    let internal following (values: Func<AdamOptions>) : Optimizer<'P, AdamState<'P>> =
        let options = values.Invoke()
        Optimizer.requireUnit "Adam" "beta1" options.beta1
        Optimizer.requireUnit "Adam" "beta2" options.beta2
        Optimizer.requireFinite "Adam" "alpha" options.alpha
        Optimizer.requireNotNegative "Adam" "eps" options.eps
        Optimizer.requireFinite "Adam" "eta" options.eta
        Optimizer.requireFinite "Adam" "weightDecayRate" options.weightDecayRate

        if options.adabound then
            Optimizer.requireNotNegative "Adam" "alpha" options.alpha
            Optimizer.requireNotNegative "Adam" "finalLr" options.finalLr
            Optimizer.requirePositive "Adam" "gamma" options.gamma
            Optimizer.requirePositive "Adam" "initialAlpha" (defaultArg options.initialAlpha options.alpha)

        let plain, bounded, largest =
            during isPlain plain values, during isBounded bounded values, during isLargest largest values

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = Count.zero
                        m = zeros
                        v = zeros
                        vhat = if options.amsgrad then Some zeros else None
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t
                    let options = values.Invoke()
                    let states = [| struct ("state m", state.m); struct ("state v", state.v) |]

                    if options.amsgrad then
                        let vhat = state.vhat |> Option.defaultWith (fun () -> Optimizer.zeros parameters)
                        let states = Array.append states [| struct ("state vhat", vhat) |]

                        let p, next = Optimizer.update "Adam" largest t parameters gradients states

                        p,
                        {
                            t = t
                            m = next[0]
                            v = next[1]
                            vhat = Some next[2]
                        }
                    else
                        let p, next =
                            if options.adabound then
                                Optimizer.update "Adam" bounded t parameters gradients states
                            else
                                Optimizer.update "Adam" plain t parameters gradients states

                        p,
                        {
                            t = t
                            m = next[0]
                            v = next[1]
                            vhat = None
                        }
        }

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">
    /// A decay lies outside [0, 1), eps is negative, a number is not finite; or, with AdaBound, initialAlpha or gamma is not
    /// positive, or alpha or finalLr is negative.
    /// </exception>
    let create (options: AdamOptions) : Optimizer<'P, AdamState<'P>> = following (Func<_>(fun () -> options))
