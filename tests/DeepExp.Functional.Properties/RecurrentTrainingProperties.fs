/// Recurrent layers in records of one's own, trained as a fold.
module DeepExp.Functional.Properties.RecurrentTrainingProperties

open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims

type private Net = { lstm: NStepLayers; out: Linear }

let private init key =
    {
        lstm = NStepLstm.init Float32 1 false 2 12 (Key.at 0 key)
        out = Linear.init Float32 12 1 (Key.at 1 key)
    }

/// For each sequence a number, from the last h of the only layer.
let private predict net xs =
    let hy, _, _ = NStepLstm.forward None net.lstm None None xs
    Tensor.reshape [| -1; 12 |] hy |> Linear.forward net.out

let private loss net (xs, t) =
    Loss.meanSquaredError t (predict net xs)

/// Sequences of 1 to 6 numbers in [0, 1), one of which is marked, and the marked ones: 16 of each.
let private batch seed =
    let random = System.Random seed

    let sequences =
        List.init 16 (fun _ ->
            let values = Array.init (random.Next(1, 7)) (fun _ -> random.NextDouble())
            values, random.Next values.Length)

    let xs =
        sequences
        |> List.map (fun (values, marked) ->
            values
            |> Array.mapi (fun i value -> [| value; (if i = marked then 1.0 else 0.0) |])
            |> Array.concat
            |> Tensor.create Float32 [| values.Length; 2 |])

    xs,
    sequences
    |> List.map (fun (values, marked) -> values[marked])
    |> Array.ofList
    |> Tensor.create Float32 [| 16; 1 |]

let private train steps =
    let adam = Adam.create { Adam.defaults with alpha = 0.02 }
    let net = init (Key.ofSeed 0)
    Training.fold adam loss (net, adam.Init net) (Seq.init steps batch) |> fst

[<Fact>]
let ``an LSTM learns to keep the marked number of sequences of unequal lengths`` () =
    let error net =
        List.init 10 (fun i -> (loss net (batch (10000 + i))).ToScalar())
        |> List.average

    // The mean of all numbers would err by their variance, 1/12.
    Assert.InRange(train 300 |> error, 0.0, 0.004)

[<Fact>]
let ``training replayed gives the same bits`` () = sameTreeBits (train 3) (train 3)

[<Fact>]
let ``leaves are named layer by layer`` () =
    let names = init (Key.ofSeed 0) |> Parameters.names
    Assert.Equal("lstm/Units/0/ws/0", names[0])
    Assert.Equal("out/b", Array.last names)
    Assert.Equal(18, names.Length)
