namespace DeepExp.Functional

open System
open System.Numerics
open DeepExp.Kernels
open DeepExp

/// <summary>
/// An optimizer as a value: nothing is mutated, the state is threaded through. Updating takes the state, the parameters and
/// their gradients, and gives what goes on, with the next state. At the end of a chain what goes on are the next parameters;
/// before it (decay, clipping) the gradients, changed.
/// </summary>
type Optimizer<'P, 'S> =
    {
        /// The state before the first step.
        Init: 'P -> 'S
        /// state, parameters, gradients -> next parameters (or gradients), next state
        Update: 'S -> 'P -> 'P -> 'P * 'S
    }

/// The state of an optimizer that follows a schedule: the number of steps taken, and the optimizer's own state.
type ScheduledState<'S> =
    {
        /// How many steps were taken.
        step: Count
        /// The state of the optimizer that is scheduled.
        inner: 'S
    }

/// The state record of any optimizer, as files know it: the number of steps t, and tensors by name.
[<RequireQualifiedAccess>]
module internal OptimizerState =

    let private record<'S> () =
        let names = FSharpData.recordFields typeof<'S> |> Array.map fst
        Array.IndexOf(names, "t"), FSharpData.record typeof<'S>

    let t (state: 'S) =
        let at, record = record<'S>()
        unbox<Count>(Array.item at (record.take (box state)))

    let withT (t: Count) (state: 'S) =
        let at, record = record<'S>()
        record.make (Array.updateAt at (box t) (record.take (box state))) |> unbox<'S>

/// Composing optimizers, and what their rules share.
[<RequireQualifiedAccess>]
module Optimizer =

    /// First changes the gradients, second uses what the first gives; the state is the pair of both.
    let chain (first: Optimizer<'P, 'S1>) (second: Optimizer<'P, 'S2>) : Optimizer<'P, 'S1 * 'S2> =
        {
            Init = fun p -> first.Init p, second.Init p
            Update =
                fun (s1, s2) p g ->
                    let g, s1 = first.Update s1 p g
                    let p, s2 = second.Update s2 p g
                    p, (s1, s2)
        }

    /// <summary>
    /// The optimizer that a hyperparameter makes, which follows a schedule: before the step that is counted step, from 0, the
    /// hyperparameter is schedule step. For instance
    /// <c>Optimizer.scheduled (Schedules.cosine 0.1 0.0 1000) (fun lr -> MomentumSgd.create lr 0.9)</c>. A plan follows it as long as
    /// what is made is the same optimizer of the library with other hyperparameters; hooks stand before it, with
    /// <c>Optimizer.chain</c>.
    /// </summary>
    let scheduled (schedule: int -> float) (make: float -> Optimizer<'P, 'S>) : Optimizer<'P, ScheduledState<'S>> =
        {
            Init =
                fun p ->
                    {
                        step = Count.zero
                        inner = (make (schedule 0)).Init p
                    }
            Update =
                fun state p g ->
                    // The schedule is no part of the step: it may compute what it likes, but not look at the step's numbers.
                    let hyperparameter () =
                        Follower.Apart(fun () ->
                            match Recorder.Here with
                            | null -> schedule state.step.Value
                            | recorder when recorder.IsOfStep ->
                                Recording.by (recorder.Besides()) (fun () -> schedule state.step.Now)
                            | _ -> schedule state.step.Now)

                    let update () =
                        (make (hyperparameter ())).Update state.inner p g

                    let p, inner =
                        match Follower.Here with
                        | null when Recording.isOn () ->
                            let follower = Follower(nonNull Recorder.Here)

                            let parts (p, inner) =
                                struct (Parameters.leaves (p, inner), Carried.ofTree inner)

                            (nonNull Recorder.Here).Before.Add follower.Prepare

                            Recording.kernelsOnly "Optimizer.scheduled" (fun () -> follower.Follow update parts)
                        // A schedule within a schedule is asked with it.
                        | _ -> update ()

                    p,
                    {
                        step = Count.next state.step
                        inner = inner
                    }
        }

    /// A change of the gradients that needs no state.
    let internal stateless (change: 'P -> 'P -> 'P) : Optimizer<'P, unit> =
        {
            Init = ignore
            Update = fun () p g -> change p g, ()
        }

    let internal requireFinite operation (name: string) (value: float) =
        if not (System.Double.IsFinite value) then
            fail operation $"{name} is {value}, but must be a finite number."

    let internal requireNotNegative operation (name: string) (value: float) =
        requireFinite operation name value

        if value < 0.0 then
            fail operation $"{name} is {value}, but must be at least 0."

    let internal requirePositive operation (name: string) (value: float) =
        requireFinite operation name value

        if value <= 0.0 then
            fail operation $"{name} is {value}, but must be above 0."

    let internal requireUnit operation (name: string) (value: float) =
        if not (value >= 0.0 && value < 1.0) then
            fail operation $"{name} is {value}, but must lie in [0, 1)."

    /// What a rule reads beside a parameter: of its shape and type, and not followed.
    let private requireLike operation (name: string) (p: Tensor) (x: Tensor) =
        if not (Shape.same p.Value.Shape x.Value.Shape) || p.DType <> x.DType then
            fail
                operation
                $"a parameter is {Value.describe p.Value} but its {name} is {Value.describe x.Value}; they must agree."

        if p.DType = Int32 then
            fail operation $"a parameter is {Value.describe p.Value}; parameters are float32 or float64."

        if x.IsTracked || p.IsTracked then
            fail operation $"the update is not differentiable; detach parameters and gradients first (Tensor.detach)."

    /// The leaves of a tree that a rule reads: as many as the parameters have, of their shapes and types, and not followed.
    let internal leavesLike operation (name: string) (parameters: Tensor[]) (tree: 'P) =
        let leaves = Parameters.leaves tree

        if leaves.Length <> parameters.Length then
            fail operation $"there are {parameters.Length} parameters but {leaves.Length} in {name}."

        Array.iter2 (requireLike operation name) parameters leaves
        leaves

    let private whole (values: Value[]) at =
        if at < values.Length then
            Part.All values[at]
        else
            Unchecked.defaultof<Part>

    let private part (operands: Operand[]) (tile: Tile) at =
        if at < operands.Length then
            operands[at].At tile
        else
            Unchecked.defaultof<Part>

    /// x is p, g and the states, y the next p and the next states, by their numbers; beyond the last there is nothing.
    let inline private updated<'R, 'T
        when 'R: struct
        and 'R :> IUpdate
        and 'R: (new: unit -> 'R)
        and 'R :> ValueType
        and 'T: unmanaged
        and 'T :> ValueType
        and 'T: struct
        and 'T: (new: unit -> 'T)
        and 'T :> IFloatingPointIeee754<'T>>
        (rule: 'R)
        ([<InlineIfLambda>] x: int -> Part)
        ([<InlineIfLambda>] y: int -> Part)
        =
        let now = Kept<'T>((x 0).Write(), (x 2).Write(), (x 3).Write(), (x 4).Write())
        let next = Kept<'T>((y 0).Write(), (y 1).Write(), (y 2).Write(), (y 3).Write())
        Updates.Run<'R, 'T>(rule, (x 1).Read(), &now, &next)

    let private compute (rule: 'R) (xs: Value[]) (ys: Value[]) =
        match xs[0].Elements.DType with
        | Float32 -> updated<'R, float32> rule (fun at -> whole xs at) (fun at -> whole ys at)
        | _ -> updated<'R, float> rule (fun at -> whole xs at) (fun at -> whole ys at)

    let private computeTile (rule: 'R) dtype (xs: Operand[]) (ys: Operand[]) tile =
        match dtype with
        | Float32 -> updated<'R, float32> rule (fun at -> part xs tile at) (fun at -> part ys tile at)
        | _ -> updated<'R, float> rule (fun at -> part xs tile at) (fun at -> part ys tile at)

    /// The next p and the next states, by what computes them from p, g and the states.
    let private step (compute: Value[] -> Value[] -> unit) (p: Tensor) (g: Tensor) (states: Tensor[]) : Tensor[] =
        let xs: Value[] = Array.zeroCreate (states.Length + 2)
        let ys: Value[] = Array.zeroCreate (states.Length + 1)
        xs[0] <- p.Value
        xs[1] <- g.Value

        for k = 0 to states.Length do
            ys[k] <- Value.allocate p.DType p.Value.Shape

            if k < states.Length then
                xs[k + 2] <- states[k].Value

        compute xs ys
        Array.map Tensor ys

    /// What computes it in a step that somebody may record.
    let private recorded operation (rule: RuleOfStep<'R>) (xs: Value[]) ys =
        let dtype = xs[0].Elements.DType

        Recording.computeEach
            operation
            rule.Asks
            (fun () -> box rule.Now)
            xs
            ys
            (fun xs ys () -> compute rule.Now xs ys)
            (fun xs ys tile -> computeTile rule.Now dtype xs ys tile)

    let private updateBy
        operation
        (compute: Value[] -> Value[] -> unit)
        (parameters: 'P)
        (gradients: 'P)
        (states: struct (string * 'P)[])
        =
        match box parameters with
        // Each parameter of the façade is a tree by itself, for which lists of leaves would take longer than its update.
        | :? Tensor as p ->
            let leaf name (tree: 'P) =
                let x = unbox<Tensor> tree
                requireLike operation name p x
                x

            let g = leaf "gradients" gradients
            let s = states |> Array.map (fun struct (name, state) -> leaf name state)
            let next = step compute p g s
            unbox<'P> next[0], Array.init s.Length (fun k -> unbox<'P> next[k + 1])
        | _ ->
            let p = Parameters.leaves parameters
            let g = leavesLike operation "gradients" p gradients

            let s =
                states
                |> Array.map (fun struct (name, state) -> leavesLike operation name p state)

            let next =
                Array.init p.Length (fun i -> step compute p[i] g[i] (s |> Array.map (Array.item i)))

            let rebuilt k tree =
                next |> Array.map (Array.item k) |> Parameters.rebuild tree

            rebuilt 0 parameters, states |> Array.mapi (fun k struct (_, state) -> rebuilt (k + 1) state)

    /// A kernel's rule for one parameter in the step that is counted t, taken to trees: the next parameters, and the next states
    /// in the order of the states, whose names say what they are.
    let internal update
        operation
        (rule: int -> 'R)
        (t: Count)
        (parameters: 'P)
        (gradients: 'P)
        (states: struct (string * 'P)[])
        =
        match Follower.Here with
        | null when t.Path.IsEmpty && not (Recording.isAnywhere ()) ->
            let now = rule t.Now
            updateBy operation (compute now) parameters gradients states
        | null -> updateBy operation (recorded operation (RuleOfStep(t, (fun () -> rule)))) parameters gradients states
        | follower ->
            let given =
                [|
                    yield! Parameters.leaves (parameters, gradients)
                    for struct (_, state) in states do
                        yield! Parameters.leaves state
                |]

            if follower.IsAsking then
                unbox<'P * 'P[]>(follower.Ask rule t given)
            else
                let kernel =
                    {
                        Rule = rule
                        T = t
                        Given = given
                        Gave = null
                    }

                let next =
                    updateBy
                        operation
                        (recorded operation (RuleOfStep(t, follower.Add<'R> kernel)))
                        parameters
                        gradients
                        states

                kernel.Gave <- box next
                next

    let internal zeros parameters =
        Parameters.map Tensor.zerosLike parameters
