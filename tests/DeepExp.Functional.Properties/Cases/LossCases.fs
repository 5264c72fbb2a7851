/// The rows of losses that compare numbers, and of those of representations.
module DeepExp.Functional.Properties.LossCases

open System
open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private reduced reduce (a: Indexed) =
    let n = float (Array.fold (*) 1 a.Lengths)

    match reduce with
    | Reduce.Mean -> Indexed.sumAll a |> Indexed.map (fun total -> total / n)
    | Reduce.Sum -> Indexed.sumAll a
    | Reduce.HalfSquaredSum -> Indexed.map (fun c -> c * c / 2.0) a |> Indexed.sumAll
    | Reduce.SumAlongSecondAxis -> Indexed.sum [| 1 |] false a
    | _ -> a

/// Tensors of one shape, the last apart from the first by what is drawn.
let private apart distance shape =
    gen {
        let! shape = shape
        let! t = tensor moderate shape
        let! far = tensor distance shape
        return [| t; t + far |]
    }

/// A loss of numbers against numbers, and of each the definition.
let private errors names (reduces: Reduce list) (inputs: Reduce -> Gen<Tensor[]>) f (definition: Indexed[] -> Indexed) =
    case
        names
        (gen {
            let! reduce = Gen.elements reduces
            let! xs = inputs reduce
            return call reduce xs (f reduce) (definition >> reduced reduce)
        })

let private each = [ Reduce.No ]
let private onlyMean = [ Reduce.Mean ]
let private meanSumOrNo = [ Reduce.Mean; Reduce.Sum; Reduce.No ]
let private anyShape = shapeOf 1 0 3

let private alike count =
    anyShape
    |> Gen.bind (fun shape -> Gen.arrayOfLength count (tensor moderate shape))

/// Errors below δ = 1 and above it.
let private huberErrors =
    gen {
        let! size = Gen.oneof [ between 0.0 0.9; between 1.1 3.0 ]
        let! sign = Gen.elements [ 1.0; -1.0 ]
        return sign * size
    }

let private huber e =
    if abs e <= 1.0 then e * e / 2.0 else abs e - 0.5

/// Matrices with as many rows, no two of their elements less than a half apart: columns that do not vary have no covariance.
let private matrices count =
    gen {
        let! n = length 1
        let! lengths = Gen.arrayOfLength count (length 1)

        return!
            lengths
            |> Gen.collectToArray (fun k ->
                Gen.shuffle [ 1 .. n * k ]
                |> Gen.map (
                    Seq.map (fun i -> float i / 2.0 - 3.25)
                    >> Array.ofSeq
                    >> Tensor.float64 [| n; k |]
                ))
    }

let private covariance (y: Indexed) (z: Indexed) =
    let n = y.Lengths[0]

    let mean (a: Indexed) j =
        List.average [ for i in 0 .. n - 1 -> a.At [| i; j |] ]

    {
        Lengths = [| y.Lengths[1]; z.Lengths[1] |]
        At =
            fun index ->
                List.average
                    [
                        for i in 0 .. n - 1 ->
                            (y.At [| i; index[0] |] - mean y index[0])
                            * (z.At [| i; index[1] |] - mean z index[1])
                    ]
    }

let private squareOf (a: Indexed) (b: Indexed) n =
    List.sum [ for j in 0 .. a.Lengths[1] - 1 -> (a.At [| n; j |] - b.At [| n; j |]) ** 2.0 ]

/// A number for each sample of matrices.
let private perSample (a: Indexed) f =
    {
        Lengths = a.Lengths[..0]
        At = fun index -> f index[0]
    }

let private meanOrNo = Gen.elements [ Reduce.Mean; Reduce.No ]

/// Pairs away from each other, and from the margin.
let private pairs =
    gen {
        let! reduce = meanOrNo
        let! n = length 1
        let! k = length 1
        let! x0 = tensor unit [| n; k |]
        let! directions = tensor (between 0.5 1.0) [| n; k |]
        let! labels = Gen.arrayOfLength n (Gen.choose (0, 1))
        let! distances = Gen.arrayOfLength n (Gen.oneof [ between 1.0 1.8; between 2.2 4.0 ])

        let step i j =
            let norm = sqrt (List.sum [ for j in 0 .. k - 1 -> directions[i, j] ** 2.0 ])
            distances[i] * directions[i, j] / norm

        let far =
            Tensor.float64 [| n; k |] (Array.init (n * k) (fun at -> step (at / k) (at % k)))

        let definition (xs: Indexed[]) =
            perSample xs[0] (fun i ->
                let square = squareOf xs[0] xs[1] i

                if labels[i] = 1 then
                    square / 2.0
                else
                    (max (2.0 - sqrt square) 0.0) ** 2.0 / 2.0)

        return
            call
                (reduce, labels)
                [| x0; x0 + far |]
                (fun xs -> Metric.contrastive 2.0 reduce (Tensor.int32 [| n |] labels) xs[0] xs[1])
                (definition >> reduced reduce)
    }

let private triples =
    gen {
        let! reduce = meanOrNo
        let! shape = shapeOf 1 2 2
        let! xs = Gen.arrayOfLength 3 (tensor moderate shape)

        let square a b n =
            squareOf (Indexed.ofTensor a) (Indexed.ofTensor b) n

        let nearer n =
            square xs[0] xs[1] n - square xs[0] xs[2] n

        // Some margin leaves every triple away from the kink.
        let margin =
            [ 0.2; 0.5; 1.0; 2.0; 3.0; 5.0 ]
            |> List.maxBy (fun margin -> List.min [ for n in 0 .. xs[0].Shape[0] - 1 -> abs (nearer n + margin) ])

        let definition (xs: Indexed[]) =
            perSample xs[0] (fun n -> max 0.0 (squareOf xs[0] xs[1] n - squareOf xs[0] xs[2] n + margin))

        return
            call
                (reduce, margin)
                xs
                (fun xs -> Metric.triplet margin reduce xs[0] xs[1] xs[2])
                (definition >> reduced reduce)
    }

let private nllOf square lnVar =
    (lnVar + log (2.0 * Math.PI) + square / exp lnVar) / 2.0

let private labels n = Tensor.zeros Int32 [| n |]

let rows =
    [
        errors
            [ "Loss.absoluteError" ]
            each
            (fun _ -> apart unit shape)
            (fun _ xs -> Loss.absoluteError xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun t y -> abs (y - t)) xs[0] xs[1])
        |> refusing
            [
                "AbsoluteError",
                [ "2×1"; "shapes 2 and" ],
                (fun () -> Loss.absoluteError (ones [| 2; 1 |]) (ones [| 2 |]))
            ]
        errors
            [ "Loss.squaredError" ]
            each
            (fun _ -> apart moderate shape)
            (fun _ xs -> Loss.squaredError xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun t y -> (y - t) ** 2.0) xs[0] xs[1])
        |> refusing
            [
                "SquaredError",
                [ "2×1"; "shapes 2 and" ],
                (fun () -> Loss.squaredError (ones [| 2; 1 |]) (ones [| 2 |]))
            ]
        errors
            [ "Loss.meanAbsoluteError" ]
            onlyMean
            (fun _ -> apart unit anyShape)
            (fun _ xs -> Loss.meanAbsoluteError xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun t y -> abs (y - t)) xs[0] xs[1])
        |> refusing
            [
                "MeanAbsoluteError",
                [ "2×1"; "shapes 2 and" ],
                (fun () -> Loss.meanAbsoluteError (ones [| 2; 1 |]) (ones [| 2 |]))
            ]
        errors
            [ "Loss.huberLoss" ]
            [ Reduce.No; Reduce.SumAlongSecondAxis ]
            (fun reduce -> apart huberErrors (if reduce = Reduce.No then anyShape else shapeOf 1 2 3))
            (fun reduce xs -> Loss.huberLoss 1.0 reduce xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun t y -> huber (y - t)) xs[0] xs[1])
        |> refusing
            [
                "HuberLoss",
                [ "2×1"; "shapes 2 and" ],
                (fun () -> Loss.huberLoss 1.0 Reduce.No (ones [| 2; 1 |]) (ones [| 2 |]))
                "HuberLoss",
                [ "shape 2"; "N×K" ],
                (fun () -> Loss.huberLoss 1.0 Reduce.SumAlongSecondAxis (ones [| 2 |]) (ones [| 2 |]))
                "HuberLoss",
                [ "reduce is Mean"; "SumAlongSecondAxis or No" ],
                (fun () -> Loss.huberLoss 1.0 Reduce.Mean (ones [| 2 |]) (ones [| 2 |]))
            ]
        errors
            [ "Loss.bernoulliNll" ]
            meanSumOrNo
            (fun _ -> alike 2)
            (fun reduce xs -> Loss.bernoulliNll reduce xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun x y -> log (1.0 + exp y) - x * y) xs[0] xs[1])
        |> refusing
            [
                "BernoulliNll",
                [ "2×1"; "shape 2" ],
                (fun () -> Loss.bernoulliNll Reduce.Sum (ones [| 2; 1 |]) (ones [| 2 |]))
                "BernoulliNll",
                [ "reduce is HalfSquaredSum"; "Mean or Sum or No" ],
                (fun () -> Loss.bernoulliNll Reduce.HalfSquaredSum (ones [| 2 |]) (ones [| 2 |]))
            ]
        errors
            [ "Loss.gaussianNll" ]
            meanSumOrNo
            (fun _ -> alike 3)
            (fun reduce xs -> Loss.gaussianNll reduce xs[0] xs[1] xs[2])
            (fun xs -> Indexed.map2 nllOf (Indexed.map2 (fun x mean -> (x - mean) ** 2.0) xs[0] xs[1]) xs[2])
        |> refusing
            [
                "GaussianNll",
                [ "mean has shape 2×1"; "x has shape 2" ],
                (fun () -> Loss.gaussianNll Reduce.Sum (ones [| 2 |]) (ones [| 2; 1 |]) (ones [| 2 |]))
                "GaussianNll",
                [ "lnVar has shape 3"; "x has shape 2" ],
                (fun () -> Loss.gaussianNll Reduce.Sum (ones [| 2 |]) (ones [| 2 |]) (ones [| 3 |]))
            ]
        errors
            [ "Loss.gaussianKlDivergence" ]
            meanSumOrNo
            (fun _ -> alike 2)
            (fun reduce xs -> Loss.gaussianKlDivergence reduce xs[0] xs[1])
            (fun xs -> Indexed.map2 (fun mean lnVar -> (mean ** 2.0 + exp lnVar - lnVar - 1.0) / 2.0) xs[0] xs[1])
        |> refusing
            [
                "GaussianKlDivergence",
                [ "shape 2"; "2×1" ],
                (fun () -> Loss.gaussianKlDivergence Reduce.Sum (ones [| 2 |]) (ones [| 2; 1 |]))
            ]
        case [ "Metric.contrastive" ] pairs
        |> refusing
            [
                "Contrastive",
                [ "x0 has shape 2"; "N×K" ],
                (fun () -> Metric.contrastive 1.0 Reduce.No (labels 2) (ones [| 2 |]) (ones [| 2 |]))
                "Contrastive",
                [ "2×3"; "2×4" ],
                (fun () -> Metric.contrastive 1.0 Reduce.No (labels 2) (ones [| 2; 3 |]) (ones [| 2; 4 |]))
                "Contrastive",
                [ "y is 3 int32"; "2 int32" ],
                (fun () -> Metric.contrastive 1.0 Reduce.No (labels 3) (ones [| 2; 3 |]) (ones [| 2; 3 |]))
                "Contrastive",
                [ "margin is 0" ],
                (fun () -> Metric.contrastive 0.0 Reduce.No (labels 2) (ones [| 2; 3 |]) (ones [| 2; 3 |]))
                "Contrastive",
                [ "reduce is Sum"; "Mean or No" ],
                (fun () -> Metric.contrastive 1.0 Reduce.Sum (labels 2) (ones [| 2; 3 |]) (ones [| 2; 3 |]))
            ]
        case [ "Metric.triplet" ] triples
        |> refusing
            [
                "Triplet",
                [ "positive has shape 2×4"; "anchor has shape 2×3" ],
                (fun () -> Metric.triplet 0.2 Reduce.No (ones [| 2; 3 |]) (ones [| 2; 4 |]) (ones [| 2; 3 |]))
                "Triplet",
                [ "negative has shape 2×4"; "anchor has shape 2×3" ],
                (fun () -> Metric.triplet 0.2 Reduce.No (ones [| 2; 3 |]) (ones [| 2; 3 |]) (ones [| 2; 4 |]))
                "Triplet",
                [ "margin is -1" ],
                (fun () -> Metric.triplet -1.0 Reduce.No (ones [| 2; 3 |]) (ones [| 2; 3 |]) (ones [| 2; 3 |]))
            ]
        errors
            [ "Metric.crossCovariance" ]
            [ Reduce.HalfSquaredSum; Reduce.No ]
            (fun _ -> matrices 2)
            (fun reduce xs -> Metric.crossCovariance reduce xs[0] xs[1])
            (fun xs -> covariance xs[0] xs[1])
        |> refusing
            [
                "CrossCovariance",
                [ "2×3"; "3×3"; "rows" ],
                (fun () -> Metric.crossCovariance Reduce.No (ones [| 2; 3 |]) (ones [| 3; 3 |]))
                "CrossCovariance",
                [ "z has shape 2"; "N×L" ],
                (fun () -> Metric.crossCovariance Reduce.No (ones [| 2; 3 |]) (ones [| 2 |]))
                "CrossCovariance",
                [ "reduce is Mean"; "HalfSquaredSum or No" ],
                (fun () -> Metric.crossCovariance Reduce.Mean (ones [| 2; 3 |]) (ones [| 2; 3 |]))
            ]
        errors
            [ "Metric.decov" ]
            [ Reduce.HalfSquaredSum; Reduce.No ]
            (fun _ -> matrices 1)
            (fun reduce xs -> Metric.decov reduce xs[0])
            (fun xs ->
                let c = covariance xs[0] xs[0]

                { c with
                    At = fun index -> if index[0] = index[1] then 0.0 else c.At index
                })
        |> refusing
            [
                "Decov", [ "h has shape 2"; "N×K" ], (fun () -> Metric.decov Reduce.No (ones [| 2 |]))
            ]
    ]
