namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// A step of training made into a program that runs without allocating: what the step computes is recorded for each shape of
/// batch, values that are no longer needed lend their memory to the next, and parameters and state stay where they are.
/// </summary>
/// <remarks>
/// A plan is pure from outside: it takes parameters and state and gives new ones. The step must be pure too, and what it computes
/// may depend on shapes but not on numbers: a step that looks at a number of its batch or parameters, at a <c>Count</c>, or compares
/// keys, is refused. For each shape, and for each value that a batch brings besides tensors, keys and counts, it is computed again with
/// other numbers, and refused if that is not the same. Random numbers come from keys in the batch or the state. A step allocates nothing
/// where the batch is a tensor, a pair or an array of tensors, or a key; other batches are taken apart, for some hundred bytes, and
/// optimizers that follow a schedule are made anew, for some thousand.
/// </remarks>
[<Sealed>]
type Plan<'P, 'S, 'Batch> internal (step: 'P * 'S -> 'Batch -> Tensor * ('P * 'S)) =

    let known = ResizeArray<Recorded<'P, 'S>>()
    // The parameters and the state, in arrays that all programs share.
    let mutable held: Value[] = [||]
    let gate = obj ()
    let mutable isRunning = false

    let copy (x: Tensor) = Program.CopyOf x.Value

    // So many programs are made for batches of the same shapes.
    let most = 64

    let requireFew (batch: 'Batch) =
        let leaves = Parameters.leaves batch

        let alike =
            known |> Seq.filter (fun recorded -> Recorded.areLike recorded.Batch leaves)

        if Seq.length alike >= most then
            fail
                "Plan"
                $"besides tensors, keys and counts, parameters, state or batch hold something else each time, and each makes a program of its own; after {most} of them this one is refused. Give numbers that change as tensors of the batch."

    let find (now: Carried) (at: 'P * 'S) batch =
        let fits recorded =
            Recorded.begins recorded now && Recorded.load recorded batch

        match Seq.tryFind fits known with
        | Some recorded -> recorded
        | None ->
            requireFew batch
            let recorded = Compilation.record step held at batch
            known.Add recorded
            Recorded.load recorded batch |> ignore
            recorded

    let take (at: 'P * 'S) =
        let leaves = Parameters.leaves at
        Array.iter (Recorded.requireUntracked "parameters or state") leaves

        if Recorded.areLike held leaves then
            Array.iter2 (fun (x: Tensor) value -> Program.Copy(x.Value, value)) leaves held
        else
            known.Clear()
            held <- Array.map copy leaves

    let give recorded =
        held |> Array.map (Tensor >> copy >> Tensor) |> Recorded.now recorded

    /// Runs the step for each batch, and shows the loss of each.
    member internal _.Over (at: 'P * 'S) (batches: 'Batch seq) (observe: Recorded<'P, 'S> -> unit) : 'P * 'S =
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

                let rec go (at: 'P * 'S) =
                    let recorded = find (Carried.ofTree at) at batches.Current
                    let mutable more, fits = true, true

                    while more && fits do
                        recorded.Program.Run()
                        observe recorded
                        Recorded.advance recorded
                        more <- batches.MoveNext()

                        if more then
                            fits <- Recorded.load recorded batches.Current

                    if more then
                        go (held |> Array.map Tensor |> Recorded.now recorded)
                    else
                        give recorded

                if batches.MoveNext() then go at else at
            finally
                isRunning <- false)

    /// The programs that were compiled so far: their works, arrays, bytes and floating-point operations.
    override _.ToString() =
        lock gate (fun () ->
            if known.Count = 0 then
                "plan that was not given a batch yet"
            else
                known
                |> Seq.map Recorded.describe
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
    /// What the step computes depends on numbers or counts of its batch, parameters or state, or on a key that is no part of them; or it
    /// is not the same each time; or it changes the shape of parameters or state, or a number in them that is no tensor.
    /// </exception>
    let step (plan: Plan<'P, 'S, 'Batch>) (parameters: 'P, state: 'S) (batch: 'Batch) : Tensor * ('P * 'S) =
        let mutable loss = Unchecked.defaultof<Tensor>

        let next =
            plan.Over (parameters, state) [ batch ] (fun recorded -> loss <- Tensor(Program.CopyOf recorded.LossAt))

        loss, next

    /// <summary>The parameters and the state after all batches: Training.fold without allocating in between.</summary>
    /// <exception cref="DeepExpException">As in step.</exception>
    let fold (plan: Plan<'P, 'S, 'Batch>) (parameters: 'P, state: 'S) (batches: 'Batch seq) : 'P * 'S =
        plan.Over (parameters, state) batches ignore

    /// <summary>fold, showing the loss of each step before the step.</summary>
    /// <exception cref="DeepExpException">As in step.</exception>
    let foldWith
        (observe: float -> unit)
        (plan: Plan<'P, 'S, 'Batch>)
        (parameters: 'P, state: 'S)
        (batches: 'Batch seq)
        : 'P * 'S =
        plan.Over (parameters, state) batches (fun recorded -> observe (recorded.LossAt.Elements.Item 0))
