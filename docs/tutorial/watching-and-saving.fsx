(**
---
title: 7. Watching and saving
category: Tutorial
categoryindex: 2
index: 7
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[日本語](../ja/watching-and-saving.html)

# 7. Watching and saving

A fold gives its last value only. `Training.scan` is the same fold, seen from outside: a sequence with one element for each
step, which holds the loss of the batch, the parameters after the step and the state of the optimizer.
*)
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
let linear i inputs outputs =
    Linear.init Float32 inputs outputs keys[i]

let start =
    { l1 = linear 0 1 16
      l2 = linear 1 16 32
      l3 = linear 2 32 1 }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x
(**
## The loss while it falls

The sequence is lazy: a step is taken when somebody asks for it. So a loop over it is a training that one can watch, and
that ends when one stops asking. Adam's steps are ten times as long as by default here; the loss falls sooner, and jumps
more.
*)
let adam =
    Adam.create { Adam.defaults with alpha = 0.01 }

let steps =
    Seq.initInfinite batch
    |> Training.scan adam loss (start, adam.Init start)

let isBad at = at.Loss > 1e-3

for at in Seq.takeWhile isBad steps do
    if at.Step % 25 = 0 then
        printfn "step %4d  loss %.6f" at.Step at.Loss
(*** include-output ***)
(**
Asked again, the sequence begins again, from the same start and with the same batches. What is needed more than once is
kept in an array.
*)
let run = steps |> Seq.take 2_000 |> Seq.toArray
(*** hide ***)
Pictures.Loss("The loss of each step", run |> Array.map _.Loss) |> show
(*** include-it-raw ***)
(**
The loss jumps because each batch is another one; the running median shows the way.

## Snapshots

Parameters are immutable, so a snapshot is not a copy but a name for what is there anyway. The array above holds the
network after every single step, and each of them still answers.
*)
let x = Array.init 101 (fun i -> float i / 100.0)
let grid = Tensor.create Float32 [| 101; 1 |] x
let answers net = (predict net grid).ToArray<float>()

let curves =
    [ for step in [ 1; 10; 20; 50; 2_000 ] ->
          step, answers run[step - 1].Parameters ]
(*** hide ***)
Pictures.Curves(
    "The network on its way",
    Axis "x",
    Axis "y",
    [ Series("e^x", x, Array.map exp x, Mark.Reference)
      for step, y in curves do
          Series($"after step {step}", x, y) ]
)
|> show
(*** include-it-raw ***)
(**
## Keeping the best

The last network need not be the best one. How good it is should be asked of points that do not change, here the grid: its
error is not the luck of a batch. `Seq.minBy` goes through the steps and keeps the best network of those it has seen.
*)
let rmse net =
    sqrt ((loss net (grid, Tensor.exp grid)).ToScalar())

let best = run |> Seq.minBy (fun at -> rmse at.Parameters)
let last = Array.last run

for name, at in [ "best", best; "last", last ] do
    let error = rmse at.Parameters
    printfn "%s  step %4d  RMSE %.5f" name at.Step error
(*** include-output ***)
(**
With data that are few and noisy, keep some of them aside for this question; the network that is best on what it has
learned is then rarely the best on what it has not seen.

## Saving and loading

A network is its parameters, and `Parameters.named` gives them with their names. `Serializers`, of the package `DeepExp`,
writes them into an `.npz` file, which NumPy reads, and Chainer as well.
*)
open System.Collections.Generic
open System.IO

let save (file: string) net =
    let named = Parameters.named net |> Seq.map KeyValuePair
    Serializers.SaveNpz(file, named)

let load (file: string) like =
    let saved = Serializers.LoadNpz file

    Parameters.names like
    |> Array.map (fun name -> saved[name])
    |> Parameters.rebuild like
(**
`load` needs a network of the same structure, from which it takes the names and the places.
*)
let file = Path.GetTempFileName()
save file best.Parameters
let loaded = load file start

for name in Serializers.LoadNpz(file).Keys do
    printf "%s  " name

let same = answers loaded = answers best.Parameters
printfn "\nthe same answers: %b" same
(*** include-output ***)
(**
To go on with training later, save the state of the optimizer too; it is a record with tensors as well. Its count of steps
is no tensor, and is written as one.
*)
let t = Tensor.scalar Int32
let half = run[999]
save file (half.Parameters, half.State, t (int half.State.t))

let net, saved, count =
    load file (start, adam.Init start, t 0)

File.Delete file
let state = { saved with t = Count.ofInt (int (count.ToScalar())) }

let rest = Seq.init 1_000 (fun i -> batch (1_000 + i))
let resumed, _ = rest |> Training.fold adam loss (net, state)

let unbroken = answers resumed = answers last.Parameters
printfn "as if never interrupted: %b" unbroken
(*** include-output ***)
(**
The numbers are the same, bit for bit: the batch of a step depends on its key alone, and the step on nothing but what the
file holds.

## In C#

There `Serializers.SaveNpz(file, model)` and `LoadNpz(file, model)` take a whole link, or an optimizer. Names and places are
the same, so a file that one language has written is read by the other. Loading checks names and shapes before it changes
anything. `CompiledStep.Update` returns the loss of its step, which is all that watching needs.

---

[← 6. Looking inside](looking-inside.html) · [8. Backpropagation by hand →](backpropagation-by-hand.html)
*)
