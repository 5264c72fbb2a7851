namespace DeepExp.Functional

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

    let noRule (_: int) : objnull = null

    /// Whether this thread records.
    let isOn () =
        recorders <> 0 && not (isNull Recorder.Here)

    /// Whether any thread records.
    let isAnywhere () = recorders <> 0

    /// Refuses that another thread than the one that records computes with numbers of its step.
    let private refuseElsewhere operation (xs: Value[]) =
        let isTheirs =
            isAnywhere ()
            && lock alone (fun () -> alone.Exists(fun recorder -> Array.exists recorder.Changes xs))

        if isTheirs then
            fail
                operation
                $"another thread than the one that takes the step computes with its numbers, which a plan would not see; compute on one thread, or run the step without a plan."

    /// How far ahead of its plan the step stands that this thread records.
    let ahead () =
        if isOn () then (nonNull Recorder.Here).Ahead else 0

    /// Runs f and records what it computes.
    let by (recorder: Recorder) (f: unit -> 'T) : 'T =
        let before = Recorder.Here
        Recorder.Here <- recorder

        if recorder.IsAlone then
            lock alone (fun () -> alone.Add recorder)

        Interlocked.Increment &recorders |> ignore

        try
            f ()
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
        | _, null -> refuseElsewhere (Op.name op) xs
        | _, recorder ->
            let tile = ForwardElements.tile op

            recorder.Add
                {
                    Name = Op.name op
                    Op = ValueSome op
                    Inputs = xs
                    Outputs = [| y |]
                    Bind =
                        fun xs ys ->
                            let run = Forward.bind op xs ys[0]
                            fun _ -> run ()
                    InPlace = fun _ _ -> tile.IsSome
                    Tile =
                        tile
                        |> ValueOption.map (fun bind xs ys ->
                            let run = bind xs ys[0]
                            fun _ tile -> run tile)
                    Joined = [||]
                    Key = []
                    Rule = noRule
                }

    let private kernel name tile rule xs ys bind =
        bind xs ys 0

        match Recorder.Here with
        | null -> refuseElsewhere name xs
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
                    Key = []
                    Rule = rule
                }

    /// Computes ys from xs by a kernel that is no primitive.
    let compute name (xs: Value[]) (ys: Value[]) (bind: Value[] -> Value[] -> (int -> unit)) =
        kernel name ValueNone noRule xs ys bind

    /// Computes ys from xs, all of one length, element by element, and so tile by tile, with the hyperparameters of each step.
    let computeEach name rule (xs: Value[]) (ys: Value[]) bind (tile: Operand[] -> Operand[] -> (int -> Tile -> unit)) =
        kernel name (ValueSome tile) rule xs ys bind

    /// Runs f, and refuses that it computes with anything but kernels that are no primitives.
    let kernelsOnly operation (f: unit -> 'T) : 'T =
        let recorder = nonNull Recorder.Here
        let before = recorder.Count
        let y = f ()

        for work in recorder.Since before do
            if work.Op.IsSome then
                fail
                    operation
                    $"{work.Name} would be repeated with the numbers of one step. In a plan they may change only for the updates of the library's optimizers; compute all else before, as with Optimizer.chain, or run the step without a plan."

        y

    /// Notes that a key was derived from another, as that one's i-th.
    let derived (parent: uint64) (child: uint64) (i: int) (derive: uint64 -> uint64) =
        match Recorder.Here with
        | null -> ()
        | recorder ->
            match recorder.Keys.TryGetValue parent with
            | true, source -> recorder.Keys[child] <- KeySource(i :: source.Path, (fun () -> derive source.Bits))
            | _ -> ()

    /// Fills y with random numbers of a key.
    let draw operation (key: uint64) (y: Value) (fill: uint64 -> Value -> unit) =
        match Recorder.Here with
        | null -> ()
        | recorder ->
            match recorder.Keys.TryGetValue key with
            | true, source ->
                recorder.Keep
                    {
                        Name = operation
                        Op = ValueNone
                        Inputs = [||]
                        Outputs = [| y |]
                        Bind = fun _ ys _ -> fill source.Bits ys[0]
                        InPlace = fun _ _ -> false
                        Tile = ValueNone
                        Joined = [||]
                        Key = source.Path
                        Rule = noRule
                    }
            | _ ->
                fail
                    operation
                    $"the numbers of a key that is not handed to the step with its batch would be the same in every step of a plan; make the key a part of the batch."

        fill key y

    /// Makes numbers that are others in each step and follow from none that the step is given.
    let make name (rule: int -> objnull) (x: int -> Value) : Value =
        let y = apart (fun () -> x 0)

        match Recorder.Here with
        | null -> ()
        | recorder ->
            recorder.Keep
                {
                    Name = name
                    Op = ValueNone
                    Inputs = [||]
                    Outputs = [| y |]
                    Bind = fun _ ys n -> ForwardMoves.copy (x n) ys[0]
                    InPlace = fun _ _ -> false
                    Tile = ValueNone
                    Joined = [||]
                    Key = []
                    Rule = rule
                }

        y

    /// Refuses that a step which is recorded looks at numbers that will be others in the next one.
    let read operation (x: Value) =
        match Recorder.Here with
        | null -> refuseElsewhere operation [| x |]
        | recorder when recorder.Changes x ->
            fail
                operation
                $"the numbers of a {Value.describe x} that changes from step to step decide what is computed, so the step cannot be made into a plan; compute them before the step, or run it without a plan."
        | _ -> ()
