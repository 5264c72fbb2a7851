(**
# y = e^x in F#
A network learns y = e^x on [0, 1), from batches of 100 points drawn anew for each step: `dotnet build -c Release src/DeepExp.Cli`,
then `dotnet fsi --optimize+ docs/samples/exp.fsx`.
*)
#r "../../src/DeepExp.Cli/bin/Release/net10.0/DeepExp.Functional.dll"

open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let layer linear =
    Linear.forward linear >> Activation.leakyRelu 0.2

let predict net =
    layer net.l1 >> layer net.l2 >> layer net.l3

let loss net (x, t) =
    predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)

let net =
    {
        l1 = Linear.init Float32 1 16 keys[0]
        l2 = Linear.init Float32 16 32 keys[1]
        l3 = Linear.init Float32 32 1 keys[2]
    }

let batch step =
    let x = Key.at step keys[3] |> Key.uniform Float32 [| 100; 1 |]
    x, Tensor.exp x

let adam = Adam.create Adam.defaults

let trained, _ =
    Seq.init 10_000 batch |> Training.fold adam loss (net, adam.Init net)

for x in [ 0.0f; 0.2f; 0.4f; 0.6f; 0.8f ] do
    let y = predict trained (Tensor.float32 [| 1; 1 |] [| x |])
    printfn $"e^{x} = {exp x:F4}, learned {y.ToScalar():F4}"
(*** include-output ***)
