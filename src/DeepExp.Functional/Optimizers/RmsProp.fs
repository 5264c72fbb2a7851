namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The state of RMSprop: the number of steps taken, and the decayed mean of the squares of gradients.
type RmsPropState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The decayed mean of g².
        ms: 'P
    }

/// The hyperparameters of RMSprop.
type RmsPropOptions =
    {
        /// The learning rate.
        lr: float
        /// The decay α of the mean of squares, in [0, 1).
        alpha: float
        /// ε, added to √ms.
        eps: float
        /// Whether ε is added inside the root instead.
        epsInsideSqrt: bool
    }

/// <summary>
/// RMSprop (Tieleman and Hinton, «Neural networks for machine learning», lecture 6.5, 2012):
/// ms ← α ms + (1-α) g², p ← p - lr · g / (√ms + ε).
/// </summary>
/// <remarks>
/// \[ n_t = \alpha\,n_{t-1} + (1 - \alpha)\,g_t^2, \qquad p_t = p_{t-1} - \eta\,\frac{g_t}{\sqrt{n_t} + \varepsilon} \]
/// with the learning rate \( \eta \) and the state ms \( n \); with epsInsideSqrt the divisor is
/// \( \sqrt{n_t + \varepsilon} \).
/// </remarks>
[<RequireQualifiedAccess>]
module RmsProp =

    /// lr = 0.01, α = 0.99, ε = 1e-8 outside the root.
    let defaults =
        {
            lr = 0.01
            alpha = 0.99
            eps = 1e-8
            epsInsideSqrt = false
        }

    /// The optimizer whose hyperparameters are asked for in each step.
    let internal following (values: Func<RmsPropOptions>) : Optimizer<'P, RmsPropState<'P>> =
        let options = values.Invoke()
        Optimizer.requireFinite "RMSprop" "lr" options.lr
        Optimizer.requireUnit "RMSprop" "alpha" options.alpha
        Optimizer.requireNotNegative "RMSprop" "eps" options.eps

        let rule _ =
            let o = values.Invoke()
            let inside, outside = if o.epsInsideSqrt then o.eps, 0.0 else 0.0, o.eps
            Updates.RmsProp(o.lr, o.alpha, inside, outside)

        {
            Init =
                fun parameters ->
                    {
                        t = Count.zero
                        ms = Optimizer.zeros parameters
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let p, next =
                        Optimizer.update "RMSprop" rule t parameters gradients [| struct ("state ms", state.ms) |]

                    p, { t = t; ms = next[0] }
        }

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">lr is not finite, alpha lies outside [0, 1), or eps is negative or not finite.</exception>
    let create (options: RmsPropOptions) : Optimizer<'P, RmsPropState<'P>> = following (Func<_>(fun () -> options))

/// The state of Graves' RMSprop: the number of steps taken, the decayed means of the squares of gradients and of gradients, and
/// the last step.
type RmsPropGravesState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The decayed mean of g².
        n: 'P
        /// The decayed mean of g.
        g: 'P
        /// The last step, which momentum goes on with.
        delta: 'P
    }

/// The hyperparameters of Graves' RMSprop.
type RmsPropGravesOptions =
    {
        /// The learning rate.
        lr: float
        /// The decay α of both means, in [0, 1).
        alpha: float
        /// The part of the last step that is taken again, in [0, 1).
        momentum: float
        /// ε, added inside the root.
        eps: float
    }

/// <summary>
/// RMSprop with the variance of gradients and momentum (Graves, «Generating sequences with recurrent neural networks», 2013):
/// n ← α n + (1-α) g², ḡ ← α ḡ + (1-α) g, δ ← momentum · δ - lr · g / √(n - ḡ² + ε), p ← p + δ.
/// </summary>
/// <remarks>
/// \[ \begin{aligned}
/// n_t &amp;= \alpha\,n_{t-1} + (1 - \alpha)\,g_t^2 \\
/// \bar g_t &amp;= \alpha\,\bar g_{t-1} + (1 - \alpha)\,g_t \\
/// \delta_t &amp;= \mu\,\delta_{t-1} - \eta\,\frac{g_t}{\sqrt{n_t - \bar g_t^2 + \varepsilon}} \\
/// p_t &amp;= p_{t-1} + \delta_t
/// \end{aligned} \]
/// with the learning rate \( \eta \) and the momentum \( \mu \).
/// </remarks>
[<RequireQualifiedAccess>]
module RmsPropGraves =

    /// lr = 1e-4, α = 0.95, momentum = 0.9, ε = 1e-4.
    let defaults =
        {
            lr = 1e-4
            alpha = 0.95
            momentum = 0.9
            eps = 1e-4
        }

    /// The optimizer whose hyperparameters are asked for in each step.
    let internal following (values: Func<RmsPropGravesOptions>) : Optimizer<'P, RmsPropGravesState<'P>> =
        let options = values.Invoke()
        Optimizer.requireFinite "RMSpropGraves" "lr" options.lr
        Optimizer.requireUnit "RMSpropGraves" "alpha" options.alpha
        Optimizer.requireUnit "RMSpropGraves" "momentum" options.momentum
        Optimizer.requireNotNegative "RMSpropGraves" "eps" options.eps

        let rule _ =
            let o = values.Invoke()
            Updates.RmsPropGraves(o.lr, o.alpha, o.momentum, o.eps)

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = Count.zero
                        n = zeros
                        g = zeros
                        delta = zeros
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let states =
                        [|
                            struct ("state n", state.n)
                            struct ("state g", state.g)
                            struct ("state delta", state.delta)
                        |]

                    let p, next = Optimizer.update "RMSpropGraves" rule t parameters gradients states

                    p,
                    {
                        t = t
                        n = next[0]
                        g = next[1]
                        delta = next[2]
                    }
        }

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">lr is not finite, alpha or momentum lies outside [0, 1), or eps is negative or not finite.</exception>
    let create (options: RmsPropGravesOptions) : Optimizer<'P, RmsPropGravesState<'P>> =
        following (Func<_>(fun () -> options))
