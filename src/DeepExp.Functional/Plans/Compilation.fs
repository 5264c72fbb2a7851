namespace DeepExp.Functional

open System
open DeepExp

/// A step made into a program: recorded, and recorded again to see that it is always the same.
[<RequireQualifiedAccess>]
module internal Compilation =

    let private require (held: Value[]) (after: Value[]) =
        if after.Length <> held.Length then
            fail "Plan" $"the step is given {held.Length} tensors of parameters and state, but gives {after.Length}."

        for next, value in Array.zip after held do
            if not (Value.isLike value next) then
                fail
                    "Plan"
                    $"the step makes {Value.describe next} of {Value.describe value}; parameters and state keep their shapes and types."

    // What is filled anew is not seen where it is not a part of a tree.
    let rec private isSeen (value: objnull) =
        match value with
        | null
        | :? string
        | :? Key
        | :? Count -> true
        | :? Array as items ->
            ParameterTree.isNumbers (items.GetType())
            || Seq.forall isSeen (Seq.cast<objnull> items)
        | value ->
            let t = value.GetType()

            ParameterTree.isFunction t
            || t.IsEnum
            // Those of .NET itself that hold references are made of another type.
            || t.IsValueType && not t.IsGenericType && t.Assembly = typeof<obj>.Assembly

    let private requireSeen (carries: Carried) =
        match Array.tryFind (isSeen >> not) carries.Kept with
        | None -> ()
        | Some value ->
            fail
                "Plan"
                $"the batch holds a {FSharpData.nameOf ((nonNull value).GetType())}, of which a plan does not see whether it was filled anew; a batch consists of tensors, keys, counts, numbers, text and functions, in records, tuples, unions, lists, arrays and maps with text as keys."

    let private shown (value: objnull) =
        match value with
        | null -> "null"
        | :? Array as items -> text $"another {FSharpData.nameOf (items.GetType())}"
        | value -> text $"{value}"

    let private requireCarried (before: Carried) (after: Carried) =
        if before.Form <> after.Form then
            fail "Plan" $"the step gives parameters or state of another form (cases, items) than it is given."

        for value, value' in Seq.zip before.Kept after.Kept do
            if not (Carried.isLike value value') then
                fail
                    "Plan"
                    $"the step makes {shown value'} of {shown value}, which is no tensor, and a plan would repeat that; let a Count count steps, and a tensor hold what else changes, in records, tuples, unions, lists, arrays and maps with text as keys."

    let private reversedRows (x: Value) (numbers: int[]) =
        let row = numbers.Length / max 1 (if x.Shape.Length = 0 then 1 else x.Shape[0])
        numbers |> Array.chunkBySize (max 1 row) |> Array.rev |> Array.concat

    /// Other numbers of the same kind: positive ones stay positive, those between 0 and 1 stay there; indices are others of the same.
    let private otherNumbers otherIndices (x: Value) =
        { x with
            Elements =
                match x.Elements with
                | F32 x -> F32(Array.map (fun x -> 0.625f * x + 0.1f) x)
                | F64 x -> F64(Array.map (fun x -> 0.625 * x + 0.1) x)
                | I32 numbers -> I32(otherIndices x numbers |> Array.copy)
                | _ -> ForwardElements.unreachable ()
        }

    /// The step recorded for leaves in arrays of their own, with keys and counts that are given anew.
    let private trace (step: 'P * 'S -> 'Batch -> Tensor * ('P * 'S)) (own: Value[]) at (batchLeaves: Value[]) batch =
        let recorder = Recorder true
        Seq.iter recorder.Follow (Seq.append batchLeaves own)
        let loss, after = Recording.by recorder (fun () -> step at batch)
        let next = Parameters.leaves after |> Array.map _.Value
        require own next

        let tape =
            {
                Given = Array.append batchLeaves own
                Works = recorder.Works
                Results = Array.append [| loss.Value |] next
                Before = recorder.Before.ToArray()
            }

        struct (tape, after)

    /// A step is taken again with other numbers. Indices may be right only where they are.
    let private again (take: Value[] -> Value[] -> struct (Tape * ('P * 'S))) batchLeaves held =
        let take otherIndices =
            let others = Array.map (otherNumbers otherIndices)
            take (others batchLeaves) (others held)

        try
            try
                take reversedRows
            with :? DeepExpException ->
                take (fun _ numbers -> numbers)
        with error ->
            raise (
                DeepExpException(
                    "Plan",
                    text
                        $"the step fails when it is taken again to be compared, with other numbers; a plan is made of steps that compute the same for all numbers. It failed with «{error.Message}»",
                    error
                )
            )

    let private sourcesOf first (carried: Carried) =
        carried.Kept
        |> Array.filter Carried.isGiven
        |> Array.mapi (fun i given -> Source(first + i, Value = Carried.numberOf given))

    /// The step made into a program, for parameters and state that lie in the arrays held.
    let record step (held: Value[]) (at: 'P * 'S) (batch: 'Batch) : Recorded<'P, 'S> =
        let batchLeaves = Parameters.leaves batch |> Array.map (_.Value >> Program.CopyOf)
        let before, batchCarries = Carried.ofTree at, Carried.ofTree batch
        requireSeen batchCarries
        let batchSources = sourcesOf 0 batchCarries
        let sources = sourcesOf batchSources.Length before

        let take batchLeaves own =
            let given tree (leaves: Value[]) (sources: Source[]) =
                Carried.replace tree (Array.map Tensor leaves) (fun i -> Carried.from sources[i])

            trace step own (given at own sources) batchLeaves (given batch batchLeaves batchSources)

        let struct (tape, after) = take batchLeaves held
        let carries = Carried.ofTree after
        requireCarried before carries
        let live = Tape.live tape

        let struct (tape', after') = again take batchLeaves held
        let live' = Tape.live tape'
        Tape.requireSame "Plan" live live'
        Tape.requireSameRules "Plan" live live'

        if not (Carried.areSame carries (Carried.ofTree after')) then
            fail "Plan" $"the step was not the same twice: it did not count on as it did when it was recorded."

        // Nobody is given their numbers: parameters, state and loss lie in arrays of the program.
        Tape.spoil [] tape
        Tape.spoil [] tape'

        let program = Program(live, Array.zip live.Results[1..] held)
        let next = Array.filter Carried.isGiven carries.Kept

        {
            Program = program
            Batch = batchLeaves
            BatchCarries = batchCarries
            After = after
            Before = before
            BatchSources = batchSources
            Sources = sources
            Next = next
            Between = Array.zeroCreate next.Length
            LossAt = program.Result live.Results[0]
        }
