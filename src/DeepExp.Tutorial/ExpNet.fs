/// The tutorial's network as an F# program: parameters are a record, training is a fold.
module DeepExp.Tutorial.ExpNet

open DeepExp
open DeepExp.Functional

type ExpNet = { l1: Linear; l2: Linear; l3: Linear }

let init dtype key =
    let keys = Key.split 3 key

    {
        l1 = Linear.init dtype 1 16 keys[0]
        l2 = Linear.init dtype 16 32 keys[1]
        l3 = Linear.init dtype 32 1 keys[2]
    }

let predict net x =
    let activation = Activation.leakyRelu 0.2

    x
    |> Linear.forward net.l1
    |> activation
    |> Linear.forward net.l2
    |> activation
    |> Linear.forward net.l3
    |> activation

let loss net (x, t) =
    predict net x |> Loss.meanSquaredError t

/// Batches of n uniform x in [0, 1) and e^x, each from a key of its own.
let batches dtype n key =
    let batch step =
        let x = Key.at step key |> Key.uniform dtype [| n; 1 |]
        x, Tensor.exp x

    Seq.unfold (fun step -> Some(batch step, step + 1)) 0

/// The network after a number of steps of Adam, from the given one.
let train steps batches net =
    let adam = Adam.create Adam.defaults
    batches |> Seq.take steps |> Training.fold adam loss (net, adam.Init net) |> fst
