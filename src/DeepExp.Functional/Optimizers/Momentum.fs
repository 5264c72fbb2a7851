namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The state of the optimizers with momentum: the number of steps taken, and the velocity.
type MomentumState<'P> =
    {
        /// How many steps were taken.
        t: Count
        /// The velocity.
        v: 'P
    }

[<RequireQualifiedAccess>]
module internal Momentum =

    /// The optimizer whose learning rate and momentum are asked for in each step.
    let following
        operation
        (rule: float -> float -> 'R)
        (values: Func<struct (float * float)>)
        : Optimizer<'P, MomentumState<'P>> =
        let struct (lr, momentum) = values.Invoke()
        Optimizer.requireFinite operation "lr" lr
        Optimizer.requireUnit operation "momentum" momentum

        {
            Init =
                fun parameters ->
                    {
                        t = Count.zero
                        v = Optimizer.zeros parameters
                    }
            Update =
                fun state parameters gradients ->
                    let t = Count.next state.t

                    let rule _ =
                        let struct (lr, momentum) = values.Invoke()
                        rule lr momentum

                    let p, next =
                        Optimizer.update operation rule t parameters gradients [| struct ("state v", state.v) |]

                    p, { t = t; v = next[0] }
        }

    let fixedAt lr momentum =
        Func<_>(fun () -> struct (lr, momentum))

/// <summary>
/// Gradient descent with momentum (Polyak, «Some methods of speeding up the convergence of iteration methods», 1964):
/// v ← momentum · v - lr · g, p ← p + v.
/// </summary>
/// <remarks>
/// \[ v_t = \mu\,v_{t-1} - \eta\,g_t, \qquad p_t = p_{t-1} + v_t \]
/// with the learning rate \( \eta \) and the momentum \( \mu \).
/// </remarks>
[<RequireQualifiedAccess>]
module MomentumSgd =

    let internal following values : Optimizer<'P, MomentumState<'P>> =
        Momentum.following "MomentumSGD" (fun lr k -> Updates.Momentum(lr, k)) values

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        following (Momentum.fixedAt lr momentum)

/// <summary>
/// Nesterov's accelerated gradient, as Bengio et al. («Advances in optimizing recurrent networks», 2013) write it for the
/// gradient at p: v ← momentum · v - lr · g, p ← p + momentum² · v - (1 + momentum) · lr · g with the new v.
/// </summary>
/// <remarks>
/// \[ v_t = \mu\,v_{t-1} - \eta\,g_t, \qquad p_t = p_{t-1} + \mu^2 v_t - (1 + \mu)\,\eta\,g_t \]
/// with the learning rate \( \eta \) and the momentum \( \mu \).
/// </remarks>
[<RequireQualifiedAccess>]
module NesterovAg =

    let internal following values : Optimizer<'P, MomentumState<'P>> =
        Momentum.following "NesterovAG" (fun lr k -> Updates.Nesterov(lr, k)) values

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        following (Momentum.fixedAt lr momentum)

/// <summary>
/// Gradient descent with momentum whose learning rate stands outside the velocity, so that a change of it acts at once:
/// v ← momentum · v - g, p ← p + lr · v.
/// </summary>
/// <remarks>
/// \[ v_t = \mu\,v_{t-1} - g_t, \qquad p_t = p_{t-1} + \eta\,v_t \]
/// with the learning rate \( \eta \) and the momentum \( \mu \).
/// </remarks>
[<RequireQualifiedAccess>]
module CorrectedMomentumSgd =

    let internal following values : Optimizer<'P, MomentumState<'P>> =
        Momentum.following "CorrectedMomentumSGD" (fun lr k -> Updates.CorrectedMomentum(lr, k)) values

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        following (Momentum.fixedAt lr momentum)
