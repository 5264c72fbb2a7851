namespace DeepExp.Functional

open DeepExp.Kernels
open DeepExp

/// The state of RMSprop: the number of steps taken, and the decayed mean of the squares of gradients.
type RmsPropState<'P> = { t: int; ms: 'P }

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

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">lr is not finite, alpha lies outside [0, 1), or eps is negative or not finite.</exception>
    let create (options: RmsPropOptions) : Optimizer<'P, RmsPropState<'P>> =
        let {
                lr = lr
                alpha = alpha
                eps = eps
                epsInsideSqrt = inside
            } =
            options

        Optimizer.requireFinite "RMSprop" "lr" lr
        Optimizer.requireUnit "RMSprop" "alpha" alpha
        Optimizer.requireNotNegative "RMSprop" "eps" eps

        let rule _ =
            Updates.RmsProp(lr, alpha, (if inside then eps else 0.0), (if inside then 0.0 else eps))

        {
            Init =
                fun parameters ->
                    {
                        t = 0
                        ms = Optimizer.zeros parameters
                    }
            Update =
                fun state parameters gradients ->
                    let t = state.t + 1

                    let p, next =
                        Optimizer.update "RMSprop" rule t parameters gradients [| "ms", state.ms |]

                    p, { t = t; ms = next[0] }
        }

/// The state of Graves' RMSprop: the number of steps taken, the decayed means of the squares of gradients and of gradients, and
/// the last step.
type RmsPropGravesState<'P> = { t: int; n: 'P; g: 'P; delta: 'P }

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

    /// <summary>The optimizer with the given hyperparameters.</summary>
    /// <exception cref="DeepExpException">lr is not finite, alpha or momentum lies outside [0, 1), or eps is negative or not finite.</exception>
    let create (options: RmsPropGravesOptions) : Optimizer<'P, RmsPropGravesState<'P>> =
        let {
                lr = lr
                alpha = alpha
                momentum = momentum
                eps = eps
            } =
            options

        Optimizer.requireFinite "RMSpropGraves" "lr" lr
        Optimizer.requireUnit "RMSpropGraves" "alpha" alpha
        Optimizer.requireUnit "RMSpropGraves" "momentum" momentum
        Optimizer.requireNotNegative "RMSpropGraves" "eps" eps

        let rule _ =
            Updates.RmsPropGraves(lr, alpha, momentum, eps)

        {
            Init =
                fun parameters ->
                    let zeros = Optimizer.zeros parameters

                    {
                        t = 0
                        n = zeros
                        g = zeros
                        delta = zeros
                    }
            Update =
                fun state parameters gradients ->
                    let t = state.t + 1
                    let states = [| "n", state.n; "g", state.g; "delta", state.delta |]
                    let p, next = Optimizer.update "RMSpropGraves" rule t parameters gradients states

                    p,
                    {
                        t = t
                        n = next[0]
                        g = next[1]
                        delta = next[2]
                    }
        }
