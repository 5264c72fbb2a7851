namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The state of AdaGrad: the number of steps taken, and the sum of the squares of gradients.
type AdaGradState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The sum of g².
        h: 'P
    }

/// <summary>
/// AdaGrad (Duchi et al., «Adaptive subgradient methods for online learning and stochastic optimization», 2011):
/// h ← h + g², p ← p - lr · g / (√h + ε).
/// </summary>
/// <remarks>
/// \[ h_t = h_{t-1} + g_t^2, \qquad p_t = p_{t-1} - \eta\,\frac{g_t}{\sqrt{h_t} + \varepsilon} \]
/// with the learning rate \( \eta \).
/// </remarks>
[<RequireQualifiedAccess>]
module AdaGrad =

    /// The optimizer whose learning rate and ε are asked for in each step.
    let internal following (values: Func<struct (float * float)>) : Optimizer<'P, AdaGradState<'P>> =
        let struct (lr, eps) = values.Invoke()
        Optimizer.requireFinite "AdaGrad" "lr" lr
        Optimizer.requireNotNegative "AdaGrad" "eps" eps

        let rule _ =
            let struct (lr, eps) = values.Invoke()
            Updates.AdaGrad(lr, eps)

        {
            Init =
                fun parameters ->
                    {
                        t = Count.zero
                        h = Optimizer.zeros parameters
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let p, next =
                        Optimizer.update "AdaGrad" rule t parameters gradients [| struct ("state h", state.h) |]

                    p, { t = t; h = next[0] }
        }

    /// <summary>The optimizer with learning rate lr and ε (Chainer's defaults are 0.001 and 1e-8).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or eps is negative or not finite.</exception>
    let create (lr: float) (eps: float) : Optimizer<'P, AdaGradState<'P>> =
        following (Func<_>(fun () -> struct (lr, eps)))

/// The state of AdaDelta: the number of steps taken, and the decayed means of the squares of gradients and of steps.
type AdaDeltaState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The decayed mean of g².
        msg: 'P
        /// The decayed mean of dx², the squares of the steps.
        msdx: 'P
    }

/// <summary>
/// AdaDelta (Zeiler, «ADADELTA: an adaptive learning rate method», 2012), which has no learning rate:
/// msg ← ρ msg + (1-ρ) g², dx = √((msdx + ε) / (msg + ε)) · g, msdx ← ρ msdx + (1-ρ) dx², p ← p - dx.
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// n_t &amp;= \rho\,n_{t-1} + (1 - \rho)\,g_t^2 \\
/// \delta_t &amp;= \sqrt{\frac{d_{t-1} + \varepsilon}{n_t + \varepsilon}}\;g_t \\
/// d_t &amp;= \rho\,d_{t-1} + (1 - \rho)\,\delta_t^2 \\
/// p_t &amp;= p_{t-1} - \delta_t
/// \end{aligned} \]
/// with the states msg \( n \) and msdx \( d \).
/// </remarks>
[<RequireQualifiedAccess>]
module AdaDelta =

    /// The optimizer whose decay and ε are asked for in each step.
    let internal following (values: Func<struct (float * float)>) : Optimizer<'P, AdaDeltaState<'P>> =
        let struct (rho, eps) = values.Invoke()
        Optimizer.requireUnit "AdaDelta" "rho" rho
        Optimizer.requireNotNegative "AdaDelta" "eps" eps

        let rule _ =
            let struct (rho, eps) = values.Invoke()
            Updates.AdaDelta(rho, eps)

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = Count.zero
                        msg = zeros
                        msdx = zeros
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let states =
                        [| struct ("state msg", state.msg); struct ("state msdx", state.msdx) |]

                    let p, next = Optimizer.update "AdaDelta" rule t parameters gradients states

                    p, { t = t; msg = next[0]; msdx = next[1] }
        }

    /// <summary>The optimizer with decay ρ and ε (Chainer's defaults are 0.95 and 1e-6).</summary>
    /// <exception cref="DeepExpException">rho lies outside [0, 1), or eps is negative or not finite.</exception>
    let create (rho: float) (eps: float) : Optimizer<'P, AdaDeltaState<'P>> =
        following (Func<_>(fun () -> struct (rho, eps)))
