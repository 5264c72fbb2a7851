(**
---
title: Files
category: Concepts
categoryindex: 3
index: 8
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Files

A model is saved as its parameters and persistent values, each an array under its path. The code of the network is not in
the file: whoever loads it makes the network first, and the file fills it.

Two formats, both as Chainer writes and reads them: `.npz`, which NumPy opens too, and HDF5. An optimizer
is saved in the same way, so that training goes on as if it had never stopped.
*)
(*** hide ***)
csharp "docs/concepts/Files.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Files.Run()
(*** include-output ***)
(**
The loaded net gives the same numbers. The fresh net had no weights for its inputs yet; the file says their shape.

## What is checked

**All or nothing.** Loading changes nothing until everything that it needs has passed. Saving writes beside the old file and then
renames, so there is never half a file.

**Shapes are equal.** The last line of the output is the refusal of a file that belongs to a wider net.

**Names are found.** What the model has and the file lacks is an error; `strict: false` leaves those values as they are, and
`ignoreNames` those that are named. What only the file has is ignored.

**Files are hostile.** Sizes are checked before memory is taken, and nothing in a file is ever executed.

## Parameters in F#

A record is saved by the names of its leaves, and filled by them again. These few lines are all there is to it; the package `DeepExp` has
the format.
*)
open System.Collections.Generic
open System.IO
open DeepExp
open DeepExp.Functional

type Net = { l1: Linear; l2: Linear }

let init key =
    let keys = Key.split 2 key

    {
        l1 = Linear.init Float32 4 8 keys[0]
        l2 = Linear.init Float32 8 3 keys[1]
    }

let save file parameters =
    Serializers.SaveNpz(file, Parameters.named parameters |> Seq.map KeyValuePair)

let load file like =
    let arrays = Serializers.LoadNpz file

    Parameters.names like
    |> Array.map (fun name -> arrays[name])
    |> Parameters.rebuild like

let net = init (Key.ofSeed 0)
let file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())
save file net
let loaded = init (Key.ofSeed 1) |> load file
File.Delete file

let difference = net.l1.W - loaded.l1.W |> Tensor.abs |> Tensor.sum
printfn $"{net.l1.W = loaded.l1.W}, {difference.ToScalar()}"

for name, leaf in Parameters.named loaded do
    printfn $"{name} {Shape.format leaf.Shape}"
(*** include-output ***)
(**
(The first is `false` because two tensors are equal only if they are one; the second compares their elements.)

## Without this library

A trained network can also be written out as plain C or C#, weights included, for programs that know nothing of the library:
`Exporter.ToSource` in C#, `Export.source` in F#.
*)
let predict net =
    Linear.forward net.l1 >> Activation.relu >> Linear.forward net.l2

let small =
    {
        l1 = Linear.init Float32 1 2 (Key.ofSeed 0)
        l2 = Linear.init Float32 2 1 (Key.ofSeed 1)
    }

Tensor.zeros Float32 [| 1; 1 |]
|> Export.source SourceLanguage.C "net" predict small
|> printfn "%s"
(*** include-output ***)
