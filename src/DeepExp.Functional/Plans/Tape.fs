namespace DeepExp.Functional

open System
open System.Collections.Generic
open System.Runtime.InteropServices
open DeepExp

/// A step as it was recorded: what it was given, what it computed, and what of that it gave.
type internal Tape =
    {
        Given: Value[]
        Works: Work[]
        Results: Value[]
        /// What is done before the works.
        Before: (unit -> unit)[]
    }

/// <summary>
/// Whether a step does the same each time. What it reads besides what it is given is a constant of a plan; so of two steps that were
/// recorded one after the other the second must repeat the first, with the same constants.
/// </summary>
[<RequireQualifiedAccess>]
module internal Tape =

    /// The tape without the works of which nothing comes to the results.
    let live (tape: Tape) =
        let arraysOf = Seq.map (fun (value: Value) -> value.Elements.Array)
        let needed = HashSet<Array>(arraysOf tape.Results, HashIdentity.Reference)
        let isNeeded (work: Work) = needed.Overlaps(arraysOf work.Outputs)

        { tape with
            Works =
                [|
                    for work in Array.rev tape.Works do
                        if isNeeded work then
                            needed.UnionWith(arraysOf work.Inputs)
                            work
                |]
                |> Array.rev
        }

    /// The tape of a step that is given its values in other arrays of the same shapes.
    let given (values: Value[]) (tape: Tape) =
        let others = Dictionary<Array, Value>(HashIdentity.Reference)

        for value, other in Seq.zip tape.Given values do
            others[value.Elements.Array] <- other

        let instead (x: Value) =
            match others.TryGetValue x.Elements.Array with
            | true, other -> { x with Elements = other.Elements }
            | _ -> x

        { tape with
            Given = values
            Works =
                tape.Works
                |> Array.map (fun work ->
                    { work with
                        Inputs = Array.map instead work.Inputs
                    })
            Results = Array.map instead tape.Results
        }

    let private numbers (tape: Tape) =
        let numbers = Dictionary<Array, int>(HashIdentity.Reference)

        for value in Seq.append tape.Given (Seq.collect _.Outputs tape.Works) do
            numbers.Add(value.Elements.Array, numbers.Count)

        fun (value: Value) ->
            match numbers.TryGetValue value.Elements.Array with
            | true, number -> number
            | _ -> -1

    let private bytes (value: Value) =
        match value.Elements with
        | F32 a -> MemoryMarshal.AsBytes(ReadOnlySpan a)
        | F64 a -> MemoryMarshal.AsBytes(ReadOnlySpan a)
        | I32 a -> MemoryMarshal.AsBytes(ReadOnlySpan a)
        | _ -> ReadOnlySpan()

    let private isSameConstant (x: Value) (y: Value) =
        obj.ReferenceEquals(x.Elements.Array, y.Elements.Array)
        || (bytes x).SequenceEqual(bytes y)

    /// <summary>Refuses a step that did something else when it was recorded for the second time; both are live.</summary>
    /// <exception cref="DeepExpException">The works differ, or a constant that they read.</exception>
    let requireSame operation (first: Tape) (second: Tape) =
        let number, number' = numbers first, numbers second

        let refuse (what: FormattableString) =
            fail
                operation
                $"the step was not the same twice: {text what}. It is repeated as it was recorded, so what changes from step to step must be given to it with its batch; or run it without a plan."

        let read (name: string) (x: Value) (y: Value) =
            if not (Value.isLike x y) || number x <> number' y then
                refuse $"{name} reads another value"
            elif number x < 0 && not (isSameConstant x y) then
                refuse $"{name} reads other numbers of a {Value.describe y} that the step is not given"

        for work, work' in Seq.zip first.Works second.Works do
            if work.Name <> work'.Name then
                refuse $"{work'.Name} stands where {work.Name} stood"
            elif
                work.Op <> work'.Op
                || work.Inputs.Length <> work'.Inputs.Length
                || not (Array.forall2 Value.isLike work.Outputs work'.Outputs)
            then
                refuse $"a number or shape of {work.Name} changed"
            elif work.Asks <> work'.Asks then
                refuse $"{work.Name} asked for another key or count"
            else
                Array.iter2 (read work.Name) work.Inputs work'.Inputs

        if first.Works.Length <> second.Works.Length then
            refuse $"it had {first.Works.Length} works, then {second.Works.Length}"

        Array.iter2 (read "the result") first.Results second.Results

    /// <summary>Refuses a step whose kernels were others when it was recorded for the second time, at the same counts.</summary>
    /// <exception cref="DeepExpException">The hyperparameters of an update differ.</exception>
    let requireSameRules operation (first: Tape) (second: Tape) =
        for work, work' in Seq.zip first.Works second.Works do
            if not (Object.Equals(work.Rule, work'.Rule)) then
                fail
                    operation
                    $"the hyperparameters of {work.Name} were others when the step was taken again, and a plan would not see how they change; let them follow the count with Optimizer.scheduled, or run the step without a plan."

    /// Makes all numbers that the step computed unusable but for those that others hold by right: who kept one aside would take it for
    /// that of a later step.
    let spoil (held: Value seq) (tape: Tape) =
        let kept = HashSet<Array>(held |> Seq.map _.Elements.Array, HashIdentity.Reference)

        for value in Seq.collect _.Outputs tape.Works do
            if not (kept.Contains value.Elements.Array) then
                match value.Elements with
                | F32 a -> Array.Fill(a, nanf)
                | F64 a -> Array.Fill(a, nan)
                | I32 a -> Array.Fill(a, Int32.MinValue)
                | _ -> ()
