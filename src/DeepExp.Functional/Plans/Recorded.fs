namespace DeepExp.Functional

open System
open System.Runtime.CompilerServices
open DeepExp

/// The step as it was recorded for batches of one shape.
type internal Recorded<'P, 'S> =
    {
        Program: Program
        Batch: Value[]
        Keys: KeySource[]
        BatchCarries: Carried
        /// What parameters and state carried before the recorded step.
        Before: Carried
        /// Parameters and state after it.
        After: 'P * 'S
        /// Which of the values that they carry count the steps.
        IsCount: bool[]
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

    let private isSameButKey (a: objnull) (b: objnull) =
        match a, b with
        | (:? Key), (:? Key) -> true
        | _ -> Carried.isSame a b

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
            recorded.Keys[0].Bits <- Unsafe.As<'Batch, Key>(&batch).Bits
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

                carried.Form = recorded.BatchCarries.Form
                && Array.forall2 isSameButKey carried.Kept recorded.BatchCarries.Kept
                && fillAll recorded (Parameters.leaves batch)
                && (carried.Kept
                    |> Seq.choose (fun value ->
                        match value with
                        | :? Key as key -> Some key.Bits
                        | _ -> None)
                    |> Seq.iteri (fun i bits -> recorded.Keys[i].Bits <- bits)

                    true)

    /// How many steps after the recorded one parameters and state that carry this stand before.
    let stepsSince (recorded: Recorded<'P, 'S>) (now: Carried) =
        let difference i =
            match recorded.Before.Kept[i], now.Kept[i] with
            | (:? int as before), (:? int as now) when recorded.IsCount[i] -> Some(now - before)
            | before, now when Carried.isSame before now -> Some 0
            | _ -> None

        if
            now.Form <> recorded.Before.Form
            || now.Kept.Length <> recorded.Before.Kept.Length
        then
            None
        else
            let all = [| 0 .. now.Kept.Length - 1 |]
            let others, own = all |> Array.partition (fun i -> not recorded.IsCount[i])

            match own |> Array.map difference |> Array.distinct with
            | [||] when others |> Array.forall (fun i -> difference i = Some 0) -> Some 0
            | [| steps |] when others |> Array.forall (fun i -> difference i = Some 0) -> steps
            | _ -> None

    /// What parameters and state carry so many steps after the recorded one.
    let carriedAfter (recorded: Recorded<'P, 'S>) steps =
        Carried.ofTree recorded.After |> Carried.after recorded.IsCount steps

    /// The program as people read it.
    let describe (recorded: Recorded<'P, 'S>) =
        let besides =
            recorded.BatchCarries.Kept
            |> Array.choose (fun value ->
                match value with
                | null -> None
                | :? Key -> Some "a key"
                | :? Array as items -> Some(text $"{items.Length} of {FSharpData.nameOf (items.GetType())}")
                | value -> Some(text $"{value}"))

        Description.ofProgram recorded.Batch besides recorded.Program

    /// Parameters and state so many steps after the recorded one, of these leaves.
    let after (recorded: Recorded<'P, 'S>) steps leaves =
        Carried.replace recorded.After leaves (Carried.advanced recorded.IsCount steps)
