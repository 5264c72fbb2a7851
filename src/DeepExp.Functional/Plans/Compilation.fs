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
        | :? Key -> true
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
                $"the batch holds a {FSharpData.nameOf ((nonNull value).GetType())}, of which a plan does not see whether it was filled anew; a batch consists of tensors, keys, numbers, text and functions, in records, tuples, unions, lists, arrays and maps with text as keys."

    let private shown (value: objnull) =
        match value with
        | null -> "null"
        | :? Array as items -> text $"another {FSharpData.nameOf (items.GetType())}"
        | value -> text $"{value}"

    let private counts (before: Carried) (after: Carried) =
        if before.Form <> after.Form then
            fail "Plan" $"the step gives parameters or state of another form (cases, items) than it is given."

        let isCount = Carried.counts before after

        for i = 0 to isCount.Length - 1 do
            if not (isCount[i] || Carried.isSame before.Kept[i] after.Kept[i]) then
                fail
                    "Plan"
                    $"the step makes {shown after.Kept[i]} of {shown before.Kept[i]}, which is no tensor; a plan can count steps, but not compute other such values."

        isCount

    // A multiple of the numbers of steps after which things are often done: 2 to 12, 20, 25, 50, 100, 500, 1000.
    let private often = 693_000

    /// How many steps ahead a step is recorded once more to be compared: the next, and two that are far away. The count of the last
    /// is a multiple of often, and that of the other one less: what is done every n-th time is done at one of them.
    let private aheadOf (before: Carried) (isCount: bool[]) =
        match Array.tryFindIndex id isCount with
        | None -> [ 1 ]
        | Some at ->
            let far = often - unbox<int> before.Kept[at] % often
            [ 1; far + often - 1; far + often ]

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

    /// The step for leaves in arrays of their own, recorded so many steps ahead.
    let private trace
        (step: 'P * 'S -> 'Batch -> Tensor * ('P * 'S))
        (own: Value[])
        at
        (batchLeaves: Value[])
        (batch: 'Batch)
        ahead
        =
        let recorder = Recorder(ahead, true)
        let keys = ResizeArray()

        // Keys of their own tell what is drawn from the one and from the other.
        let ownKey _ (value: objnull) =
            match value with
            | :? Key ->
                let source = KeySource(keys.Count, (fun () -> 0UL))

                let key: Key =
                    {
                        Bits = UInt64.MaxValue - uint64 keys.Count - (uint64 ahead <<< 32)
                    }

                keys.Add source
                recorder.Keys[key.Bits] <- source
                box key
            | value -> value

        Seq.iter recorder.Follow (Seq.append batchLeaves own)
        let batch = Carried.replace batch (Array.map Tensor batchLeaves) ownKey
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

        struct (tape, after, keys.ToArray())

    /// The step recorded with other numbers, so many steps ahead. Indices may be right only where they are.
    let private traceAhead step (held: Value[]) at (batchLeaves: Value[]) batch isCount ahead =
        let trace otherIndices =
            let others = Array.map (otherNumbers otherIndices) held

            let there =
                Carried.replace at (Array.map Tensor others) (Carried.advanced isCount ahead)

            let struct (tape, after, _) =
                trace step others there (Array.map (otherNumbers otherIndices) batchLeaves) batch ahead

            struct (tape, Carried.ofTree there, Carried.ofTree after)

        try
            try
                trace reversedRows
            with :? DeepExpException ->
                trace (fun _ numbers -> numbers)
        with error ->
            raise (
                DeepExpException(
                    "Plan",
                    text
                        $"""the step fails when it is taken again to be compared, with other numbers and {counted ahead "step"} later; a plan is made of steps that compute the same for all numbers and counts. It failed with «{error.Message}»""",
                    error
                )
            )

    /// The step made into a program, for parameters and state that lie in the arrays held.
    let record step (held: Value[]) (at: 'P * 'S) (batch: 'Batch) : Recorded<'P, 'S> =
        let batchLeaves = Parameters.leaves batch |> Array.map (_.Value >> Program.CopyOf)
        let before, batchCarries = Carried.ofTree at, Carried.ofTree batch
        requireSeen batchCarries

        let here = Carried.replace at (Array.map Tensor held) (fun _ value -> value)
        let struct (tape, after, keys) = trace step held here batchLeaves batch 0
        let isCount = counts before (Carried.ofTree after)

        let live = Tape.live tape

        for ahead in aheadOf before isCount do
            let struct (tape', before', after') =
                traceAhead step held at batchLeaves batch isCount ahead

            let live' = Tape.live tape'
            Tape.requireSame "Plan" live live'
            Tape.requireSameRules "Plan" ahead live live'

            if counts before' after' <> isCount then
                fail "Plan" $"the step does not count on as it did when it was recorded; a plan can count steps by 1."

            // Its numbers are of no step that was taken.
            Tape.spoil tape'

        let program = Program(live, Array.zip live.Results[1..] held)

        {
            Program = program
            Batch = batchLeaves
            Keys = keys
            BatchCarries = batchCarries
            Before = before
            After = after
            IsCount = isCount
            LossAt = program.Result live.Results[0]
        }
