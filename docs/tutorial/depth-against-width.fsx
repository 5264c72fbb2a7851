(**
---
title: 10. Depth against width
category: Tutorial
categoryindex: 2
index: 10
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
open DeepExp.Plotting
(**
[日本語](../ja/depth-against-width.html)

# 10. Depth against width

How many layers, how many units, which function between them? For this small task the question can be put to the networks
themselves: train one of each kind, and look.

## A network of any depth

The hidden layers are a list, all of the same width; the last layer is linear.
*)
open DeepExp
open DeepExp.Functional

type Net = { hidden: Linear list; last: Linear }

let init depth width key =
    let keys = Key.split (depth + 1) key
    let linear i outputs =
        let inputs = if i = 0 then 1 else width
        Linear.init Float32 inputs outputs keys[i]

    { hidden = [ for i in 0 .. depth - 1 -> linear i width ]
      last = linear depth 1 }

let predict activation net x =
    net.hidden
    |> List.fold (fun x l -> Linear.forward l x |> activation) x
    |> Linear.forward net.last
(**
Each network takes the same number of steps, with batches of 50 and Adam, and is then asked at 100 places of $[0, 1]$.
None of them is trained to the end; the figures say how far it has come by then.
*)
let steps = 500
let places = Array.init 100 (fun i -> float i / 99.0)
let grid = Tensor.create Float32 [| 100; 1 |] places

let train activation depth width seed =
    let keys = Key.split 2 (Key.ofSeed seed)
    let start = init depth width keys[0]
    let loss net (x, t) =
        predict activation net x |> Loss.meanSquaredError t

    let batch step =
        let key = Key.at step keys[1]
        let x = Key.uniform Float32 [| 50; 1 |] key
        x, Tensor.exp x

    let options = { Adam.defaults with alpha = 0.01 }
    let adam = Adam.create options
    let at = start, adam.Init start
    let batches = Seq.init steps batch
    let net, _ = Training.foldCompiled adam loss at batches
    predict activation net grid
(**
## The sweep

Four functions, four depths, five widths, and ten seeds for each, because the luck of the start is large. A run knows
nothing of the others, and randomness comes from its own key; so they run in parallel, and their numbers do not depend on
how many run at once.
*)
let activations =
    [ "ReLU", Activation.relu
      "leaky ReLU", Activation.leakyRelu 0.2
      "tanh", Activation.tanh
      "none", id ]

let depths = [ 1; 2; 3; 4 ]
let widths = [ 4; 8; 16; 32; 64 ]
let seeds = [ 0..9 ]

let runs =
    [| for name, f in activations do
           for depth in depths do
               for width in widths do
                   for seed in seeds do
                       (name, depth, width), (f, seed) |]
    |> Array.Parallel.map (fun ((_, depth, width) as kind, (f, seed)) ->
        kind, train f depth width seed)
(**
The figure of a kind is the median error (RMSE) over its seeds.
*)
open MathNet.Numerics.Statistics

let rmse (y: Tensor) =
    let e = Loss.meanSquaredError (Tensor.exp grid) y
    sqrt (e.ToScalar())

let errors =
    Map
        [ for kind, runs in Array.groupBy fst runs do
              kind, runs |> Seq.map (snd >> rmse) |> Statistics.Median ]
(*** hide ***)
printfn "function    layers %s" (widths |> List.map (sprintf "%8d") |> String.concat "")

for name, _ in activations do
    for depth in depths do
        let cells = widths |> List.map (fun width -> sprintf "%8.4f" errors[name, depth, width])
        printfn "%-10s  %6d %s" name depth (String.concat "" cells)
(*** include-output ***)
(*** hide ***)
Pictures.Panels(
    "Median error against width",
    Axis("width", Scale.Log2),
    Axis("RMSE", Scale.Log10),
    [ for name, _ in activations do
          Panel(
              name,
              [ for depth in depths do
                    Series(
                        (if depth = 1 then "1 hidden layer" else $"{depth} hidden layers"),
                        List.map float widths,
                        [ for width in widths -> errors[name, depth, width] ],
                        Mark.LineAndPoints
                    ) ]
          ) ]
)
|> show
(*** include-it-raw ***)
(**
## What the function does

Without a function between the layers nothing helps: layers without a bend are one line, and the error is that of the best
line, at any depth and width. With a function, most networks come
nearer: in this table all of those with leaky ReLUs, and of the others most of those from two layers on. A narrow or shallow one may do
no better than the line, as ReLUs of width 4, or worse, as a narrow single layer of tanh.

ReLU pays for its simplicity. A unit that is negative for every input has no gradient and never comes back, and where a
whole layer is so, the network answers the same number everywhere. Such runs can be counted:
*)
let dead (y: Tensor) =
    let y = y.ToArray<float>()
    Array.max y - Array.min y < 1e-6

for name, _ in activations do
    let own = [ for (f, _, _), y in runs do if f = name then y ]
    let count = own |> List.filter dead |> List.length
    printfn "%-10s  %d of %d dead" name count own.Length
(*** include-output ***)
(**
The leaky ReLU lets a fifth of the gradient through on its other side; that is why this tutorial uses it.

## What depth and width do

Over all kinds with a function, the median error for each depth and for each width, and by what a doubling divides it on
average:
*)
let bent =
    errors |> Map.filter (fun (f, _, _) _ -> f <> "none")

let report what sizeOf sizes =
    let at s =
        bent
        |> Map.filter (fun kind _ -> sizeOf kind = s)
        |> Map.values
        |> Statistics.Median

    let least, most = List.head sizes, List.last sizes
    let doublings = System.Math.Log2(float most / float least)
    let factor = (at least / at most) ** (1.0 / doublings)
    for s in sizes do printfn "%s %2d  %.5f" what s (at s)
    printfn "a doubling divides by %.2f\n" factor

report "depth" (fun (_, depth, _) -> depth) depths
report "width" (fun (_, _, width) -> width) widths
(*** include-output ***)
(**
Step for step, a doubling of the depth gains more than one of the width. But the comparison is not a fair one: a layer
more costs far more parameters than a unit more. So put beside each network with one hidden layer the deeper and narrower
one that has the most parameters without having more than it:
*)
let size (depth, width) =
    3 * width + 1 + (depth - 1) * (width + 1) * width

let pairs =
    [ for width in widths do
          let wide = 1, width
          let deeper = List.allPairs depths.Tail widths
          match deeper |> List.filter (fun d -> size d <= size wide) with
          | [] -> ()
          | deep -> wide, List.maxBy size deep ]
(*** hide ***)
let wins = ResizeArray()
printfn "layers × width  parameters%s" (activations |> List.take 3 |> List.map (fst >> sprintf "%11s") |> String.concat "")

for wide, deep in pairs do
    for depth, width in [ wide; deep ] do
        let cells = [ for name, _ in List.take 3 activations -> sprintf "%11.4f" errors[name, depth, width] ]
        printfn "%6d × %-5d  %10d%s" depth width (size (depth, width)) (String.concat "" cells)

    for name, _ in List.take 3 activations do
        wins.Add(errors[name, fst deep, snd deep] < errors[name, fst wide, snd wide])

let won = wins |> Seq.filter id |> Seq.length
printfn "\nThe deep and narrow network is better in %d of %d comparisons:" won wins.Count

printfn "%s"
    (if 3 * won >= 2 * wins.Count then "parameter for parameter, depth matters more than width."
     elif 3 * won <= wins.Count then "width matters more than depth."
     else "these figures do not tell which of depth and width matters more.")
(*** include-output ***)
(**
The last line follows from the figures: two thirds of the comparisons are asked for before it takes a side. They are not reached here, nor
with the seeds 10 to 19. The columns tell more than their sum, for the three functions do not agree: at these sizes tanh
gains from depth in each row, and the leaky ReLU in none.

There is a reason why depth can be cheap. A hidden layer of $w$ units bends the line in at most $w$ places. A second layer
folds the result again, each unit wherever its sum passes through zero, and so on; the pieces multiply where those of a
wider layer add up. There is a price too: what lies deep is harder to train. Among the tanh networks with three and four
hidden layers, the widest are not the best.

One curve on one interval is a small world. What holds in it was measured here; for another task, measure again. The command
`deepexp tutorial` does, with twice the steps.

---

[← 9. The way down](the-way-down.html) · [1. Teacher data](teacher-data.html)
*)
