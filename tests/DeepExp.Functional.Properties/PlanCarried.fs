/// What parameters, state and batches hold besides tensors comes through a plan as through the step.
module DeepExp.Functional.Properties.PlanCarried

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators
open DeepExp.Functional.Properties.PlanProperties

[<Property>]
let ``a plan of composed optimizers gives the bits of the fold`` () =
    let momentum = MomentumSgd.create 0.1 0.9
    let decay = Hooks.weightDecay 0.01
    let clip = Hooks.gradientClipping 0.1
    let scheduled = Optimizer.scheduled (Schedules.step 0.1 0.5 2) Sgd.create

    forAll (problem Float64) (fun problem ->
        twin (Optimizer.chain decay (Sgd.create 0.1)) regression problem |> ignore

        twin (Optimizer.chain clip (Optimizer.chain decay momentum)) regression problem
        |> ignore

        twin (Optimizer.chain decay scheduled) regression problem |> ignore

        twin (Optimizer.chain clip (Adam.create Adam.defaults)) regression problem
        |> ignore)

[<Property>]
let ``counts are found wherever a state holds them`` () =
    forAll (Gen.zip (network Float64) (Gen.choose (0, 1000))) (fun (net, first) ->
        let sgd = Sgd.create 0.1

        let count: Count option * Count list * int =
            Some(Count.ofInt first), [ Count.ofInt first; Count.ofInt 7 ], 7

        let optimizer: Optimizer<Net, SgdState * (Count option * Count list * int)> =
            {
                Init = fun p -> sgd.Init p, count
                Update =
                    fun (s, (t, ts, n)) p g ->
                        let p, s = sgd.Update s p g
                        p, (s, (Option.map Count.next t, [ Count.next ts[0]; ts[1] ], n))
            }

        let batch =
            Tensor.ones Float64 [| 2; ins net |], Tensor.ones Float64 [| 2; outs net |]

        let s, s' = twin optimizer regression (net, List.replicate 5 batch)
        let last = Count.ofInt (first + 5)
        Assert.Equal((Some last, [ last; Count.ofInt 7 ], 7), snd s')
        Assert.Equal(s, s'))

[<Property>]
let ``keys of a batch are found wherever it holds them`` () =
    let optimizer = Sgd.create 0.1

    let check (keysOf: int -> 'Batch) (drawn: 'Batch -> Key list) =
        let loss p batch =
            drawn batch
            |> List.map (Key.normal Float64 [| 3 |] >> Tensor.tanh >> (*) p >> Tensor.sum)
            |> List.reduce (+)

        let start = Tensor.ones Float64 [| 3 |], { t = Count.zero }
        let batches = List.init 6 keysOf
        let eager = Training.fold optimizer loss start batches
        sameTreeBits eager (Training.foldCompiled optimizer loss start batches)

    forAll (Gen.choose (0, 1000)) (fun seed ->
        let keys i =
            Key.split 2 (Key.at i (Key.ofSeed seed))

        check keys List.ofArray
        check (keys >> List.ofArray) id
        check (keys >> Array.head >> Some) Option.toList
        check (fun i -> (keys i)[0], (keys i)[1]) (fun (a, b) -> [ a; b ])
        check (fun i -> struct (1, (keys i)[0])) (fun struct (_, key) -> [ key ]))

[<Property>]
let ``numbers that a batch carries along are those of each step`` () =
    let sgd = Sgd.create 0.1

    let loss (p: Tensor) (x, scales: float32[], n: int) =
        Tensor.sum (Tensor.scalar Float64 (float scales[0] * float n) * p * x)

    let start = Tensor.ones Float64 [| 2 |], { t = Count.zero }

    forAll (Gen.listOf (Gen.zip (Gen.choose (-2, 2)) (Gen.choose (0, 2)))) (fun cases ->
        let plan = Plan.compile (Training.step sgd loss)
        let scales = [| 0.0f |]

        for scale, n in cases do
            // Filled anew.
            scales[0] <- float32 scale
            let batch = Tensor.float64 [| 2 |] [| 1.0; 2.0 |], scales, n
            let loss, eager = Training.step sgd loss start batch
            let loss', planned = Plan.step plan start batch
            sameBits loss loss'
            sameTreeBits eager planned)

type Mode =
    | Train
    | Scaled of float

[<Property>]
let ``values that a batch carries along are told apart`` () =
    let sgd = Sgd.create 0.1
    let start = Tensor.ones Float64 [| 2 |], { t = Count.zero }
    let x = Tensor.ones Float64 [| 2 |]

    let check (values: 'T list) (scaleOf: 'T -> float) =
        let loss p (x, value) = scaleOf value * Tensor.sum (p * x)
        let plan = Plan.compile (Training.step sgd loss)

        for value in values @ values do
            sameTreeBits (Training.step sgd loss start (x, value)) (Plan.step plan start (x, value))

    forAll (Gen.choose (1, 9) |> Gen.map float) (fun c ->
        check [ Train; Scaled c; Scaled(c + 1.0) ] (fun mode ->
            match mode with
            | Train -> 3.0
            | Scaled c -> c)

        check [ 0.0; -0.0 ] (fun zero -> max -1.0 (min 1.0 (1.0 / zero)))
        check [ [ c ]; [ c; 2.0 ]; [] ] List.sum
        check [ Some c; None ] (Option.defaultValue 7.0)

        check [ Array2D.create 1 2 "a"; Array2D.create 2 1 "b" ] (fun a ->
            float a[0, 0].Length + float (a.GetLength 0))

        check [ Array2D.create 1 1 1.5m; Array2D.create 1 1 2.5m ] (fun a -> float a[0, 0])

        check [ Map [ "a/b", c; "c", 2.0 ]; Map [ "a", c; "b/c", 2.0 ] ] (fun map ->
            if map.ContainsKey "a" then 5.0 else 6.0))

[<Fact>]
let ``indices stay in their columns when a step is compared`` () =
    let users, items = Tensor.ones Float64 [| 9; 2 |], Tensor.ones Float64 [| 3; 2 |]
    let sgd = Sgd.create 0.1

    let loss (users, items) (ids: Tensor) =
        let rows table i =
            Connection.embedId None table (Indexing.getItem [ Subscript.Ellipsis; Subscript.At i ] ids)

        Tensor.sum (rows users 0 * rows items 1)

    let ids = Tensor.int32 [| 2; 2 |] [| 8; 2; 7; 0 |]
    let start = (users, items), { t = Count.zero }
    sameTreeBits (Training.fold sgd loss start [ ids; ids ]) (Training.foldCompiled sgd loss start [ ids; ids ])

[<Fact>]
let ``indices that are right in their rows only are compared where they are`` () =
    let loss (users, items) (ids: Tensor) =
        let row table i =
            Connection.embedId None table (Indexing.getItem [ Subscript.At i ] ids)

        Tensor.sum (row users 0 * row items 1)

    let start =
        (Tensor.ones Float64 [| 9; 2 |], Tensor.ones Float64 [| 3; 2 |]), { t = Count.zero }

    let batches = List.replicate 2 (Tensor.int32 [| 2; 2 |] [| 8; 7; 2; 0 |])
    let sgd = Sgd.create 0.1
    sameTreeBits (Training.fold sgd loss start batches) (Training.foldCompiled sgd loss start batches)

[<Fact>]
let ``what a loss keeps aside is of its step, or no number`` () =
    let mutable aside = Tensor.zeros Float64 [||]

    let loss (p: Tensor) x =
        aside <- Tensor.sum (p * x)
        2.0 * aside

    let itself p x =
        aside <- Tensor.sum (p * x)
        aside

    let sgd = Sgd.create 0.1
    let p = Tensor.ones Float64 [| 2 |]

    for loss in [ loss; itself ] do
        Training.foldCompiled sgd loss (p, sgd.Init p) [ p; p ] |> ignore
        Assert.True(Double.IsNaN(aside.ToScalar()))

[<Property>]
let ``noise of gradients is that of each step`` () =
    forAll (Gen.zip (problem Float64) (Gen.choose (0, 1000))) (fun (problem, seed) ->
        let optimizer =
            Optimizer.chain (Hooks.gradientNoise 0.1 (Key.ofSeed seed)) (Sgd.create 0.1)

        twin optimizer regression problem |> ignore)

[<Property>]
let ``a loss is the one before the step, whatever it is`` () =
    let pair = Gen.zip (tensor unit [||]) (tensor unit [||])

    forAll (Gen.zip pair (Gen.nonEmptyListOf (tensor unit [||]))) (fun (start, batches) ->
        let same (step: Tensor * Tensor -> Tensor -> Tensor * (Tensor * Tensor)) =
            let plan = Plan.compile step
            let losses = ResizeArray()
            let planned = Plan.foldWith losses.Add plan start batches
            let values, eager = List.mapFold step start batches
            Assert.Equal<float>(values |> List.map _.ToScalar(), losses)
            sameTreeBits eager planned

        same (fun (p, s) x -> p, (p - 0.1 * x, s + x))
        same (fun (p, s) x -> s, (p * x, Tensor.tanh s))
        same (fun (p, s) x -> x, (s, p))
        same (fun (p, s) x -> s, (s, p * x))
        same (fun (p, s) x -> let next = p * x in next, (next, s)))

[<Fact>]
let ``a schedule may draw, and train`` () =
    let drawn step =
        let key = Key.at step (Key.ofSeed 1)
        (Key.uniform Float64 [||] key).ToScalar()

    let trained step =
        let p = Tensor.full Float64 [||] 0.1
        let sgd = Sgd.create 0.01
        let p, _ = Training.fold sgd (fun p _ -> p * p) (p, sgd.Init p) (seq { 0..step })
        p.ToScalar()

    for schedule in [ drawn; trained ] do
        let optimizer = Optimizer.scheduled schedule Sgd.create
        let two = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
        let start = two, optimizer.Init two
        let loss (p: Tensor) x = Tensor.sum (p * p * x)
        let batches = List.replicate 7 two
        sameTreeBits (Training.fold optimizer loss start batches) (Training.foldCompiled optimizer loss start batches)

[<Fact>]
let ``a schedule is asked anew when a step is taken again, and only for steps that are taken`` () =
    let rates = [| 0.1; 0.2 |]

    let optimizer =
        Optimizer.scheduled (fun step -> rates[step]) (fun rate ->
            Optimizer.scheduled (fun step -> rates[step]) (fun beta -> MomentumSgd.create rate beta))

    let loss (p: Tensor) x = Tensor.sum (p * x)
    let two = Tensor.float64 [| 2 |] [| 1.0; 2.0 |]
    let start = two, optimizer.Init two
    let plan = Plan.compile (Training.step optimizer loss)

    for rate in [ 0.3; 0.4 ] do
        rates[1] <- rate
        let batches = [ two; two ]
        sameTreeBits (Training.fold optimizer loss start batches) (Plan.fold plan start batches)
