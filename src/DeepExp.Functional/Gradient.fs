namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// What a tensor was computed from.
[<RequireQualifiedAccess>]
module internal Trace =

    /// The followed tensors that the ys were computed from, and the ys themselves, the oldest first; of those older than
    /// <c>since</c> only the first on each way.
    let nodesSince since (ys: Tensor seq) : Tensor[] =
        let found = HashSet<Tensor>(HashIdentity.Reference)
        let ahead = Stack<Tensor>()

        let add (x: Tensor) =
            if x.IsTracked && found.Add x && x.Birth >= since then
                ahead.Push x

        Seq.iter add ys

        while ahead.Count > 0 do
            match ahead.Pop().Origin with
            | Result(_, inputs) -> Array.iter add inputs
            | Variable
            | Constant -> ()

        found |> Seq.sortBy _.Birth |> Seq.toArray

    /// The followed tensors that y was computed from, and y itself, the oldest first.
    let nodes (y: Tensor) = nodesSince 0L [ y ]

/// <summary>
/// Derivatives of pure functions, by reading their traces backwards. Parameters may be a tensor or any tree of tensors
/// (see <see cref="T:DeepExp.Functional.Parameters"/>), and the gradient has the type of the parameters. The derivative of
/// a derivative is taken by nesting.
/// </summary>
[<RequireQualifiedAccess>]
module Gradient =

    let private gradientOf op (authored: Tensor voption[]) xs y gy i =
        if authored.Length > 0 then
            authored[i]
        else
            Backward.gradient op xs y gy i

    // The operation whose gradient is NaN is named, not those that compute this gradient.
    let private hunted op (xs: Tensor[]) (gy: Tensor) (gradient: int -> Tensor voption) i =
        match NanHunt.paused (fun () -> gradient i) with
        | ValueSome gx when NanHunt.holdsNan gx.Value ->
            fail
                (Op.name op)
                $"the gradient for argument {i} holds NaN; the argument is {xs[i]} and the gradient that came back {gy}."
        | gx -> gx

    let private lies (x: Tensor) (y: Tensor) =
        obj.ReferenceEquals(x.Value.Elements.Array, y.Value.Elements.Array)

    let private liesAmong (ys: Tensor[]) x =
        let mutable found = false

        for y in ys do
            found <- found || lies x y

        found

    let private sendBack
        (wanted: Tensor -> bool)
        (roots: struct (Tensor * Tensor)[])
        recorded
        since
        (spare: Spare | null)
        (visit: Tensor -> Tensor -> bool)
        =
        let view (x: Tensor) = if recorded then x else x.Untracked
        let arrivals = Arrivals spare
        let hunting = NanHunt.isOn ()

        for struct (y, gy) in roots do
            if y.IsTracked then
                arrivals.Send(y, gy, isOurs = false)

        while not arrivals.IsEmpty do
            let struct (y, gy, isOurs) = arrivals.Next view
            let isKept = visit y gy

            match y.Origin with
            | Result(op, inputs) when y.Birth >= since ->
                let xs, y = Array.map view inputs, view y

                let authored =
                    match op with
                    | Custom f -> Backward.gradients f xs y gy
                    | _ -> [||]

                // What an author is given, the author may keep; what an author gives may be anybody's.
                let mutable isLeft = isOurs && not (isKept || op.IsCustom)

                for i = 0 to inputs.Length - 1 do
                    if inputs[i].IsTracked && (inputs[i].Birth >= since || wanted inputs[i]) then
                        match (if hunting then ValueNone else Pieces.ofGradient op xs[i] gy) with
                        | ValueSome piece ->
                            isLeft <- false
                            arrivals.SendPiece(inputs[i], piece)
                        | ValueNone ->
                            let gx =
                                if hunting then
                                    hunted op xs gy (gradientOf op authored xs y gy) i
                                else
                                    gradientOf op authored xs y gy i

                            match gx with
                            | ValueSome gx ->
                                let isOther = not (lies gx gy)
                                isLeft <- isLeft && isOther

                                let isNew = isOther && not (op.IsCustom || lies gx y || liesAmong xs gx)

                                arrivals.Send(inputs[i], gx, isNew)
                            | ValueNone -> ()

                arrivals.Leave(gy, isLeft)
            | _ -> ()

    /// <summary>
    /// Sends a gradient gy back from each root y: each tensor of the trace is visited with its whole gradient, the newest first,
    /// so that all that comes back to it has come. Of tensors older than <c>since</c> those that are wanted are visited, but
    /// nothing goes on from them, and the others are left alone. A visitor tells whether it keeps the gradient. With
    /// <c>recorded</c>, gradients carry traces of their own through the tensors of this one, so that they can be differentiated again.
    /// </summary>
    let internal backwardTo wanted roots recorded since visit =
        // A trace keeps the arrays of its gradients, a message shows them, and a recording knows its values by them.
        if recorded || NanHunt.isOn () || Recording.isAnywhere () then
            sendBack wanted roots recorded since null visit
        else
            Spare.Using(fun spare -> sendBack wanted roots recorded since spare visit)

    /// Sends gradients back from all roots, and to nothing that is older than <c>since</c>; see backwardTo.
    let internal backwardAll roots recorded since visit =
        backwardTo (fun _ -> false) roots recorded since visit

    /// Sends gy back from y; see backwardTo.
    let internal backward y gy recorded since visit =
        backwardAll [| struct (y, gy) |] recorded since visit

    /// <summary>
    /// y = f(p), and the map that takes a gradient gy of y's shape to the gradient of ⟨gy, f(p)⟩ with respect to p: the
    /// vector-Jacobian product.
    /// </summary>
    /// <remarks>\[ (y,\ g_y \mapsto J^\top g_y), \qquad J = \frac{\partial f}{\partial p} \]</remarks>
    /// <exception cref="DeepExpException">
    /// The type of p holds tensors in a way that is not supported; or, when the map is called, gy has not the shape and type of y.
    /// </exception>
    let pullback (f: 'P -> Tensor) (parameters: 'P) : Tensor * (Tensor -> 'P) =
        let given = Parameters.leaves parameters
        let followed = given |> Array.map (fun leaf -> leaf.Followed leaf.Tag)
        let births = followed |> Array.map _.Birth
        let since = if births.Length = 0 then Int64.MaxValue else births[0]

        let y =
            Array.map2 (fun (x: Tensor) leaf -> if x.DType = DType.Int32 then x else leaf) given followed
            |> Parameters.rebuild parameters
            |> f

        // Only where somebody outside follows too, which they did before, must the gradient be recorded.
        let recorded = y.Oldest < since

        let back (gy: Tensor) =
            if not (Shape.same gy.Value.Shape y.Value.Shape) || gy.DType <> y.DType then
                fail
                    "Gradient.pullback"
                    $"the gradient of y is {Value.describe gy.Value}, but y is {Value.describe y.Value}; they must agree."

            let gradients: Tensor voption[] = Array.zeroCreate births.Length

            backward y gy recorded since (fun x gradient ->
                let leaf = Array.BinarySearch(births, x.Birth)

                if leaf >= 0 then
                    gradients[leaf] <- ValueSome gradient

                leaf >= 0)

            Array.map2
                (fun gradient x -> ValueOption.defaultWith (fun () -> Tensor.zerosLike x) gradient)
                gradients
                given
            |> Parameters.rebuild parameters

        (if recorded then y else y.Untracked), back

    let private pullScalar operation f parameters =
        let y, back = pullback f parameters

        if y.Size <> 1 then
            fail
                operation
                $"f gives shape {Shape.format y.Value.Shape}, but only a function with one number as result has a gradient; sum it, or use pullback."

        y, back

    /// <summary>f(p) and its gradient ∂f/∂p, for f with one number as result.</summary>
    /// <remarks>\[ \left( f(p),\ \frac{\partial f}{\partial p} \right) \]</remarks>
    /// <exception cref="DeepExpException">The result of f is not one number.</exception>
    let valueAndGrad (f: 'P -> Tensor) (parameters: 'P) : Tensor * 'P =
        let y, back = pullScalar "Gradient.valueAndGrad" f parameters
        y, back (Tensor.onesLike y)

    /// <summary>The gradient ∂f/∂p of a function with one number as result.</summary>
    /// <remarks>\[ \nabla f(p) = \frac{\partial f}{\partial p} \]</remarks>
    /// <exception cref="DeepExpException">The result of f is not one number.</exception>
    let grad (f: 'P -> Tensor) (parameters: 'P) : 'P = valueAndGrad f parameters |> snd

    /// <summary>
    /// The derivative of f at p along the direction v: the Jacobian-vector product. The pullback is linear in gy, so its own
    /// pullback is J.
    /// </summary>
    /// <remarks>
    /// \[ J v = \left. \frac{d}{d\tau} f(p + \tau v) \right|_{\tau = 0}, \qquad J = \frac{\partial f}{\partial p} \]
    /// </remarks>
    /// <exception cref="DeepExpException">v has not the leaves of p, or one of another shape or type.</exception>
    let jvp (f: 'P -> Tensor) (parameters: 'P) (v: 'P) : Tensor =
        let y, back = pullback f parameters
        grad (fun gy -> Parameters.dot (back gy) v) (Tensor.zerosLike y)
