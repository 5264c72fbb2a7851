/// What a plan would get wrong, it refuses.
module DeepExp.Functional.Properties.PlanRefusals

open System
open System.Collections.Generic
open System.Threading.Tasks
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

let private sgd = Sgd.create 0.1
let private two = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
let private product (p: Tensor) (x: Tensor) = Tensor.sum (p * x)

let private refusesStep operation words (optimizer: Optimizer<Tensor, SgdState>) loss batch =
    let plan = Plan.compile (Training.step optimizer loss)
    refuses operation words (fun () -> Plan.step plan (two, optimizer.Init two) batch)

[<Fact>]
let ``a step that looks at numbers is refused`` () =
    refusesStep
        "Item"
        [ "the numbers of a 2 float64" ]
        sgd
        (fun p (x: Tensor) -> if x[0] > 0.0 then product p x else Tensor.sum p)
        two

    let key = Key.ofSeed 1

    refusesStep
        "Key.normal"
        [ "make the key a part of the batch" ]
        sgd
        (fun p x -> product p (x * Key.normal Float64 [| 2 |] key))
        two

[<Fact>]
let ``a step that computes on another thread is refused`` () =
    let elsewhere (f: unit -> 'T) : 'T =
        Task.Factory.StartNew(f, TaskCreationOptions.LongRunning).GetAwaiter().GetResult()

    let refused operation =
        refusesStep operation [ "another thread" ] sgd

    refused "Tanh" (fun p x -> product p (elsewhere (fun () -> Tensor.tanh x))) two
    refused "Sum" (fun p x -> product p x * elsewhere (fun () -> Tensor.sum p)) two

    refused
        "Item"
        (fun p (x: Tensor) ->
            if elsewhere (fun () -> x[0]) > 0.0 then
                product p x
            else
                Tensor.sum p)
        two

    // The plan of one thread is nothing to what others compute.
    let mutable others = two

    let busy p x =
        others <- elsewhere (fun () -> Tensor.tanh others)
        product p x

    Plan.step (Plan.compile (Training.step sgd busy)) (two, sgd.Init two) two
    |> ignore

[<Fact>]
let ``a step that fails with other numbers says why it is taken with them`` () =
    let mutable taken = 0

    let once p x =
        taken <- taken + 1

        if taken > 1 then
            failwith "too late"

        product p x

    refusesStep "Plan" [ "to be compared"; "too late" ] sgd once two

[<Fact>]
let ``numbers that follow from none that the step is given are refused`` () =
    // Recorded nowhere, as if a function read elements without asking.
    let secretly (x: Tensor) =
        Tensor.float64 [| 2 |] (Array.copy (x.Value.Elements.Of<float>()))

    let refused = refusesStep "Plan" [ "not the same twice"; "other numbers" ] sgd
    refused (fun p x -> product p (secretly x)) two
    refused (fun p x -> product (p * secretly p) x) two

[<Struct>]
type Filled =
    new(numbers) = { Numbers = numbers }
    val Numbers: float[]

[<Fact>]
let ``a batch that may be filled anew unseen is refused`` () =
    let refused name (held: 'T) =
        let plan = Plan.compile (Training.step sgd (fun p (x, _: 'T) -> product p x))

        refuses "Plan" [ name; "tensors, keys, counts, numbers" ] (fun () ->
            Plan.step plan (two, sgd.Init two) (two, held))

    let numbers = [| 1.0 |]
    refused "a List<Double>" (List [ 2.0 ])
    refused "a ArraySegment<Double>" (ArraySegment numbers)
    refused "a Memory<Double>" (Memory numbers)
    refused "a Filled" (Filled numbers)
    refused "a List<Double>" (Array2D.create 1 1 (List [ 2.0 ]))

[<Fact>]
let ``a number that each batch brings is to be a tensor`` () =
    let plan =
        Plan.compile (Training.step sgd (fun p (x, scale: float) -> scale * product p x))

    let batches = List.init 70 (fun i -> two, float i)

    refuses "Plan" [ "Give numbers that change as tensors" ] (fun () -> Plan.fold plan (two, sgd.Init two) batches)

[<Fact>]
let ``a step that draws from another key of the row each time is refused`` () =
    let mutable taken = 0

    let noisy p (x, key) =
        taken <- taken + 1
        product p (x * Key.normal Float64 [| 2 |] (Key.at taken key))

    let plan = Plan.compile (Training.step sgd noisy)

    refuses "Plan" [ "another key" ] (fun () -> Plan.step plan (two, sgd.Init two) (two, Key.ofSeed 1))

[<Fact>]
let ``hyperparameters that are others each time are refused`` () =
    let mutable rate = 0.1

    let changing: Optimizer<Tensor, SgdState> =
        { sgd with
            Update =
                fun s p g ->
                    rate <- 0.5 * rate
                    (Sgd.create rate).Update s p g
        }

    refusesStep "Plan" [ "hyperparameters of SGD"; "Optimizer.scheduled" ] changing product two

[<Fact>]
let ``a plan is no part of its own steps, nor of those of another`` () =
    let plan = Plan.compile (Training.step sgd product)
    let inner () = Plan.step plan (two, sgd.Init two) two

    refuses "Plan" [ "while it takes one" ] (fun () ->
        Plan.foldWith (fun _ -> inner () |> ignore) plan (two, sgd.Init two) [ two; two ])

    let outer =
        Plan.compile (fun at x -> Training.step sgd (fun p x -> product p x * fst (inner ())) at x)

    refuses "Plan" [ "part of a step" ] (fun () -> Plan.step outer (two, sgd.Init two) two)
    Assert.Equal(5.0, (fst (inner ())).ToScalar())

[<Fact>]
let ``no derivative is lost in a plan`` () =
    let plan = Plan.compile (Training.step sgd product)

    refuses "Plan" [ "parameters or state are followed" ] (fun () ->
        Gradient.grad (fun p -> fst (Plan.step plan (p, sgd.Init p) two)) two)

    refuses "Plan" [ "tensors of the batch are followed" ] (fun () ->
        Gradient.grad (fun x -> fst (Plan.step plan (two, sgd.Init two) x)) two)

[<Fact>]
let ``a step that catches what it is refused is refused`` () =
    let caught look =
        try
            look ()
        with :? DeepExpException ->
            false

    let refused operation look =
        refusesStep
            operation
            []
            sgd
            (fun p x ->
                if caught (fun () -> look x) then
                    Tensor.sum p
                else
                    product p x)
            two

    refused "Item" (fun x -> x[0] > 0.0)
    refused "ToArray" (fun x -> Array.isEmpty (x.ToArray<float>()))

    let loss p (x, t: Count, key: Key) =
        if caught (fun () -> int t > 4 || key = Key.ofSeed 1) || $"%A{t}" = "5" then
            Tensor.sum p
        else
            product p x

    let plan = Plan.compile (Training.step sgd loss)

    refuses "Count" [] (fun () -> Plan.step plan (two, sgd.Init two) (two, Count.zero, Key.ofSeed 2))

[<Fact>]
let ``a schedule that looks at what the step computes is refused when it does`` () =
    let mutable loss = two

    let byGradient =
        let made (size: Tensor) =
            Optimizer.scheduled (fun step -> if step < 3 then 0.1 else 0.1 / size.ToScalar()) Sgd.create

        { made two with
            Update = fun s p g -> (made (Tensor.sum (g * g))).Update s p g
        }

    let byLoss =
        Optimizer.scheduled (fun step -> if step < 3 then 0.1 else 0.1 / loss.ToScalar()) Sgd.create

    let loss p x =
        loss <- Tensor.detach (product p x)
        product p x

    let refused operation words (optimizer: Optimizer<Tensor, ScheduledState<SgdState>>) =
        let plan = Plan.compile (Training.step optimizer loss)
        let next = Plan.fold plan (two, optimizer.Init two) (List.replicate 3 two)
        refuses operation words (fun () -> Plan.step plan next two)

    refused "ToScalar" [ "a scalar float64" ] byGradient
    // Of the recording to which the first was compared, whose numbers are none.
    refused "SGD" [ "NaN" ] byLoss

[<Fact>]
let ``keys and counts of a step that was recorded are not handed to a plan`` () =
    let mutable kept = Unchecked.defaultof<Key * Count>

    let loss p given =
        kept <- given
        product p (Key.normal Float64 [| 2 |] (fst given))

    let plan = Plan.compile (Training.step sgd loss)

    let step batch =
        Plan.step plan (two, sgd.Init two) batch

    step (Key.ofSeed 1, Count.zero) |> ignore
    refuses "Plan" [ "kept aside" ] (fun () -> step kept)
    refuses "Plan" [ "kept aside" ] (fun () -> Plan.step plan (two, { t = snd kept }) (Key.ofSeed 1, Count.zero))

    let ofKeys =
        Plan.compile (Training.step sgd (fun p key -> product p (Key.normal Float64 [| 2 |] key)))

    let step key =
        Plan.step ofKeys (two, sgd.Init two) key

    step (Key.ofSeed 1) |> ignore
    refuses "Plan" [ "kept aside" ] (fun () -> step (fst kept))
    let optimizer = Optimizer.scheduled (fun _ -> 0.1) Sgd.create

    let state =
        { optimizer.Init two with
            step = snd kept
        }

    refuses "Count" [] (fun () -> optimizer.Update state two two)

[<Fact>]
let ``a schedule of what is no update is refused`` () =
    let refused words make =
        let optimizer = Optimizer.scheduled (Schedules.step 0.1 0.5 3) make
        let plan = Plan.compile (Training.step optimizer product)

        refuses "Optimizer.scheduled" words (fun () ->
            Plan.fold plan (two, optimizer.Init two) (List.replicate 9 two) |> ignore)

    refused [ "Scale"; "Optimizer.chain" ] (fun rate -> Optimizer.chain (Hooks.weightDecay rate) (Sgd.create 0.1))

    refused [ "something else" ] (fun rate ->
        if rate < 0.1 then
            {
                Init = sgd.Init
                Update = fun s p _ -> p, s
            }
        else
            sgd)

    refused [ "something else" ] (fun rate ->
        {
            Init = sgd.Init
            Update = fun s p g -> sgd.Update s p (if rate < 0.1 then 2.0 * g else g)
        })

    let wrapped change =
        refused [ "something else" ] (fun rate ->
            let momentum = MomentumSgd.create rate 0.9

            { momentum with
                Update = change momentum (rate < 0.1)
            })

    wrapped (fun o late s p g -> o.Update (if late then o.Init p else s) p g)
    wrapped (fun o late s p g -> o.Update s p (if late then Tensor.zerosLike g else g))
    wrapped (fun o late s p g -> o.Update (if late then { s with t = Count.next s.t } else s) p g)
    wrapped (fun o late s p g -> o.Update (if late then { s with t = Count.zero } else s) p g)

    wrapped (fun o late s p g ->
        let p', s' = o.Update s p g
        if late then p, s' else p', s')

    wrapped (fun o late s p g ->
        let p', s' = o.Update s p g
        if late then p', { s' with t = Count.ofInt 1 } else p', s')

    wrapped (fun o late s p g ->
        let p, s' = o.Update (if late then { s with t = Count.zero } else s) p g
        p, { s' with t = Count.next s.t })

    refused [ "something else" ] (fun rate ->
        let sgd, momentum = Sgd.create rate, MomentumSgd.create rate 0.0

        {
            Init = momentum.Init
            Update =
                fun s p g ->
                    if rate < 0.1 then
                        let p, _ = sgd.Update { t = s.t } p g
                        p, { s with t = Count.next s.t }
                    else
                        momentum.Update s p g
        })
