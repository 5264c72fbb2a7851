(**
---
title: Plans
category: Concepts
categoryindex: 3
index: 9
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Plans

Training does the same thing ten thousand times. A plan looks at one step, notes what it computes, lays out the memory once, and
from then on runs the list. It gives the same bits as the step, allocates nothing on the way, and for small networks is some
[three times as fast](../about/benchmarks.html).

In F# a word is added: `foldCompiled` for `fold`.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear }

let predict net =
    Linear.forward net.l1
    >> Activation.leakyRelu 0.2
    >> Linear.forward net.l2

let loss net (x, t) = predict net x |> Loss.meanSquaredError t

let keys = Key.split 3 (Key.ofSeed 0)

let net =
    {
        l1 = Linear.init Float32 1 16 keys[0]
        l2 = Linear.init Float32 16 1 keys[1]
    }

let batch step =
    let x = Key.at step keys[2] |> Key.uniform Float32 [| 100; 1 |]
    x, Tensor.exp x

let adam = Adam.create Adam.defaults
let start = net, adam.Init net
let batches = Seq.init 500 batch
let eager, _ = Training.fold adam loss start batches
let compiled, _ = Training.foldCompiled adam loss start batches

let bits net = Parameters.leaves net |> Array.map _.ToArray<float32>()
printfn $"{bits eager = bits compiled}"
(*** include-output ***)
(**
A plan can be asked what it runs. Each `#n` is an array, and each line a work, in the order in which they run: left of `<-` the array
that it fills, right of it what it computes and from what.
*)
let plan = Plan.compile (Training.step adam loss)
let value, _ = Plan.step plan start (batch 0)
printfn $"{plan}"
(*** include-output ***)
(**
Steps that follow each other were joined, as a layer and its activation; arrays that are no longer read lend their memory to the
next result.

In C# it is an object, which replaces `optimizer.Update`:
*)
(*** hide ***)
csharp "docs/concepts/Compiled.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Compiled.Run()
(*** include-output ***)
(**
Between steps, the model and the optimizer can be read, saved and changed as ever.

## What a plan refuses

A list of what was computed is only right as long as the step always computes the same. So a step that looks at a number to decide what
to do is refused, and the message says which look it was.
*)
let attempt (call: unit -> 'T) =
    try
        call () |> ignore
    with :? DeepExpException as refused ->
        printfn $"{refused.Message}\n"

let lookingLoss net (x: Tensor, t) =
    if x[0, 0] > 0.5 then loss net (x, t) else 2.0 * loss net (x, t)

let forgetfulLoss net (x, t) =
    let dropped = Noise.dropout 0.5 keys[0] (Linear.forward net.l1 x)
    Linear.forward net.l2 dropped |> Loss.meanSquaredError t

let slowing =
    { adam with
        Update =
            fun state p g ->
                let rate = if int state.t < 100 then 1.0 else 0.5
                adam.Update state p (Parameters.map ((*) rate) g)
    }

let run optimizer loss () =
    batches |> Training.foldCompiled optimizer loss start

attempt (run adam lookingLoss)
attempt (run adam forgetfulLoss)
attempt (run slowing loss)
(*** include-output ***)
(**
- What changes from step to step comes with the batch: data, labels, and the key of a dropout. Here `keys[0]` did not. Keys are drawn
  from, not compared.
- Steps are counted by a `Count`, such as the `t` of a state. It can be counted on and given to the library's optimizers, and
  `Count.toTensor` makes it a scalar to compute with, for what a rule of one's own does with it: the $1 - \beta^t$ of Adam is
  `1.0 - Elementary.powOf beta (Count.toTensor Float32 t)`. What else a state holds besides tensors stays as it is.
- A step is computed on one thread; what it asks others to compute is refused.
- Schedules are followed, in both languages: the optimizer of each step is asked for its numbers. In F# `Optimizer.scheduled` makes it.
- Each new shape of batch is recorded anew. Batches of many different lengths are better padded. So is each new value that a batch
  brings besides tensors, keys and counts, such as an `int`; a number that changes in each step is better a tensor.
- What a compiled C# loss keeps aside, such as a classifier's accuracy, is NaN once steps are no longer recorded: nobody shall take
  the number of an old step for that of the last.

## Why it is right

The same functions compute a step with and without a plan; a plan only leaves out to trace, to look at shapes, and to
allocate. A step is recorded again with other numbers, and refused if it is not the same. And a property says, for networks drawn at random, that [a plan gives the bits of the fold](verification.html).
*)
