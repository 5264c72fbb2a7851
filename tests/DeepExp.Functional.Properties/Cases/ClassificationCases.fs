/// The rows of losses against labels.
module DeepExp.Functional.Properties.ClassificationCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

let reduces = Gen.elements [ Reduce.Mean; Reduce.No ]
let private flag = Gen.elements [ true; false ]

/// The sum over a count, or each.
let over count reduce (a: Indexed) =
    if reduce = Reduce.No then
        a
    else
        Indexed.sumAll a |> Indexed.map (fun total -> total / max 1.0 count)

let times n gen = Gen.arrayOfLength n gen

let labels shape (values: int list) =
    Tensor.int32 shape (Array.ofList values)

let private logSoftmax (x: Indexed) =
    let total = x |> Indexed.map exp |> Indexed.sum [| 1 |] true
    Indexed.map2 (fun x total -> x - log total) x total

/// Without the axis of classes: what f makes of the index of a sample and of the label there.
let private atLabels (labels: int[]) (x: Indexed) f =
    let shape = Array.removeAt 1 x.Lengths

    {
        Lengths = shape
        At =
            fun index ->
                let label = labels[Indexed.position shape index]
                f label (fun c -> x.At(Array.insertAt 1 c index))
    }

/// Two or more classes: with one the loss is 0, whatever x.
let private shapeWithClasses highest =
    gen {
        let! shape = shapeOf 1 2 highest
        let! classes = Gen.choose (2, 4)
        return Array.updateAt 1 classes shape
    }

let private againstLabels =
    gen {
        let! shape = shapeWithClasses 4
        let! x = tensor moderate shape
        let! normalize = flag
        let! reduce = reduces
        let! ignored = Gen.elements [ -1; 0 ]
        let! labels = times (x.Size / shape[1]) (Gen.choose (min ignored 0, shape[1] - 1))
        let! weight = optional (tensor (between 0.5 2.0) [| shape[1] |])
        let t = Tensor.int32 (Array.removeAt 1 shape) labels

        let options (xs: Tensor[]) =
            { Classification.defaults with
                normalize = normalize
                reduce = reduce
                ignoreLabel = ignored
                classWeight = Array.tryItem 1 xs
            }

        let counted = labels |> Array.filter ((<>) ignored) |> Array.length
        let count = if normalize then counted else shape[0]

        let definition (xs: Indexed[]) =
            atLabels labels (logSoftmax xs[0]) (fun label logP ->
                if label = ignored then
                    0.0
                else
                    let weight = if xs.Length = 2 then xs[1].At [| label |] else 1.0
                    -(weight * logP label))

        return
            call
                (normalize, reduce, ignored, labels)
                [| x; yield! Option.toArray weight |]
                (fun xs -> Classification.softmaxCrossEntropy (options xs) t xs[0])
                (definition >> over (float count) reduce)
    }

let private againstDistribution =
    gen {
        let! shape = shapeWithClasses 3
        let! x = tensor moderate shape
        let! t = tensor (between 0.0 1.0) shape
        let! reduce = reduces
        let! loss = Gen.elements [ SoftTargetLoss.CrossEntropy; SoftTargetLoss.KlDivergence ]

        let options =
            { Classification.defaults with
                reduce = reduce
                softTargetLoss = loss
            }

        let term t logP =
            match loss with
            | SoftTargetLoss.KlDivergence -> t * (log (t + 1e-7) - logP)
            | _ -> -t * logP

        let definition (xs: Indexed[]) =
            Indexed.map2 term (Indexed.ofTensor t) (logSoftmax xs[0])
            |> Indexed.sum [| 1 |] false
            |> over (float (x.Size / shape[1])) reduce

        return
            call
                (reduce, loss, t)
                [| x |]
                (fun xs -> Classification.softmaxCrossEntropy options (Tensor.cast xs[0].DType t) xs[0])
                definition
    }

let private sigmoid =
    gen {
        let! shape = shapeOf 1 1 3
        let! x = tensor moderate shape
        let! normalize = flag
        let! reduce = reduces
        let! labels = times x.Size (Gen.choose (-1, 1))
        let t = Tensor.int32 shape labels
        let counted = labels |> Array.filter ((<>) -1) |> Array.length
        let count = if normalize then counted else shape[0]

        let definition (xs: Indexed[]) =
            Indexed.map2
                (fun t x ->
                    let s = 1.0 / (1.0 + exp -x)

                    if t = -1.0 then 0.0
                    elif t = 1.0 then -(log s)
                    else -(log (1.0 - s)))
                (Indexed.ofTensor t)
                xs[0]

        return
            call
                (normalize, reduce, labels)
                [| x |]
                (fun xs -> Classification.sigmoidCrossEntropy normalize reduce t xs[0])
                (definition >> over (float count) reduce)
    }

/// Away from the kinks at 1 and -1.
let private margins =
    Gen.oneof [ between -3.0 -1.1; between -0.9 0.9; between 1.1 3.0 ]

let private hinge =
    gen {
        let! shape = shapeOf 1 2 2
        let! x = tensor margins shape
        let! norm = Gen.elements [ HingeNorm.L1; HingeNorm.L2 ]
        let! reduce = reduces
        let! labels = times shape[0] (Gen.choose (0, shape[1] - 1))

        let definition (xs: Indexed[]) =
            { xs[0] with
                At =
                    fun index ->
                        let x = xs[0].At index
                        let missing = max 0.0 (if labels[index[0]] = index[1] then 1.0 - x else 1.0 + x)
                        if norm = HingeNorm.L2 then missing * missing else missing
            }

        return
            call
                (norm, reduce, labels)
                [| x |]
                (fun xs -> Classification.hinge norm reduce (Tensor.int32 shape[..0] labels) xs[0])
                (definition >> over (float shape[0]) reduce)
    }

let private crossEntropy options t x =
    Classification.softmaxCrossEntropy (options Classification.defaults) t x

let rows =
    [
        case [ "Classification.softmaxCrossEntropy" ] (Gen.oneof [ againstLabels; againstLabels; againstDistribution ])
        |> refusing
            [
                "SoftmaxCrossEntropy",
                [ "x has shape 3"; "N×C" ],
                (fun () -> crossEntropy id (labels [| 3 |] [ 0; 0; 0 ]) (ones [| 3 |]))
                "SoftmaxCrossEntropy",
                [ "t is 3 int32"; "must be 2 int32" ],
                (fun () -> crossEntropy id (labels [| 3 |] [ 0; 0; 0 ]) (ones [| 2; 4 |]))
                "SoftmaxCrossEntropy",
                [ "t holds 4"; "4 classes" ],
                (fun () -> crossEntropy id (labels [| 2 |] [ 0; 4 ]) (ones [| 2; 4 |]))
                "SoftmaxCrossEntropy",
                [ "t holds -1"; "4 classes" ],
                (fun () ->
                    crossEntropy
                        (fun options -> { options with ignoreLabel = 0 })
                        (labels [| 2 |] [ 0; -1 ])
                        (ones [| 2; 4 |]))
                "SoftmaxCrossEntropy",
                [ "classWeight has shape 3"; "must have shape 4" ],
                (fun () ->
                    crossEntropy
                        (fun options ->
                            { options with
                                classWeight = Some(ones [| 3 |])
                            })
                        (labels [| 2 |] [ 0; 1 ])
                        (ones [| 2; 4 |]))
                "SoftmaxCrossEntropy",
                [ "reduce is Sum"; "Mean or No" ],
                (fun () ->
                    crossEntropy
                        (fun options -> { options with reduce = Reduce.Sum })
                        (labels [| 2 |] [ 0; 1 ])
                        (ones [| 2; 4 |]))
                "SoftmaxCrossEntropy",
                [ "x is 2×4"; "t is 2"; "labels (2 int32)" ],
                (fun () -> crossEntropy id (ones [| 2 |]) (ones [| 2; 4 |]))
            ]
        case [ "Classification.sigmoidCrossEntropy" ] sigmoid
        |> refusing
            [
                "SigmoidCrossEntropy",
                [ "t is 2 int32"; "2×1 int32" ],
                (fun () ->
                    Classification.sigmoidCrossEntropy true Reduce.Mean (labels [| 2 |] [ 0; 1 ]) (ones [| 2; 1 |]))
                "SigmoidCrossEntropy",
                [ "t is 2 float64"; "2 int32" ],
                (fun () -> Classification.sigmoidCrossEntropy true Reduce.Mean (ones [| 2 |]) (ones [| 2 |]))
                "SigmoidCrossEntropy",
                [ "x has shape scalar" ],
                (fun () -> Classification.sigmoidCrossEntropy true Reduce.Mean (labels [||] [ 0 ]) (ones [||]))
                "SigmoidCrossEntropy",
                [ "reduce is Sum" ],
                (fun () -> Classification.sigmoidCrossEntropy true Reduce.Sum (labels [| 2 |] [ 0; 1 ]) (ones [| 2 |]))
            ]
        case [ "Classification.hinge" ] hinge
        |> refusing
            [
                "Hinge",
                [ "x has shape 2"; "N×C" ],
                (fun () -> Classification.hinge HingeNorm.L1 Reduce.Mean (labels [| 2 |] [ 0; 1 ]) (ones [| 2 |]))
                "Hinge",
                [ "t is 3 int32"; "2 int32" ],
                (fun () -> Classification.hinge HingeNorm.L1 Reduce.Mean (labels [| 3 |] [ 0; 1; 0 ]) (ones [| 2; 2 |]))
                "Hinge",
                [ "t holds -1"; "2 classes" ],
                (fun () -> Classification.hinge HingeNorm.L1 Reduce.Mean (labels [| 2 |] [ 0; -1 ]) (ones [| 2; 2 |]))
            ]
    ]
