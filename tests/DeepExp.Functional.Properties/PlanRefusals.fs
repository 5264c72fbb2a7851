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
let ``a step that computes with its own count is refused`` () =
    // 1/t, the rate of a mean: a number of each step, which its recording would repeat.
    let mean: Optimizer<Tensor, SgdState> =
        {
            Init = sgd.Init
            Update = fun { t = t } p g -> p - (1.0 / float (t + 1)) * g, { t = t + 1 }
        }

    refusesStep "Plan" [ "not the same twice: a number or shape of Scale changed" ] mean product two

[<Fact>]
let ``a step that changes with its count is refused wherever it stands`` () =
    let warm first : Optimizer<Tensor, SgdState> =
        {
            Init = fun _ -> { t = first }
            Update = fun { t = t } p g -> p - (if t < 5 then 0.1 else 0.01) * g, { t = t + 1 }
        }

    for first in 0..4 do
        refusesStep "Plan" [ "not the same twice: a number or shape of Scale changed" ] (warm first) product two

    let often n rest : Optimizer<Tensor, SgdState> =
        {
            Init = sgd.Init
            Update = fun { t = t } p g -> p - (if t % n = rest then 0.1 else 0.01) * g, { t = t + 1 }
        }

    for n in [ 3; 5; 6; 7; 8; 10; 100; 1000 ] do
        for rest in [ 0; n - 1 ] do
            refusesStep "Plan" [ "not the same twice: a number or shape of Scale changed" ] (often n rest) product two

    let capped: Optimizer<Tensor, SgdState> =
        {
            Init = sgd.Init
            Update = fun { t = t } p g -> p - 0.1 * g, { t = min (t + 1) 9 }
        }

    refusesStep "Plan" [ "the step makes 9 of" ] capped product two

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

    let key = Key.ofSeed 1

    let plan =
        Plan.compile (
            Training.step sgd (fun p (key: Key) -> product p (elsewhere (fun () -> Key.normal Float64 [| 2 |] key)))
        )

    refuses "Plan" [ "not the same twice"; "other numbers" ] (fun () -> Plan.step plan (two, sgd.Init two) key)
    // The plan of one thread is nothing to what others compute.
    let mutable others = two

    let busy p x =
        others <- elsewhere (fun () -> Tensor.tanh others)
        product p x

    Plan.step (Plan.compile (Training.step sgd busy)) (two, sgd.Init two) two
    |> ignore

[<Fact>]
let ``a step that fails far ahead says why it is taken there`` () =
    let early: Optimizer<Tensor, SgdState> =
        {
            Init = sgd.Init
            Update =
                fun s p g ->
                    if s.t > 1000 then
                        failwith "too late"

                    sgd.Update s p g
        }

    refusesStep "Plan" [ "to be compared"; "too late" ] early product two

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

        refuses "Plan" [ name; "tensors, keys, numbers" ] (fun () -> Plan.step plan (two, sgd.Init two) (two, held))

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
    let noisy p (x, key) =
        product p (x * Key.normal Float64 [| 2 |] key)

    let plan =
        Plan.compile (fun (p, s: SgdState) (x, key) -> Training.step sgd noisy (p, s) (x, Key.at s.t key))

    refuses "Plan" [ "drew from another key" ] (fun () -> Plan.step plan (two, sgd.Init two) (two, Key.ofSeed 1))

[<Fact>]
let ``an optimizer that is made anew from its count is refused`` () =
    let byHand: Optimizer<Tensor, SgdState> =
        {
            Init = sgd.Init
            Update = fun s p g -> (Sgd.create (0.1 / float (s.t + 1))).Update s p g
        }

    refusesStep "Plan" [ "Optimizer.scheduled" ] byHand product two

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
    wrapped (fun o late s p g -> o.Update (if late then { s with t = s.t + 1000 } else s) p g)
    wrapped (fun o late s p g -> o.Update (if late then { s with t = 0 } else s) p g)

    wrapped (fun o late s p g ->
        let p', s' = o.Update s p g
        if late then p, s' else p', s')

    wrapped (fun o late s p g ->
        let p', s' = o.Update s p g
        if late then p', { s' with t = 1 } else p', s')

    refused [ "something else" ] (fun rate ->
        let sgd, momentum = Sgd.create rate, MomentumSgd.create rate 0.0

        {
            Init = momentum.Init
            Update =
                fun s p g ->
                    if rate < 0.1 then
                        let p, _ = sgd.Update { t = s.t } p g
                        p, { s with t = s.t + 1 }
                    else
                        momentum.Update s p g
        })
