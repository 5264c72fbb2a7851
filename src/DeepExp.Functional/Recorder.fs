namespace DeepExp.Functional

open System
open System.Runtime.CompilerServices
open DeepExp

/// <summary>
/// What a thread computes while a step is recorded. Values are known by their arrays: one that is filled from an array that
/// changes from step to step changes as well, and all others are constants, however they were made.
/// </summary>
[<Sealed>]
type internal Recorder private (isAlone: bool, changing: ConditionalWeakTable<Array, obj>, isBesides: bool) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Recorder | null

    let works = ResizeArray<Work>()
    let before = ResizeArray<unit -> unit>()

    let mutable refusal: exn | null = null

    new(isAlone) = Recorder(isAlone, ConditionalWeakTable(), false)

    new() = Recorder false

    /// A recorder of what is computed besides a step, which knows what changes in that.
    member _.Besides() = Recorder(false, changing, true)

    static member Here
        with get () = Recorder.here
        and set (recorder: Recorder | null) = Recorder.here <- recorder

    /// The computations so far, in their order.
    member _.Works = works.ToArray()

    /// Whether a step is recorded, and not what is computed besides one.
    member _.IsOfStep = not isBesides

    /// The first refusal of what the step does, which it may have caught.
    member _.Refusal = refusal

    /// Notes a refusal.
    member _.Refuse(error: exn) =
        if isNull refusal then
            refusal <- error

    /// Whether nobody but the step can have the arrays that are given to it.
    member _.IsAlone = isAlone

    /// What is to be done before the works of each step.
    member _.Before = before

    /// Whether the value changes from step to step.
    member _.Changes(value: Value) =
        changing.TryGetValue(value.Elements.Array) |> fst

    /// The value is given anew in each step.
    member _.Follow(value: Value) =
        changing.TryAdd(value.Elements.Array, changing) |> ignore

    /// The computations since there were so many.
    member _.Since(count: int) =
        works.GetRange(count, works.Count - count)

    member _.Count = works.Count

    /// Keeps a computation, unless all that it follows from is constant.
    member this.Add(work: Work) =
        if not work.Asks.IsEmpty || Array.exists this.Changes work.Inputs then
            works.Add work
            Array.iter this.Follow work.Outputs
