(**
---
title: 9. The way down
category: Tutorial
categoryindex: 2
index: 9
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open System
open DeepExp.Plotting
(**
[日本語](../ja/the-way-down.html)

# 9. The way down

The gradient points up the steepest way; training goes the opposite way. With two parameters one can draw what that means.

## A loss with two parameters

The line $y = Wx + b$ has just two. Write them as one column $p = (W, b)^{\mathsf T}$, and give each sample a second input
that is always one: then a batch is a matrix $X$ with the rows $(x_i, 1)$, and the answers are $y = Xp$.
*)
open DeepExp
open DeepExp.Functional

let withOne x = Tensor.concat 1 [ x; Tensor.onesLike x ]

let loss p (x, t) =
    Tensor.matmul (withOne x) p |> Loss.meanSquaredError t

let n = 100
let places = Array.init n (fun i -> float i / float (n - 1))
let x = Tensor.float64 [| n; 1 |] places
let t = Tensor.exp x

let height p = (loss p (x, t)).ToScalar()
(**
Over these 100 points of $[0, 1]$ the loss is the height of a valley above the plane of $W$ and $b$. Its lowest place is the line of least
squares, which linear algebra finds without any steps.
*)
let X = Tensor.toMatrix (withOne x)
let best = Tensor.ofMatrix (X.QR().Solve(Tensor.toMatrix t))
printfn "W %.4f  b %.4f" best[0, 0] best[1, 0]
(*** include-output ***)
(**
## Three ways

An optimizer does not see the valley. It knows the slope where it stands, and that only roughly, from a fresh batch of 20
samples. Each of the three starts at $W = b = 0$ and takes 200 steps.
*)
let start = Tensor.zeros Float64 [| 2; 1 |]

let path optimizer batches =
    let at = start, optimizer.Init start
    let steps = Training.scan optimizer loss at batches
    [| start; yield! steps |> Seq.map _.Parameters |]

let batches =
    [ for key in Key.split 200 (Key.ofSeed 0) do
          let x = Key.uniform Float64 [| 20; 1 |] key
          x, Tensor.exp x ]
(**
Stochastic gradient descent takes its step straight down the slope, $p \leftarrow p - \eta\, g$:
*)
let sgd = path (Sgd.create 0.1) batches
(*** hide ***)
let ends = -1.0, 3.0
let axis name = Axis(name, Min = Nullable(fst ends), Max = Nullable(snd ends))

let surface title name (path: Tensor[]) =
    let at i = fst ends + (snd ends - fst ends) * float i / 40.0
    let z = Array2D.init 41 41 (fun i j -> height (Tensor.float64 [| 2; 1 |] [| at i; at j |]))
    let along k = path |> Array.map (fun p -> p[k, 0])

    Pictures.Surface(
        title,
        axis "W",
        axis "b",
        Axis("loss", Scale.Log10),
        z,
        [ Series(name, along 0, along 1, Mark.Path)
          Series("least squares", [ best[0, 0] ], [ best[1, 0] ], Mark.Diamond) ]
    )
    |> show

surface "Stochastic gradient descent" "SGD" sgd
(*** include-it-raw ***)
(**
It is soon down on the floor of the valley. There the slope is small, so the steps are, and the way along the floor takes
all the rest of the time.

Momentum keeps a velocity, $v \leftarrow \mu v - \eta\, g$, $p \leftarrow p + v$. What the steps have in common adds up:
*)
let momentum = path (MomentumSgd.create 0.1 0.9) batches
(*** hide ***)
surface "Momentum" "momentum" momentum
(*** include-it-raw ***)
(**
The same learning rate now overshoots, swings from wall to wall like a ball in a bowl, and gets along the floor sooner.

Adam divides the mean of the gradients by the root of the mean of their squares, element by element. How steep it is hardly
matters then; the first steps are all about as long as $\alpha$, in $W$ and in $b$:
*)
let adam =
    let options = { Adam.defaults with alpha = 0.1 }
    path (Adam.create options) batches
(*** hide ***)
surface "Adam" "Adam" adam
(*** include-it-raw ***)
(**
Where the three have come to, and what the best line leaves:
*)
for name, p in
    [ "SGD", Array.last sgd
      "momentum", Array.last momentum
      "Adam", Array.last adam
      "least squares", best ] do
    let W, b = p[0, 0], p[1, 0]
    printfn "%-13s  W %.3f  b %.3f  loss %.6f" name W b (height p)
(*** include-output ***)
(**
One valley does not tell which optimizer is the best. It does show what they are for: the floor is long, and the walls are
steep.

## Too large a step

How steep and how long, the second derivative says. The loss is a parabola in $p$, with the matrix

$$$
H = \frac{2}{n} X^{\mathsf T} X.
*)
let H = 2.0 / float n * X.TransposeThisAndMultiply X
let slow, steep =
    let eigenvalues = H.Evd().EigenValues
    eigenvalues[0].Real, eigenvalues[1].Real

printfn "eigenvalues %.3f and %.3f" slow steep
printfn "largest learning rate %.3f" (2.0 / steep)
(*** include-output ***)
(**
On all data at once, a step of gradient descent multiplies the distance to the best place by $1 - \eta \lambda$ along the
direction of each eigenvector, where $\lambda$ is its eigenvalue. So it comes nearer just where

$$$
|1 - \eta \lambda| < 1 \quad\Longleftrightarrow\quad \eta < \frac{2}{\lambda},
*)
(**
and the steepest direction sets the limit, while the flattest one sets the time. Just under the limit the path jumps from
wall to wall:
*)
let whole = List.replicate 60 (x, t)
let wide = path (Sgd.create (1.9 / steep)) whole
(*** hide ***)
surface "Just under the limit" "gradient descent" wide
(*** include-it-raw ***)
(**
Just above it, each jump is longer than the one before, and training diverges.
*)
let rates = [ 0.1; 1.0; 1.9; 2.1 ]
let losses =
    [ for r in rates do
          path (Sgd.create (r / steep)) whole |> Array.map height ]
(*** hide ***)
Pictures.Curves(
    "The loss for learning rates under and above the limit of 2/λ",
    Axis "step",
    Axis("loss", Scale.Log10),
    [ for r, losses in List.zip rates losses do
          Series($"%.1f{r}/λ", Array.init losses.Length float, losses) ]
)
|> show
(*** include-it-raw ***)
(**
A network with many layers has no such formula: its loss is no parabola, and the largest eigenvalue changes on the way. The
limit is there all the same. If a loss grows from step to step, or becomes NaN, take a smaller learning rate first.

---

[← 8. Backpropagation by hand](backpropagation-by-hand.html) · [10. Depth against width →](depth-against-width.html)
*)
