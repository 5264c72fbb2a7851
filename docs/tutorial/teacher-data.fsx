(**
---
title: 1. Teacher data
category: Tutorial
categoryindex: 2
index: 1
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/teacher-data.html)

# 1. Teacher data

In ten chapters a network learns one function, $e^x$, from nothing but examples. Everything that a large network does is
there already, and all of it can be seen: the data, the loss, the gradient, the weights.

An example is an input $x$ and the right answer $t$, its target. A teacher draws the inputs and knows the answers:

$$$
x \sim U[0, 1), \qquad t = e^x.

A hundred examples make a batch: two tensors of shape 100×1, one example a row.
*)
open DeepExp
open DeepExp.Functional

let teacher = Key.ofSeed 0

let batch step =
    let key = Key.at step teacher
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let numbers (x: Tensor) = x.ToArray<float>()

for step in 0..1 do
    let x, t = batch step
    printfn "batch %d" step

    let pairs = Array.zip (numbers x) (numbers t)

    for x, t in Seq.take 3 pairs do
        printfn "    x = %.4f    t = %.4f" x t
(*** include-output ***)
(**
Randomness is an argument here, not a hidden state. `Key.at step teacher` is a key of that step's own, and the same key draws the
same numbers; so `batch` is a pure function of the step. Batch 7 can be had without the seven before it, and had again:
*)
let twice = [ for _ in 1..2 -> fst (batch 7) |> numbers ]
printfn "%b" (twice[0] = twice[1])
(*** include-output ***)
(**
This is what the network will see of $e^x$ in its first two steps. It never sees the dashed curve itself.
*)
open DeepExp.Plotting

let points step =
    let x, t = batch step
    let name = $"batch {step}"
    Series(name, numbers x, numbers t, Mark.Points)

let xs = [| 0.0..0.01..1.0 |]
let curve =
    Series("e^x", xs, Array.map exp xs, Mark.Reference)

let picture =
    Pictures.Curves(
        "Two batches of teacher data",
        Axis "x",
        Axis "t",
        [| curve; points 0; points 1 |]
    )
(*** hide ***)
show picture
(*** include-it-raw ***)
(**
## Why each batch is new

What we want to be small is the error of the network $f$ on the whole interval,

$$$
\int_0^1 \bigl(f(x) - e^x\bigr)^2 \, dx.

Nobody computes this integral while training. But the mean over $n$ examples that were drawn independently of $f$,

$$$
\frac1n \sum_{i=1}^{n} \bigl(f(x_i) - t_i\bigr)^2,

has exactly the integral as its expected value. A new batch is independent of everything learned so far, so the loss of each
step is an honest estimate of the error, and there is nothing to learn by heart. With a fixed set of examples this holds for the
first look only; then one keeps examples back to test with.

---

[2. Why a line is not enough →](why-a-line-is-not-enough.html)
*)
