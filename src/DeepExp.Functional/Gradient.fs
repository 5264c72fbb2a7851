namespace DeepExp.Functional

open System.Collections.Generic
open DeepExp

/// The trace of one result, in an order in which every tensor comes after those that it was computed from.
[<Sealed>]
type internal Trace(root: Tensor, ends: Tensor[]) =
    let slots = Dictionary<Tensor, int>(HashIdentity.Reference)
    let order = ResizeArray<Tensor>()

    do
        // The ends hold the first slots, so the walk finds them visited and does not go beyond them.
        for leaf in ends do
            slots[leaf] <- order.Count
            order.Add leaf

        // Depth first with a stack of its own: a recurrent net's trace is deeper than a thread's stack.
        let path = Stack<struct (Tensor * int)>()

        let enter (x: Tensor) =
            if x.IsTracked && not (slots.ContainsKey x) then
                slots[x] <- -1
                path.Push(struct (x, 0))

        enter root

        while path.Count > 0 do
            let struct (x, next) = path.Pop()

            match x.Origin with
            | Result(_, inputs) when next < inputs.Length ->
                path.Push(struct (x, next + 1))
                enter inputs[next]
            | _ ->
                slots[x] <- order.Count
                order.Add x

    /// The tracked tensors of the trace, inputs before results; the ends come first.
    member _.Order = order

    /// The position of a tensor in the order, -1 if it has none.
    member _.SlotOf(x: Tensor) =
        match slots.TryGetValue x with
        | true, slot -> slot
        | _ -> -1

/// <summary>
/// Derivatives of pure functions, by reading their traces backwards. Parameters may be a tensor or any tree of tensors
/// (see <see cref="T:DeepExp.Functional.Parameters"/>), and the gradient has the type of the parameters. The derivative of
/// a derivative is taken by nesting.
/// </summary>
[<RequireQualifiedAccess>]
module Gradient =

    /// <summary>
    /// The gradients of all tensors in the trace, where <paramref name="gy"/> comes back to its root. With <c>recorded</c>,
    /// they carry traces of their own through the tensors of this one, so that they can be differentiated again.
    /// </summary>
    let internal backward (trace: Trace) (root: Tensor) (gy: Tensor) recorded : Tensor voption[] =
        let order = trace.Order
        let gradients: Tensor voption[] = Array.zeroCreate order.Count

        let view (x: Tensor) = if recorded then x else x.Untracked
        let rootSlot = trace.SlotOf root

        if rootSlot >= 0 then
            gradients[rootSlot] <- ValueSome gy

        for slot = order.Count - 1 downto 0 do
            match gradients[slot], order[slot].Origin with
            | ValueSome gy, Result(op, inputs) ->
                let y = view order[slot]
                let xs = Array.map view inputs

                for i = 0 to inputs.Length - 1 do
                    let into = trace.SlotOf inputs[i]

                    // A slot at or after its result is an end: the trace stops there.
                    if into >= 0 && into < slot then
                        match Backward.gradient op xs y gy i, gradients[into] with
                        | ValueNone, _ -> ()
                        | gx, ValueNone -> gradients[into] <- gx
                        | ValueSome gx, ValueSome sum -> gradients[into] <- ValueSome(sum + gx)
            | _ -> ()

        gradients

    // A tensor that somebody outside follows stays linked to what they follow; a reshape to its own shape is the identity.
    let private follow (x: Tensor) =
        if x.DType = DType.Int32 then
            x
        else
            let origin =
                if x.IsTracked then
                    Result(Reshape x.Value.Shape, [| x |])
                else
                    Variable

            Tensor(x.Value, origin, x.Tag)

    /// <summary>
    /// y = f(p), and the map that takes a gradient gy of y's shape to the gradient of ⟨gy, f(p)⟩ with respect to p: the
    /// vector-Jacobian product.
    /// </summary>
    let pullback (f: 'P -> Tensor) (parameters: 'P) : Tensor * (Tensor -> 'P) =
        let leaves = Parameters.leaves parameters |> Array.map follow
        let y = f (Parameters.rebuild parameters leaves)
        let trace = Trace(y, leaves)

        // Only where somebody outside follows too must the gradient be recorded: a leaf of theirs is in the trace, or a leaf
        // of ours is linked to theirs.
        let mutable recorded = false

        for slot = 0 to trace.Order.Count - 1 do
            match trace.Order[slot].Origin with
            | Variable -> recorded <- recorded || slot >= leaves.Length
            | Result _ -> recorded <- recorded || slot < leaves.Length
            | Constant -> ()

        let isRecorded = recorded

        let back (gy: Tensor) =
            if not (Shape.same gy.Value.Shape y.Value.Shape) || gy.DType <> y.DType then
                fail
                    "Gradient.pullback"
                    $"the gradient of y is {Value.describe gy.Value}, but y is {Value.describe y.Value}; they must agree."

            let gradients = backward trace y gy isRecorded

            leaves
            |> Array.mapi (fun slot leaf ->
                match gradients[slot] with
                | ValueSome g -> g
                | ValueNone -> Tensor.zerosLike leaf)
            |> Parameters.rebuild parameters

        (if isRecorded then y else y.Untracked), back

    let private pullScalar operation f parameters =
        let y, back = pullback f parameters

        if y.Size <> 1 then
            fail
                operation
                $"f gives shape {Shape.format y.Value.Shape}, but only a function with one number as result has a gradient; sum it, or use pullback."

        y, back

    /// <summary>f(p) and its gradient ∂f/∂p, for f with one number as result.</summary>
    let valueAndGrad (f: 'P -> Tensor) (parameters: 'P) : Tensor * 'P =
        let y, back = pullScalar "Gradient.valueAndGrad" f parameters
        y, back (Tensor.onesLike y)

    /// <summary>The gradient ∂f/∂p of a function with one number as result.</summary>
    let grad (f: 'P -> Tensor) (parameters: 'P) : 'P = valueAndGrad f parameters |> snd

    /// <summary>
    /// The derivative of f at p along the direction v: the Jacobian-vector product. The pullback is linear in gy, so its own
    /// pullback is J.
    /// </summary>
    let jvp (f: 'P -> Tensor) (parameters: 'P) (v: 'P) : Tensor =
        let y, back = pullback f parameters
        grad (fun gy -> Parameters.dot (back gy) v) (Tensor.zerosLike y)
