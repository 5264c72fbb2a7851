/// Which hyperparameters no optimizer takes.
module DeepExp.Functional.Properties.HyperparameterProperties

open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

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
