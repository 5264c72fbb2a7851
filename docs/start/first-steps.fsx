(**
---
title: First steps
category: Start
categoryindex: 1
index: 1
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# DeepExp.Functional

Deep learning for .NET, in C# and in F#, without a native library. In C# it has Chainer's words: `Variable`, `Chain`,
`Adam`, `F.LeakyRelu`, `L.Linear`. In F# a network is a pure function of a record of parameters, its gradient is a
record of the same type, and training is a fold. Both compute the same numbers, for the one is built of the other.

As a first example a network learns an equation that everybody knows:

$$$
y = e^x, \qquad 0 \le x < 1
*)
(**
It sees points of the curve, a hundred fresh ones in each step, and nothing else: not the formula, nor what $e$ is.

## Install

The .NET 10 SDK is all that is needed. Four packages are made from a copy of the project:

```bash
dotnet pack -c Release -o packages
dotnet nuget add source "$PWD/packages" --name DeepExp
```

From then on an application takes the one that it needs, and a shell the command `deepexp`, which teaches all this
step by step:

```bash
dotnet add package DeepExp               # for C#
dotnet add package DeepExp.Functional    # for F#
dotnet add package DeepExp.Plotting      # pictures, for both
dotnet tool install --global DeepExp.Cli # the command
```

## In C#

Twenty lines, a program of one file; in a folder without a copy of the project its `#:project` line is `#:package DeepExp@0.1.0`.
`net` is the network, a row of layers and of functions between them, and `Loss` says what a wrong answer costs.
*)
(*** hide ***)
csharp "docs/samples/exp.cs"
(*** include-it-raw ***)
(**
The layers take 1, 16 and 32 values and give 16, 32 and 1. After each stands a leaky ReLU, which bends the line;
without it the three layers would be [no more than one](../tutorial/why-a-line-is-not-enough.html). In training, `Update`
computes the loss of a batch, its gradient with respect to every weight, and one step of Adam. A network that branches or
repeats is a class of its own, a [chain](../concepts/links-and-chains.html).
*)
(**
## In F#

The same network as a function, in as many lines. Nothing in it is changed by training: what comes out of the fold is another value of
the same record.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let layer linear = Linear.forward linear >> Activation.leakyRelu 0.2
let predict net = layer net.l1 >> layer net.l2 >> layer net.l3
let loss net (x, t) = predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)
let linear i m n = Linear.init Float32 m n keys[i]
let net = { l1 = linear 0 1 16; l2 = linear 1 16 32; l3 = linear 2 32 1 }

let batch step =
    let x = Key.at step keys[3] |> Key.uniform Float32 [| 100; 1 |]
    x, Tensor.exp x

let adam = Adam.create Adam.defaults

let trained, _ =
    Seq.init 10_000 batch
    |> Training.fold adam loss (net, adam.Init net)

for x in [ 0.0f; 0.5f; 0.9f ] do
    let y = predict trained (Tensor.float32 [| 1; 1 |] [| x |])
    printfn $"e^{x} = {exp x:F4}, learned {y.ToScalar():F4}"
(*** include-output ***)
(**
Both programs have the seed 0, but the keys of their batches are drawn in another order; so what they have learned differs in the last
digits.

## What it has learned

Drawn over a wider range than it was taught, the line shows both what a network does and what it does not. Between 0 and
1 it lies on the curve. Outside it has no reason to: a leaky ReLU bends a line, and far from the last bend every such
network is straight.
*)
open DeepExp.Plotting

let column xs = Tensor.create Float32 [| Array.length xs; 1 |] xs
let values (x: Tensor) = x.ToArray<float>()

let xs = [| -0.5 .. 0.01 .. 1.5 |]
let seen, seenT = batch 0
(*** hide ***)
Pictures.Curves(
    "A network that has learned y = e^x",
    Axis "x",
    Axis "y",
    [|
        Series("one batch of the teacher", values seen, values seenT, Mark.Points)
        Series("e^x", xs, Array.map exp xs, Mark.Reference)
        Series("network", xs, column xs |> predict trained |> values)
    |]
)
|> show
(*** include-it-raw ***)
(**
## Where to go next

- [The tutorial](../tutorial/teacher-data.html): the same network, a chapter at a time, from the data to the way down the loss.
- [Tensors](../concepts/tensors.html) and [functions](../concepts/functions.html): what everything is made of.
- [Links and chains](../concepts/links-and-chains.html) in C#,
  [parameters and folds](../concepts/parameters-and-folds.html) in F#.
- [How the gradients are verified](../concepts/verification.html): why the numbers can be believed.
- You know [Chainer](../coming-from/chainer.html) or [PyTorch](../coming-from/pytorch.html) already.
- [Samples](samples.html): whole programs, from a table of houses to an answer over HTTP.
*)
