(**
---
title: Links and chains
category: Concepts
categoryindex: 3
index: 3
---
*)
(*** hide ***)
#load "../.site/page.fsx"
open Page
(**
# Links and chains

A link is a function with parameters: `L.Linear` is $y = xW^\mathsf{T} + b$ together with its $W$ and $b$. A chain is a link made of
named links. Nothing else is needed to write a network in C#.
*)
(*** hide ***)
csharp "docs/concepts/Nets.cs"
(*** include-it-raw ***)
(*** hide ***)
Concepts.Nets.Run()
(*** include-output ***)
(**
**Names.** A parameter's name is its path, `/hidden/W`. Files, messages and optimizers know it by that path, so a renamed link is
another model to a file. `AddLink` returns what it adds, which fits in one line of a constructor. As in Chainer, links may
also be assigned within `using (InitScope())`, which takes the names from the fields.

**Sizes that wait.** `null` for the inputs of a layer means: whatever comes first. The model above has no weights for its
hidden layer until it is called or a file is loaded, so they are not counted before.

**Persistent values.** The averages of batch normalization belong to the model and its file, but no optimizer changes
them. Links of your own keep such values with `AddPersistent`.

**Sequential** is for nets that are one line of functions. Its elements are links or any function of one variable,
`F.Relu` for example.

**Copies.** `model.Copy()` shares the values of the parameters, `Copy(CopyMode.Copy)` has its own, `Copy(CopyMode.Init)` begins
anew.

## The same in F#

There a layer is a record and a function that takes it. There is no base class and nothing to register: a record of
layers is a network, and its fields' names are the paths.
*)
open DeepExp
open DeepExp.Functional

type Mlp =
    {
        hidden: Linear
        normal: BatchNormalization
        output: Linear
    }

let init inputs units classes key =
    let keys = Key.split 2 key

    {
        hidden = Linear.init Float32 inputs units keys[0]
        normal = BatchNormalization.init Float32 [| units |]
        output = Linear.init Float32 units classes keys[1]
    }

let normalize train = BatchNormalization.forward train 2e-5 0.9 None

let forward train net averages x =
    let h, averages =
        Linear.forward net.hidden x |> normalize train net.normal averages

    Linear.forward net.output (Activation.relu h), averages

let net = init 4 8 3 (Key.ofSeed 0)

for name, leaf in Parameters.named net do
    printfn $"{name} {Shape.format leaf.Shape}"
(*** include-output ***)
(**
What a link keeps to itself is here an argument and a result: the key that weights are drawn from, whether it is training,
the averages before and after. It takes a few words more, and in exchange a call can never depend on what was called
before.

| in C# | in F# |
| --- | --- |
| `new L.Linear(4, 8)` | `Linear.init Float32 4 8 key` |
| `l.Forward(x)` | `Linear.forward l x` |
| a `Chain` with named links | a record |
| a `ChainList` | a list or an array |
| a `Sequential` | composition, `>>` |
| a persistent value | a value that is given and given back |
| `model.NamedParams()` | `Parameters.named model` |

Why two ways? A class that holds what changes is what C# programs expect. A function of values is what mathematics is
written in, and what can be [folded](parameters-and-folds.html), [compiled](plans.html) and
[verified](verification.html). The links are made of the functions, so both
[compute the same bits](determinism.html).
*)
