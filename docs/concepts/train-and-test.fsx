(**
---
title: Train and test
category: Concepts
categoryindex: 3
index: 6
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Train and test

Some functions do one thing while a network learns and another when it answers. Dropout drops in training and is the
identity in testing. Batch normalization uses the statistics of the batch in training,

$$$
y = \gamma\,\frac{x - \mu_{\text{batch}}}{\sqrt{\sigma^2_{\text{batch}} + \varepsilon}} + \beta,
*)
(**
and in testing averages of what it has seen. An answer should not depend on what else is asked in the same batch.

## In C#

Two settings of the thread say which it is. Both are scopes.

- `Config.TestMode()`: functions behave as in testing.
- `Config.NoBackpropMode()`: results forget what they were computed from. That frees memory at once; it does not change a number.
*)
(*** hide ***)
csharp "docs/concepts/Modes.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Modes.Run()
(*** include-output ***)
(**
(`Mlp` is the net with batch normalization of [Links and chains](links-and-chains.html).) In training a row alone gives another answer than
the same row among five; in testing it gives the same.

To answer, say both: `using (Config.TestMode()) using (Config.NoBackpropMode())` before the call. The second spares the trace that
nobody will walk back; the last two lines show whether a result has one.

## In F#

There are no settings. What differs is an argument, and the averages are a value that comes in and goes out.
*)
open DeepExp
open DeepExp.Functional

let layer = BatchNormalization.init Float64 [| 1 |]
let averages = BatchNormalization.initState Float64 [| 1 |]
let forward train = BatchNormalization.forward train 2e-5 0.9 None layer

let x = Tensor.float64 [| 4; 1 |] [| 9.0; 10.0; 11.0; 12.0 |]
let inTraining, after = forward true averages x
let inTesting, same = forward false after x

printfn $"{inTraining}"
printfn $"{inTesting}"

for state in [ averages; after; same ] do
    printfn $"running mean {state.Running.Mean.[0]}"
(*** include-output ***)
(**
`decay` is what the old average keeps: $\mu \leftarrow 0.9\,\mu + 0.1\,\mu_{\text{batch}}$. After one batch the averages are
still far from the data, as the second line shows. They need some tens of batches.

## Pitfalls

- Forgetting `TestMode` gives answers that look reasonable and vary.
- Testing does not move the averages; a training step whose loss you throw away does.
- The settings belong to the thread. Another thread, or what follows an `await`, begins with the defaults: training, and
  remembering.
- `L.Classifier`, and links with a state such as `L.LSTM`, keep what the last call left. Let each thread have its own copy.
*)
