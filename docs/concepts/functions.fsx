(**
---
title: Functions
category: Concepts
categoryindex: 3
index: 2
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Functions

All that a network computes is made of functions of tensors, Chainer's list of more than two hundred. Each has derivatives of any
order where mathematics has them.

In F# they are plain functions in modules, `Activation.softmax`, `Loss.huberLoss`, with arguments before the tensor so that
they can be partially applied and piped. In C# they are one class, written `F` by custom (`using F = DeepExp.Functions;`), with
Chainer's names, order and defaults.

## The value and the derivative

`Gradient.grad f x` is $\nabla f(x)$ for a function that gives one number. Since a gradient is a function
again, so is its gradient.
*)
open DeepExp
open DeepExp.Functional

let f (x: Tensor) = Tensor.sum (x * Tensor.tanh x)
let x = Tensor.float64 [| 3 |] [| -1.0; 0.0; 2.0 |]

printfn $"{f x}"
printfn $"{Gradient.grad f x}"
printfn $"{Gradient.grad (Gradient.grad f >> Tensor.sum) x}"
(*** include-output ***)
(**
A function that gives more than one number has a Jacobian $J$, which nobody writes down: it would be as large
as both sides together. What one asks for are its products. `pullback` gives $y$ and $g_y \mapsto J^\mathsf{T} g_y$,
which is backpropagation; `jvp` gives $Jv$, how $y$ moves when $x$ moves along $v$.
*)
let y, back = Gradient.pullback (Activation.softmax 0) x
printfn $"{back (Tensor.float64 [| 3 |] [| 1.0; 0.0; 0.0 |])}"
printfn $"{Gradient.jvp (Activation.softmax 0) x (Tensor.onesLike x)}"
(*** include-output ***)
(**
The last line is zero: softmax does not notice when all its inputs rise together.

In C# a variable remembers what it was computed from, and `Backward` walks that way back.
*)
(*** hide ***)
csharp "docs/concepts/Derivatives.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Derivatives.Run()
(*** include-output ***)
(**
## Where there is no derivative

At a kink a function takes the side that Chainer takes: the slope of `relu` at 0 is 0, that of `leakyRelu` is its `slope`. What counts,
rounds or compares has derivative 0, or none that flows: `Tensor.sign`, `Tensor.floor`, all of `Evaluation`. And a tensor can be made a
constant on purpose.
*)
printfn $"{Gradient.grad (Activation.relu >> Tensor.sum) x}"
printfn $"{Gradient.grad (fun x -> Tensor.dot x (Tensor.detach x)) x}"
(*** include-output ***)
(**
## A function of one's own

Composition needs nothing: what is made of functions is a function, derivatives included. `Custom.define` is for a
derivative that you know better, because it is shorter or does not overflow. Its backward is written with functions too, so it can
be differentiated again; `GradientCheck` says whether it is right.
*)
let snake =
    let forward (xs: Tensor[]) = xs[0] + Tensor.power 2.0 (Tensor.sin xs[0])

    let backward (xs: Tensor[]) _ (gy: Tensor) =
        [| Some(gy * (1.0 + Tensor.sin (2.0 * xs[0]))) |]

    Custom.define "Snake" forward backward

let total x = Tensor.sum (snake [| x |])
printfn $"{Gradient.grad total x}"
GradientCheck.verify "Snake" GradientCheck.defaults (Key.ofSeed 0) total x
(*** include-output ***)
(**
In C# it is a class derived from `FunctionNode`, or from `Function` where one derivative is enough; a sample shows
[both, and a slip that is found](../start/samples.html).

## Pitfalls

- The axis of `Softmax`, `LogSoftmax` and `Concat` is 1 by default, that of `Stack` is 0.
- `LeakyRelu` has slope 0.2 by default.
- `HuberLoss` gives a loss for each row; `GaussianKlDivergence` and its relatives sum over the batch by default.
- `MaxPooling2D` covers all of the image by default: 5×5 pooled by 2 gives 3×3.
- In F# targets come before predictions, `y |> Loss.meanSquaredError t`, so that predictions are piped.
*)
