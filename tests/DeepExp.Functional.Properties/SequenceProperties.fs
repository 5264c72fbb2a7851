/// Labelled sequences: the best labels, what cannot be read, and numbers that stay numbers.
module DeepExp.Functional.Properties.SequenceProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// Scores of transitions, and over time scores of labels for ever fewer sequences.
let private chains =
    gen {
        let! labels = Gen.choose (1, 4)

        let! lengths =
            Gen.choose (1, 5) |> Gen.bind (fun n -> Gen.arrayOfLength n (Gen.choose (1, 4)))

        let times = Array.max lengths

        let batches =
            Array.init times (fun time -> lengths |> Array.filter (fun length -> length > time) |> Array.length)

        let! cost = tensor moderate [| labels; labels |]
        let! xs = batches |> Gen.collectToArray (fun n -> tensor moderate [| n; labels |])

        let! other =
            batches
            |> Gen.collectToArray (fun n -> Gen.arrayOfLength n (Gen.choose (0, labels - 1)))

        return cost, xs, other |> Array.map (fun y -> Tensor.int32 [| y.Length |] y)
    }

let private isFinite (x: Tensor) =
    x.ToArray<float>() |> Array.forall System.Double.IsFinite

[<Property>]
let ``the best labels have the score that is said, and no others are likelier`` () =
    forAll chains (fun (cost, xs, other) ->
        let loss ys = Sequence.crf1d Reduce.No cost ys xs
        let best, path = Sequence.argmaxCrf1d cost xs
        Assert.Equal<int>([| xs[0].Shape[0] |], best.Shape)
        Array.iter2 (fun (x: Tensor) (y: Tensor) -> Assert.Equal<int>([| x.Shape[0] |], y.Shape)) xs path

        let zeros = xs |> Array.map (fun x -> Tensor.zeros Int32 [| x.Shape[0] |])
        // ln Σ - score of any labels tells ln Σ, and so the score of the others.
        let scoreOfZeros =
            Array.init xs[0].Shape[0] (fun n ->
                let times = xs |> Array.filter (fun x -> n < x.Shape[0])

                Array.sumBy (fun (x: Tensor) -> x[n, 0]) times
                + float (times.Length - 1) * cost[0, 0])
            |> Tensor.float64 best.Shape

        nearTensor 1e-12 100.0 best (loss zeros + scoreOfZeros - loss path)

        Array.iter2
            (fun best any -> Assert.True(best <= any + 1e-9))
            ((loss path).ToArray<float>())
            ((loss other).ToArray<float>()))

[<Fact>]
let ``one time alone is a softmax over its labels`` () =
    let x = Tensor.float64 [| 2; 3 |] [| 1.0; 2.0; -1.0; 0.5; 0.0; 3.0 |]
    let y = Tensor.int32 [| 2 |] [| 2; 0 |]
    let expected = Classification.softmaxCrossEntropy Classification.defaults y x
    nearTensor 1e-15 1.0 expected (Sequence.crf1d Reduce.Mean (Tensor.ones Float64 [| 3; 3 |]) [| y |] [| x |])

let private read dtype labels logits =
    let t = Tensor.int32 [| 1; Array.length labels |] labels
    let loss = Sequence.connectionistTemporalClassification 0 None None Reduce.Mean t
    let xs = logits |> Array.map (Tensor.create dtype [| 1; 3 |])
    let y, gradients = Gradient.valueAndGrad loss xs
    let second = Gradient.grad (fun xs -> Parameters.dot (Gradient.grad loss xs) xs) xs
    Assert.True(isFinite y && Array.forall isFinite gradients && Array.forall isFinite second)
    y.ToScalar()

[<Fact>]
let ``labels that cannot be read in the time give about 1e10, and no NaN`` () =
    for dtype in [ Float32; Float64 ] do
        for labels in [ [| 1; 2; 1 |]; [| 1; 1 |] ] do
            near 1e-3 1e10 1e10 (read dtype labels [| [| 0.1; 0.2; 0.3 |]; [| 0.3; 0.1; 0.2 |] |])

[<Fact>]
let ``logits however large give numbers`` () =
    for dtype in [ Float32; Float64 ] do
        near 1e-6 1.0 0.0 (read dtype [| 1; 2 |] [| [| 0.0; 1e4; 0.0 |]; [| 1e4; 0.0; 0.0 |]; [| 0.0; 0.0; 1e4 |] |])
        near 1e-3 1e4 1e4 (read dtype [| 1 |] [| [| 1e4; 0.0; 0.0 |] |])

[<Fact>]
let ``a sampler is asked for all columns, and the first is the target`` () =
    let asked = ResizeArray<int[]>()

    let sampler (shape: int[]) =
        asked.Add shape
        Tensor.int32 shape (Array.init (Shape.size shape) (fun i -> 10 + i))

    let samples = Sampling.draw sampler 2 [| 3; -1 |]
    Assert.Equal<int>([| 2; 3 |], Assert.Single asked)
    sameBits (Tensor.int32 [| 2; 3 |] [| 3; 11; 12; -1; 14; 15 |]) samples

    refuses "NegativeSampling" [ "1 int32"; "2×3 int32" ] (fun () ->
        Sampling.draw (fun _ -> Tensor.int32 [| 1 |] [| 0 |]) 2 [| 3; -1 |])
