namespace DeepExp.Functional

open DeepExp.Kernels
open DeepExp

/// The state of the optimizers with momentum: the number of steps taken, and the velocity.
type MomentumState<'P> = { t: int; v: 'P }

[<RequireQualifiedAccess>]
module internal Momentum =

    let create operation lr momentum (rule: float -> float -> 'R) : Optimizer<'P, MomentumState<'P>> =
        Optimizer.requireFinite operation "lr" lr
        Optimizer.requireUnit operation "momentum" momentum

        {
            Init =
                fun parameters ->
                    {
                        t = 0
                        v = Optimizer.zeros parameters
                    }
            Update =
                fun state parameters gradients ->
                    let t = state.t + 1
                    let rule _ = rule lr momentum

                    let p, next =
                        Optimizer.update operation rule t parameters gradients [| "v", state.v |]

                    p, { t = t; v = next[0] }
        }

/// <summary>
/// Gradient descent with momentum (Polyak, «Some methods of speeding up the convergence of iteration methods», 1964):
/// v ← momentum · v - lr · g, p ← p + v.
/// </summary>
[<RequireQualifiedAccess>]
module MomentumSgd =

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        Momentum.create "MomentumSGD" lr momentum (fun lr k -> Updates.Momentum(lr, k))

/// <summary>
/// Nesterov's accelerated gradient, as Bengio et al. («Advances in optimizing recurrent networks», 2013) write it for the
/// gradient at p: v ← momentum · v - lr · g, p ← p + momentum² · v - (1 + momentum) · lr · g with the new v.
/// </summary>
[<RequireQualifiedAccess>]
module NesterovAg =

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        Momentum.create "NesterovAG" lr momentum (fun lr k -> Updates.Nesterov(lr, k))

/// <summary>
/// Gradient descent with momentum whose learning rate stands outside the velocity, so that a change of it acts at once:
/// v ← momentum · v - g, p ← p + lr · v.
/// </summary>
[<RequireQualifiedAccess>]
module CorrectedMomentumSgd =

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        Momentum.create "CorrectedMomentumSGD" lr momentum (fun lr k -> Updates.CorrectedMomentum(lr, k))
