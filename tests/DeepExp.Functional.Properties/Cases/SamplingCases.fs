/// The rows of losses against classes that are drawn.
module DeepExp.Functional.Properties.SamplingCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.ClassificationCases
open DeepExp.Functional.Properties.Generators

/// x, W, targets from the least on, and other classes than these.
let private sampled least =
    gen {
        let! n = length 1
        let! d = length 1
        let! v = Gen.choose (2, 4)
        let! k = Gen.choose (1, 3)
        let! x = tensor (between -1.0 1.0) [| n; d |]
        let! W = tensor (between -1.0 1.0) [| v; d |]
        let! targets = times n (Gen.choose (least, v - 1))

        let! samples =
            targets
            |> Gen.collectToArray (fun target -> times k (Gen.elements (List.except [ target ] [ 0 .. v - 1 ])))

        return x, W, targets, samples
    }

let private product (x: Indexed) (W: Indexed) n v =
    List.sum [ for j in 0 .. x.Lengths[1] - 1 -> x.At [| n; j |] * W.At [| v; j |] ]

let private negativeSampling =
    gen {
        let! x, W, targets, samples = sampled -1
        let! reduce = Gen.elements [ Reduce.Sum; Reduce.No ]

        let rows =
            Array.map2 (fun target row -> Array.append [| target |] row) targets samples

        let drawn = Tensor.int32 [| rows.Length; rows[0].Length |] (Array.concat rows)

        let definition (xs: Indexed[]) =
            let loss n =
                let x v = product xs[0] xs[1] n v

                if targets[n] = -1 then
                    0.0
                else
                    log (1.0 + exp -(x targets[n]))
                    + Array.sumBy (fun v -> log (1.0 + exp (x v))) samples[n]

            let each =
                {
                    Lengths = [| rows.Length |]
                    At = fun index -> loss index[0]
                }

            over 1.0 reduce each

        return call (reduce, rows) [| x; W |] (fun xs -> Sampling.negativeSampling reduce xs[1] drawn xs[0]) definition
    }

let private blackOut =
    gen {
        let! x, W, targets, samples = sampled 0
        let! reduce = reduces
        let n = targets.Length

        let definition (xs: Indexed[]) =
            let loss n =
                let e v = exp (product xs[0] xs[1] n v)
                let total = e targets[n] + Array.sumBy e samples[n]

                -(log (e targets[n] / total))
                - Array.sumBy (fun v -> log (1.0 - e v / total)) samples[n]

            over
                (float n)
                reduce
                {
                    Lengths = [| n |]
                    At = fun index -> loss index[0]
                }

        return
            call
                (reduce, targets, samples)
                [| x; W |]
                (fun xs ->
                    Sampling.blackOut
                        reduce
                        (Tensor.int32 [| n |] targets)
                        xs[1]
                        (Tensor.int32 [| n; samples[0].Length |] (Array.concat samples))
                        xs[0])
                definition
    }

let rows =
    [
        case [ "Sampling.negativeSampling" ] negativeSampling
        |> refusing
            [
                "NegativeSampling",
                [ "W has shape 3×2"; "shape 3×4" ],
                (fun () ->
                    Sampling.negativeSampling Reduce.Sum (ones [| 3; 2 |]) (labels [| 1; 1 |] [ 0 ]) (ones [| 1; 4 |]))
                "NegativeSampling",
                [ "samples holds 3"; "3 classes" ],
                (fun () ->
                    Sampling.negativeSampling
                        Reduce.Sum
                        (ones [| 3; 2 |])
                        (labels [| 1; 2 |] [ -1; 3 ])
                        (ones [| 1; 2 |]))
                "NegativeSampling",
                [ "samples holds -1"; "3 classes" ],
                (fun () ->
                    Sampling.negativeSampling
                        Reduce.Sum
                        (ones [| 3; 2 |])
                        (labels [| 1; 2 |] [ 0; -1 ])
                        (ones [| 1; 2 |]))
                "NegativeSampling",
                [ "samples is 1×2 int32"; "2×2 int32" ],
                (fun () ->
                    Sampling.negativeSampling
                        Reduce.Sum
                        (ones [| 3; 2 |])
                        (labels [| 1; 2 |] [ 0; 0 ])
                        (ones [| 2; 2 |]))
                "NegativeSampling",
                [ "reduce is Mean"; "Sum or No" ],
                (fun () ->
                    Sampling.negativeSampling Reduce.Mean (ones [| 3; 2 |]) (labels [| 1; 1 |] [ 0 ]) (ones [| 1; 2 |]))
            ]
        case [ "Sampling.blackOut" ] blackOut
        |> refusing
            [
                "BlackOut",
                [ "t is 2 int32"; "1 int32" ],
                (fun () ->
                    Sampling.blackOut
                        Reduce.Mean
                        (labels [| 2 |] [ 0; 0 ])
                        (ones [| 3; 2 |])
                        (labels [| 1; 1 |] [ 0 ])
                        (ones [| 1; 2 |]))
                "BlackOut",
                [ "samples holds 3"; "3 classes" ],
                (fun () ->
                    Sampling.blackOut
                        Reduce.Mean
                        (labels [| 1 |] [ 0 ])
                        (ones [| 3; 2 |])
                        (labels [| 1; 1 |] [ 3 ])
                        (ones [| 1; 2 |]))
                "BlackOut",
                [ "reduce is Sum"; "Mean or No" ],
                (fun () ->
                    Sampling.blackOut
                        Reduce.Sum
                        (labels [| 1 |] [ 0 ])
                        (ones [| 3; 2 |])
                        (labels [| 1; 1 |] [ 0 ])
                        (ones [| 1; 2 |]))
            ]
    ]
