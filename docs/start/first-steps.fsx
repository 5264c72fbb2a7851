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

Teach $y = e^x$:

$$$
E = \frac1n \sum_i (y_i - t_i)^2
*)
open DeepExp
open DeepExp.Functional

let x = Key.ofSeed 0 |> Key.uniform Float32 [| 100; 1 |]
let t = Tensor.exp x
printfn "%d" x.Size
(*** include-output ***)
(*** hide ***)
open DeepExp.Plotting
let double (x: Tensor) = x.ToArray<float32>() |> Array.map float
Pictures.Curves("Teacher data", Axis "x", Axis "t", [| Series("t", double x, double t, Mark.Points) |]) |> show
(*** include-it-raw ***)
(*** hide ***)
csharp "src/DeepExp.Cli/Tutorial/MyChain.cs"
(*** include-it-raw ***)
