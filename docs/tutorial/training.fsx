(**
---
title: 4. Training
category: Tutorial
categoryindex: 2
index: 4
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/training.html)

# 4. Training

Training changes the parameters $\theta$ so that a number becomes small: the loss. Ours is the mean squared error of a batch,

$$$
E(\theta) = \frac1n \sum_{i=1}^{n} \bigl( f_\theta(x_i) - t_i \bigr)^2.

Its gradient $\nabla E$ says for each of the parameters how fast the loss grows with it. Whoever takes a small step against the
gradient goes down; whoever does it many times, with a new batch each time, learns.

## The whole program

Everything is there now: the network of the third chapter, the batches of the first, and the loss, one line.
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
let linear = Linear.init Float32
let start =
    { l1 = linear 1 16 keys[0]
      l2 = linear 16 32 keys[1]
      l3 = linear 32 1 keys[2] }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let adam = Adam.create Adam.defaults
let net, state =
    Seq.init 10_000 batch
    |> Training.fold adam loss (start, adam.Init start)

let x = Tensor.float32 [| 1; 1 |] [| 0.2f |]
printfn "after %d steps" (int state.t)
printfn "e^0.2 = %.4f" ((predict net x).ToScalar())
(*** include-output ***)
(**
Training is a fold. A step takes parameters, the optimizer's state and a batch, and gives the next parameters and the next
state; `Training.fold` does so for all batches, from left to right. Nothing is changed in place: `start` is still the untrained
network.

Inside a step stands a derivative of a function with respect to a record, which is a record:
*)
let gradient =
    start |> Gradient.grad (fun net -> loss net (batch 0))

for name, g in Parameters.named gradient do
    let length = Tensor.sum (g * g) |> Tensor.sqrt
    printfn "%s  length %.4f" name (length.ToScalar())
(*** include-output ***)
(**
How such a gradient is computed is told in the [eighth chapter](backpropagation-by-hand.html).

## Adam

Plain descent, $\theta \leftarrow \theta - \alpha\, \nabla E$, takes large steps where the loss is steep and tiny ones where it is
flat. Adam gives each parameter a step of its own. It keeps two running means, of the gradients $g$ and of their squares, which
start at zero:

$$$
\begin{aligned}
m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2
\end{aligned}

and divides the one by the root of the other:

$$$
\theta_t = \theta_{t-1} - \alpha \, \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \, \frac{m_t}{\sqrt{v_t} + \varepsilon}.

All of this is meant element by element. The mean $m$ smooths the noise of the batches; the division makes the size of the
gradient cancel, so that a step is about $\alpha$ long where the gradients agree and shorter where they contradict each other. The
factor in the middle makes up for the start at zero. `Adam.defaults` has $\alpha = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$ and
$\varepsilon = 10^{-8}$.

## How the loss falls

`Training.scan` is the same fold, with each step as it is taken. Printed are the loss of the first step and the median of
the last thousand.
*)
let losses =
    Seq.init 10_000 batch
    |> Training.scan adam loss (start, adam.Init start)
    |> Seq.map _.Loss
    |> Seq.toArray

let median part =
    let sorted = Array.sort part
    sorted[sorted.Length / 2]

printfn "first loss   %.2g" losses[0]
printfn "last losses  %.2g" (median losses[9_000..])
(*** include-output ***)
(*** hide ***)
open DeepExp.Plotting
Pictures.Loss("The loss of 10,000 steps", losses) |> show
(*** include-it-raw ***)
(**
The axis is logarithmic. First the network finds the best line, which takes a few hundred steps; the shelf is the
square of the distance from $e^x$ that [no line gets below](why-a-line-is-not-enough.html). Then the bends move to where they are needed, and the loss falls
further. It jumps from step to step because each batch is another one, and because a step of constant length cannot rest in
the minimum; the running median shows the way.

`Training.foldCompiled` in place of `Training.fold` compiles the step once and then repeats it without allocating. The numbers
are the same, bit by bit.

## The same in C#

In C# the optimizer changes the parameters of the model in place. Each call of `Update` computes the loss, its gradient and one
step of Adam.
*)
(*** hide ***)
csharp "docs/samples/exp.cs"
(*** include-it-raw ***)
(**
---

[← 3. The network](the-network.html) · [5. The result →](the-result.html)
*)
