(**
---
title: 8. Backpropagation by hand
category: Tutorial
categoryindex: 2
index: 8
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[日本語](../ja/backpropagation-by-hand.html)

# 8. Backpropagation by hand

`Gradient.grad` is no magic. It applies the chain rule, one operation after the other, from the loss back to the parameters.
Here the same is done by hand for a network with two layers, and the numbers are compared: with those of the library, and
with differences of the loss itself.

## Forward

The samples are the rows of $x$, so a batch of $n$ goes through the network as one matrix:

$$$
\begin{gathered}
a = x W_1^{\mathsf T} + b_1, \qquad h = f(a), \qquad y = h W_2^{\mathsf T} + b_2, \\
E = \frac1n \sum_i (y_i - t_i)^2,
\end{gathered}
*)
(**
where $f$ is the leaky ReLU, applied to each element. It is computed in float64, so that many digits can be compared.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear }

let f = Activation.leakyRelu 0.2

let predict net =
    Linear.forward net.l1 >> f >> Linear.forward net.l2

let error (x, t) net = predict net x |> Loss.meanSquaredError t

let keys = Key.split 4 (Key.ofSeed 0)

let net =
    { l1 = { W = Key.normal Float64 [| 3; 1 |] keys[0]
             b = Some(Key.normal Float64 [| 3 |] keys[1]) }
      l2 = Linear.init Float64 3 1 keys[2] }

let x = Key.uniform Float64 [| 20; 1 |] keys[3]
let t = Tensor.exp x
(**
## Backward

Write $g_v$ for $\partial E / \partial v$, the gradient of the loss with respect to anything that was computed on the way. It
has the shape of $v$. The chain rule begins at the end: $E$ depends on each $y_i$ through one square,

$$$
g_y = \frac2n\,(y - t).
*)
(**
Through a linear layer $y = h W^{\mathsf T} + b$ the gradient goes three ways. An element of $W$ meets each sample once, so
its gradient is a sum over the batch, and so is that of $b$; an element of $h$ goes into each output with its weight:

$$$
g_W = g_y^{\mathsf T} h, \qquad g_b = \sum_i (g_y)_i, \qquad g_h = g_y W.
*)
(**
Through the activation it goes element by element, multiplied by the slope there. For the leaky ReLU this is a mask, of ones
where $a$ is positive and of $0.2$ elsewhere:

$$$
g_a = g_h \odot f'(a), \qquad f'(a) = \begin{cases} 1 & a > 0 \\ 0.2 & \text{otherwise.} \end{cases}
*)
(**
Then the first layer is a linear layer again. As a program, where `Tensor.rectify 0.2 a v` is $v$ where $a > 0$ and $0.2\,v$
elsewhere:
*)
// y = x Wᵀ + b: what comes back to x, and to W and b.
let linearBack layer x gy =
    let gx = Tensor.matmul gy layer.W
    let gW = Tensor.matmul (Tensor.transpose gy) x
    let gb = Tensor.sumOver [| 0 |] false gy
    gx, { W = gW; b = Some gb }

let byHand net x (t: Tensor) =
    let a = Linear.forward net.l1 x
    let h = f a
    let y = Linear.forward net.l2 h

    let gy = 2.0 * (y - t) / float y.Size
    let gh, g2 = linearBack net.l2 h gy
    let ga = Tensor.rectify 0.2 a gh // gh, or 0.2 gh
    let _, g1 = linearBack net.l1 x ga
    { l1 = g1; l2 = g2 }
(**
The gradient is a record of the same type as the network: each parameter has its own in its place.

## Compared

`Gradient.grad` finds the same numbers from $E$ alone. `GradientCheck.numerical` knows nothing of the chain rule: it moves
each parameter $p$ a little to both sides and looks at what the loss does,

$$$
\frac{\partial E}{\partial p} \approx \frac{E(p + \varepsilon) - E(p - \varepsilon)}{2\varepsilon}.
*)
let hand = byHand net x t
let E = error (x, t)
let library = Gradient.grad E net
let differences = GradientCheck.numerical 1e-5 E net

let largest (p: Tensor) =
    p.ToArray<float>() |> Array.map abs |> Array.max

let distance (a: Net) b =
    Parameters.map2 (-) a b
    |> Parameters.leaves
    |> Array.map largest

printfn "hand against   library   differences"

for name, (d1, d2) in
    Array.zip (distance hand library) (distance hand differences)
    |> Array.zip (Parameters.names net) do
    printfn "%s           %9.2g  %12.2g" name d1 d2
(*** include-output ***)
(**
Each figure is the largest difference of one parameter. By hand and by the library the numbers are the same up to the last
digits of float64, because they are the same sums. The differences of the loss confirm both, with fewer digits.

## How far differences reach

The smaller $\varepsilon$ is, the more digits of the two losses cancel. The error of rounding is about $10^{-16} / \varepsilon$.
*)
let largestError eps =
    GradientCheck.numerical eps E net
    |> distance library
    |> Array.max

let eps = [ for e in -12.0 .. 0.25 .. 0.0 -> 10.0 ** e ]
let errors = eps |> List.map largestError
(*** hide ***)
Pictures.Curves(
    "The error of central differences",
    Axis("ε", Scale.Log10),
    Axis("largest error", Scale.Log10),
    [ Series("largest error of all parameters", eps, errors, Mark.LineAndPoints)
      Series("1e-16 / ε", eps, eps |> List.map (fun e -> 1e-16 / e), Mark.Reference) ]
)
|> show
(*** include-it-raw ***)
(**
Nothing but rounding is seen for a long way, because the loss of this network is a parabola in each single parameter, piece
by piece, and on a parabola central differences are exact. Then $\varepsilon$ is large enough to carry a sample over the
kink of a unit, and the two sides of the difference belong to different pieces: the error leaps. Functions that bend
everywhere, as tanh does, have an error that grows with $\varepsilon^2$ instead; a step between both evils is best.

`GradientCheck.check` makes the comparison with tolerances, and lists what does not agree, by name and index. It is how a
function of your own should be tested, and how all of this library are.
*)
let wrong = GradientCheck.check 1e-3 1e-5 1e-4 E net
let size = Parameters.leaves net |> Array.sumBy _.Size
printfn "%d of %d elements differ" wrong.Length size
(*** include-output ***)
(**
---

[← 7. Watching and saving](watching-and-saving.html) · [9. The way down →](the-way-down.html)
*)
