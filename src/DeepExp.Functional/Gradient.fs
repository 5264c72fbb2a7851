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

/// The gradient of a piece that was cut out of a tensor along one axis.
type private Piece =
    {
        Cut: Op
        Axis: int
        Start: int
        Gradient: Tensor
    }

    member this.Stop = this.Start + this.Gradient.Value.Shape[this.Axis]

/// Gradients of pieces, put together: written once, where a sum of them, each with zeros around, would be written for each piece.
[<RequireQualifiedAccess>]
module private Pieces =

    /// The piece, where it was cut along one axis, without gaps.
    let ofGradient op (x: Tensor) (gy: Tensor) =
        let whole, part = x.Value.Shape, gy.Value.Shape

        match op with
        | Slice(starts, steps, _) when Array.forall ((=) 1) steps ->
            match [ 0 .. whole.Length - 1 ] |> List.filter (fun axis -> whole[axis] <> part[axis]) with
            | [ axis ] ->
                ValueSome
                    {
                        Cut = op
                        Axis = axis
                        Start = starts[axis]
                        Gradient = gy
                    }
            | _ -> ValueNone
        | _ -> ValueNone

    /// The sum of the gradients of x that the pieces are.
    let gradient (x: Tensor) (pieces: Piece seq) : Tensor =
        let pieces = pieces |> Seq.sortBy _.Start |> List.ofSeq
        let axis, shape = pieces.Head.Axis, x.Value.Shape

        let gap start stop =
            if stop > start then
                [ Tensor.zeros x.DType (Array.updateAt axis (stop - start) shape) ]
            else
                []

        let apart (first: Piece, second: Piece) =
            second.Axis = axis && first.Stop <= second.Start

        if pieces.Length > 1 && pieces |> List.pairwise |> List.forall apart then
            let ends = pieces |> List.map _.Stop

            List.map2
                (fun stop piece -> gap stop piece.Start @ [ piece.Gradient ])
                (0 :: List.take (pieces.Length - 1) ends)
                pieces
            |> List.concat
            |> fun parts -> parts @ gap (List.last ends) shape[axis]
            |> Tensor.concat axis
        else
            pieces
            |> List.map (fun piece -> Backward.gradient piece.Cut [| x |] x piece.Gradient 0 |> ValueOption.get)
            |> List.reduce (+)

/// <summary>
/// Derivatives of pure functions, by reading their traces backwards. Parameters may be a tensor or any tree of tensors
/// (see <see cref="T:DeepExp.Functional.Parameters"/>), and the gradient has the type of the parameters. The derivative of
/// a derivative is taken by nesting.
/// </summary>
[<RequireQualifiedAccess>]
module Gradient =

    // The operation whose gradient is NaN is named, not those that compute this gradient.
    let private hunted op (xs: Tensor[]) (gy: Tensor) (gradient: int -> Tensor voption) i =
        match NanHunt.paused (fun () -> gradient i) with
        | ValueSome gx when NanHunt.holdsNan gx.Value ->
            fail
                (Op.name op)
                $"the gradient for argument {i} holds NaN; the argument is {xs[i]} and the gradient that came back {gy}."
        | gx -> gx

    /// <summary>
    /// Sends a gradient gy back from each root y: each tensor of the trace is visited with its whole gradient, the newest first,
    /// so that all that comes back to it has come. Of tensors older than <c>since</c> those that are wanted are visited, but
    /// nothing goes on from them, and the others are left alone. With <c>recorded</c>, gradients carry traces of their own through
    /// the tensors of this one, so that they can be differentiated again.
    /// </summary>
    let internal backwardTo
        (wanted: Tensor -> bool)
        (roots: struct (Tensor * Tensor)[])
        recorded
        since
        (visit: Tensor -> Tensor -> unit)
        =
        let view (x: Tensor) = if recorded then x else x.Untracked
        let newest = PriorityQueue<Tensor, int64>()
        let arrived = Dictionary<int64, Tensor>()
        let pieces = Dictionary<int64, List<Piece>>()

        let await (x: Tensor) =
            if not (arrived.ContainsKey x.Birth || pieces.ContainsKey x.Birth) then
                newest.Enqueue(x, -x.Birth)

        // Added up as they arrive: weights that many steps share would otherwise be awaited by as many gradients.
        let send (x: Tensor) gradient =
            match arrived.TryGetValue x.Birth with
            | true, sum -> arrived[x.Birth] <- sum + gradient
            | _ ->
                await x
                arrived[x.Birth] <- gradient

        let sendPiece (x: Tensor) piece =
            await x

            match pieces.TryGetValue x.Birth with
            | true, others -> others.Add piece
            | _ -> pieces[x.Birth] <- List [ piece ]

        let whole (x: Tensor) =
            let mutable sum = Unchecked.defaultof<Tensor>
            let mutable parts = Unchecked.defaultof<List<Piece>>

            match arrived.Remove(x.Birth, &sum), pieces.Remove(x.Birth, &parts) with
            | true, false -> sum
            | true, true -> sum + Pieces.gradient (view x) parts
            | false, _ -> Pieces.gradient (view x) parts

        for struct (y, gy) in roots do
            if y.IsTracked then
                send y gy

        while newest.Count > 0 do
            let y = newest.Dequeue()
            let gy = whole y
            visit y gy

            match y.Origin with
            | Result(op, inputs) when y.Birth >= since ->
                let xs, y = Array.map view inputs, view y

                let authored =
                    match op with
                    | Custom f -> Backward.gradients f xs y gy
                    | _ -> [||]

                let gradient i =
                    if authored.Length > 0 then
                        authored[i]
                    else
                        Backward.gradient op xs y gy i

                for i = 0 to inputs.Length - 1 do
                    if inputs[i].IsTracked && (inputs[i].Birth >= since || wanted inputs[i]) then
                        let hunting = NanHunt.isOn ()

                        match (if hunting then ValueNone else Pieces.ofGradient op xs[i] gy) with
                        | ValueSome piece -> sendPiece inputs[i] piece
                        | ValueNone ->
                            match (if hunting then hunted op xs gy gradient i else gradient i) with
                            | ValueSome gx -> send inputs[i] gx
                            | ValueNone -> ()
            | _ -> ()

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
                    gradients[leaf] <- ValueSome gradient)

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
