/// Which hyperparameters no optimizer takes.
module DeepExp.Functional.Properties.HyperparameterProperties

open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

let private refused operation name (bads: float list) (make: float -> Optimizer<Tensor, 'S>) =
    for bad in bads do
        refuses operation [ $"{name} is {bad}" ] (fun () -> make bad)

[<Fact>]
let ``hyperparameters out of range are refused, with their name and value`` () =
    let notFinite = [ nan; infinity; -infinity ]
    let noUnit = [ nan; -0.1; 1.0; infinity ]
    let negative = [ nan; -1e-9; infinity ]

    let rmsProp, graves = RmsProp.defaults, RmsPropGraves.defaults
    let msvag, adaBound = Msvag.defaults, Adam.adaBound

    for operation, create in
        [
            "MomentumSGD", MomentumSgd.create
            "NesterovAG", NesterovAg.create
            "CorrectedMomentumSGD", CorrectedMomentumSgd.create
        ] do
        refused operation "lr" notFinite (fun bad -> create bad 0.9)
        refused operation "momentum" noUnit (fun bad -> create 0.1 bad)

    refused "AdaGrad" "lr" notFinite (fun bad -> AdaGrad.create bad 0.1)
    refused "AdaGrad" "eps" negative (fun bad -> AdaGrad.create 0.1 bad)
    refused "AdaDelta" "rho" noUnit (fun bad -> AdaDelta.create bad 0.1)
    refused "AdaDelta" "eps" negative (fun bad -> AdaDelta.create 0.1 bad)
    refused "SMORMS3" "lr" notFinite (fun bad -> Smorms3.create bad 0.1)
    refused "SMORMS3" "eps" negative (fun bad -> Smorms3.create 0.1 bad)

    refused "RMSprop" "lr" notFinite (fun bad -> RmsProp.create { rmsProp with lr = bad })
    refused "RMSprop" "alpha" noUnit (fun bad -> RmsProp.create { rmsProp with alpha = bad })
    refused "RMSprop" "eps" negative (fun bad -> RmsProp.create { rmsProp with eps = bad })

    refused "RMSpropGraves" "lr" notFinite (fun bad -> RmsPropGraves.create { graves with lr = bad })
    refused "RMSpropGraves" "alpha" noUnit (fun bad -> RmsPropGraves.create { graves with alpha = bad })
    refused "RMSpropGraves" "momentum" noUnit (fun bad -> RmsPropGraves.create { graves with momentum = bad })
    refused "RMSpropGraves" "eps" negative (fun bad -> RmsPropGraves.create { graves with eps = bad })

    refused "MSVAG" "lr" notFinite (fun bad -> Msvag.create { msvag with lr = bad })
    refused "MSVAG" "beta" noUnit (fun bad -> Msvag.create { msvag with beta = bad })
    refused "MSVAG" "eta" notFinite (fun bad -> Msvag.create { msvag with eta = bad })
    refused "MSVAG" "weightDecayRate" notFinite (fun bad -> Msvag.create { msvag with weightDecayRate = bad })

    refused "Adam" "eps" negative (fun bad -> Adam.create { adaBound with eps = bad })
    refused "Adam" "alpha" negative (fun bad -> Adam.create { adaBound with alpha = bad })
    refused "Adam" "finalLr" negative (fun bad -> Adam.create { adaBound with finalLr = bad })
    refused "Adam" "gamma" (0.0 :: negative) (fun bad -> Adam.create { adaBound with gamma = bad })

    refused "Adam" "initialAlpha" (0.0 :: negative) (fun bad ->
        Adam.create
            { adaBound with
                initialAlpha = Some bad
            })
