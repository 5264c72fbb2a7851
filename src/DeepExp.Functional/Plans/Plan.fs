namespace DeepExp.Functional

open System
open System.Runtime.CompilerServices
open DeepExp

/// What a tree holds besides its leaves: values that are carried along, and its form.
type internal Carried = { Kept: objnull[]; Form: string list }

[<RequireQualifiedAccess>]
module internal Carried =

    let ofTree (tree: 'T) =
        let kept, form = ResizeArray(), ResizeArray()
        ParameterTree.carried (ParameterTree.nodeOf typeof<'T>) (box tree) kept.Add form.Add

        {
            Kept = kept.ToArray()
            Form = List.ofSeq form
        }

    /// The tree with other leaves, and with what it carries changed by its number.
    let replace (tree: 'T) (leaves: Tensor[]) (change: int -> objnull -> objnull) : 'T =
        let mutable taken, changed = 0, 0

        let next () =
            taken <- taken + 1
            leaves[taken - 1]

        let change value =
            changed <- changed + 1
            change (changed - 1) value

        ParameterTree.replaceAll (ParameterTree.nodeOf typeof<'T>) (box tree) next change
        |> unbox<'T>

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

/// <summary>
/// A step of training made into a program that runs without allocating: what the step computes is recorded for each shape of
/// batch, values that are no longer needed lend their memory to the next, and parameters and state stay where they are.
/// </summary>
/// <remarks>
/// A plan is pure from outside: it takes parameters and state and gives new ones. The step must be pure too, and what it computes
/// may depend on shapes but not on numbers: a step that looks at a number of its batch or parameters is refused. For each shape it is
/// computed twice, and refused if the second time differs from the first. Random numbers come from keys in the batch.
/// </remarks>
[<Sealed>]
type Plan<'P, 'S, 'Batch> internal (step: 'P * 'S -> 'Batch -> Tensor * ('P * 'S)) =

    let known = ResizeArray<Recorded<'P, 'S>>()
    // The parameters and the state, in arrays that all programs share.
    let mutable held: Value[] = [||]
    let gate = obj ()
    let mutable isRunning = false

    let copy (x: Tensor) = Program.CopyOf x.Value

    let requireUntracked (what: string) (leaves: Tensor[]) =
        for x in leaves do
            if x.IsTracked then
                fail
                    "Plan"
                    $"{what} are followed by a derivative, which would not come through the plan; detach them, or take the step without a plan."

    let areLike (values: Value[]) (leaves: Tensor[]) =
        leaves.Length = values.Length
        && Array.forall2 (fun value (x: Tensor) -> Value.isLike value x.Value) values leaves

    let requireSame (after: Value[]) =
        if after.Length <> held.Length then
            fail "Plan" $"the step is given {held.Length} tensors of parameters and state, but gives {after.Length}."

        for next, value in Array.zip after held do
            if not (Value.isLike value next) then
                fail
                    "Plan"
                    $"the step makes {Value.describe next} of {Value.describe value}; parameters and state keep their shapes and types."

    let counts (before: Carried) (after: Carried) =
        if before.Form <> after.Form then
            fail "Plan" $"the step gives parameters or state of another form (cases, items) than it is given."

        Array.map2
            (fun (a: objnull) (b: objnull) ->
                match a, b with
                | (:? int as a), (:? int as b) when b = a + 1 -> true
                | _ when Object.Equals(a, b) -> false
                | _ ->
                    fail
                        "Plan"
                        $"the step makes {b} of {a}, which is no tensor; a plan can count steps, but not compute other such values.")
            before.Kept
            after.Kept

    /// The step recorded, from the arrays that are held and the values that parameters and state carry.
    let trace (at: 'P * 'S) (batch: 'Batch) =
        let recorder = Recorder()
        let batchLeaves = Parameters.leaves batch |> Array.map copy
        let keys = ResizeArray()

        // Keys of their own tell what is drawn from the one and from the other.
        let ownKey _ (value: objnull) =
            match value with
            | :? Key ->
                let source = KeySource(keys.Count, (fun () -> 0UL))
                keys.Add source

                let key: Key =
                    {
                        Bits = UInt64.MaxValue - uint64 keys.Count
                    }

                recorder.Keys[key.Bits] <- source
                box key
            | value -> value

        Seq.iter recorder.Follow (Seq.append batchLeaves held)
        let batch' = Carried.replace batch (Array.map Tensor batchLeaves) ownKey
        let at = Carried.replace at (Array.map Tensor held) (fun _ value -> value)
        let loss, after = Recording.by recorder (fun () -> step at batch')
        let next = Parameters.leaves after |> Array.map _.Value
        requireSame next

        let tape =
            {
                Given = Array.append batchLeaves held
                Works = recorder.Works
                Results = Array.append [| loss.Value |] next
            }

        struct (tape, after, batchLeaves, keys.ToArray())

    let record (at: 'P * 'S) (batch: 'Batch) =
        let struct (tape, after, batchLeaves, keys) = trace at batch

        let before, isCount =
            Carried.ofTree at, counts (Carried.ofTree at) (Carried.ofTree after)

        let struct (again, _, _, _) = trace after batch
        let tape, again = Tape.live tape, Tape.live again
        Tape.requireSame "Plan" tape again
        Tape.requireSameRules "Plan" tape again
        let program = Program(tape, Array.zip tape.Results[1..] held)

        {
            Program = program
            Batch = batchLeaves
            Keys = keys
            BatchCarries = Carried.ofTree batch
            Before = before
            After = after
            IsCount = isCount
            LossAt = program.Placed tape.Results[0]
        }

    /// Writes the batch into the arrays of the program, if it is of the shape that was recorded.
    let load (recorded: Recorded<'P, 'S>) (batch: 'Batch) =
        let fill (leaves: Tensor[]) =
            requireUntracked "tensors of the batch" leaves

            areLike recorded.Batch leaves
            && (for i = 0 to leaves.Length - 1 do
                    Program.Copy(leaves[i].Value, recorded.Batch[i])

                true)

        if typeof<'Batch> = typeof<Key> then
            let mutable batch = batch
            recorded.Keys[0].Bits <- Unsafe.As<'Batch, Key>(&batch).Bits
            true
        else
            match box batch with
            | :? (Tensor[]) as leaves -> fill leaves
            | _ ->
                let carried = Carried.ofTree batch

                let agrees (a: objnull) (b: objnull) =
                    match a, b with
                    | (:? Key), (:? Key) -> true
                    | _ -> Object.Equals(a, b)

                carried.Form = recorded.BatchCarries.Form
                && Array.forall2 agrees carried.Kept recorded.BatchCarries.Kept
                && fill (Parameters.leaves batch)
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
            | before, now when Object.Equals(before, now) -> Some 0
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

    let advance (recorded: Recorded<'P, 'S>) steps i (value: objnull) =
        match value with
        | :? int as count when recorded.IsCount[i] -> box (count + steps)
        | value -> value

    let carriedAfter (recorded: Recorded<'P, 'S>) steps =
        let after = Carried.ofTree recorded.After

        { after with
            Kept = after.Kept |> Array.mapi (advance recorded steps)
        }

    let find (now: Carried) (at: unit -> 'P * 'S) batch =
        let fits recorded =
            match stepsSince recorded now with
            | Some steps when load recorded batch -> Some struct (recorded, steps)
            | _ -> None

        match Seq.tryPick fits known with
        | Some found -> found
        | None ->
            let recorded = record (at ()) batch
            known.Add recorded
            load recorded batch |> ignore
            struct (recorded, 0)

    let take (at: 'P * 'S) =
        let leaves = Parameters.leaves at
        requireUntracked "parameters or state" leaves

        if areLike held leaves then
            Array.iter2 (fun (x: Tensor) value -> Program.Copy(x.Value, value)) leaves held
        else
            known.Clear()
            held <- Array.map copy leaves

    /// The tree after a step, its leaves in the arrays that the plan holds.
    let shared (recorded: Recorded<'P, 'S>) steps leaves =
        Carried.replace recorded.After leaves (advance recorded steps)

    let give recorded steps =
        shared recorded steps (held |> Array.map (Tensor >> copy >> Tensor))

    /// Runs the step for each batch, and shows the loss of each.
    member internal _.Over (at: 'P * 'S) (batches: 'Batch seq) (observe: Recorded<'P, 'S> -> int -> unit) : 'P * 'S =
        lock gate (fun () ->
            if isRunning then
                fail
                    "Plan"
                    $"the plan is asked for a step while it takes one, by what observes it or makes its batches; compile a second plan for that."

            if Recording.isOn () then
                fail
                    "Plan"
                    $"the plan is a part of a step that is made into a plan, which would not see it; take the inner step without a plan."

            isRunning <- true

            try
                take at
                use batches = batches.GetEnumerator()

                let rec go (now: Carried) (at: unit -> 'P * 'S) =
                    let struct (recorded, first) = find now at batches.Current
                    let mutable steps = first
                    let mutable more, fits = true, true

                    while more && fits do
                        recorded.Program.Run steps
                        observe recorded steps
                        more <- batches.MoveNext()

                        if more then
                            steps <- steps + 1
                            fits <- load recorded batches.Current

                    if more then
                        let taken = steps - 1
                        go (carriedAfter recorded taken) (fun () -> shared recorded taken (Array.map Tensor held))
                    else
                        give recorded steps

                if batches.MoveNext() then
                    go (Carried.ofTree at) (fun () -> at)
                else
                    at
            finally
                isRunning <- false)

    /// The programs that were compiled so far: their works, arrays, bytes and floating-point operations.
    override _.ToString() =
        lock gate (fun () ->
            known
            |> Seq.map (fun recorded -> Description.ofProgram recorded.Batch recorded.Program)
            |> String.concat (Environment.NewLine + Environment.NewLine))

/// <summary>Making plans and running them.</summary>
[<RequireQualifiedAccess>]
module Plan =

    /// <summary>
    /// The plan of a step such as <c>Training.step optimizer loss</c>, which takes parameters and state and a batch, and gives the
    /// loss with the next parameters and state. Nothing is compiled before the first batch, and each shape of batch once.
    /// </summary>
    let compile (step: 'P * 'S -> 'Batch -> Tensor * ('P * 'S)) : Plan<'P, 'S, 'Batch> = Plan step

    /// <summary>What the step gives: the loss, and the next parameters and state.</summary>
    /// <exception cref="DeepExpException">
    /// What the step computes depends on numbers of its batch, parameters or state, or on a key that is no part of the batch; or it
    /// is not the same each time, as where it computes with its own count; or it changes the shape of parameters or state.
    /// </exception>
    let step (plan: Plan<'P, 'S, 'Batch>) (parameters: 'P, state: 'S) (batch: 'Batch) : Tensor * ('P * 'S) =
        let mutable loss = Unchecked.defaultof<Tensor>

        let next =
            plan.Over (parameters, state) [ batch ] (fun recorded _ -> loss <- Tensor(Program.CopyOf recorded.LossAt))

        loss, next

    /// <summary>The parameters and the state after all batches: Training.fold without allocating in between.</summary>
    /// <exception cref="DeepExpException">As in step.</exception>
    let fold (plan: Plan<'P, 'S, 'Batch>) (parameters: 'P, state: 'S) (batches: 'Batch seq) : 'P * 'S =
        plan.Over (parameters, state) batches (fun _ _ -> ())

    /// <summary>fold, showing the loss of each step before the step.</summary>
    /// <exception cref="DeepExpException">As in step.</exception>
    let foldWith
        (observe: float -> unit)
        (plan: Plan<'P, 'S, 'Batch>)
        (parameters: 'P, state: 'S)
        (batches: 'Batch seq)
        : 'P * 'S =
        plan.Over (parameters, state) batches (fun recorded _ -> observe (recorded.LossAt.Elements.Item 0))
