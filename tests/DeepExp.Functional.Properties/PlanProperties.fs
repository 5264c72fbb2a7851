/// A plan is a twin of the steps that it was made of.
module DeepExp.Functional.Properties.PlanProperties

open System
open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

type Net =
    {
        layers: Linear list
        activation: string
        slope: float
    }

let private activations =
    [ "relu"; "leakyRelu"; "tanh"; "sigmoid"; "elu"; "softplus" ]

let private activate net x =
    match net.activation with
    | "relu" -> Activation.relu x
    | "leakyRelu" -> Activation.leakyRelu net.slope x
    | "tanh" -> Activation.tanh x
    | "sigmoid" -> Activation.sigmoid x
    | "elu" -> Activation.elu 1.0 x
    | _ -> Activation.softplus 1.0 x

let private predict net x =
    let rec go layers x =
        match layers with
        | [] -> x
        | [ last ] -> Linear.forward last x
        | layer :: rest -> go rest (activate net (Linear.forward layer x))

    go net.layers x

let regression net (x, t) = Loss.meanSquaredError t (predict net x)

let private classification net (x, t) =
    Classification.softmaxCrossEntropy Classification.defaults t (predict net x)

/// A network of 1 to 4 layers, its widths, and the keys of its batches.
let network dtype =
    gen {
        let! widths = Gen.listOfLength 5 (Gen.choose (1, 9))
        let! depth = Gen.choose (1, 4)
        let! activation = Gen.elements activations
        let! seed = Gen.choose (0, 1000)
        let keys = Key.split depth (Key.ofSeed seed)

        let layers =
            List.pairwise widths
            |> List.take depth
            |> List.mapi (fun i (ins, outs) -> Linear.init dtype ins outs keys[i])

        return
            {
                layers = layers
                activation = activation
                slope = 0.1
            }
    }

let ins net = net.layers.Head.W.Shape[1]
let outs net = (List.last net.layers).W.Shape[0]

/// Batches of two sizes, in any order.
let private batchesOf net dtype (target: int -> Key -> Tensor) =
    gen {
        let! sizes = Gen.listOf (Gen.elements [ 1; 3 ])
        let! seed = Gen.choose (0, 1000)

        return
            sizes
            |> List.mapi (fun i n ->
                let key = Key.at i (Key.ofSeed seed)
                Key.normal dtype [| n; ins net |] (Key.at 0 key), target n (Key.at 1 key))
    }

let problem dtype =
    gen {
        let! net = network dtype

        let! batches =
            batchesOf net dtype (fun n key -> Key.normal dtype [| n; outs net |] key)

        return net, batches
    }

let twin optimizer loss (net, batches) =
    let step = Training.step optimizer loss
    let start = net, optimizer.Init net
    let given = treeBits net, List.map treeBits batches
    let p, s = Training.fold optimizer loss start batches
    let plan = Plan.compile step
    let p', s' = Training.foldCompiled optimizer loss start batches
    sameTreeBits p p'
    sameTreeBits s s'
    // From where the first half ended, with the same plan.
    let first, rest = List.splitAt (batches.Length / 2) batches
    let p', s' = Plan.fold plan (Plan.fold plan start first) rest
    sameTreeBits p p'
    sameTreeBits s s'
    Assert.Equal<_>(given, (treeBits net, List.map treeBits batches))
    s, s'

[<Property>]
let ``a plan gives the bits of the fold`` () =
    forAll (problem Float64) (fun problem ->
        let s, s' = twin (Adam.create Adam.defaults) regression problem
        Assert.Equal(s.t, s'.t))

[<Property>]
let ``a plan of float32 gives the bits of the fold`` () =
    forAll (problem Float32) (fun problem -> twin (Sgd.create 0.1) regression problem |> ignore)

[<Property>]
let ``labels are looked up anew in each step`` () =
    forAll
        (gen {
            let! net = network Float64

            let! batches =
                batchesOf net Float64 (fun n key ->
                    (Key.uniform Float64 [| n |] key).ToArray<float>()
                    |> Array.map (fun u -> int (u * float (outs net)))
                    |> Tensor.int32 [| n |])

            return net, batches
        })
        (fun problem -> twin (MomentumSgd.create 0.1 0.9) classification problem |> ignore)

[<Property>]
let ``a plan draws from the keys of its batches`` () =
    forAll (Gen.zip (network Float64) (Gen.choose (0, 1000))) (fun (net, seed) ->
        let loss net key =
            let x = Key.normal Float64 [| 4; ins net |] (Key.at 1 key)
            let y = predict net (Noise.dropout 0.5 (Key.at 2 key) x)
            Loss.meanSquaredError (Tensor.zerosLike y) y

        let keys = Key.split 5 (Key.ofSeed seed)
        twin (Adam.create Adam.defaults) loss (net, List.ofArray keys) |> ignore)

[<Property>]
let ``each step of a plan is the step`` () =
    forAll (problem Float64) (fun (net, batches) ->
        let adam = Adam.create Adam.defaults
        let step = Training.step adam regression
        let plan = Plan.compile step
        let losses = ResizeArray()
        let start = net, adam.Init net
        Plan.foldWith losses.Add plan start batches |> ignore
        let expected = Training.scan adam regression start batches |> Seq.map _.Loss
        Assert.Equal<float>(expected, losses)

        for batch in batches do
            let loss, (p, s) = step start batch
            let loss', (p', s') = Plan.step plan start batch
            sameBits loss loss'
            sameTreeBits (p, s) (p', s')
            Assert.Equal(s.t, s'.t))

[<Property>]
let ``what a step still reads is not overwritten, and values may change places`` () =
    let three = Gen.listOfLength 3 (tensor unit [| 2; 3 |])

    forAll (Gen.zip three (Gen.listOf (tensor unit [| 2; 3 |]))) (fun (start, batches) ->
        let step (abc: Tensor list, same: Tensor) x =
            let a, b, c = abc[0], abc[1], abc[2]
            let a' = 0.9 * a + x
            // Of a as it was, after its successor is known.
            let b' = Tensor.tanh (b * a)
            Tensor.sum (a * b'), ([ a'; c; b' ], same)

        let at = start, Tensor.ones Float64 [| 2 |]
        let eager = batches |> List.fold (fun at x -> step at x |> snd) at
        sameTreeBits eager (Plan.fold (Plan.compile step) at batches))

type private Images =
    {
        features: ConvolutionND
        classes: Linear
    }

[<Property>]
let ``a plan of convolutions gives the bits of the fold`` () =
    forAll
        (gen {
            let! groups = Gen.elements [ 1; 2 ]

            let! length, kernel, stride =
                Gen.zip3 (Gen.choose (3, 9)) (Gen.choose (1, 3)) (Gen.choose (1, 2))

            let! slope = Gen.elements [ 0.0; 0.1; -0.1 ]
            let! isFlatFirst = Gen.elements [ false; true ]
            let! seed = Gen.choose (0, 1000)
            return groups, length, kernel, stride, slope, isFlatFirst, Key.split 4 (Key.ofSeed seed)
        })
        (fun (groups, length, kernel, stride, slope, isFlatFirst, keys) ->
            let options =
                { Convolution.defaults with
                    groups = groups
                    stride = [| stride |]
                }

            let places = (length - kernel) / stride + 1

            let net =
                {
                    features = ConvolutionND.init Float64 groups 2 4 [| kernel; kernel |] keys[0]
                    classes = Linear.init Float64 (4 * places * places) 3 keys[1]
                }

            let loss net (x, t) =
                let y = ConvolutionND.forward options net.features x

                let flat =
                    if isFlatFirst then
                        Activation.leakyRelu slope (Tensor.reshape [| 3; -1 |] y)
                    else
                        Tensor.reshape [| 3; -1 |] (Activation.leakyRelu slope y)

                Loss.meanSquaredError t (Linear.forward net.classes flat)

            let batch i =
                Key.normal Float64 [| 3; 2; length; length |] (Key.at i keys[2]),
                Key.normal Float64 [| 3; 3 |] (Key.at i keys[3])

            twin (Adam.create Adam.defaults) loss (net, List.init 4 batch) |> ignore)

[<Property>]
let ``a plan of weights that are used many times gives the bits of the fold`` () =
    forAll
        (gen {
            let! W = tensor unit [| 4; 4 |]
            let! steps = Gen.choose (1, 4)
            let! batches = Gen.listOf (tensor unit [| 4; 4 |])
            return W, steps, batches
        })
        (fun (W, steps, batches) ->
            // The widths are one, so that no shape tells a sum from what is multiplied.
            let loss W x =
                let step h _ =
                    Tensor.tanh (Tensor.matmul h W + Tensor.matmul x W)

                let last = List.fold step x [ 1..steps ]
                Tensor.sum (Tensor.matmul last W + last)

            twin (Sgd.create 0.1) loss (W, batches) |> ignore)

[<Property>]
let ``a product is not added up where its factors lie`` () =
    let square = tensor unit [| 3; 3 |]

    forAll (Gen.zip square (Gen.listOf square)) (fun (W, batches) ->
        // The next W takes the place of W, which its product still reads.
        let step W x =
            Tensor.sum W, Tensor.tanh x + Tensor.matmul W x

        let eager = batches |> List.fold (fun at x -> step at x |> snd) W
        let plan = Plan.compile (fun (W, ()) x -> let loss, W = step W x in loss, (W, ()))
        sameTreeBits eager (fst (Plan.fold plan (W, ()) batches)))

let private schedules =
    [
        Schedules.constant 0.1
        Schedules.exponential 0.1 0.9
        Schedules.step 0.1 0.5 2
        Schedules.multiStep 0.1 0.5 [ 1; 3; 4 ]
        Schedules.linear 0.1 0.01 5
        Schedules.inverse 0.1 0.5 0.75
        Schedules.polynomial 0.1 2.0 7
        Schedules.cosine 0.1 0.0 6
        Schedules.warmUp 0.01 3 (Schedules.cosine 0.1 0.0 5)
    ]

[<Property>]
let ``a plan follows a schedule`` () =
    forAll (Gen.zip (problem Float64) (Gen.elements schedules)) (fun (problem, schedule) ->
        let optimizer =
            Optimizer.scheduled schedule (fun lr -> MomentumSgd.create lr 0.9)
            |> Optimizer.chain (Hooks.weightDecay 0.01)

        let s, s' = twin optimizer regression problem
        Assert.Equal((snd s).step, (snd s').step))

[<Property>]
let ``a plan follows schedules of two hyperparameters`` () =
    forAll (Gen.zip (problem Float64) (Gen.elements schedules)) (fun (problem, schedule) ->
        let optimizer =
            Optimizer.scheduled schedule (fun alpha ->
                Optimizer.scheduled (Schedules.linear 0.5 0.9 4) (fun beta1 ->
                    Adam.create
                        { Adam.defaults with
                            alpha = alpha
                            beta1 = beta1
                        }))

        twin optimizer regression problem |> ignore)

[<Fact>]
let ``a step of a plan allocates nothing`` () =
    let adam = Adam.create Adam.defaults

    let net =
        [
            Linear.init Float32 3 8 (Key.ofSeed 1)
            Linear.init Float32 8 2 (Key.ofSeed 2)
        ]

    let error net x t =
        Linear.forward (List.item 1 net) (Activation.relu (Linear.forward (List.head net) x))
        |> Loss.meanSquaredError t

    let zeros = Tensor.zeros Float32 [| 20; 2 |]

    let checkBy (optimizer: Optimizer<Linear list, 'S>) (batches: 'Batch[]) loss =
        let plan = Plan.compile (Training.step optimizer loss)
        let start = net, optimizer.Init net

        let allocated n =
            let batches = Array.truncate n batches
            let before = GC.GetAllocatedBytesForCurrentThread()
            Plan.fold plan start batches |> ignore
            GC.GetAllocatedBytesForCurrentThread() - before

        allocated 2000 |> ignore
        Assert.Equal(allocated 1000, allocated 1900)

    let check batches loss = checkBy adam batches loss
    let keys = Key.split 2000 (Key.ofSeed 3)
    let drawn = Key.uniform Float32 [| 20; 3 |]
    let xs = keys |> Array.map drawn
    check keys (fun net key -> error net (drawn key) zeros)
    check xs (fun net x -> error net x zeros)
    check (xs |> Array.map (fun x -> x, zeros)) (fun net (x, t) -> error net x t)
    check (xs |> Array.map (fun x -> [| x; zeros; zeros |])) (fun net batch -> error net batch[0] batch[2])

    let noisy =
        Optimizer.chain (Hooks.gradientNoise 0.01 (Key.ofSeed 4)) (Adam.create Adam.amsBound)

    checkBy noisy xs (fun net x -> error net x zeros)

[<Fact>]
let ``a plan shows what it runs`` () =
    let sgd = Sgd.create 0.1
    let layer = Linear.init Float32 3 2 (Key.ofSeed 1)

    let plan =
        Plan.compile (
            Training.step sgd (fun layer (x: Tensor) -> Tensor.sum (Activation.relu (Linear.forward layer x)))
        )

    Assert.Equal("plan that was not given a batch yet", string plan)

    Plan.step plan (layer, sgd.Init layer) (Tensor.ones Float32 [| 4; 3 |])
    |> ignore

    let text = string plan
    Assert.Contains("plan for a batch of 4×3 float32", text)
    Assert.Contains("4×2 <- Linear, Rectify 0(", text)
    Assert.Contains("<- SGD(", text)

[<Fact>]
let ``a plan shows what became one`` () =
    let sgd = Sgd.create 0.1
    let layer = ConvolutionND.init Float32 1 1 2 [| 2; 2 |] (Key.ofSeed 1)
    let W = Tensor.ones Float32 [| 3; 3 |]

    let loss (layer, W) x =
        let y = Activation.relu (ConvolutionND.forward Convolution.defaults layer x)
        let h = Tensor.tanh (Tensor.matmul (Tensor.sum y * W) W)
        Tensor.sum (Tensor.tanh (Tensor.matmul h W))

    let plan = Plan.compile (Training.step sgd loss)
    let start = layer, W

    Plan.step plan (start, sgd.Init start) (Tensor.ones Float32 [| 1; 1; 4; 4 |])
    |> ignore

    let text = string plan
    Assert.Contains("1×2×3×3 <- Convolution, Rectify 0(", text)
    Assert.Contains("3×3 <- MatMul, Add(", text)
