/// Hooks against their formulas.
module DeepExp.Functional.Properties.HookProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators
open DeepExp.Functional.Properties.OptimizerProperties

[<Property>]
let ``decay and lasso add the gradients of their penalties`` () =
    forAll (Gen.zip (run 1) (between 0.0 0.5)) (fun (run, rate) ->
        let g = run.Gradients.Head

        let penalised penalty =
            Parameters.map2 (fun p g -> g + Gradient.grad (penalty >> Tensor.sum) p) run.Start g

        let half (p: Tensor) = rate / 2.0 * p * p
        let absolute (p: Tensor) = rate * Tensor.abs p
        nearTree 1e-14 1e3 (penalised half) (changed (Hooks.weightDecay rate) run.Start g)
        nearTree 1e-14 1e3 (penalised absolute) (changed (Hooks.lasso rate) run.Start g))

let private norm tree =
    sqrt ((Parameters.dot tree tree).ToScalar())

[<Property>]
let ``clipping leaves a norm of at most the threshold and the direction, and what is short as it is`` () =
    forAll (Gen.zip (run 1) (between 0.01 5.0)) (fun (run, threshold) ->
        let g = run.Gradients.Head
        let clipped = changed (Hooks.gradientClipping threshold) run.Start g

        if norm g <= threshold then
            sameTreeBits g clipped
        else
            near 1e-14 threshold threshold (norm clipped)
            nearTree 1e-14 1.0 (Parameters.map (fun g' -> threshold / norm g * g') g) clipped)

[<Property>]
let ``hard clipping moves each element into the bounds`` () =
    forAll (Gen.zip (run 1) (Gen.zip (between -1.0 0.0) (between 0.0 1.0))) (fun (run, (lower, upper)) ->
        let clipped =
            changed (Hooks.gradientHardClipping lower upper) run.Start run.Gradients.Head

        let expected =
            run.Gradients.Head
            |> Parameters.map (fun g ->
                Tensor.float64 g.Shape (g.ToArray<float>() |> Array.map (fun g -> min (max g lower) upper)))

        sameTreeBits expected clipped)

[<Property>]
let ``LARS scales each gradient, decay included, to the size of its parameter`` () =
    forAll (Gen.zip (run 1) (Gen.zip (between 0.0 1.0) (between 0.0 0.5))) (fun (run, (threshold, decay)) ->
        let g = run.Gradients.Head
        let changed = changed (Hooks.gradientLars threshold decay 1e-9) run.Start g

        let expected (p: Tensor) (g: Tensor) =
            let size, slope = norm p, norm g

            let rate =
                if size > threshold then
                    size / (1e-9 + slope + decay * size)
                else
                    1.0

            (g + decay * p) * rate

        nearTree 1e-13 1e4 (Parameters.map2 expected run.Start g) changed)

[<Fact>]
let ``a parameter as long as the threshold is not scaled`` () =
    let p, g = Tensor.float64 [| 2 |] [| 3.0; 4.0 |], Tensor.ones Float64 [| 2 |]
    sameBits g (changed (Hooks.gradientLars 5.0 0.0 0.0) p g)

let private noisy eta key steps p =
    let hook = Hooks.gradientNoise eta key
    let zeros = Parameters.map Tensor.zerosLike p

    List.scan (fun (_, state) () -> hook.Update state p zeros) (zeros, hook.Init p) (List.replicate steps ())
    |> List.tail

[<Fact>]
let ``noise is normal, its variance η / (1+t)^0.55, anew for each parameter and step`` () =
    let p = [| Tensor.zeros Float64 [| 100; 100 |]; Tensor.zeros Float64 [| 10_000 |] |]
    let drawn = noisy 0.3 (Key.ofSeed 7) 4 p

    let all =
        [
            for t, (noise, _) in List.indexed drawn do
                for leaf in noise do
                    let std = sqrt (0.3 / (1.0 + float t) ** 0.55)
                    leaf.ToArray<float>() |> Array.map (fun x -> x / std)
        ]

    for z in all do
        near 8.0 0.01 0.0 (Array.average z)
        near 8.0 (0.01 * sqrt 2.0) 1.0 (Array.averageBy (fun z -> z * z) z)

    for i, j in List.allPairs [ 0 .. all.Length - 1 ] [ 0 .. all.Length - 1 ] do
        if i < j then
            near 8.0 0.01 0.0 (Array.map2 (*) all[i] all[j] |> Array.average)

    Assert.Equal(4, int (snd (List.last drawn)).t)

[<Property>]
let ``noise is a function of its key and step`` () =
    forAll (Gen.zip net (Gen.choose (0, 1000))) (fun (p, seed) ->
        let first, again = noisy 0.1 (Key.ofSeed seed) 3 p, noisy 0.1 (Key.ofSeed seed) 3 p
        List.iter2 (fun (a, _) (b, _) -> sameTreeBits a b) first again

        let resumed, _ =
            (Hooks.gradientNoise 0.1 (Key.ofSeed seed)).Update
                { t = Count.ofInt 2 }
                p
                (Parameters.map Tensor.zerosLike p)

        sameTreeBits (fst first[2]) resumed)

[<Fact>]
let ``hooks refuse numbers that make no sense, and trees that do not fit`` () =
    for bad in [ nan; -1.0; infinity ] do
        refuses "GradientLARS" [ "threshold"; string bad ] (fun () ->
            (Hooks.gradientLars bad 0.0 0.0: Optimizer<Tensor, _>))

        refuses "GradientLARS" [ "weightDecay"; string bad ] (fun () ->
            (Hooks.gradientLars 0.0 bad 0.0: Optimizer<Tensor, _>))

        refuses "GradientLARS" [ "eps"; string bad ] (fun () -> (Hooks.gradientLars 0.0 0.0 bad: Optimizer<Tensor, _>))

        refuses "GradientNoise" [ "eta"; string bad ] (fun () ->
            (Hooks.gradientNoise bad (Key.ofSeed 0): Optimizer<Tensor, _>))

    refusesWrongTrees "GradientLARS" (Hooks.gradientLars 0.1 0.1 1e-9)
    refusesWrongTrees "GradientNoise" (Hooks.gradientNoise 0.1 (Key.ofSeed 0))
