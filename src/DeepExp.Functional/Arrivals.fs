namespace DeepExp.Functional

open System.Collections.Generic
open DeepExp

/// The gradient of a piece that was cut out of a tensor along one axis.
type internal Piece =
    {
        Cut: Op
        Axis: int
        Start: int
        Gradient: Tensor
    }

    member this.Stop = this.Start + this.Gradient.Value.Shape[this.Axis]

/// Gradients of pieces, put together: written once, where a sum of them, each with zeros around, would be written for each piece.
[<RequireQualifiedAccess>]
module internal Pieces =

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
/// What came back to a tensor: the sum of the gradients so far, and pieces, which are put together when all have come. The sum is
/// ours while nobody else has its array: then, sent on, it leaves the array to others.
/// </summary>
[<Sealed>]
type private Arrived(x: Tensor) =
    member _.At = x
    member val Sum: Tensor | null = null with get, set
    member val IsOurs = false with get, set
    member val Pieces: List<Piece> | null = null with get, set

/// <summary>
/// Gradients on their way back, each at its tensor, where it waits until all have come. They are added up as they arrive: weights
/// that many steps share would otherwise be awaited by as many gradients.
/// </summary>
[<Sealed>]
type internal Arrivals(spare: Spare | null) =
    let newest = PriorityQueue<Arrived, int64>()
    let arrived = Dictionary<int64, Arrived>()

    // An author may follow others, whom this pass does not; then the trace of one gradient holds the arrays of others.
    let mutable isTraced = false

    let at (x: Tensor) =
        match arrived.TryGetValue x.Birth with
        | true, arrival -> arrival
        | _ ->
            let arrival = Arrived x
            arrived.Add(x.Birth, arrival)
            newest.Enqueue(arrival, -x.Birth)
            arrival

    /// Sent on, a gradient is needed no more.
    member _.Leave(gradient: Tensor, isOurs) =
        match spare with
        | null -> ()
        | spare ->
            if isOurs && not isTraced then
                spare.Give gradient.Value.Elements.Array

    /// A gradient comes back to x.
    member this.Send(x, gradient: Tensor, isOurs) =
        let arrival = at x
        isTraced <- isTraced || gradient.IsTracked

        match arrival.Sum with
        | null ->
            arrival.Sum <- gradient
            arrival.IsOurs <- isOurs
        | sum ->
            arrival.Sum <- sum + gradient
            this.Leave(sum, arrival.IsOurs)
            this.Leave(gradient, isOurs)
            arrival.IsOurs <- true

    /// The gradient of a piece of x comes back to it.
    member _.SendPiece(x, piece) =
        let arrival = at x
        isTraced <- isTraced || piece.Gradient.IsTracked

        match arrival.Pieces with
        | null -> arrival.Pieces <- List [ piece ]
        | pieces -> pieces.Add piece

    member _.IsEmpty = newest.Count = 0

    /// The newest tensor, the whole gradient that came back to it, and whether that is ours.
    member this.Next(view: Tensor -> Tensor) : struct (Tensor * Tensor * bool) =
        let arrival = newest.Dequeue()
        let x = arrival.At
        arrived.Remove x.Birth |> ignore

        match arrival.Sum, arrival.Pieces with
        | sum, null -> x, nonNull sum, arrival.IsOurs
        | null, pieces -> x, Pieces.gradient (view x) pieces, true
        | sum, pieces ->
            let whole = sum + Pieces.gradient (view x) pieces
            this.Leave(sum, arrival.IsOurs)
            x, whole, true
