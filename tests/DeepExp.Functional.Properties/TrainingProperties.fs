/// Training as a fold.
module DeepExp.Functional.Properties.TrainingProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

let private loss layer (x, t) =
    Loss.meanSquaredError t (Linear.forward layer x)

/// A layer and batches that fit it.
let private problem =
    gen {
        let! layer = linear
        let! n = length 1
        let! count = Gen.choose (0, 8)

        let batch =
            Gen.zip (tensor unit [| n; layer.W.Shape[1] |]) (tensor unit [| n; layer.W.Shape[0] |])

        let! batches = Gen.listOfLength count batch
        return layer, batches
    }

let private optimizer () =
    Optimizer.chain (Hooks.gradientClipping 1.0) (Adam.create Adam.defaults)

let private start layer = layer, (optimizer ()).Init layer

[<Property>]
let ``scan shows each step of fold`` () =
    forAll problem (fun (layer, batches) ->
        let seen = Training.scan (optimizer ()) loss (start layer) batches |> List.ofSeq
        let before = layer :: List.map _.Parameters seen
        Assert.Equal<int list>([ 1 .. batches.Length ], List.map _.Step seen)

        for taken in 0 .. batches.Length - 1 do
            let p, ((), state) =
                Training.fold (optimizer ()) loss (start layer) (List.truncate (taken + 1) batches)

            sameTreeBits p seen[taken].Parameters
            let _, state' = seen[taken].State
            Assert.Equal(state.t, state'.t)
            sameTreeBits (state.m, state.v) (state'.m, state'.v)
            Assert.Equal((loss before[taken] batches[taken]).ToScalar(), seen[taken].Loss))

[<Property>]
let ``a fold replayed gives the same bits, and changes nothing it was given`` () =
    forAll problem (fun (layer, batches) ->
        let given = treeBits layer, batches |> List.map (fun batch -> treeBits batch)

        let run () =
            Training.fold (optimizer ()) loss (start layer) batches |> fst

        sameTreeBits (run ()) (run ())
        let progress = Training.scan (optimizer ()) loss (start layer) batches
        Assert.Equal<float>(Seq.map _.Loss progress, Seq.map _.Loss progress)
        Assert.Equal<_>(given, (treeBits layer, batches |> List.map (fun batch -> treeBits batch))))

[<Property>]
let ``a fold over all batches is a fold over the first, then over the rest`` () =
    forAll (Gen.zip problem (Gen.choose (0, 8))) (fun ((layer, batches), cut) ->
        let first, rest = List.splitAt (min cut batches.Length) batches
        let fold = Training.fold (optimizer ()) loss
        sameTreeBits (fold (start layer) batches |> fst) (fold (fold (start layer) first) rest |> fst))

[<Property>]
let ``one step of SGD is the gradient's`` () =
    forAll problem (fun (layer, batches) ->
        for batch in batches do
            let sgd = Sgd.create 0.1
            let value, (p, state) = Training.step sgd loss (layer, sgd.Init layer) batch
            let expected, g = Gradient.valueAndGrad (fun layer -> loss layer batch) layer
            sameBits expected value
            nearTree 1e-15 2.0 (Parameters.map2 (fun p g -> p - 0.1 * g) layer g) p
            Assert.Equal(1, int state.t))

[<Fact>]
let ``scan takes no more batches than are looked at`` () =
    let layer = Linear.init Float64 1 1 (Key.ofSeed 0)
    let one = Tensor.ones Float64 [| 1; 1 |]
    let mutable drawn = 0

    let endless =
        Seq.initInfinite (fun _ ->
            drawn <- drawn + 1
            one, one)

    Training.scan (optimizer ()) loss (start layer) endless
    |> Seq.take 3
    |> Seq.iter ignore

    Assert.Equal(3, drawn)

[<Property(MaxTest = 20)>]
let ``a line is found from its points`` () =
    forAll (Gen.zip (between -3.0 3.0) (between -3.0 3.0)) (fun (slope, offset) ->
        let x = Tensor.float64 [| 9; 1 |] [| -1.0 .. 0.25..1.0 |]
        let t = slope * x + offset

        let train seed =
            let layer = Linear.init Float64 1 1 (Key.ofSeed seed)
            let sgd = Sgd.create 0.3

            Training.scan sgd loss (layer, sgd.Init layer) (Seq.replicate 100 (x, t))
            |> List.ofSeq

        let seen = train 1
        // The loss is quadratic with curvatures 2 and 2 mean x² = 0.83: each step of 0.3 shrinks the error by 0.75 at least.
        near 1e-9 1.0 slope (seen[99].Parameters.W.ToScalar())
        near 1e-9 1.0 offset (seen[99].Parameters.b.Value.ToScalar())

        for earlier, later in List.pairwise seen do
            Assert.True(later.Loss <= earlier.Loss || later.Loss < 1e-20)

        List.iter2 (fun a b -> sameTreeBits a.Parameters b.Parameters) seen (train 1))
