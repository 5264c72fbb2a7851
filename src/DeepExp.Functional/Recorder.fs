namespace DeepExp.Functional

open System
open System.Collections.Generic
open DeepExp

/// <summary>
/// What a thread computes while a step is recorded. Values are known by their arrays: one that is filled from an array that
/// changes from step to step changes as well, and all others are constants, however they were made.
/// </summary>
[<Sealed>]
type internal Recorder(ahead: int, isAlone: bool) =
    [<ThreadStatic; DefaultValue>]
    static val mutable private here: Recorder | null

    let changing = HashSet<Array>(HashIdentity.Reference)
    let works = ResizeArray<Work>()
    let keys = Dictionary<uint64, KeySource>()
    let before = ResizeArray<int -> unit>()

    new() = Recorder(0, false)

    static member Here
        with get () = Recorder.here
        and set (recorder: Recorder | null) = Recorder.here <- recorder

    /// The computations so far, in their order.
    member _.Works = works.ToArray()

    /// So many steps ahead of the others of its plan stands this one, which is recorded only to be compared.
    member _.Ahead = ahead

    /// Whether nobody but the step can have the arrays that are given to it.
    member _.IsAlone = isAlone

    /// What is to be done before the works of the n-th step after the recorded one.
    member _.Before = before

    /// Whether the value changes from step to step.
    member _.Changes(value: Value) =
        lock changing (fun () -> changing.Contains value.Elements.Array)

    /// The value is given anew in each step.
    member _.Follow(value: Value) =
        lock changing (fun () -> changing.Add value.Elements.Array |> ignore)

    /// Keys that are given anew in each step, and those derived from them, by their bits in this one.
    member _.Keys = keys

    /// The computations since there were so many.
    member _.Since(count: int) =
        works.GetRange(count, works.Count - count)

    member _.Count = works.Count

    /// Keeps a computation.
    member this.Keep(work: Work) =
        works.Add work
        Array.iter this.Follow work.Outputs

    /// Keeps a computation, unless all that it reads is constant.
    member this.Add(work: Work) =
        if Array.exists this.Changes work.Inputs then
            this.Keep work
