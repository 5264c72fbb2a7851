(**
---
title: Errors
category: Concepts
categoryindex: 3
index: 7
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Errors

A wrong shape is noticed where it is used, before anything is computed. The message names the operation, what it was given,
the rule, and what to do where that is known. There is one exception type, `DeepExpException`;
only `null` for an argument is, as everywhere in .NET, an `ArgumentNullException`.
*)
open DeepExp
open DeepExp.Functional

let attempt (call: unit -> 'T) =
    try
        call () |> ignore
    with :? DeepExpException as refused ->
        printfn $"{refused.Message}\n"

let zeros shape = Tensor.zeros Float32 shape
let layer = Linear.init Float32 1 16 (Key.ofSeed 0)

attempt (fun () -> Linear.forward layer (zeros [| 100; 3 |]))
attempt (fun () -> zeros [| 2; 3 |] + zeros [| 2; 4 |])
attempt (fun () -> Tensor.matmul (zeros [| 2; 3 |]) (zeros [| 2; 3 |]))
attempt (fun () -> zeros [| 2; 3 |] |> Tensor.reshape [| 4; -1 |])
attempt (fun () -> (zeros [| 2; 3 |]).ToScalar())
(*** include-output ***)
(**
The same holds for values that make no sense, and for labels: a label that is no class is an error, not a read of what lies
beside.
*)
let labels = Tensor.int32 [| 2 |] [| 0; 7 |]
let crossEntropy = Classification.softmaxCrossEntropy Classification.defaults

attempt (fun () -> Noise.dropout 1.0 (Key.ofSeed 0) (zeros [| 2 |]))
attempt (fun () -> (Adam.create { Adam.defaults with beta1 = 1.0 }).Init layer)
attempt (fun () -> zeros [| 2; 3 |] |> crossEntropy labels)
attempt (fun () -> Gradient.grad id (zeros [| 2 |]))
(*** include-output ***)
(**
## NaN

A number that is none spreads. In the end the loss is NaN, and where it began is forgotten. `Config.Debug` stops at the first
operation that gives one, forward or backward, and costs nothing while it is off.
*)
(*** hide ***)
csharp "docs/concepts/NotANumber.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.NotANumber.Run()
(*** include-output ***)
(**
The square root of $-1$ is a number that does not exist; of 0 the *derivative* does not exist, for
$1/(2\sqrt 0) = \infty$, and $\infty \cdot 0$ is NaN further back. Both are found.

## Why so strict

What a library repeats, rounds or ignores to be helpful is found weeks later, in a curve that is a little worse than it should be.
So types do not mix, losses do not broadcast, files must fit exactly, and integers have no gradient. Where Chainer is more lenient the
[comparison](../coming-from/chainer.html) says so.
*)
