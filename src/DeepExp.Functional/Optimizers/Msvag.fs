namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The hyperparameters of M-SVAG.
type MsvagOptions =
    {
        /// The learning rate.
        lr: float
        /// The decay β of the means of gradients and of their squares, in [0, 1).
        beta: float
        /// A factor η on the whole step, decay included.
        eta: float
        /// Decoupled weight decay: p loses η · weightDecayRate · p a step, lr left out.
        weightDecayRate: float
    }

/// The state of M-SVAG: the number of steps taken, and the decayed means of gradients and of their squares.
type MsvagState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The decayed mean of g.
        m: 'P
        /// The decayed mean of g².
        v: 'P
    }

/// <summary>
/// M-SVAG, momentum with a step for each element that shrinks with its gradient's variance (Balles and Hennig, «Dissecting Adam:
/// the sign, magnitude and variance of stochastic gradients», 2018): m̂ and v̂ are the means of g and of g², decayed by β and
/// corrected by 1-βᵗ, ρ = (1-β)² (1-β²ᵗ) / ((1-βᵗ)² (1-β²)), at most 0.9999, s = (v̂-m̂²) / (1-ρ), and
/// p ← p - η (lr · m̂ · γ + λ p) with γ = m̂² / (m̂² + ρ s), moved into [0, 1], 0 where both are 0.
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// m_t &amp;= \beta\,m_{t-1} + (1 - \beta)\,g_t, &amp; \hat m_t &amp;= \frac{m_t}{1 - \beta^t} \\
/// v_t &amp;= \beta\,v_{t-1} + (1 - \beta)\,g_t^2, &amp; \hat v_t &amp;= \frac{v_t}{1 - \beta^t} \\
/// \rho_t &amp;= \min \left( \frac{(1 - \beta)^2\,(1 - \beta^{2t})}{(1 - \beta^t)^2\,(1 - \beta^2)},\ 0.9999 \right),
/// &amp; s_t &amp;= \frac{\hat v_t - \hat m_t^2}{1 - \rho_t} \\
/// \gamma_t &amp;= \min \left( \max \left( \frac{\hat m_t^2}{\hat m_t^2 + \rho_t s_t},\ 0 \right),\ 1 \right), &amp;
/// p_t &amp;= p_{t-1} - \eta\,(\text{lr}\;\hat m_t \gamma_t + \lambda\,p_{t-1})
/// \end{aligned} \]
/// </remarks>
[<RequireQualifiedAccess>]
module Msvag =

    /// lr = 0.1, β = 0.9, η = 1, no decay.
    let defaults =
        {
            lr = 0.1
            beta = 0.9
            eta = 1.0
            weightDecayRate = 0.0
        }

    let private rule options t =
        let b = options.beta
        let bt = b ** float t

        let rho =
            (1.0 - b) ** 2.0 * (1.0 - bt ** 2.0) / ((1.0 - bt) ** 2.0 * (1.0 - b ** 2.0))
            |> min 0.9999

        Updates.Msvag(options.lr, b, bt, rho, options.eta, options.weightDecayRate)

    /// The optimizer whose hyperparameters are asked for in each step.
    let internal following (values: Func<MsvagOptions>) : Optimizer<'P, MsvagState<'P>> =
        let options = values.Invoke()
        Optimizer.requireFinite "MSVAG" "lr" options.lr
        Optimizer.requireUnit "MSVAG" "beta" options.beta
        Optimizer.requireFinite "MSVAG" "eta" options.eta
        Optimizer.requireFinite "MSVAG" "weightDecayRate" options.weightDecayRate

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters
                    { t = Count.zero; m = zeros; v = zeros }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t
                    let states = [| struct ("state m", state.m); struct ("state v", state.v) |]
                    let rule t = rule (values.Invoke()) t
                    let p, next = Optimizer.update "MSVAG" rule t parameters gradients states
                    p, { t = t; m = next[0]; v = next[1] }
        }

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">beta lies outside [0, 1), or a number is not finite.</exception>
    let create (options: MsvagOptions) : Optimizer<'P, MsvagState<'P>> = following (Func<_>(fun () -> options))
