(**
---
title: 2. Why a line is not enough
category: Tutorial
categoryindex: 2
index: 2
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/why-a-line-is-not-enough.html)

# 2. Why a line is not enough

A linear layer computes $Wx + b$. Three of them in a row are

$$$
\begin{aligned}
y &= W_3 \bigl( W_2 ( W_1 x + b_1 ) + b_2 \bigr) + b_3 \\
  &= W x + b,
\end{aligned}

with one matrix and one vector:

$$$
\begin{aligned}
W &= W_3 W_2 W_1, \\
b &= W_3 W_2 b_1 + W_3 b_2 + b_3.
\end{aligned}

However many layers there are and however wide they are, the result is one linear layer; for one input and one output, a line.
Depth alone gains nothing.

## Three layers, one line

Here is a network of three layers, with a function `activation` after each of them, and its training, which the
[fourth chapter](training.html) explains. With `id` as the activation nothing stands between the layers.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let predict activation net =
    let layer linear = Linear.forward linear >> activation
    layer net.l1 >> layer net.l2 >> layer net.l3

let keys = Key.split 4 (Key.ofSeed 0)
let linear = Linear.init Float32
let start =
    { l1 = linear 1 16 keys[0]
      l2 = linear 16 32 keys[1]
      l3 = linear 32 1 keys[2] }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let train activation =
    let loss net (x, t) =
        predict activation net x |> Loss.meanSquaredError t

    let adam = Adam.create Adam.defaults

    Seq.init 5_000 batch
    |> Training.fold adam loss (start, adam.Init start)
    |> fst

let straight = train id
(**
`Collapse.line` multiplies the layers out by the formulas above. What the three layers have become is one line, and the
difference between the two ways to compute it is rounding:
*)
let line =
    Collapse.line [ straight.l1; straight.l2; straight.l3 ]

let W, b = line.W.ToScalar(), line.b.Value.ToScalar()

let xs = [| 0.0..0.01..1.0 |]
let x = Tensor.create Float32 [| xs.Length; 1 |] xs

let answers activation net =
    (predict activation net x).ToArray<float>()

let difference =
    (xs, answers id straight)
    ||> Array.map2 (fun x y -> abs (W * x + b - y))
    |> Array.max

printfn "W = %.4f    b = %.4f" W b
printfn "largest difference %.1g" difference
(*** include-output ***)
(**
Which line should it be? The least mean square on $[0, 1]$ has a solution in closed form,

$$$
\begin{gathered}
\min_{W,\,b} \int_0^1 (W x + b - e^x)^2 \, dx: \\
W = 18 - 6e, \qquad b = 4e - 10,
\end{gathered}

and no line comes nearer to $e^x$, in the root of the mean square, than

$$$
\sqrt{ \tfrac12 (e^2 - 1) - (e - 1)^2 - 3 (3 - e)^2 }.
*)
let e = exp 1.0
let bestW, bestB = 18.0 - 6.0 * e, 4.0 * e - 10.0

let square x = x * x
let least =
    (square e - 1.0) / 2.0
    - square (e - 1.0)
    - 3.0 * square (3.0 - e)
    |> sqrt

printfn "W = %.4f    b = %.4f" bestW bestB
printfn "distance from e^x %.4f" least
(*** include-output ***)
(**
Training has found this line, up to the noise of its batches. More steps, more units or more layers would not help.

## With a bend in between

Leaky ReLU is the smallest change that helps: a line with one bend,

$$$
\varphi(a) = \begin{cases} a & a > 0 \\ 0.2\, a & a \le 0. \end{cases}

The same layers, the same start, the same batches; printed is the distance from $e^x$.
*)
let bend = Activation.leakyRelu 0.2
let bent = train bend

let distance ys =
    Array.map2 (fun x y -> square (y - exp x)) xs ys
    |> Array.average
    |> sqrt

printfn "straight  %.4f" (distance (answers id straight))
printfn "bent      %.4f" (distance (answers bend bent))
(*** include-output ***)
(*** hide ***)
open DeepExp.Plotting
Pictures.Curves(
    "Without a bend there is only a line",
    Axis "x",
    Axis "y",
    [| Series("three layers", xs, answers id straight)
       Series("three layers with leaky ReLU", xs, answers bend bent)
       Series("e^x", xs, Array.map exp xs, Mark.Reference) |]
)
|> show
(*** include-it-raw ***)
(**
At a given $x$ each unit is on one side of its bend. Write $D_k$ for the diagonal matrix of the slopes, 1 or 0.2, on which
the units of layer $k$ are; then the network has the slope

$$$
f'(x) = D_3 W_3 \, D_2 W_2 \, D_1 W_1.

The matrices $D_k$ depend on $x$. That is all: the product still collapses, but to another line in each piece of the interval, and
the pieces join to a curve.

---

[← 1. Teacher data](teacher-data.html) · [3. The network →](the-network.html)
*)
