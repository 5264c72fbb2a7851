/// Hooks against their formulas.
module DeepExp.Functional.Properties.HookProperties

open FsCheck.FSharp
open FsCheck.Xunit
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
