/// Each optimizer beside its definition on one number, and the laws that hold for all of them.
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

/// On one number: t, p, g and the state -> the next p and state.
type Definition = int -> float -> float -> float list -> float * float list

/// An optimizer with some hyperparameters, over trees of any type.
[<AbstractClass>]
type Subject(operation: string, start: float list, definition: Definition) =
    member _.Operation = operation
    member _.Start = start
    member _.Definition = definition

    /// The parameters after all gradients, the steps counted, and the leaves of the state in the order of the definition.
    abstract Run<'P> : 'P * 'P list -> 'P * int * Tensor[]

    /// One step with a state of other parameters.
    abstract Mix<'P> : 'P * 'P -> unit

let private run (optimizer: Optimizer<'P, 'S>) start gradients =
    let p, state = last optimizer start gradients
    p, OptimizerState.t state, Parameters.leaves state

let private mix (optimizer: Optimizer<'P, 'S>) p other =
    optimizer.Update (optimizer.Init other) p p |> ignore

let private rate = between 0.001 0.1
let private decay = between 0.0 0.99
let private small = Gen.elements [ 1e-8; 1e-3 ]

let private momenta =
    let subject operation (create: float -> float -> Subject) =
        operation, Gen.zip rate decay |> Gen.map (fun (lr, momentum) -> create lr momentum)

    [
        subject "MomentumSGD" (fun lr k ->
            let definition _ p g state =
                let v = k * List.head state - lr * g
                p + v, [ v ]

            { new Subject("MomentumSGD", [ 0.0 ], definition) with
                member _.Run(p, g) = run (MomentumSgd.create lr k) p g
                member _.Mix(p, other) = mix (MomentumSgd.create lr k) p other
            })
        // The classical form: the step is k v' - lr g from where k v would lead.
        subject "NesterovAG" (fun lr k ->
            let definition _ p g state =
                let v = k * List.head state - lr * g
                p + k * (k * v - lr * g) - lr * g, [ v ]

            { new Subject("NesterovAG", [ 0.0 ], definition) with
                member _.Run(p, g) = run (NesterovAg.create lr k) p g
                member _.Mix(p, other) = mix (NesterovAg.create lr k) p other
            })
        subject "CorrectedMomentumSGD" (fun lr k ->
            let definition _ p g state =
                let v = k * List.head state - g
                p + lr * v, [ v ]

            { new Subject("CorrectedMomentumSGD", [ 0.0 ], definition) with
                member _.Run(p, g) =
                    run (CorrectedMomentumSgd.create lr k) p g

                member _.Mix(p, other) =
                    mix (CorrectedMomentumSgd.create lr k) p other
            })
    ]

let private sgd =
    "SGD",
    rate
    |> Gen.map (fun lr ->
        { new Subject("SGD", [], (fun _ p g _ -> p - lr * g, [])) with
            member _.Run(p, g) = run (Sgd.create lr) p g
            member _.Mix(_, _) = fail "SGD" $"it has no state."
        })

let private adaGrad =
    "AdaGrad",
    Gen.zip rate small
    |> Gen.map (fun (lr, eps) ->
        let definition _ p g state =
            let h = List.head state + g ** 2.0
            p - lr * g / (sqrt h + eps), [ h ]

        { new Subject("AdaGrad", [ 0.0 ], definition) with
            member _.Run(p, g) = run (AdaGrad.create lr eps) p g
            member _.Mix(p, other) = mix (AdaGrad.create lr eps) p other
        })

let private adaDelta =
    "AdaDelta",
    Gen.zip decay small
    |> Gen.map (fun (rho, eps) ->
        let definition _ p g state =
            let msg = rho * List.item 0 state + (1.0 - rho) * g ** 2.0
            let dx = sqrt (List.item 1 state + eps) / sqrt (msg + eps) * g
            p - dx, [ msg; rho * List.item 1 state + (1.0 - rho) * dx ** 2.0 ]

        { new Subject("AdaDelta", [ 0.0; 0.0 ], definition) with
            member _.Run(p, g) = run (AdaDelta.create rho eps) p g
            member _.Mix(p, other) = mix (AdaDelta.create rho eps) p other
        })

let private rmsProp =
    "RMSprop",
    Gen.zip3 rate decay (Gen.zip small (Gen.elements [ false; true ]))
    |> Gen.map (fun (lr, alpha, (eps, inside)) ->
        let options =
            {
                lr = lr
                alpha = alpha
                eps = eps
                epsInsideSqrt = inside
            }

        let definition _ p g state =
            let ms = alpha * List.head state + (1.0 - alpha) * g ** 2.0
            p - lr * g / (if inside then sqrt (ms + eps) else sqrt ms + eps), [ ms ]

        { new Subject("RMSprop", [ 0.0 ], definition) with
            member _.Run(p, g) = run (RmsProp.create options) p g
            member _.Mix(p, other) = mix (RmsProp.create options) p other
        })

let private rmsPropGraves =
    "RMSpropGraves",
    Gen.zip3 rate decay decay
    |> Gen.map (fun (lr, alpha, momentum) ->
        let options =
            {
                lr = lr
                alpha = alpha
                momentum = momentum
                eps = 1e-2
            }

        let definition _ p g state =
            let n = alpha * List.item 0 state + (1.0 - alpha) * g ** 2.0
            let mean = alpha * List.item 1 state + (1.0 - alpha) * g
            let delta = momentum * List.item 2 state - lr * g / sqrt (n - mean ** 2.0 + 1e-2)
            p + delta, [ n; mean; delta ]

        { new Subject("RMSpropGraves", [ 0.0; 0.0; 0.0 ], definition) with
            member _.Run(p, g) = run (RmsPropGraves.create options) p g

            member _.Mix(p, other) =
                mix (RmsPropGraves.create options) p other
        })

let private smorms3 =
    "SMORMS3",
    Gen.zip (between 0.001 2.0) small
    |> Gen.map (fun (lr, eps) ->
        let definition _ p g state =
            let mem = List.item 0 state
            let r = 1.0 / (mem + 1.0)
            let g1 = (1.0 - r) * List.item 1 state + r * g
            let g2 = (1.0 - r) * List.item 2 state + r * g ** 2.0
            let x = g1 ** 2.0 / (g2 + eps)
            p - g * min x lr / (sqrt g2 + eps), [ 1.0 + mem * (1.0 - x); g1; g2 ]

        { new Subject("SMORMS3", [ 1.0; 0.0; 0.0 ], definition) with
            member _.Run(p, g) = run (Smorms3.create lr eps) p g
            member _.Mix(p, other) = mix (Smorms3.create lr eps) p other
        })

let private msvag =
    "MSVAG",
    Gen.zip3 rate (between 0.1 0.99) (Gen.elements [ 0.0; 0.01 ])
    |> Gen.map (fun (lr, b, wd) ->
        let options =
            {
                lr = lr
                beta = b
                eta = 0.9
                weightDecayRate = wd
            }

        let definition t p g state =
            let m = b * List.item 0 state + (1.0 - b) * g
            let v = b * List.item 1 state + (1.0 - b) * g ** 2.0
            let bt = b ** float t
            let mt, vt = m / (1.0 - bt), v / (1.0 - bt)

            let rho =
                min 0.9999 ((1.0 - b) ** 2.0 * (1.0 - bt ** 2.0) / (1.0 - bt) ** 2.0 / (1.0 - b ** 2.0))

            let factor = mt ** 2.0 / (mt ** 2.0 + rho * (vt - mt ** 2.0) / (1.0 - rho))

            let factor =
                if System.Double.IsNaN factor then
                    0.0
                else
                    max 0.0 (min 1.0 factor)

            p - 0.9 * (lr * mt * factor + wd * p), [ m; v ]

        { new Subject("MSVAG", [ 0.0; 0.0 ], definition) with
            member _.Run(p, g) = run (Msvag.create options) p g
            member _.Mix(p, other) = mix (Msvag.create options) p other
        })

let private adam name kind =
    name,
    Gen.zip3 rate decay (Gen.zip3 (between 0.5 0.999) small (Gen.elements [ 0.0; 0.01 ]))
    |> Gen.map (fun (alpha, b1, (b2, eps, wd)) ->
        let options =
            { kind with
                alpha = alpha
                beta1 = b1
                beta2 = b2
                eps = eps
                eta = 0.9
                weightDecayRate = wd
                finalLr = 0.05
                gamma = 0.2
                initialAlpha = Some 0.04
            }

        let definition t p g state =
            let m = b1 * List.item 0 state + (1.0 - b1) * g
            let v = b2 * List.item 1 state + (1.0 - b2) * g ** 2.0
            let largest = if kind.amsgrad then max v (List.item 2 state) else v

            let step =
                alpha * sqrt (1.0 - b2 ** float t)
                / (1.0 - b1 ** float t)
                / (sqrt largest + eps)

            let f = 0.05 * alpha / 0.04

            let step =
                if kind.adabound then
                    step |> max (f - f / (0.2 * float t + 1.0)) |> min (f + f / (0.2 * float t))
                else
                    step

            p - 0.9 * (step * m + wd * p),
            [
                m
                v
                if kind.amsgrad then
                    largest
            ]

        let start =
            [
                0.0
                0.0
                if kind.amsgrad then
                    0.0
            ]

        { new Subject("Adam", start, definition) with
            member _.Run(p, g) = run (Adam.create options) p g
            member _.Mix(p, other) = mix (Adam.create options) p other
        })

let private table: (string * Gen<Subject>) list =
    [
        sgd
        yield! momenta
        adaGrad
        adaDelta
        rmsProp
        rmsPropGraves
        smorms3
        msvag
        adam "Adam" Adam.defaults
        adam "AMSGrad" Adam.amsGrad
        adam "AdaBound" Adam.adaBound
        adam "AMSBound" Adam.amsBound
    ]

let names = TheoryData<string>(Seq.map fst table)

let private subject name =
    table |> List.find (fst >> (=) name) |> snd

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

[<Fact>]
let ``hyperparameters out of range are refused, with their name and value`` () =
    let made (optimizer: unit -> Optimizer<Tensor, 'S>) = fun () -> optimizer () |> ignore

    let withOptions operation name (bads: float list) (make: float -> unit -> unit) =
        for bad in bads do
            refuses operation [ $"{name} is {bad}" ] (make bad)

    let notFinite = [ nan; infinity; -infinity ]
    let noUnit = [ nan; -0.1; 1.0; infinity ]
    let negative = [ nan; -1e-9; infinity ]

    for operation, create in
        [
            "MomentumSGD", MomentumSgd.create
            "NesterovAG", NesterovAg.create
            "CorrectedMomentumSGD", CorrectedMomentumSgd.create
        ] do
        withOptions operation "lr" notFinite (fun bad -> made (fun () -> create bad 0.9))
        withOptions operation "momentum" noUnit (fun bad -> made (fun () -> create 0.1 bad))

    withOptions "AdaGrad" "lr" notFinite (fun bad -> made (fun () -> AdaGrad.create bad 0.1))
    withOptions "AdaGrad" "eps" negative (fun bad -> made (fun () -> AdaGrad.create 0.1 bad))
    withOptions "AdaDelta" "rho" noUnit (fun bad -> made (fun () -> AdaDelta.create bad 0.1))
    withOptions "AdaDelta" "eps" negative (fun bad -> made (fun () -> AdaDelta.create 0.1 bad))
    withOptions "SMORMS3" "lr" notFinite (fun bad -> made (fun () -> Smorms3.create bad 0.1))
    withOptions "SMORMS3" "eps" negative (fun bad -> made (fun () -> Smorms3.create 0.1 bad))

    let rms change =
        made (fun () -> RmsProp.create (change RmsProp.defaults))

    withOptions "RMSprop" "lr" notFinite (fun bad -> rms (fun o -> { o with lr = bad }))
    withOptions "RMSprop" "alpha" noUnit (fun bad -> rms (fun o -> { o with alpha = bad }))
    withOptions "RMSprop" "eps" negative (fun bad -> rms (fun o -> { o with eps = bad }))

    let graves change =
        made (fun () -> RmsPropGraves.create (change RmsPropGraves.defaults))

    withOptions "RMSpropGraves" "lr" notFinite (fun bad -> graves (fun o -> { o with lr = bad }))
    withOptions "RMSpropGraves" "alpha" noUnit (fun bad -> graves (fun o -> { o with alpha = bad }))
    withOptions "RMSpropGraves" "momentum" noUnit (fun bad -> graves (fun o -> { o with momentum = bad }))
    withOptions "RMSpropGraves" "eps" negative (fun bad -> graves (fun o -> { o with eps = bad }))

    let msvag change =
        made (fun () -> Msvag.create (change Msvag.defaults))

    withOptions "MSVAG" "lr" notFinite (fun bad -> msvag (fun o -> { o with lr = bad }))
    withOptions "MSVAG" "beta" noUnit (fun bad -> msvag (fun o -> { o with beta = bad }))
    withOptions "MSVAG" "eta" notFinite (fun bad -> msvag (fun o -> { o with eta = bad }))
    withOptions "MSVAG" "weightDecayRate" notFinite (fun bad -> msvag (fun o -> { o with weightDecayRate = bad }))

    let bound change =
        made (fun () -> Adam.create (change Adam.adaBound))

    withOptions "Adam" "eps" negative (fun bad -> bound (fun o -> { o with eps = bad }))
    withOptions "Adam" "alpha" negative (fun bad -> bound (fun o -> { o with alpha = bad }))
    withOptions "Adam" "finalLr" negative (fun bad -> bound (fun o -> { o with finalLr = bad }))
    withOptions "Adam" "gamma" (0.0 :: negative) (fun bad -> bound (fun o -> { o with gamma = bad }))
    withOptions "Adam" "initialAlpha" (0.0 :: negative) (fun bad -> bound (fun o -> { o with initialAlpha = Some bad }))

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
