/// Optimizers against their formulas, written with the arithmetic of tensors.
module DeepExp.Functional.Properties.OptimizerProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// A tree of parameters, and the gradients of some steps.
type Run = { Start: Net; Gradients: Net list }

let run steps =
    gen {
        let! start = net
        let! gradients = Gen.listOfLength steps (like unit start)
        return { Start = start; Gradients = gradients }
    }

/// The parameters after each step, and the state after the last.
let steps (optimizer: Optimizer<'P, 'S>) start gradients =
    let step (p, state) g = optimizer.Update state p g

    List.scan step (start, optimizer.Init start) gradients

let last optimizer start gradients =
    steps optimizer start gradients |> List.last

/// What goes on from the first step of a hook.
let changed (hook: Optimizer<'P, unit>) p g = hook.Update () p g |> fst

let private adamOptions =
    gen {
        let! alpha = between 0.001 0.1
        let! beta1 = between 0.0 0.99
        let! beta2 = between 0.0 0.999
        let! eps = Gen.elements [ 1e-8; 1e-3 ]
        let! eta = between 0.5 1.5
        let! decay = Gen.elements [ 0.0; 0.01; 0.1 ]

        return
            { Adam.defaults with
                alpha = alpha
                beta1 = beta1
                beta2 = beta2
                eps = eps
                eta = eta
                weightDecayRate = decay
            }
    }

[<Property>]
let ``SGD: p ← p - lr g, step after step`` () =
    forAll (Gen.zip (run 10) (between -0.5 0.5)) (fun (run, lr) ->
        let p, state = last (Sgd.create lr) run.Start run.Gradients
        let step = Parameters.map2 (fun p g -> p - lr * g)
        // Each of ten steps rounds once; parameters reach 990.
        nearTree 1e-14 1e3 (List.fold step run.Start run.Gradients) p
        Assert.Equal(10, int state.t))

[<Property>]
let ``SGD with zero gradients is the identity`` () =
    forAll (Gen.zip net nonZero) (fun (net, lr) ->
        let p, _ = last (Sgd.create lr) net [ Parameters.map Tensor.zerosLike net ]
        sameTreeBits net p)

/// Adam as its documentation states it, on one leaf.
let private adam options t (p: Tensor, m: Tensor, v: Tensor) (g: Tensor) =
    let m = m + (1.0 - options.beta1) * (g - m)
    let v = v + (1.0 - options.beta2) * (g * g - v)

    let alphaT =
        options.alpha * sqrt (1.0 - options.beta2 ** float t)
        / (1.0 - options.beta1 ** float t)

    p
    - options.eta
      * (alphaT * m / (Tensor.sqrt v + options.eps) + options.weightDecayRate * p),
    m,
    v

[<Property>]
let ``Adam: p ← p - η (α√(1-β₂ᵗ)/(1-β₁ᵗ) m / (√v + ε) + λ p), step after step`` () =
    forAll (Gen.zip (run 10) adamOptions) (fun (run, options) ->
        let p, state = last (Adam.create options) run.Start run.Gradients

        let expected =
            Parameters.leaves run.Start
            |> Array.mapi (fun i p ->
                run.Gradients
                |> List.map (fun g -> (Parameters.leaves g)[i])
                |> List.indexed
                |> List.fold (fun at (t, g) -> adam options (t + 1) at g) (p, Tensor.zerosLike p, Tensor.zerosLike p))

        let part f =
            Parameters.rebuild run.Start (Array.map f expected)

        nearTree 1e-13 1e3 (part (fun (p, _, _) -> p)) p
        nearTree 1e-14 1.0 (part (fun (_, m, _) -> m)) state.m
        nearTree 1e-14 1.0 (part (fun (_, _, v) -> v)) state.v
        Assert.Equal(10, int state.t))

[<Property>]
let ``Adam's first step moves each element by α against the gradient's sign`` () =
    forAll (run 1) (fun run ->
        let p, _ = last (Adam.create Adam.defaults) run.Start run.Gradients
        let step = Parameters.map2 (fun p g -> p - Adam.defaults.alpha * Tensor.sign g)
        // ε = 1e-8 against √v = √0.001 |g| ≥ 0.003: the step is short by less than 1e-5 of itself.
        nearTree 1e-8 1.0 (step run.Start run.Gradients.Head) p)

[<Property>]
let ``each leaf is updated by itself: updating it alone gives the same bits`` () =
    forAll (Gen.zip (run 3) adamOptions) (fun (run, options) ->
        let alone (optimizer: Optimizer<Tensor, 'S>) i =
            let leaf tree = (Parameters.leaves tree)[i]
            last optimizer (leaf run.Start) (List.map leaf run.Gradients) |> fst

        let adam, _ = last (Adam.create options) run.Start run.Gradients
        let sgd, _ = last (Sgd.create 0.1) run.Start run.Gradients

        Parameters.leaves adam
        |> Array.iteri (fun i leaf -> sameBits leaf (alone (Adam.create options) i))

        Parameters.leaves sgd
        |> Array.iteri (fun i leaf -> sameBits leaf (alone (Sgd.create 0.1) i)))

[<Property>]
let ``no update changes its arguments, and a replay gives the same bits`` () =
    forAll (Gen.zip (run 3) adamOptions) (fun (run, options) ->
        let optimizer = Optimizer.chain (Hooks.weightDecay 0.1) (Adam.create options)
        let before = treeBits run.Start, List.map treeBits run.Gradients
        let first, ((), state) = last optimizer run.Start run.Gradients
        let again, ((), state') = last optimizer run.Start run.Gradients
        sameTreeBits first again
        sameTreeBits (state.m, state.v) (state'.m, state'.v)
        Assert.Equal<_>(before, (treeBits run.Start, List.map treeBits run.Gradients)))

[<Property>]
let ``chain gives the gradients of the first to the second, and is associative`` () =
    forAll (run 3) (fun run ->
        let decay, clip, adam =
            Hooks.weightDecay 0.1, Hooks.gradientClipping 0.5, Adam.create Adam.defaults

        let byHand (p, state) g =
            adam.Update state p (changed clip p (changed decay p g))

        let expected, _ = List.fold byHand (run.Start, adam.Init run.Start) run.Gradients

        let left, _ =
            last (Optimizer.chain (Optimizer.chain decay clip) adam) run.Start run.Gradients

        let right, _ =
            last (Optimizer.chain decay (Optimizer.chain clip adam)) run.Start run.Gradients

        sameTreeBits expected left
        sameTreeBits expected right)

[<Fact>]
let ``options that are no rates are refused when the optimizer is made`` () =
    let adam change =
        fun () -> (Adam.create (change Adam.defaults): Optimizer<Tensor, _>)

    let hook (hook: 'Options -> Optimizer<Tensor, unit>) options = fun () -> hook options

    for bad in [ nan; infinity; -infinity ] do
        refuses "SGD" [ "lr"; string bad ] (fun () -> (Sgd.create bad: Optimizer<Tensor, _>))
        refuses "Adam" [ "alpha"; string bad ] (adam (fun o -> { o with alpha = bad }))
        refuses "Adam" [ "eps"; string bad ] (adam (fun o -> { o with eps = bad }))
        refuses "Adam" [ "eta"; string bad ] (adam (fun o -> { o with eta = bad }))
        refuses "Adam" [ "weightDecayRate"; string bad ] (adam (fun o -> { o with weightDecayRate = bad }))
        refuses "WeightDecay" [ "rate"; string bad ] (hook Hooks.weightDecay bad)
        refuses "Lasso" [ "rate"; string bad ] (hook Hooks.lasso bad)

    for bad in [ nan; -0.1; 1.0; 2.0 ] do
        refuses "Adam" [ "beta1"; string bad; "[0, 1)" ] (adam (fun o -> { o with beta1 = bad }))
        refuses "Adam" [ "beta2"; string bad; "[0, 1)" ] (adam (fun o -> { o with beta2 = bad }))

    for bad in [ nan; -1.0; infinity ] do
        refuses "GradientClipping" [ "threshold"; string bad ] (hook Hooks.gradientClipping bad)

    refuses "GradientHardClipping" [ "1"; "-1" ] (hook (Hooks.gradientHardClipping 1.0) -1.0)
    refuses "GradientHardClipping" [ "NaN" ] (hook (Hooks.gradientHardClipping nan) 1.0)

/// What any optimizer refuses, whatever its rule.
let refusesWrongTrees operation (optimizer: Optimizer<Tensor[], 'S>) =
    let p = [| Tensor.ones Float64 [| 2; 3 |] |]
    let state = optimizer.Init p
    let update p g = fun () -> optimizer.Update state p g
    refuses operation [ "2×3"; "3×2" ] (update p [| Tensor.ones Float64 [| 3; 2 |] |])
    refuses operation [ "2×3"; "scalar" ] (update p [| Tensor.ones Float64 [||] |])
    refuses operation [ "float64"; "float32" ] (update p [| Tensor.ones Float32 [| 2; 3 |] |])
    refuses operation [ "1"; "2" ] (update p [| p[0]; p[0] |])

    let tracked update =
        Gradient.grad
            (fun (x: Tensor) ->
                update x |> ignore
                Tensor.sum x)
            p[0]
        |> ignore

    refuses operation [ "detach" ] (fun () -> tracked (fun x -> optimizer.Update state [| x |] p))
    refuses operation [ "detach" ] (fun () -> tracked (fun x -> optimizer.Update state p [| x |]))

[<Fact>]
let ``gradients of other shapes, types or numbers, and tracked ones, are refused`` () =
    refusesWrongTrees "SGD" (Sgd.create 0.1)
    refusesWrongTrees "Adam" (Adam.create Adam.defaults)
    refusesWrongTrees "WeightDecay" (Hooks.weightDecay 0.1)
    refusesWrongTrees "Lasso" (Hooks.lasso 0.1)
    refusesWrongTrees "GradientClipping" (Hooks.gradientClipping 0.1)
    refusesWrongTrees "GradientHardClipping" (Hooks.gradientHardClipping -0.1 0.1)

[<Fact>]
let ``a state of other parameters is refused`` () =
    let optimizer = Adam.create Adam.defaults
    let p = Tensor.ones Float64 [| 2; 3 |]
    let state = optimizer.Init(Tensor.ones Float64 [| 3 |])
    refuses "Adam" [ "state m"; "2×3"; "3" ] (fun () -> optimizer.Update state p p)

[<Fact>]
let ``integers are no parameters`` () =
    let p = Tensor.zeros Int32 [| 2 |]
    refuses "SGD" [ "int32" ] (fun () -> (Sgd.create 0.1).Update { t = Count.zero } p p)
    let adam = Adam.create Adam.defaults
    refuses "Adam" [ "int32" ] (fun () -> adam.Update (adam.Init p) p p)
