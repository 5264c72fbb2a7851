(**
---
title: 3. The network
category: Tutorial
categoryindex: 2
index: 3
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/the-network.html)

# 3. The network

One number goes in, one comes out, and in between stand two hidden layers of 16 and 32 units: $1 \to 16 \to 32 \to 1$. After
each linear layer comes leaky ReLU, element by element:

$$$
\begin{aligned}
h_1 &= \varphi(W_1 x + b_1) \\
h_2 &= \varphi(W_2 h_1 + b_2) \\
y   &= \varphi(W_3 h_2 + b_3)
\end{aligned}
\qquad
\varphi(a) = \begin{cases} a & a > 0 \\ 0.2\, a & a \le 0. \end{cases}

## A record and a function

The parameters are a record. The network is a function of that record; `>>` is the arrow in $1 \to 16 \to 32 \to 1$.
*)
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear; l3: Linear }

let layer linear =
    Linear.forward linear >> Activation.leakyRelu 0.2

let predict net =
    layer net.l1 >> layer net.l2 >> layer net.l3
(**
No class is derived from, nothing is registered. `Linear` is itself a record, of a matrix `W` and a vector `b`; any record, tuple or
list of such things is a set of parameters, and the gradient with respect to it will be a value of the same type.

To begin with, weights are drawn at random and biases are zero:

$$$
W_{ij} \sim N\!\left(0, \tfrac1n\right) \text{ for a layer of } n \text{ inputs}, \qquad b = 0.

The variance $1/n$ keeps numbers of one size through the layers: a sum of $n$ products is about as large as one of
the inputs.
*)
let init key =
    let keys = Key.split 3 key
    let linear = Linear.init Float32
    { l1 = linear 1 16 keys[0]
      l2 = linear 16 32 keys[1]
      l3 = linear 32 1 keys[2] }

let net = init (Key.ofSeed 0)

let shape (x: Tensor) =
    x.Shape |> Array.map string |> String.concat "×"

for name, p in Parameters.named net do
    printfn "%s  %-6s %4d" name (shape p) p.Size

let size = Parameters.leaves net |> Array.sumBy _.Size
printfn "together %9d" size
(*** include-output ***)
(**
`W` has a row for each output and a column for each input. Examples are rows too, so that a layer of $n$ inputs and $m$ outputs
takes a batch of $N$ examples at once:

$$$
\underset{N \times m}{Y} = \underset{N \times n}{X} \; \underset{n \times m}{W^{\mathsf T}} + b.
*)
let x = Key.ofSeed 1 |> Key.uniform Float32 [| 100; 1 |]
let h1 = layer net.l1 x
let h2 = layer net.l2 h1
let y = layer net.l3 h2

[ x; h1; h2; y ]
|> List.map shape
|> String.concat " → "
|> printfn "%s"
(*** include-output ***)
(**
## What it answers before it has learned

Three networks, from three seeds, none of them trained:
*)
open DeepExp.Plotting

let xs = [| 0.0..0.01..1.0 |]
let grid = Tensor.create Float32 [| xs.Length; 1 |] xs

let untrained seed =
    let y = predict (init (Key.ofSeed seed)) grid
    Series($"seed {seed}", xs, y.ToArray<float>())
(*** hide ***)
Pictures.Curves(
    "Before training: lines through zero",
    Axis "x",
    Axis "y",
    [| untrained 0
       untrained 1
       untrained 2
       Series("e^x", xs, Array.map exp xs, Mark.Reference) |]
)
|> show
(*** include-it-raw ***)
(**
They are straight lines through zero, in spite of all their bends. As long as the biases are zero every unit bends at $x = 0$, and
nowhere else: $\varphi(ca) = c\,\varphi(a)$ for $c > 0$, so $f(cx) = c f(x)$. Training has to move the bends into the interval, and it
is the biases that carry them.

## The same in C#

In C# a network is a class, a `Chain` of links that hold their parameters and change them in place; the words are those of Chainer.
This is the class that `deepexp tutorial` trains:
*)
(*** hide ***)
csharp "src/DeepExp.Cli/Tutorial/MyChain.cs"
(*** include-it-raw ***)
(**
Both faces stand on the same core. With the same parameters they give the same bits, which the command checks each time it
tells its story.

---

[← 2. Why a line is not enough](why-a-line-is-not-enough.html) · [4. Training →](training.html)
*)
