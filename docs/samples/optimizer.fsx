(**
# An optimizer of one's own
Lion (Chen et al., 2023), in a training loop that is a fold: `dotnet build -c Release src/DeepExp.Cli`, then
`dotnet fsi --optimize+ docs/samples/optimizer.fsx`.
*)
#r "../../src/DeepExp.Cli/bin/Release/net10.0/DeepExp.Functional.dll"

open DeepExp
open DeepExp.Functional

/// Lion (Chen et al., «Symbolic Discovery of Optimization Algorithms», 2023): each parameter moves by the rate, along the sign of
/// its gradient's mean over time.
let lion rate beta1 beta2 decay : Optimizer<'P, 'P> =
    let mix beta (m: Tensor) (g: Tensor) = beta * m + (1.0 - beta) * g

    {
        Init = Parameters.map Tensor.zerosLike
        Update =
            fun m p g ->
                let sign = Parameters.map2 (mix beta1) m g |> Parameters.map Tensor.sign
                let next = Parameters.map2 (fun p s -> p - rate * (s + decay * p)) p sign
                next, Parameters.map2 (mix beta2) m g
    }

type Net = { hidden: Linear; output: Linear }

let predict net =
    Linear.forward net.hidden >> Tensor.tanh >> Linear.forward net.output

let loss net (x, t) =
    predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)

let net =
    {
        hidden = Linear.init Float32 1 32 keys[0]
        output = Linear.init Float32 32 1 keys[1]
    }

/// Points of y = sin 2πx on [0, 1).
let points count key =
    let x = Key.uniform Float32 [| count; 1 |] key
    x, Tensor.sin (2.0 * System.Math.PI * x)

let steps = 3000

let optimizer =
    Optimizer.scheduled (Schedules.cosine 0.003 0.0 steps) (fun rate -> lion rate 0.9 0.99 0.01)

let step (net, state) batch =
    let gradient = net |> Gradient.grad (fun net -> loss net batch)
    optimizer.Update state net gradient

let batches = Seq.init steps (fun step -> points 100 (Key.at step keys[2]))
let trained, _ = batches |> Seq.fold step (net, optimizer.Init net)

printfn $"RMSE {sqrt ((loss trained (points 1000 keys[3])).ToScalar()):F4}"
(*** include-output ***)
