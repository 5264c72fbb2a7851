(**
---
title: 5. The result
category: Tutorial
categoryindex: 2
index: 5
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/the-result.html)

# 5. The result

The program of the [last chapter](training.html) once more, so that this page can be run by itself:
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
let net, _ =
    Seq.init 10_000 batch
    |> Training.fold adam loss (start, adam.Init start)
(**
## What it answers

A trained network is a function of numbers.
*)
let answers (xs: float[]) =
    let x = Tensor.create Float32 [| xs.Length; 1 |] xs
    (predict net x).ToArray<float>()

let table xs =
    printfn "x          e^x   network     error"

    for x, y in Array.zip xs (answers xs) do
        let t = exp x
        printfn "%-4.1f %9.4f %9.4f %+9.4f" x t y (y - t)

table [| 0.0..0.2..1.0 |]
(*** include-output ***)
(**
It has not stored its examples. It answers between them as well as at them.
*)
open DeepExp.Plotting

let curve xs =
    Series("e^x", xs, Array.map exp xs, Mark.Reference)

let fit title xs =
    Pictures.Curves(
        title,
        Axis "x",
        Axis "y",
        [| Series("network", xs, answers xs); curve xs |]
    )

let inside = [| 0.0..0.001..1.0 |]
let picture = fit "The network has learned e^x" inside
(*** hide ***)
show picture
(*** include-it-raw ***)
(**
## How wrong it is

The two curves can hardly be told apart, so look at their difference.
*)
let errors =
    Array.map2 (fun x y -> y - exp x) inside (answers inside)

let mean = errors |> Array.averageBy (fun e -> e * e) |> sqrt
let largest = errors |> Array.map abs |> Array.max
printfn "root of the mean squared error  %.4f" mean
printfn "largest error                   %.4f" largest
(*** include-output ***)
(*** hide ***)
Pictures.Curves(
    "Where it is wrong, and by how much",
    Axis "x",
    Axis "network − e^x",
    [| Series("error", inside, errors)
       Series("no error", [| 0.0; 1.0 |], [| 0.0; 0.0 |], Mark.Reference) |]
)
|> show
(*** include-it-raw ***)
(**
The network is made of straight pieces and $e^x$ is not. Within a piece the error is an arc, a line minus $e^x$; where two
arcs meet, a unit bends. The curve crosses zero
on the left and lies a little below it on the right: that is where the last steps of training happened to leave it.

## Outside of what it has seen

Nothing was ever said about $x < 0$ or $x > 1$. The network answers there all the same.
*)
let wide =
    fit "Outside of what it has seen" [| -2.0..0.01..3.0 |]
(*** hide ***)
show wide
(*** include-it-raw ***)
table [| -2.0; -1.0; -0.5; 1.5; 2.0; 3.0 |]
(*** include-output ***)
(**
Beyond its last bend the network is a line for ever, and $e^x$ is not. To the right it falls behind, more with every step; to the
left it takes no notice that $e^x$ stays positive. It has not learned *the exponential function*. It has learned numbers that are near to
$e^x$ on $[0, 1)$, which is what the loss asked for, and all that it asked for.

This is so for large networks too: an answer is worth something where there was data. More data from elsewhere would help, or a
form of network that has more of the truth in it. Training longer would not.

---

[← 4. Training](training.html) · [6. Looking inside →](looking-inside.html)
*)
