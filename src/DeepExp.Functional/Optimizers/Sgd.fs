namespace DeepExp.Functional

open System
open DeepExp.Kernels
open DeepExp

/// The state of stochastic gradient descent: the number of steps taken.
type SgdState =
    {
        /// How many steps were taken.
        t: Count
    }

/// <summary>Stochastic gradient descent: p ← p - lr · g.</summary>
/// <remarks>\[ p_t = p_{t-1} - \eta\,g_t \] with the learning rate \( \eta \).</remarks>
[<RequireQualifiedAccess>]
module Sgd =

    /// The optimizer whose learning rate is asked for in each step.
    let internal following (lr: Func<float>) : Optimizer<'P, SgdState> =
        Optimizer.requireFinite "SGD" "lr" (lr.Invoke())

        {
            Init = fun _ -> { t = Count.zero }
            Update =
                fun { t = t } parameters gradients ->
                    let rule _ = Updates.Sgd(lr.Invoke())
                    let t = Count.next t
                    let p, _ = Optimizer.update "SGD" rule t parameters gradients [||]
                    p, { t = t }
        }

    /// <summary>The optimizer with learning rate lr (Chainer's default is 0.01).</summary>
    /// <exception cref="DeepExpException">lr is not finite.</exception>
    let create (lr: float) : Optimizer<'P, SgdState> = following (Func<_>(fun () -> lr))
