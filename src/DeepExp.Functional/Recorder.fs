namespace DeepExp.Functional

open System
open System.Collections.Generic
open System.Threading
open DeepExp

/// One computation of a step, and how to repeat it.
type internal Work =
    {
        Name: string
        /// The primitive; nothing for a kernel that is none.
        Op: Op voption
        Inputs: Value[]
        Outputs: Value[]
        /// Given arrays of the same shapes, what fills the outputs from the inputs in the n-th step after the recorded one.
        Bind: Value[] -> Value[] -> (int -> unit)
        /// Whether an input, by its number, may lend its place to an output of its shape: each element is read before its place is
        /// written.
        InPlace: int -> int -> bool
        /// For a function of each element: what computes a tile of the outputs from a tile of the inputs.
        Tile: (Operand[] -> Operand[] -> (int -> Tile -> unit)) voption
        /// The works that became this one; none where it is as it was recorded.
        Joined: Work[]
        /// Which key it draws from; empty where it does not draw.
        Key: int list
        /// The hyperparameters of its kernel in the n-th step after the recorded one; null where it has none.
        Rule: int -> objnull
    }

/// <summary>
/// The key of a step that is given anew in each, or one that was derived from it. The path is its number among those that are given,
/// and before that the place in the row of each key that it was derived from, the last first.
/// </summary>
[<Sealed>]
type internal KeySource(path: int list, derive: unit -> uint64) =
    let mutable given = ValueNone

    new(number: int, derive) = KeySource([ number ], derive)

    member _.Path = path

    member _.Bits
        with get () =
            match given with
            | ValueSome bits -> bits
            | ValueNone -> derive ()
        and set bits = given <- ValueSome bits

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
