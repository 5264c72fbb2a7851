namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// A step made into works that fill arrays of their own: given values are written into theirs, then the works run, and what
/// follows a given value stands in its array.
/// </summary>
[<Sealed>]
type internal Program(tape: Tape, successors: (Value * Value)[], shortestChain: int) =

    let placement =
        Placement.place shortestChain tape.Given tape.Results successors tape.Works

    let bound =
        placement.Works
        |> Array.map (fun work ->
            work.Bind (Array.map placement.Placed work.Inputs) (Array.map placement.Placed work.Outputs))

    let lies (x: Value) (y: Value) =
        obj.ReferenceEquals(x.Elements.Array, y.Elements.Array)

    // What could not be computed in its place. All are read before one is written, as they may change places.
    let moved =
        successors
        |> Array.filter (fun (next, value) -> not (lies (placement.Placed next) value))
        |> Array.map (fun (next, value) ->
            let next = placement.Placed next
            struct (next, Value.allocate next.Elements.DType next.Shape, value))

    // Results in whose places their successors are written.
    let kept =
        tape.Results
        |> Array.filter (fun result -> successors |> Array.exists (fun (_, value) -> lies result value))
        |> Array.map (fun result -> struct (result, Value.allocate result.Elements.DType result.Shape))

    new(tape, successors) = Program(tape, successors, Chain.Shortest)

    static member Copy(x: Value, y: Value) =
        Buffer.BlockCopy(x.Elements.Array, 0, y.Elements.Array, 0, Buffer.ByteLength y.Elements.Array)

    static member CopyOf(x: Value) =
        let y = Value.allocate x.Elements.DType x.Shape
        Program.Copy(x, y)
        y

    /// Runs a step.
    member _.Run() =
        for before in tape.Before do
            before ()

        for run in bound do
            run ()

        for struct (x, own) in kept do
            Program.Copy(x, own)

        for struct (x, between, _) in moved do
            Program.Copy(x, between)

        for struct (_, between, y) in moved do
            Program.Copy(between, y)

    member _.Placement = placement

    /// Where a value of the recorded step lies.
    member _.Placed value = placement.Placed value

    /// Where a result of the recorded step lies after a step.
    member _.Result value =
        match kept |> Array.tryFind (fun struct (result, _) -> lies result value) with
        | Some struct (_, own) -> own
        | None -> placement.Placed value
