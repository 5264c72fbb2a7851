(**
---
title: 6. Looking inside
category: Tutorial
categoryindex: 2
index: 6
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
[日本語](../ja/looking-inside.html)

# 6. Looking inside

A trained network is a handful of matrices. This chapter looks at them: at the weights themselves, at the places where the
units bend the curve, and at the network as plain arithmetic, without a library.

## The weights

The network is the one of the chapters before, trained in the same way.
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
let linear i inputs outputs =
    Linear.init Float32 inputs outputs keys[i]

let start =
    { l1 = linear 0 1 16
      l2 = linear 1 16 32
      l3 = linear 2 32 1 }

let batch step =
    let key = Key.at step keys[3]
    let x = Key.uniform Float32 [| 100; 1 |] key
    x, Tensor.exp x

let adam = Adam.create Adam.defaults
let at = start, adam.Init start
let batches = Seq.init 10_000 batch
let net, _ = Training.foldCompiled adam loss at batches
(**
`Parameters.named` lists what a record of parameters holds, by path.
*)
for name, p in Parameters.named net do
    let lengths = p.Shape |> Array.map string
    printfn "%s  %s" name (String.concat "×" lengths)
(*** include-output ***)
(**
The middle matrix has a row for each of the 32 units of the second layer, and in it one number for each of the 16 units of
the first.
*)
open DeepExp.Plotting

let picture =
    let W = (Tensor.toMatrix net.l2.W).ToArray()
    Pictures.Weights("l2/W", "second layer", "first layer", W)
(*** hide ***)
show picture
(*** include-it-raw ***)
(**
Where it is red, a unit adds what the other one gives; where it is blue, it takes that away; where it is pale, it hardly
listens. Single numbers mean little here: exchange two units of the first layer, and with them two columns of this picture, and the network computes what it computed before.
What each unit does is easier to see in the first layer, where there is only $x$ to look at.

## Where a unit bends

Unit $i$ of the first layer computes

$$$
h_i = f(w_i x + b_i), \qquad f(a) = \begin{cases} a & a > 0 \\ 0.2\,a & \text{otherwise.} \end{cases}
*)
(**
On one side of its kink it is a line with the slope $w_i$, on the other a line with the slope $0.2\,w_i$. The kink itself is
where the argument is zero:

$$$
x = -\frac{b_i}{w_i}.
*)
let W = net.l1.W.ToArray<float>()
let b = net.l1.b.Value.ToArray<float>()
let kinks = Array.map2 (fun w b -> -b / w) W b

for i in 0 .. kinks.Length - 1 do
    printfn "unit %2d  w %6.3f  kink at %6.3f" i W[i] kinks[i]
(*** include-output ***)
(**
All biases began at zero, so all kinks began at $x = 0$; wherever they are now, training has moved them there. A kink
outside of $[0, 1]$ is never seen by the data, and its unit is just a line.

The second layer bends too, wherever the sum that one of its units makes of the first layer passes through zero. Those
places follow from a fine grid of $x$.
*)
let n = 2001
let x = Array.init n (fun i -> float i / float (n - 1))
let grid = Tensor.create Float32 [| n; 1 |] x

let sums = (layer net.l1 >> Linear.forward net.l2) grid
let second =
    [| for i in 1 .. n - 1 do
           for j in 0 .. 31 do
               let before, after = sums[i - 1, j], sums[i, j]
               if before * after < 0.0 then x[i] |]
(**
Between two kinks the network is a straight line, so its derivative is a staircase. The derivative with respect to the
input is a gradient like any other: each answer depends on its own $x$ alone, so the gradient of the sum of all answers has
in each place the slope there.
*)
let slope = Gradient.grad (predict net >> Tensor.sum) grid
(*** hide ***)
let inside = kinks |> Array.filter (fun at -> at > 0.0 && at < 1.0)
Pictures.Curves(
    "The slope of the network is a staircase",
    Axis "x",
    Axis "slope",
    [ Series("e^x", x, Array.map exp x, Mark.Reference)
      Series("slope of the network", x, slope.ToArray<float>())
      Series("kinks of the first layer", inside, Array.map exp inside, Mark.Points)
      Series("kinks of the second layer", second, Array.map exp second, Mark.Points) ]
)
|> show
(*** include-it-raw ***)
(**
$e^x$ is its own derivative, and the staircase climbs along it, not without a step back. Each step stands at a kink of one of
the layers. Close to $x = 0$, where all of them began, many still lie side by side. Learning a curve with this network means
to place its kinks, and to choose by how much the line turns at each.

## Nothing but arithmetic

With the numbers at hand, the library is no longer needed. A layer is a sum of products and one comparison:
*)
let dense (l: Linear) (x: float[]) =
    [| for i in 0 .. l.W.Shape[0] - 1 do
           let products = x |> Array.mapi (fun j x -> l.W[i, j] * x)
           let a = Array.sum products + l.b.Value[i]
           if a > 0.0 then a else 0.2 * a |]

let plain x =
    [| x |] |> dense net.l1 |> dense net.l2 |> dense net.l3

let answers = (predict net grid).ToArray<float>()
let difference x y = abs ((plain x)[0] - y)
let largest = Array.map2 difference x answers |> Array.max
printfn "largest difference on [0, 1]: %.2g" largest
(*** include-output ***)
(**
The difference is rounding: the network computes in float32, these lines in float64. The same in C#, as the command
`deepexp tutorial` runs it:
*)
(*** hide ***)
csharp "src/DeepExp.Cli/Tutorial/PlainArithmetic.cs"
(*** include-it-raw ***)
(**
## The network as C and C#

`Export.source` writes such a program for you: a source file with the numbers written in, which needs nothing of this
library. So that the whole file can be read here, it is made of a smaller network, with one hidden layer of four units.
*)
type Small = { hidden: Linear; last: Linear }

let answer net =
    layer net.hidden >> Linear.forward net.last

let small, _ =
    let loss net (x, t) = answer net x |> Loss.meanSquaredError t
    let adam = Adam.create { Adam.defaults with alpha = 0.01 }
    let net = { hidden = linear 0 1 4; last = linear 1 4 1 }
    let at = net, adam.Init net
    Seq.init 3_000 batch |> Training.foldCompiled adam loss at

let example = Tensor.float32 [| 1; 1 |] [| 0.2f |]
Export.source SourceLanguage.C "expnet" answer small example
|> printf "%s"
(*** include-output ***)
(**
The last argument is an example of the input; only its shape matters. With `SourceLanguage.CSharp` and the name `ExpNet` the
source is a class with a method `ExpNet.Run`. Compiled while this page was made, and asked for $e^{0.2}$, it answers:
*)
(*** hide ***)
open System
open System.Diagnostics
open System.IO

let folder = Directory.CreateTempSubdirectory().FullName
let file = Path.Combine(folder, "answer.cs")
let source = Export.source SourceLanguage.CSharp "ExpNet" answer small example
File.WriteAllText(file, source.Replace("using System;", "using System;\nConsole.WriteLine(ExpNet.Run(0.2f));"))
let dotnet = Process.Start(ProcessStartInfo("dotnet", $"run \"{file}\"", RedirectStandardOutput = true, WorkingDirectory = folder))
let printed = dotnet.StandardOutput.ReadToEnd().Trim()
dotnet.WaitForExit()
Directory.Delete(folder, true)
printfn "ExpNet.Run   %s" printed
printfn "the network  %O" (float32 ((answer small example).ToScalar()))
(*** include-output ***)
(**
The true value is 1.2214. The program is right to the last digit; it is the network that is not, for four units fit the curve less well
than the 16 and 32 of the larger one.

---

[← 5. The result](the-result.html) · [7. Watching and saving →](watching-and-saving.html)
*)
