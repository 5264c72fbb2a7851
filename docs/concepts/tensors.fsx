(**
---
title: Tensors
category: Concepts
categoryindex: 3
index: 1
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Tensors

A tensor is the only value that flows: numbers of one type in a box of any number of axes. It never changes. What looks
like a change is another tensor.
*)
open DeepExp
open DeepExp.Functional

let x = Tensor.float32 [| 2; 3 |] [| 1.0f; 2.0f; 3.0f; 4.0f; 5.0f; 6.0f |]
printfn $"{x}"
printfn $"{x.DType}, rank {x.Rank}, {x.Size} elements, x[1, 2] = {x[1, 2]}"
(*** include-output ***)
(**
Elements lie row by row: the last axis is the fastest. A tensor without axes is a number; its shape is empty.

## Three types, which never mix

`Float32` is what networks are trained in, `Float64` what gradients are checked in, `Int32` what labels and places are.
Two of them in one operation are an error, for a silent conversion costs digits where nobody looks. A plain number takes the type of the
tensor that it meets.
*)
printfn $"{2.0 * x + 1.0}"

let one = Tensor.float64 [||] [| 1.0 |]

try
    x + one |> ignore
with :? DeepExpException as refused ->
    printfn $"{refused.Message}"

printfn $"{x + Tensor.cast Float32 one}"
(*** include-output ***)
(**
## Broadcasting

Shapes meet at their last axis. Two lengths agree if they are equal or one of them is 1, which is then repeated; missing axes at
the front count as 1. So a row is added to each row of a matrix, a column to each column, and a row and a column
make a table.
*)
let row = Tensor.float32 [| 3 |] [| 10.0f; 20.0f; 30.0f |]
let column = Tensor.float32 [| 2; 1 |] [| 100.0f; 200.0f |]
printfn $"{x + row}"
printfn $"{column + row}"
(*** include-output ***)
(**
The pitfall is a loss of predictions of shape 5×1 and targets of shape 5: their difference would be a table of
5×5, its mean a number, and training would go on, only worse. Losses therefore refuse what would have to be repeated.
*)
let y = Tensor.ones Float32 [| 5; 1 |]
let t = Tensor.ones Float32 [| 5 |]
printfn $"{Shape.format (y - t).Shape}"

try
    Loss.meanSquaredError t y |> ignore
with :? DeepExpException as refused ->
    printfn $"{refused.Message}"
(*** include-output ***)
(**
## Other shapes, parts, sums

`reshape` keeps the elements in their order; one length may be −1 and is found. `Indexing.getItem` takes
NumPy's indices. Sums are over the axes that are named, and keep them with length 1 if asked to.
*)
printfn $"{Tensor.reshape [| 3; -1 |] x}"
printfn $"{Tensor.transpose x}"
printfn $"{Tensor.sumOver [| 0 |] false x}"
printfn $"{Tensor.sumOver [| 1 |] true x}"

let all = Subscript.Range(None, None, 1)
printfn $"{Indexing.getItem [ all; Subscript.At 0 ] x}"
(*** include-output ***)
(**
## In C#

There a `Variable` holds a tensor and, after `Backward`, its gradient. Arrays become variables by themselves, and go back
by a cast. What is an array is a constant; `new Variable(…)` is something to differentiate with respect to.
*)
(*** hide ***)
csharp "docs/concepts/Arrays.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Arrays.Run()
(*** include-output ***)
(**
`Data` gives the tensor. A tensor is the same value in both languages, so nothing is converted where they meet.

## Why immutable

A derivative is computed from the numbers that its function saw. Were one of them overwritten in between, the gradient would
be wrong without a word. Here that cannot happen, and so a trace needs no copies, parallel use needs no locks, and
the parameters before a step are still there after it.
*)
