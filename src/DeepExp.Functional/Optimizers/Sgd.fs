namespace DeepExp.Functional

open DeepExp.Kernels
open DeepExp

/// The state of stochastic gradient descent: the number of steps taken.
type SgdState = { t: int }

/// <summary>Stochastic gradient descent: p ← p - lr · g.</summary>
[<RequireQualifiedAccess>]
module Sgd =

    let private step lr (p: Tensor) (g: Tensor) =
        let next = Value.allocate p.DType p.Value.Shape

        Recording.compute "SGD" true [| p.Value; g.Value |] [| next |] (fun xs ys _ ->
            match xs[0].Elements, xs[1].Elements, ys[0].Elements with
            | F32 p, F32 g, F32 next -> Updates.Sgd<float32>(p, g, lr, next)
            | F64 p, F64 g, F64 next -> Updates.Sgd<float>(p, g, lr, next)
            | _ -> ForwardElements.unreachable ())

        Tensor next

    /// <summary>The optimizer with learning rate lr (Chainer's default is 0.01).</summary>
    /// <exception cref="DeepExpException">lr is not finite.</exception>
    let create (lr: float) : Optimizer<'P, SgdState> =
        Optimizer.requireFinite "SGD" "lr" lr

        {
            Init = fun _ -> { t = 0 }
            Update =
                fun { t = t } parameters gradients ->
                    let p = Parameters.leaves parameters
                    let g = Optimizer.leavesLike "SGD" "gradients" p gradients
                    Array.map2 (step lr) p g |> Parameters.rebuild parameters, { t = t + 1 }
        }
