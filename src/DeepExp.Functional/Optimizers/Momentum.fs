namespace DeepExp.Functional

open DeepExp

/// The state of the optimizers with momentum: the number of steps taken, and the velocity.
type MomentumState<'P> = { t: int; v: 'P }

[<RequireQualifiedAccess>]
module internal Momentum =

    let create operation lr momentum rule : Optimizer<'P, MomentumState<'P>> =
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
                    let p, v = Optimizer.each1 operation rule parameters gradients ("state v", state.v)
                    p, { t = state.t + 1; v = v }
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
        Momentum.create "MomentumSGD" lr momentum (fun p g v ->
            let v = momentum * v - lr * g
            p + v, v)

/// <summary>
/// Nesterov's accelerated gradient, as Bengio et al. («Advances in optimizing recurrent networks», 2013) write it for the
/// gradient at p: v ← momentum · v - lr · g, p ← p + momentum² · v - (1 + momentum) · lr · g with the new v.
/// </summary>
[<RequireQualifiedAccess>]
module NesterovAg =

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        Momentum.create "NesterovAG" lr momentum (fun p g v ->
            let v = momentum * v - lr * g
            p + momentum * momentum * v - (1.0 + momentum) * lr * g, v)

/// <summary>
/// Gradient descent with momentum whose learning rate stands outside the velocity, so that a change of it acts at once:
/// v ← momentum · v - g, p ← p + lr · v.
/// </summary>
[<RequireQualifiedAccess>]
module CorrectedMomentumSgd =

    /// <summary>The optimizer with learning rate lr and momentum (Chainer's defaults are 0.01 and 0.9).</summary>
    /// <exception cref="DeepExpException">lr is not finite, or momentum lies outside [0, 1).</exception>
    let create (lr: float) (momentum: float) : Optimizer<'P, MomentumState<'P>> =
        Momentum.create "CorrectedMomentumSGD" lr momentum (fun p g v ->
            let v = momentum * v - g
            p + lr * v, v)
