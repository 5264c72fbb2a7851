/// Each optimizer beside its definition on one number.
module DeepExp.Functional.Properties.OptimizerRules

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
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
    p, int (OptimizerState.t state), Parameters.leaves state

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
    // With a β near 0 ρ is near 1 at every step, not at the first alone.
    let beta = Gen.frequency [ 4, between 0.1 0.99; 1, Gen.constant 1e-5 ]

    "MSVAG",
    Gen.zip3 rate beta (Gen.elements [ 0.0; 0.01 ])
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

let all: (string * Gen<Subject>) list =
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
