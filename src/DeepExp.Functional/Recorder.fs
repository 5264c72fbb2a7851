namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// <summary>
/// What a thread computes while a step is recorded. Values are known by their arrays: one that is filled from an array that
/// changes from step to step changes as well, and all others are constants, however they were made.
/// </summary>
[<Sealed>]
type internal Recorder(isAlone: bool) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Recorder | null

    let changing = HashSet<Array>(HashIdentity.Reference)
    let works = ResizeArray<Work>()
    let before = ResizeArray<unit -> unit>()

    new() = Recorder false

    static member Here
        with get () = Recorder.here
        and set (recorder: Recorder | null) = Recorder.here <- recorder

    /// The computations so far, in their order.
    member _.Works = works.ToArray()

    /// Whether nobody but the step can have the arrays that are given to it.
    member _.IsAlone = isAlone

    /// What is to be done before the works of each step.
    member _.Before = before

    /// Whether the value changes from step to step.
    member _.Changes(value: Value) =
        lock changing (fun () -> changing.Contains value.Elements.Array)

    /// The value is given anew in each step.
    member _.Follow(value: Value) =
        lock changing (fun () -> changing.Add value.Elements.Array |> ignore)

    /// The computations since there were so many.
    member _.Since(count: int) =
        works.GetRange(count, works.Count - count)

    member _.Count = works.Count

    /// Keeps a computation, unless all that it follows from is constant.
    member this.Add(work: Work) =
        if not work.Asks.IsEmpty || Array.exists this.Changes work.Inputs then
            works.Add work
            Array.iter this.Follow work.Outputs
