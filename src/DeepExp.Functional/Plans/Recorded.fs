namespace DeepExp.Functional

open System
open System.Runtime.CompilerServices
open DeepExp

/// The step as it was recorded for batches of one shape.
type internal Recorded<'P, 'S> =
    {
        Program: Program
        Batch: Value[]
        BatchCarries: Carried
        /// Parameters and state after the recorded step, and what they carried before.
        After: 'P * 'S
        Before: Carried
        /// The keys and counts of the batch, those of parameters and state, and what a step makes of these.
        BatchSources: Source[]
        Sources: Source[]
        Next: objnull[]
        /// Where these stay until all are known.
        Between: uint64[]
        /// Where the program writes the loss.
        LossAt: Value
    }

[<RequireQualifiedAccess>]
module internal Recorded =

    let requireUntracked (what: string) (x: Tensor) =
        if x.IsTracked then
            fail
                "Plan"
                $"{what} are followed by a derivative, which would not come through the plan; detach them, or take the step without a plan."

    /// Whether tensors are of the shapes and types of values.
    let areLike (values: Value[]) (leaves: Tensor[]) =
        leaves.Length = values.Length
        && Array.forall2 (fun value (x: Tensor) -> Value.isLike value x.Value) values leaves

    /// Gives the sources the keys and counts that are carried.
    let private give (sources: Source[]) (carried: Carried) =
        carried.Kept
        |> Seq.filter Carried.isGiven
        |> Seq.iteri (fun i given -> sources[i].Value <- Carried.numberOf given)

    let private fits recorded i (x: Tensor) =
        requireUntracked "tensors of the batch" x
        Value.isLike recorded.Batch[i] x.Value

    let private fill recorded i (x: Tensor) =
        Program.Copy(x.Value, recorded.Batch[i])

    let private fillAll recorded (leaves: Tensor[]) =
        Array.iter (requireUntracked "tensors of the batch") leaves

        areLike recorded.Batch leaves
        && (for i = 0 to leaves.Length - 1 do
                fill recorded i leaves[i]

            true)

    /// Writes the batch into the arrays of the program, if it is of the shape that was recorded; without allocating where it is a
    /// tensor, a pair or an array of them, or a key.
    let load (recorded: Recorded<'P, 'S>) (batch: 'Batch) =
        if typeof<'Batch> = typeof<Key> then
            let mutable batch = batch
            recorded.BatchSources[0].Value <- Carried.bitsOf (Unsafe.As<'Batch, Key> &batch)
            true
        else
            match box batch with
            | :? Tensor as x ->
                fits recorded 0 x
                && (fill recorded 0 x
                    true)
            | :? (Tensor * Tensor) as (x, t) ->
                fits recorded 0 x
                && fits recorded 1 t
                && (fill recorded 0 x
                    fill recorded 1 t
                    true)
            | :? (Tensor[]) as leaves -> fillAll recorded leaves
            | _ ->
                let carried = Carried.ofTree batch

                Carried.areLike carried recorded.BatchCarries
                && fillAll recorded (Parameters.leaves batch)
                && (give recorded.BatchSources carried
                    true)

    /// Takes over what parameters and state carry, if that is what they carried in the recorded step, but for keys and counts.
    let begins (recorded: Recorded<'P, 'S>) (now: Carried) =
        Carried.areLike now recorded.Before
        && (give recorded.Sources now
            true)

    /// Goes on to the next step.
    let advance (recorded: Recorded<'P, 'S>) =
        for i = 0 to recorded.Next.Length - 1 do
            recorded.Between[i] <- Carried.valueOf recorded.Next[i]

        for i = 0 to recorded.Next.Length - 1 do
            recorded.Sources[i].Value <- recorded.Between[i]

    /// The program as people read it.
    let describe (recorded: Recorded<'P, 'S>) =
        let besides =
            recorded.BatchCarries.Kept
            |> Array.choose (fun value ->
                match value with
                | null -> None
                | :? Key -> Some "a key"
                | :? Count -> Some "a count"
                | :? Array as items -> Some(text $"{items.Length} of {FSharpData.nameOf (items.GetType())}")
                | value -> Some(text $"{value}"))

        Description.ofProgram recorded.Batch besides recorded.Program

    /// Parameters and state before the next step, of these leaves.
    let now (recorded: Recorded<'P, 'S>) leaves =
        Carried.replace recorded.After leaves (fun i given -> Carried.from recorded.Sources[i] given |> Carried.now)
