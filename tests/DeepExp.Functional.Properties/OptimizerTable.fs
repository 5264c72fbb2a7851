/// The laws that hold for all optimizers.
module DeepExp.Functional.Properties.OptimizerTable

open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators
open DeepExp.Functional.Properties.OptimizerProperties

let names = TheoryData<string>(Seq.map fst OptimizerRules.all)

let private subject name =
    OptimizerRules.all |> List.find (fst >> (=) name) |> snd

let private checkAll name cases law =
    check cases (Prop.forAll (Arb.fromGen (Gen.zip (subject name) (OptimizerProperties.run 6))) (fun (s, r) -> law s r))

[<Theory; MemberData(nameof names)>]
let ``each step is that of the definition, number by number`` name =
    checkAll name 50 (fun subject run ->
        let p, t, states = subject.Run(run.Start, run.Gradients)
        Assert.Equal(6, t)
        let start = Parameters.leaves run.Start
        let gradients = run.Gradients |> List.map Parameters.leaves
        Assert.Equal(start.Length * subject.Start.Length, states.Length)

        start
        |> Array.iteri (fun leaf p0 ->
            let final =
                p0.ToArray<float>()
                |> Array.mapi (fun i p ->
                    gradients
                    |> List.indexed
                    |> List.fold
                        (fun (p, state) (t, g) -> subject.Definition (t + 1) p (g[leaf].ToArray<float>()[i]) state)
                        (p, subject.Start))

            let expect pick =
                Tensor.float64 p0.Shape (Array.map pick final)

            nearTensor 1e-13 1e3 (expect fst) (Parameters.leaves p |> Array.item leaf)

            for k in 0 .. subject.Start.Length - 1 do
                nearTensor 1e-12 1e2 (expect (snd >> List.item k)) states[k * start.Length + leaf]))

[<Theory; MemberData(nameof names)>]
let ``each leaf is updated by itself, a replay gives the same bits, and arguments stay`` name =
    checkAll name 20 (fun subject run ->
        let before = treeBits run.Start, List.map treeBits run.Gradients
        let p, _, states = subject.Run(run.Start, run.Gradients)
        let p', _, states' = subject.Run(run.Start, run.Gradients)
        sameTreeBits (p, states) (p', states')
        Assert.Equal<_>(before, (treeBits run.Start, List.map treeBits run.Gradients))

        Parameters.leaves p
        |> Array.iteri (fun i whole ->
            let leaf tree = (Parameters.leaves tree)[i]
            let alone, _, _ = subject.Run(leaf run.Start, List.map leaf run.Gradients)
            sameBits whole alone))

[<Theory; MemberData(nameof names)>]
let ``float32 steps are those of float64, rounded`` name =
    checkAll name 20 (fun subject run ->
        let narrow tree =
            Parameters.map (Tensor.cast Float32) tree

        let wide tree =
            Parameters.map (Tensor.cast Float64) tree

        let start, gradients = narrow run.Start, List.map narrow run.Gradients
        let p, _, states = subject.Run(start, gradients)
        let p', _, _ = subject.Run(wide start, List.map wide gradients)
        Assert.All(Array.append (Parameters.leaves p) states, (fun x -> Assert.Equal(Float32, x.DType)))
        // MSVAG's first steps divide the rounding of a difference by 0.0001.
        nearTree (if name = "MSVAG" then 1e-4 else 2e-6) 1e3 p' (wide p))

[<Theory; MemberData(nameof names)>]
let ``zero gradients give finite steps, and without decay none`` name =
    checkAll name 20 (fun subject run ->
        let zeros = Parameters.map Tensor.zerosLike run.Start
        let p, _, _ = subject.Run(run.Start, [ zeros; zeros ])

        for expected, x in Array.zip (Parameters.leaves run.Start) (Parameters.leaves p) do
            Assert.All(x.ToArray<float>(), (fun x -> Assert.True(System.Double.IsFinite x)))
            // Decay, where there is some, takes 0.009 of p a step.
            nearTensor 0.02 (largest expected) expected x)

[<Theory; MemberData(nameof names)>]
let ``trees that do not fit, integers and followed tensors are refused`` name =
    let subject = subject name |> Gen.sample 1 |> Seq.head
    let p = Tensor.ones Float64 [| 2; 3 |]

    let refused words p g =
        refuses subject.Operation words (fun () -> subject.Run(p, [ g ]))

    refused [ "2×3"; "3×2" ] p (Tensor.ones Float64 [| 3; 2 |])
    refused [ "float64"; "float32" ] p (Tensor.ones Float32 [| 2; 3 |])
    refused [ "1"; "2" ] [| p |] [| p; p |]
    refused [ "int32" ] (Tensor.ones Int32 [| 2 |]) (Tensor.ones Int32 [| 2 |])

    refuses subject.Operation [ "detach" ] (fun () ->
        Gradient.grad (fun x -> let q, _, _ = subject.Run(x, [ p ]) in Tensor.sum q) p)

    if not subject.Start.IsEmpty then
        refuses subject.Operation [ "state"; "2×3"; "3" ] (fun () -> subject.Mix(p, Tensor.ones Float64 [| 3 |]))

[<Property>]
let ``AMSGrad switched on later begins with what it then has`` () =
    forAll (OptimizerProperties.run 2) (fun run ->
        let plain, ams =
            (Adam.create Adam.defaults: Optimizer<Net, _>), Adam.create Adam.amsGrad

        let p, state = plain.Update (plain.Init run.Start) run.Start run.Gradients[0]
        let _, after = ams.Update state p run.Gradients[1]
        sameTreeBits (Some after.v) after.vhat)

[<Property>]
let ``AdaBound's bounds follow α from where it began`` () =
    forAll (Gen.zip (OptimizerProperties.run 1) (between 0.001 0.1)) (fun (run, alpha) ->
        let p options =
            last (Adam.create options) run.Start run.Gradients |> fst
        // Without a beginning, α itself is it.
        sameTreeBits
            (p { Adam.adaBound with alpha = alpha })
            (p
                { Adam.adaBound with
                    alpha = alpha
                    initialAlpha = Some alpha
                }))

[<Fact>]
let ``options begin as Chainer's`` () =
    let rmsProp: RmsPropOptions =
        {
            lr = 0.01
            alpha = 0.99
            eps = 1e-8
            epsInsideSqrt = false
        }

    let graves: RmsPropGravesOptions =
        {
            lr = 1e-4
            alpha = 0.95
            momentum = 0.9
            eps = 1e-4
        }

    let msvag: MsvagOptions =
        {
            lr = 0.1
            beta = 0.9
            eta = 1.0
            weightDecayRate = 0.0
        }

    let adam: AdamOptions =
        {
            alpha = 0.001
            beta1 = 0.9
            beta2 = 0.999
            eps = 1e-8
            eta = 1.0
            weightDecayRate = 0.0
            amsgrad = false
            adabound = false
            finalLr = 0.1
            gamma = 0.001
            initialAlpha = None
        }

    Assert.Equal(rmsProp, RmsProp.defaults)
    Assert.Equal(graves, RmsPropGraves.defaults)
    Assert.Equal(msvag, Msvag.defaults)
    Assert.Equal(adam, Adam.defaults)
