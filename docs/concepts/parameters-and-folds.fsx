(**
---
title: Parameters and folds
category: Concepts
categoryindex: 3
index: 4
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Parameters and folds

In F# the parameters of a model are a value: a record, a tuple, a union, a list, an array or a map, nested as you like, with tensors as
leaves. The library has no type for models; yours is one.
*)
open DeepExp
open DeepExp.Functional

type Block = { W: Tensor; slope: float }
type Net = { first: Block; rest: Block list; bias: Tensor option }

let ones m n = Tensor.ones Float64 [| m; n |]

let net =
    {
        first = { W = ones 2 3; slope = 0.2 }
        rest =
            [
                { W = ones 3 3; slope = 0.1 }
                { W = ones 3 1; slope = 0.0 }
            ]
        bias = Some(Tensor.zeros Float64 [| 1 |])
    }

for name, leaf in Parameters.named net do
    printfn $"{name} {Shape.format leaf.Shape}"
(*** include-output ***)
(**
What is no tensor, such as `slope`, is carried along. What holds tensors where they cannot be found, a dictionary or a class, is
refused when it is met, not passed over.

## The gradient is a value of the same type

$$$
\nabla E : \theta \mapsto \Big(\frac{\partial E}{\partial \theta_1}, \dots, \frac{\partial E}{\partial \theta_k}\Big)
*)
(**
So everything that one does with parameters can be done with gradients: `Parameters.map` and `map2` go over all
leaves, `Parameters.dot` is their inner product. A step of gradient descent is one line.
*)
let predict net x =
    let block x b = Tensor.matmul x b.W |> Activation.leakyRelu b.slope
    let y = List.fold block (block x net.first) net.rest
    net.bias |> Option.fold (+) y

let x = Tensor.float64 [| 1; 2 |] [| 1.0; -0.5 |]
let error net = predict net x |> Loss.meanSquaredError (ones 1 1)

let gradient = Gradient.grad error net
let next = Parameters.map2 (fun p g -> p - 0.01 * g) net gradient
printfn $"{Shape.format gradient.rest[1].W.Shape}, as the parameter"
printfn $"before: {(error net).ToScalar():F4}"
printfn $"after:  {(error next).ToScalar():F4}"
(*** include-output ***)
(**
## Training is a fold

An optimizer is a pair of pure functions: the state before the first step, and a step from state, parameters and
gradients to the next parameters and the next state. Training takes that step once for each batch, and what
does so with a sequence is `fold`.
*)
let adam = Adam.create Adam.defaults
let step (net, state) = adam.Update state net (Gradient.grad error net)
let after, _ = step (step (step (net, adam.Init net)))
printfn $"{(error after).ToScalar():F4}"
(*** include-output ***)
(**
`Training.fold` is just this over batches, `Training.scan` shows each step as it is taken, and `Training.foldCompiled` runs
[a plan](plans.html).
*)
let line (w: Tensor, b: Tensor) x = w * x + b
let loss parameters (x, t) = line parameters x |> Loss.meanSquaredError t

let batch i =
    let x = Key.ofSeed i |> Key.uniform Float64 [| 20 |]
    x, 3.0 * x - 1.0

let start = Tensor.scalar Float64 0.0, Tensor.scalar Float64 0.0
let sgd = Sgd.create 0.5

let show (w: Tensor, b: Tensor) =
    printfn $"w = {w.ToScalar():F4}, b = {b.ToScalar():F4}"

let batches = Seq.init 200 batch

for at in batches |> Training.scan sgd loss (start, sgd.Init start) do
    if at.Step % 50 = 0 then
        printfn $"step {at.Step}: loss {at.Loss:E1}"
        show at.Parameters
(*** include-output ***)
(**
The line $t = 3x - 1$ is found. Its parameters are a tuple here; nothing more was needed.

Since nothing is overwritten, the parameters of any step can be kept at no cost: to go back to the best of them, to draw
the way down, to run two optimizers from one start.

## Hooks and schedules are optimizers

What changes gradients before they are used has the same type as what uses them, and is chained. A schedule makes the optimizer of
each step from its number.
*)
let momentum =
    Optimizer.scheduled (Schedules.cosine 0.1 0.0 200) (fun lr ->
        MomentumSgd.create lr 0.9)

let clipped = Optimizer.chain (Hooks.gradientClipping 1.0) momentum
let trained, _ = batches |> Training.fold clipped loss (start, clipped.Init start)
show trained
(*** include-output ***)
(**
## In C#

`optimizer.Setup(model)` holds the parameters of a chain, and `optimizer.Update(loss, x, t)` changes their data in
place: `ClearGrads`, `Backward`, the hooks, then the rule of each parameter. It is the same rule as here, over a tree of one leaf for each
parameter, and it keeps its state there.

Pitfall: in C#, gradients add up. Without `Update(loss, …)`, which clears them, call `ClearGrads` before `Backward`. In F# there is nothing to
clear.
*)
