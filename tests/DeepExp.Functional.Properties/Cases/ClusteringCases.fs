/// The row of the losses of a clustering of pixels.
module DeepExp.Functional.Properties.ClusteringCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let private size norm (vector: float list) =
    if norm = 1 then
        List.sumBy abs vector
    else
        sqrt (List.sumBy (fun v -> v * v) vector)

let private minus a b = List.map2 (-) a b

/// Images as lists of pixels, each a label and its embedding.
let private imagesOf (labels: int[]) (x: Indexed) =
    let pixels = x.Lengths[2] * x.Lengths[3]

    [
        for n in 0 .. x.Lengths[0] - 1 ->
            [
                for p in 0 .. pixels - 1 ->
                    labels[n * pixels + p],
                    [
                        for d in 0 .. x.Lengths[1] - 1 -> x.At [| n; d; p / x.Lengths[3]; p % x.Lengths[3] |]
                    ]
            ]
    ]

/// For each cluster and image the embeddings of its pixels, and their mean, 0 where there is none.
let private clustersOf labels (x: Indexed) =
    let dimensions = x.Lengths[1]

    [
        for c in 1..dimensions ->
            [
                for image in imagesOf labels x ->
                    let own = image |> List.filter (fun (label, _) -> label = c) |> List.map snd

                    let mean =
                        if own.IsEmpty then
                            List.replicate dimensions 0.0
                        else
                            List.transpose own |> List.map List.average

                    own, mean
            ]
    ]

/// The differences whose sizes the losses measure: of pixels from their means, of means, and the means.
let private differences labels x =
    let clusters = clustersOf labels x

    [
        for cluster in clusters do
            for own, mean in cluster do
                yield! List.map (minus mean) own

        for i, j in List.allPairs [ 0 .. clusters.Length - 1 ] [ 0 .. clusters.Length - 1 ] do
            if i < j then
                yield! List.map2 (fun (_, a) (_, b) -> minus a b) clusters[i] clusters[j]

        for cluster in clusters do
            List.collect snd cluster
    ]

let private losses options labels (x: Indexed) =
    let clusters = clustersOf labels x
    let n, d = float x.Lengths[0], float x.Lengths[1]
    let squareAbove0 v = (max 0.0 v) ** 2.0
    let size = size options.norm

    let variance =
        clusters
        |> List.averageBy (fun cluster ->
            match
                [
                    for own, mean in cluster do
                        for pixel in own -> squareAbove0 (size (minus mean pixel) - options.deltaV)
                ]
            with
            | [] -> 0.0
            | each -> List.average each)

    let apart =
        [
            for i in 0 .. clusters.Length - 1 do
                for j in i + 1 .. clusters.Length - 1 do
                    for (_, a), (_, b) in List.zip clusters[i] clusters[j] ->
                        squareAbove0 (2.0 * options.deltaD - size (minus a b))
        ]

    let means = clusters |> List.sumBy (List.collect snd >> size)

    [|
        options.alpha * variance
        options.beta * (if apart.IsEmpty then 0.0 else List.average apart)
        options.gamma * means / (n * d)
    |]

let private clustering =
    gen {
        let! norm = Gen.elements [ 1; 2 ]
        let! deltaV = Gen.elements [ 0.1; 0.8 ]

        let! shape =
            Gen.elements [ [| 1; 2; 1; 2 |]; [| 2; 2; 1; 3 |]; [| 1; 3; 2; 2 |]; [| 2; 1; 2; 1 |] ]

        let! labels =
            Gen.arrayOfLength (shape[0] * shape[2] * shape[3]) (Gen.choose (0, shape[1]))

        let! x = tensor unit shape

        let options =
            {
                deltaV = deltaV
                deltaD = 0.4
                norm = norm
                alpha = 2.0
                beta = 3.0
                gamma = 5.0
            }

        return options, labels, x
    }

/// No size, and with the norm of order 1 no element, is so near to a kink that a step crosses it or bends much before.
let private isClear (options, labels, x) =
    let clear v =
        let far = size options.norm v
        let elements = if options.norm = 1 then List.map abs v else []

        far = 0.0
        || abs (far - options.deltaV) > 0.02
           && abs (far - 2.0 * options.deltaD) > 0.02
           && List.forall (fun element -> element > 0.02) (far - 0.3 :: elements)

    differences labels (Indexed.ofTensor x) |> List.forall clear

let private clearClustering =
    gen {
        let! options, labels, x = Gen.filter isClear clustering
        let t = Tensor.int32 (Array.removeAt 1 x.Shape) labels

        return
            call
                (options, labels)
                [| x |]
                (fun xs ->
                    let variance, distance, regularization =
                        Metric.discriminativeMarginBasedClusteringLoss options t xs[0]

                    joined [ variance; distance; regularization ])
                (fun xs -> Indexed.ofElements [| 3 |] (losses options labels xs[0]))
    }

let private refused norm labels shape () =
    let options =
        {
            deltaV = 0.5
            deltaD = 1.5
            norm = norm
            alpha = 1.0
            beta = 1.0
            gamma = 0.001
        }

    Metric.discriminativeMarginBasedClusteringLoss options (Tensor.zeros Int32 labels) (Tensor.ones Float64 shape)

let rows =
    [
        case [ "Metric.discriminativeMarginBasedClusteringLoss" ] clearClustering
        |> refusing
            [
                "DiscriminativeMarginBasedClusteringLoss",
                [ "embeddings has shape 2×3"; "N×D×H×W" ],
                refused 1 [| 2 |] [| 2; 3 |]
                "DiscriminativeMarginBasedClusteringLoss",
                [ "labels is 2×4 int32"; "2×4×5 int32" ],
                refused 1 [| 2; 4 |] [| 2; 3; 4; 5 |]
                "DiscriminativeMarginBasedClusteringLoss",
                [ "norm is 3"; "1 or 2" ],
                refused 3 [| 2; 4; 5 |] [| 2; 3; 4; 5 |]
            ]
    ]
