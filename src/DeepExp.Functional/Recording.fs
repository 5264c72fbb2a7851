namespace DeepExp.Functional

open System
open System.Collections.Generic
open System.Threading
open DeepExp

/// <summary>
/// Recording what a step computes. Each thread records for itself; while none does, an operation pays one look at a plain field.
/// </summary>
[<RequireQualifiedAccess>]
module internal Recording =

    let mutable private recorders = 0
    let private alone = List<Recorder>()

    /// Whether this thread records.
    let isOn () =
        recorders <> 0 && not (isNull Recorder.Here)

    /// Whether this thread records a step, and not what is computed besides one.
    let isOfStep () =
        isOn () && (nonNull Recorder.Here).IsOfStep

    /// Refuses what a step does, even where the step goes on after that.
    let refuse operation (rule: FormattableString) : 'a =
        let refusal = DeepExpException(operation, text rule)

        match Recorder.Here with
        | null -> ()
        | recorder -> recorder.Refuse refusal

        raise refusal

    /// Whether any thread records.
    let isAnywhere () = recorders <> 0

    /// Refuses that anybody but the thread that records computes with numbers of its step, or with its keys and counts.
    let private refuseElsewhere operation (asks: int list) (xs: Value[]) =
        let isTheirs =
            not asks.IsEmpty
            || isAnywhere ()
               && lock alone (fun () -> alone.Exists(fun recorder -> Array.exists recorder.Changes xs))

        if isTheirs then
            refuse
                operation
                $"another thread than the one that takes the step, or a later step, computes with its numbers, keys or counts, which a plan would not see; compute on one thread, or run the step without a plan."

    /// Runs f and records what it computes.
    let by (recorder: Recorder) (f: unit -> 'T) : 'T =
        let before = Recorder.Here
        Recorder.Here <- recorder

        if recorder.IsAlone then
            lock alone (fun () -> alone.Add recorder)

        Interlocked.Increment &recorders |> ignore

        try
            let y = f ()

            match recorder.Refusal with
            | null -> y
            | refusal -> raise refusal
        finally
            Interlocked.Decrement &recorders |> ignore
            lock alone (fun () -> alone.Remove recorder |> ignore)
            Recorder.Here <- before

    /// Runs f, which computes what a step does not: nothing of it is recorded.
    let private apart (f: unit -> 'T) : 'T =
        let before = Recorder.Here
        Recorder.Here <- null

        try
            f ()
        finally
            Recorder.Here <- before

    /// A primitive that was computed. A reshape shares its elements, and what an author computes is recorded where it computes.
    let add op (xs: Value[]) (y: Value) =
        match op, Recorder.Here with
        | (Reshape _ | Custom _), _ -> ()
        | _, null -> refuseElsewhere (Op.name op) [] xs
        | _, recorder ->
            let tile = ForwardElements.tile op

            recorder.Add
                {
                    Name = Op.name op
                    Op = ValueSome op
                    Inputs = xs
                    Outputs = [| y |]
                    Bind = fun xs ys -> Forward.bind op xs ys[0]
                    InPlace = fun _ _ -> tile.IsSome
                    Tile = tile |> ValueOption.map (fun bind xs ys -> bind xs ys[0])
                    Joined = [||]
                    Asks = []
                    Rule = null
                }

    let private kernel name tile asks (rule: unit -> objnull) xs ys bind =
        bind xs ys ()

        match Recorder.Here with
        | null -> refuseElsewhere name asks xs
        | recorder ->
            recorder.Add
                {
                    Name = name
                    Op = ValueNone
                    Inputs = xs
                    Outputs = ys
                    Bind = bind
                    InPlace = fun _ _ -> ValueOption.isSome tile
                    Tile = tile
                    Joined = [||]
                    Asks = asks
                    Rule = rule ()
                }

    /// Computes ys from xs by a kernel that is no primitive.
    let compute name (xs: Value[]) (ys: Value[]) (bind: Value[] -> Value[] -> (unit -> unit)) =
        kernel name ValueNone [] (fun () -> null) xs ys bind

    /// Computes ys from xs, all of one length, element by element, and so tile by tile, with the hyperparameters of each step.
    let computeEach name asks rule (xs: Value[]) (ys: Value[]) bind (tile: Operand[] -> Operand[] -> (Tile -> unit)) =
        kernel name (ValueSome tile) asks rule xs ys bind

    /// Runs f, and refuses that it computes with anything but kernels that are no primitives.
    let kernelsOnly operation (f: unit -> 'T) : 'T =
        let recorder = nonNull Recorder.Here
        let before = recorder.Count
        let y = f ()

        for work in recorder.Since before do
            if work.Op.IsSome then
                refuse
                    operation
                    $"{work.Name} would be repeated with the numbers of one step. In a plan they may change only for the updates of the library's optimizers; compute all else before, as with Optimizer.chain, or run the step without a plan."

        y

    /// Fills y with numbers that follow from keys and counts of these paths, and from nothing else but what the rule says.
    let fill name asks (rule: objnull) (y: Value) (numbers: Value -> unit) =
        match Recorder.Here with
        | null ->
            refuseElsewhere name asks [||]
            numbers y
        | recorder ->
            recorder.Add
                {
                    Name = name
                    Op = ValueNone
                    Inputs = [||]
                    Outputs = [| y |]
                    Bind = fun _ ys () -> numbers ys[0]
                    InPlace = fun _ _ -> false
                    Tile = ValueNone
                    Joined = [||]
                    Asks = asks
                    Rule = rule
                }

            apart (fun () -> numbers y)

    /// Refuses that a step which is recorded looks at numbers that will be others in the next one.
    let read operation (x: Value) =
        match Recorder.Here with
        | null -> refuseElsewhere operation [] [| x |]
        | recorder when recorder.Changes x ->
            refuse
                operation
                $"the numbers of a {Value.describe x} that changes from step to step decide what is computed, so the step cannot be made into a plan; compute them before the step, or run it without a plan."
        | _ -> ()
