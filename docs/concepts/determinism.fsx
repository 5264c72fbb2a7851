(**
---
title: Determinism
category: Concepts
categoryindex: 3
index: 10
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Determinism

The same program with the same seed gives the same bits: today, tomorrow, on one thread and on all. Not nearly the same numbers;
the same.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear }

let loss net (x, t) =
    Linear.forward net.l1 x
    |> Activation.relu
    |> Linear.forward net.l2
    |> Loss.meanSquaredError t

let train () =
    let keys = Key.split 3 (Key.ofSeed 0)
    let linear i inputs outputs = Linear.init Float32 inputs outputs keys[i]
    let net = { l1 = linear 0 64 256; l2 = linear 1 256 64 }

    let batch step =
        let x = Key.at step keys[2] |> Key.normal Float32 [| 128; 64 |]
        x, Tensor.sin x

    let adam = Adam.create Adam.defaults
    let start = net, adam.Init net
    let trained, _ = Seq.init 30 batch |> Training.fold adam loss start
    Parameters.leaves trained |> Array.collect _.ToArray<float32>()

let first = train ()
printfn $"{first.Length} weights, the first of them {first[0]}"
printfn $"the same again: {train () = first}"
(*** include-output ***)
let all = DeepExp.Kernels.Threads.Count
DeepExp.Kernels.Threads.Count <- 1
printfn $"the same on one thread: {train () = first}"
DeepExp.Kernels.Threads.Count <- all
(*** include-output ***)
(**
The number of threads is that of the processors, or what the variable `DEEPEXP_THREADS` says.

## How

**Sums have one order.** $(a + b) + c$ and $a + (b + c)$ differ in the last digit. Work on large arrays is therefore cut among threads by
rows and columns of the result, never along a sum. How long the pieces are depends on the shapes alone.

**Random numbers are functions** of [a key and a place](randomness.html). No draw waits for another.

**Nothing is measured to decide what to compute.** No kernel is chosen by a trial run.

**Both faces are one.** A link of the C# face calls the function of the core, so a C# program and an F# program
with the same keys train the same network.

## What may change the bits

- Another processor, if its vectors have another width: sums along a row are then added in other groups. The numbers agree to
  rounding.
- Another version of the library or of the runtime.
- Another order of draws in a C# program, since `Rng` is a row that belongs to the thread.
- float64 instead of float32, of course.

Of one number there are many: NaN. Which sign and which payload the sum of two of them has, no standard says, so a NaN is the
same as any other.

## Why it is worth it

A change of the code that changes no bit has changed nothing; a change that changes some is looked at. A training that
failed in the night can be repeated up to the step where it failed. And tests can say *equal* instead of *near*.
*)
