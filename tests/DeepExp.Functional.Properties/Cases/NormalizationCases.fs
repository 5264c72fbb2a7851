/// The rows of normalization: values whose variance is well away from 0.
module DeepExp.Functional.Properties.NormalizationCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// n numbers about 1.2 apart from each other, in any order.
let spread n =
    gen {
        let! order = Gen.shuffle [| 0 .. n - 1 |]
        let! jitter = Gen.arrayOfLength n (between -0.2 0.2)
        return Array.map2 (fun i jitter -> 1.2 * (float i - float (n - 1) / 2.0) + jitter) (Array.ofSeq order) jitter
    }

/// Rows of n numbers that are spread.
let private rowsOf rows n =
    Gen.arrayOfLength rows (spread n) |> Gen.map Array.concat

/// x: N×C or N×C×L, each channel of it spread over batch and further axis.
let batch =
    gen {
        let! C = Gen.choose (1, 2)
        let! rest = Gen.elements [ [| 3 |]; [| 4 |]; [| 2; 2 |]; [| 3; 1 |] ]
        let! elements = rowsOf C (Shape.size rest)

        return
            Tensor.float64 (Array.append [| C |] rest) elements
            |> Tensor.permute [| 1; 0; yield! [ 2 .. rest.Length ] |]
            |> Tensor.detach
    }

let private standardized eps alike (x: Indexed) index =
    let members =
        Indexed.indices x.Lengths
        |> List.map Array.ofList
        |> List.filter (alike index)
        |> List.map x.At

    let mean = List.average members
    let var = members |> List.averageBy (fun x -> (x - mean) ** 2.0)
    (x.At index - mean) / sqrt (var + eps)

/// Standardized among those that are alike, times gamma plus beta of its channel.
let private affine eps alike (xs: Indexed[]) =
    { xs[0] with
        At =
            fun index ->
                let channel = [| index[1] |]
                standardized eps alike xs[0] index * xs[1].At channel + xs[2].At channel
    }

let private withParameters x f definition =
    gen {
        let! x = x
        let C = [| (x: Tensor).Shape[1] |]
        let! gamma = tensor moderate C
        let! beta = tensor moderate C
        return call () [| x; gamma; beta |] (fun xs -> f xs[1] xs[2] xs[0]) (definition x)
    }

let private sameChannel (index: int[]) (other: int[]) = index[1] = other[1]

let private batchNormalization =
    gen {
        let! x = batch
        let! axis = Gen.elements [ None; Some(Array.removeAt 1 [| 0 .. x.Rank - 1 |]) ]
        let C = [| x.Shape[1] |]
        let! gamma = tensor moderate C
        let! beta = tensor moderate C

        let statistics (xs: Indexed[]) =
            let channel c =
                Indexed.indices xs[0].Lengths
                |> List.filter (fun index -> index[1] = c)
                |> List.map (Array.ofList >> xs[0].At)

            let mean c = List.average (channel c)

            let var c =
                let mean, channel = mean c, channel c
                List.sumBy (fun x -> (x - mean) ** 2.0) channel / float (channel.Length - 1)

            Array.append (Array.init C[0] mean) (Array.init C[0] var)

        return
            call
                axis
                [| x; gamma; beta |]
                (fun xs ->
                    let y, batch = Normalization.batchNormalization 2e-5 axis xs[1] xs[2] xs[0]
                    joined [ y; batch.Mean; batch.Var ])
                (fun xs ->
                    let all =
                        Array.append (affine 2e-5 sameChannel xs |> Indexed.elements) (statistics xs)

                    Indexed.ofElements [| all.Length |] all)
    }

let private fixedBatchNormalization =
    gen {
        let! x = batch
        let C = [| x.Shape[1] |]
        let! parameters = Gen.arrayOfLength 3 (tensor moderate C)
        let! var = tensor (between 0.5 2.0) C

        return
            call
                ()
                [| x; yield! parameters; var |]
                (fun xs ->
                    Normalization.fixedBatchNormalization 0.01 None { Mean = xs[3]; Var = xs[4] } xs[1] xs[2] xs[0])
                (fun xs ->
                    { xs[0] with
                        At =
                            fun index ->
                                let at i = xs[i].At [| index[1] |]
                                (xs[0].At index - at 3) / sqrt (at 4 + 0.01) * at 1 + at 2
                    })
    }

/// Running averages so far away that r and d are at their bounds, where they are constant as they are to the gradient.
let private batchRenormalization =
    gen {
        let! x = batch
        let C = [| x.Shape[1] |]
        let! gamma = tensor moderate C
        let! beta = tensor moderate C
        let! side = Gen.elements [ 1.0; -1.0 ]

        let f (xs: Tensor[]) =
            let running =
                {
                    Mean = Tensor.full xs[0].DType C (20.0 * side)
                    Var = Tensor.full xs[0].DType C 0.01
                }

            let y, batch =
                Normalization.batchRenormalization 2e-5 2.0 0.5 running xs[1] xs[2] xs[0]

            joined [ y; batch.Mean; batch.Var ]

        return callOnly side [| x; gamma; beta |] f
    }

let private groups =
    gen {
        let! N = Gen.choose (1, 2)
        let! groups, C, L = Gen.elements [ 1, 2, 2; 2, 2, 3; 2, 4, 2 ]
        let! elements = rowsOf (N * groups) (C / groups * L)
        return groups, Tensor.float64 [| N; C; L |] elements
    }

let private groupNormalization =
    gen {
        let! groups, x = groups
        let C = [| x.Shape[1] |]
        let! gamma = tensor moderate C
        let! beta = tensor moderate C
        let length = C[0] / groups

        let alike (index: int[]) (other: int[]) =
            index[0] = other[0] && index[1] / length = other[1] / length

        return
            call
                groups
                [| x; gamma; beta |]
                (fun xs -> Normalization.groupNormalization 1e-5 groups xs[1] xs[2] xs[0])
                (affine 1e-5 alike)
    }

let private layer =
    gen {
        let! N = Gen.choose (1, 2)
        let! D = Gen.choose (3, 4)
        let! elements = rowsOf N D
        return Tensor.float64 [| N; D |] elements
    }

let private sameRow (index: int[]) (other: int[]) = index[0] = other[0]

let private localResponse =
    gen {
        let! shape =
            Gen.elements [ [| 2; 3 |]; [| 1; 4; 2 |]; [| 0; 2; 1 |]; [| 1; 2; 1; 2 |] ]

        let! n = Gen.choose (1, 5)
        let! x = tensor moderate shape

        return
            call n [| x |] (fun xs -> Normalization.localResponseNormalization n 2.0 0.3 0.75 xs[0]) (fun xs ->
                { xs[0] with
                    At =
                        fun index ->
                            let near =
                                List.sum
                                    [
                                        for c in index[1] - n / 2 .. index[1] + n / 2 do
                                            if c >= 0 && c < shape[1] then
                                                xs[0].At(Array.updateAt 1 c index) ** 2.0
                                    ]

                            xs[0].At index / (2.0 + 0.3 * near) ** 0.75
                })
    }

let private normalize =
    gen {
        let! shape = Gen.elements [ [| 2; 3 |]; [| 2; 2; 2 |] ]
        let! axes = Gen.elements [ [| 1 |]; [| 0; 1 |]; [| -1 |] ]
        let! x = tensor unit shape

        return
            call axes [| x |] (fun xs -> Normalization.normalize 0.1 axes xs[0]) (fun xs ->
                let length = Indexed.map (fun x -> x * x) xs[0] |> Indexed.sum axes true
                Indexed.map2 (fun x square -> x / (sqrt square + 0.1)) xs[0] length)
    }

/// Two channels in each group, nearly without correlation: 1, -1, 1, -1 and 1, 1, -1, -1.
let private whitened =
    gen {
        let! groups = Gen.choose (1, 2)
        let! jitter = Gen.arrayOfLength (groups * 8) (between -0.3 0.3)
        let signs = [| 1.0; -1.0; 1.0; -1.0; 1.0; 1.0; -1.0; -1.0 |]

        return
            groups,
            Array.mapi (fun i jitter -> signs[i % 8] + jitter) jitter
            |> Tensor.float64 [| groups * 2; 4 |]
            |> Tensor.transpose
    }

let private decorrelated =
    gen {
        let! groups, x = whitened

        return
            callOnly groups [| x |] (fun xs ->
                let y, mean, projection = Whitening.decorrelatedBatchNormalization 2e-5 groups xs[0]

                joined [ y; mean; projection ])
    }

let private fixedDecorrelated =
    gen {
        let! groups, x = whitened
        let! mean = tensor moderate [| groups; 2 |]
        let! projection = tensor moderate [| groups; 2; 2 |]

        return
            call
                groups
                [| x; mean; projection |]
                (fun xs -> Whitening.fixedDecorrelatedBatchNormalization groups xs[1] xs[2] xs[0])
                (fun xs ->
                    { xs[0] with
                        At =
                            fun index ->
                                let group, row = index[1] / 2, index[1] % 2

                                List.sum
                                    [
                                        for c in 0..1 ->
                                            xs[2].At [| group; row; c |]
                                            * (xs[0].At [| index[0]; 2 * group + c |] - xs[1].At [| group; c |])
                                    ]
                    })
    }

let private statistics n =
    {
        Mean = ones [| n |]
        Var = ones [| n |]
    }

let rows: Case list =
    [
        case [ "Normalization.batchNormalization" ] batchNormalization
        |> refusing
            [
                "BatchNormalization",
                [ "gamma"; "shape 3"; "4×2"; "must have 2" ],
                (fun () ->
                    Normalization.batchNormalization 2e-5 None (ones [| 3 |]) (ones [| 3 |]) (ones [| 4; 2 |])
                    |> fst)
                "BatchNormalization",
                [ "axis 2"; "4×2" ],
                (fun () ->
                    Normalization.batchNormalization
                        2e-5
                        (Some [| 2 |])
                        (ones [| 2 |])
                        (ones [| 2 |])
                        (ones [| 4; 2 |])
                    |> fst)
            ]
        case [ "Normalization.fixedBatchNormalization" ] fixedBatchNormalization
        |> refusing
            [
                "FixedBatchNormalization",
                [ "mean"; "shape 3"; "must have 2" ],
                (fun () ->
                    Normalization.fixedBatchNormalization
                        2e-5
                        None
                        (statistics 3)
                        (ones [| 2 |])
                        (ones [| 2 |])
                        (ones [| 4; 2 |]))
            ]
        case [ "Normalization.batchRenormalization" ] batchRenormalization
        |> refusing
            [
                "BatchRenormalization",
                [ "rmax is 0.5"; "at least 1" ],
                (fun () ->
                    Normalization.batchRenormalization
                        2e-5
                        0.5
                        0.0
                        (statistics 2)
                        (ones [| 2 |])
                        (ones [| 2 |])
                        (ones [| 4; 2 |])
                    |> fst)
            ]
        case [ "Normalization.groupNormalization" ] groupNormalization
        |> refusing
            [
                "GroupNormalization",
                [ "2×3"; "groups is 2"; "divide" ],
                (fun () -> Normalization.groupNormalization 1e-5 2 (ones [| 3 |]) (ones [| 3 |]) (ones [| 2; 3 |]))
                "GroupNormalization",
                [ "beta"; "shape 3"; "must have 2" ],
                (fun () -> Normalization.groupNormalization 1e-5 2 (ones [| 2 |]) (ones [| 3 |]) (ones [| 2; 2 |]))
            ]
        case
            [ "Normalization.layerNormalization" ]
            (withParameters layer (Normalization.layerNormalization 1e-5) (fun _ -> affine 1e-5 sameRow))
        |> refusing
            [
                "LayerNormalization",
                [ "2×3×1"; "N×D" ],
                (fun () -> Normalization.layerNormalization 1e-5 (ones [| 3 |]) (ones [| 3 |]) (ones [| 2; 3; 1 |]))
            ]
        case [ "Normalization.localResponseNormalization" ] localResponse
        |> refusing
            [
                "LocalResponseNormalization",
                [ "shape 3"; "N×C×size" ],
                (fun () -> Normalization.localResponseNormalization 5 2.0 1e-4 0.75 (ones [| 3 |]))
            ]
        case [ "Normalization.normalize" ] normalize
        |> refusing
            [
                "Normalize", [ "axis 2"; "2×3" ], (fun () -> Normalization.normalize 1e-5 [| 2 |] (ones [| 2; 3 |]))
            ]
        case [ "Whitening.decorrelatedBatchNormalization" ] decorrelated
        |> refusing
            [
                "DecorrelatedBatchNormalization",
                [ "2×3"; "groups is 2"; "divide" ],
                (fun () ->
                    let y, _, _ = Whitening.decorrelatedBatchNormalization 2e-5 2 (ones [| 2; 3 |])
                    y)
            ]
        case [ "Whitening.fixedDecorrelatedBatchNormalization" ] fixedDecorrelated
        |> refusing
            [
                "FixedDecorrelatedBatchNormalization",
                [ "mean"; "shape 4"; "2×2" ],
                (fun () ->
                    Whitening.fixedDecorrelatedBatchNormalization
                        2
                        (ones [| 4 |])
                        (ones [| 2; 2; 2 |])
                        (ones [| 3; 4 |]))
            ]
    ]
