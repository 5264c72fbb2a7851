/// The measures of predictions count what they say, and send nothing back.
module DeepExp.Functional.Properties.EvaluationProperties

open FsCheck.FSharp
open FsCheck.Xunit
open Xunit
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Claims
open DeepExp.Functional.Properties.Generators

/// Scores with a clear winner in each sample, the winners, and the truth with label -1 in between.
let private judged =
    gen {
        let! n = Gen.choose (1, 4)
        let! rest = shapeOf 1 0 2
        let! classes = Gen.choose (1, 4)
        let shape = Array.append [| n |] rest
        let samples = Shape.size shape
        let! winners = Gen.arrayOfLength samples (Gen.choose (0, classes - 1))
        let! truth = Gen.arrayOfLength samples (Gen.choose (-1, classes - 1))
        let! dtype = Gen.elements [ Float32; Float64 ]
        let inner = Shape.size rest

        let scores =
            Array.init (samples * classes) (fun at ->
                let sample, label =
                    at / (classes * inner) * inner + at % inner, at / inner % classes

                if winners[sample] = label then 2.0 else float label / 10.0)

        let y = Tensor.create dtype (Array.concat [ [| n; classes |]; rest ]) scores
        return y, winners, Tensor.int32 shape truth, truth
    }

let private share part whole = float part / float whole

let private nearNumber expected (actual: Tensor) =
    Assert.Equal<int>([||], actual.Shape)
    near 1e-6 1.0 expected (actual.ToScalar())

[<Property>]
let ``accuracy is the part of samples whose winner is the truth`` () =
    forAll judged (fun (y, winners, t, truth) ->
        let hits =
            Array.zip winners truth |> Array.filter (fun (a, b) -> a = b) |> Array.length

        let counted = truth |> Array.filter ((<>) -1) |> Array.length
        let all = Evaluation.accuracy None t y
        Assert.Equal(y.DType, all.DType)
        nearNumber (share hits truth.Length) all
        nearNumber (share hits (max 1 counted)) (Evaluation.accuracy (Some -1) t y))

[<Property>]
let ``axes of length 1 at the end of the scores may be missing in the truth`` () =
    forAll judged (fun (y, _, t, _) ->
        let longer = Tensor.reshape (Array.append y.Shape [| 1; 1 |]) y
        sameBits (Evaluation.accuracy None t y) (Evaluation.accuracy None t longer))

[<Property>]
let ``binary accuracy is the part of labels that agree with a score of at least 0`` () =
    let draw =
        gen {
            let! shape = shapeOf 0 0 3
            let! y = tensor mixed shape
            let! labels = Gen.arrayOfLength y.Size (Gen.choose (-1, 1))
            return y, Tensor.int32 shape labels
        }

    forAll draw (fun (y, t) ->
        let pairs =
            Array.zip (y.ToArray<float>()) (t.ToArray<int>())
            |> Array.filter (fun (_, label) -> label <> -1)

        let hits =
            pairs |> Array.filter (fun (score, label) -> (score >= 0.0) = (label = 1))

        nearNumber (share hits.Length (max 1 pairs.Length)) (Evaluation.binaryAccuracy t y))

[<Property>]
let ``precision, recall and F-score count hits among predictions and samples of each class`` () =
    forAll
        (Gen.zip3 judged (optional (Gen.choose (0, 5))) (Gen.elements [ 1.0; 0.5; 2.0 ]))
        (fun ((y, winners, t, truth), given, beta) ->
            let samples =
                Array.zip winners truth |> Array.filter (fun (_, label) -> label <> -1)

            let labels = defaultArg given (1 + Array.fold max -1 truth)

            let count chosen =
                Array.init labels (fun label -> samples |> Array.filter (chosen label) |> Array.length)

            let hits = count (fun label (winner, truth) -> winner = label && truth = label)
            let support = count (fun label (_, truth) -> truth = label)
            let p = Array.map2 share hits (count (fun label (winner, _) -> winner = label))
            let r = Array.map2 share hits support

            let f =
                Array.map2 (fun p r -> (1.0 + beta * beta) * p * r / (beta * beta * p + r)) p r

            let agrees (expected: float[]) (actual: Tensor) =
                Assert.Equal(y.DType, actual.DType)
                Assert.Equal<int>([| labels |], actual.Shape)

                for e, a in Array.zip expected (actual.ToArray<float>()) do
                    if System.Double.IsNaN e then
                        Assert.True(System.Double.IsNaN a)
                    else
                        near 1e-6 1.0 e a

            let precision, recall, score, counted =
                Evaluation.classificationSummary given beta -1 t y

            agrees p precision
            agrees r recall
            agrees f score
            Assert.Equal<int>(support, counted.ToArray<int>())

            let one, _, f1, _ = Evaluation.classificationSummary given 1.0 -1 t y
            sameBits one (Evaluation.precision given -1 t y |> fst)
            sameBits recall (Evaluation.recall given -1 t y |> fst)
            sameBits f1 (Evaluation.f1Score given -1 t y |> fst)

            for measure in [ Evaluation.precision; Evaluation.recall; Evaluation.f1Score ] do
                sameBits counted (measure given -1 t y |> snd))

/// Truth that varies, predictions and weights of samples.
let private regressed =
    gen {
        let! n = Gen.choose (2, 5)
        let! rest = shapeOf 1 0 2
        let shape = Array.append [| n |] rest
        let! t = tensor moderate shape
        let! y = tensor moderate shape
        let! weight = optional (tensor (between 0.5 2.0) [| n |])

        return
            t
            + Tensor.float64
                (Array.append [| n |] (Array.create rest.Length 1))
                (Array.init n (fun i -> 10.0 * float i)),
            y,
            weight
    }

[<Property>]
let ``R² is 1 less what is missed of the variance`` () =
    forAll regressed (fun (t, y, weight) ->
        let n = t.Shape[0]

        let w =
            match weight with
            | Some w -> w.ToArray<float>()
            | None -> Array.create n 1.0

        let columns (x: Tensor) =
            x.ToArray<float>() |> Array.chunkBySize (x.Size / n) |> Array.transpose

        let expected =
            Array.map2
                (fun t y ->
                    let mean = Array.sum (Array.map2 (*) w t) / Array.sum w

                    let total f =
                        Array.map3 (fun w t y -> w * f t y) w t y |> Array.sum

                    1.0 - total (fun t y -> (t - y) ** 2.0) / total (fun t _ -> (t - mean) ** 2.0))
                (columns t)
                (columns y)

        let each = Evaluation.r2Score Multioutput.RawValues weight t y
        Assert.Equal<int>(t.Shape[1..], each.Shape)
        Array.iter2 (near 1e-10 10.0) expected (each.ToArray<float>())

        near
            1e-10
            10.0
            (Array.average expected)
            ((Evaluation.r2Score Multioutput.UniformAverage weight t y).ToScalar()))

[<Fact>]
let ``R² of a truth that does not vary is 0`` () =
    let t = Tensor.ones Float64 [| 3 |]
    Assert.Equal(0.0, (Evaluation.r2Score Multioutput.UniformAverage None t (2.0 * t)).ToScalar())

[<Property>]
let ``no gradient comes back`` () =
    forAll judged (fun (y, _, t, _) ->
        let nothing measure =
            Assert.Equal(0.0, largest (Gradient.grad measure y))

        nothing (Evaluation.accuracy None t)

        nothing (
            Evaluation.classificationSummary (Some 2) 1.0 -1 t
            >> (fun (p, _, _, _) -> Tensor.sum p)
        )

        nothing (fun y -> Evaluation.r2Score Multioutput.UniformAverage None (2.0 * y) y))

[<Fact>]
let ``what does not fit is refused`` () =
    let ones shape = Tensor.ones Float64 shape
    let labels (values: int[]) = Tensor.int32 [| values.Length |] values

    refuses "Accuracy" [ "t is 3 int32"; "2 int32" ] (fun () ->
        Evaluation.accuracy None (labels [| 0; 0; 0 |]) (ones [| 2; 4 |]))

    refuses "Accuracy" [ "y has shape 2"; "N×C" ] (fun () ->
        Evaluation.accuracy None (labels [| 0; 0 |]) (ones [| 2 |]))

    refuses "Accuracy" [ "t is 2 float64"; "2 int32" ] (fun () ->
        Evaluation.accuracy None (ones [| 2 |]) (ones [| 2; 4 |]))

    refuses "Accuracy" [ "t is 2 int32"; "2×3 int32" ] (fun () ->
        Evaluation.accuracy None (labels [| 0; 0 |]) (ones [| 2; 4; 3 |]))

    refuses "BinaryAccuracy" [ "t is 2 int32"; "2×1 int32" ] (fun () ->
        Evaluation.binaryAccuracy (labels [| 0; 0 |]) (ones [| 2; 1 |]))

    refuses "Precision" [ "t holds -2" ] (fun () -> Evaluation.precision None -1 (labels [| 0; -2 |]) (ones [| 2; 4 |]))
    refuses "Recall" [ "y has shape 2" ] (fun () -> Evaluation.recall None -1 (labels [| 0; 0 |]) (ones [| 2 |]))
    refuses "F1Score" [ "t is 3 int32" ] (fun () -> Evaluation.f1Score None -1 (labels [| 0; 0; 0 |]) (ones [| 2; 4 |]))

    refuses "R2Score" [ "pred has shape 2"; "true has shape 3" ] (fun () ->
        Evaluation.r2Score Multioutput.RawValues None (ones [| 3 |]) (ones [| 2 |]))

    refuses "R2Score" [ "sampleWeight has shape 3"; "shape 2" ] (fun () ->
        Evaluation.r2Score Multioutput.RawValues (Some(ones [| 3 |])) (ones [| 2 |]) (ones [| 2 |]))
