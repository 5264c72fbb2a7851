(**
---
title: Randomness
category: Concepts
categoryindex: 3
index: 5
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Randomness

A random number here is a function of a key and a place. Drawing changes nothing: who draws twice from one key has the same
numbers twice.
*)
open DeepExp
open DeepExp.Functional

let key = Key.ofSeed 0
printfn $"{Key.uniform Float32 [| 3 |] key}"
printfn $"{Key.uniform Float32 [| 3 |] key}"
printfn $"{Key.uniform Float32 [| 5 |] key}"
(*** include-output ***)
(**
The last line begins with the same three numbers: an element depends on the key and on where it stands, not on how many are
drawn, nor on how many threads draw. The generator is Philox4x32-10, a function of a counter.

## One key, one purpose

Each key has an endless row of further keys. `Key.at i` is the $i$-th of them, one for each step for instance;
`Key.split n` is the first $n$, one for each purpose. What is drawn from different keys has nothing in common, and neither has what is drawn from
their parent.
*)
let keys = Key.split 3 key
let W = Initializers.lecunNormal 1.0 Float32 [| 2; 3 |] keys[0]
let batch step = Key.at step keys[1] |> Key.uniform Float32 [| 2 |]

printfn $"{W}"
for step in 0..2 do
    printfn $"{batch step}"
(*** include-output ***)
(**
**Pitfall:** `Key.split` and `Key.at` go along the same row, `(Key.split 2 key)[0]` is `Key.at 0 key`. So a key that is split is used for
nothing else, and the keys of steps come from one of the parts, as they do here: `keys[1] |> Key.at step`, not `key |> Key.at step`.

The third batch can be had without the first two. So training can be taken up in the middle, and a step that went wrong can be
repeated alone.

What is random says so in its type. Dropout takes a key; without one it could not be random.
*)
let x = Tensor.float32 [| 6 |] [| 1.0f .. 6.0f |]
printfn $"{Noise.dropout 0.5 (Key.at 0 keys[2]) x}"
printfn $"{Noise.dropout 0.5 (Key.at 1 keys[2]) x}"
(*** include-output ***)
(**
The elements that stay are doubled: dropout with ratio $r$ divides by $1 - r$, so that the expectation is $x$ and
testing needs no factor.

**Pitfall:** the key of a step's dropout must come with its batch. A key that the loss function closes over is the same in each step, and so is
the mask.

## In C#

There the keys are taken from a row that belongs to the thread. `Rng.Seed` begins the row of a seed; without it a program begins
somewhere else each time.
*)
(*** hide ***)
csharp "docs/concepts/Randomness.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Randomness.Run()
(*** include-output ***)
(**
The first and the third layer are equal: the row began anew. `Rng.Uniform` and `Rng.Normal` draw from the same row, so a
program that draws once more in between has other numbers from there on. `Rng.NextKey` gives the next key for what is to be
independent of that.

Seed on the thread that draws. Another thread has a row of its own.
*)
