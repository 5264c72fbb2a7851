/// The rows of losses of labelled sequences, held to sums over all readings.
module DeepExp.Functional.Properties.SequenceCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// All rows of so many choices.
let rec private everyRow length choices =
    if length = 0 then
        [ [] ]
    else
        [
            for first in 0 .. choices - 1 do
                for rest in everyRow (length - 1) choices do
                    first :: rest
        ]

let private perSample reduce n f =
    let each =
        {
            Lengths = [| n |]
            At = fun (index: int[]) -> f index[0]
        }

    if reduce = Reduce.No then
        each
    else
        Indexed.sumAll each |> Indexed.map (fun total -> total / float n)

let private reduces = Gen.elements [ Reduce.Mean; Reduce.No ]

/// What is read when equal neighbours become one and blanks vanish.
let private readingOf blank (row: int list) =
    row
    |> List.indexed
    |> List.filter (fun (i, label) -> label <> blank && (i = 0 || row[i - 1] <> label))
    |> List.map snd

/// The times that a reading needs: equal neighbours have a blank between them.
let private timesFor (labels: int list) =
    labels.Length
    + (List.pairwise labels |> List.filter (fun (a, b) -> a = b) |> List.length)

let private ctc =
    gen {
        let! reduce = reduces
        let! n = Gen.choose (1, 3)
        let! classes = Gen.choose (2, 3)
        let! times = Gen.choose (1, 4)
        let! blank = Gen.choose (0, classes - 1)
        let! xs = Gen.arrayOfLength times (tensor (between -2.0 2.0) [| n; classes |])
        let notBlank = List.except [ blank ] [ 0 .. classes - 1 ]

        let sample =
            gen {
                let! time = Gen.choose (1, times)
                let! length = Gen.choose (0, time)
                let! labels = Gen.listOfLength length (Gen.elements notBlank)
                return time, labels
            }
            |> Gen.filter (fun (time, labels) -> timesFor labels <= time)

        let! samples = Gen.arrayOfLength n sample
        let width = samples |> Array.map (fun (_, labels) -> labels.Length) |> Array.max
        // Nobody looks beyond the end.
        let padded labels =
            labels @ List.replicate (width - List.length labels) -1

        let t =
            samples
            |> Seq.collect (snd >> padded)
            |> Array.ofSeq
            |> Tensor.int32 [| n; width |]

        let whole =
            samples
            |> Array.forall (fun (time, labels) -> time = times && labels.Length = width)

        let given f =
            if whole then None else Some(Array.map f samples)

        let definition (xs: Indexed[]) =
            let p =
                xs
                |> Array.map (fun x ->
                    let e = Indexed.map exp x
                    Indexed.map2 (/) e (Indexed.sum [| 1 |] true e))

            perSample reduce n (fun n ->
                let time, labels = samples[n]

                everyRow time classes
                |> List.filter (fun row -> readingOf blank row = labels)
                |> List.sumBy (fun row -> row |> List.mapi (fun i label -> p[i].At [| n; label |]) |> List.reduce (*))
                |> log
                |> (~-))

        return
            call
                (reduce, blank, samples)
                xs
                (Sequence.connectionistTemporalClassification
                    blank
                    (given fst)
                    (given (fun (_, labels) -> labels.Length))
                    reduce
                    t)
                definition
    }

/// The scores of transitions and, over two or three times, of labels: for as many sequences as have not ended.
let private chains =
    gen {
        let! labels = Gen.choose (2, 3)
        let! first = Gen.choose (1, 3)
        let! second = Gen.choose (1, first)
        let! third = Gen.choose (0, second)
        let batches = List.filter ((<>) 0) [ first; second; third ]
        let! cost = tensor (between -2.0 2.0) [| labels; labels |]

        let! xs =
            batches
            |> Gen.collectToArray (fun n -> tensor (between -2.0 2.0) [| n; labels |])

        return cost, xs
    }

let private score (cost: Indexed) (xs: Indexed[]) n (row: int list) =
    List.sum [ for time, label in List.indexed row -> xs[time].At [| n; label |] ]
    + List.sum [ for before, label in List.pairwise row -> cost.At [| before; label |] ]

let private rowsOf (cost: Indexed) (xs: Indexed[]) n =
    let time = xs |> Array.filter (fun x -> n < x.Lengths[0]) |> Array.length
    everyRow time cost.Lengths[0]

let private crf =
    gen {
        let! reduce = reduces
        let! cost, xs = chains

        let! ys =
            xs
            |> Gen.collectToArray (fun x -> Gen.arrayOfLength x.Shape[0] (Gen.choose (0, cost.Shape[0] - 1)))

        let definition (given: Indexed[]) =
            let cost, xs = given[0], given[1..]

            perSample reduce xs[0].Lengths[0] (fun n ->
                let own =
                    ys
                    |> Array.filter (fun y -> n < y.Length)
                    |> Array.map (fun y -> y[n])
                    |> List.ofArray

                let total = rowsOf cost xs n |> List.sumBy (score cost xs n >> exp)
                log total - score cost xs n own)

        return
            call
                (reduce, ys)
                [| cost; yield! xs |]
                (fun given ->
                    Sequence.crf1d
                        reduce
                        given[0]
                        (ys |> Array.map (fun y -> Tensor.int32 [| y.Length |] y))
                        given[1..])
                definition
    }

/// Every two rows of labels of a sequence differ in score by so much that no step changes which is best.
let private clear cost (xs: Tensor[]) =
    let cost, xs = Indexed.ofTensor cost, Array.map Indexed.ofTensor xs

    [ 0 .. xs[0].Lengths[0] - 1 ]
    |> List.forall (fun n ->
        rowsOf cost xs n
        |> List.map (score cost xs n)
        |> List.sortDescending
        |> List.pairwise
        |> List.forall (fun (a, b) -> a - b > 0.1))

let private clearChains =
    gen {
        let! labels = Gen.choose (1, 2)
        let! n = Gen.choose (1, 2)
        let! m = Gen.choose (1, n)
        let! cost = tensor moderate [| labels; labels |]
        let! x0 = tensor moderate [| n; labels |]
        let! x1 = tensor moderate [| m; labels |]
        return cost, [| x0; x1 |]
    }
    |> Gen.filter (fun (cost, xs) -> clear cost xs)

let private viterbi =
    gen {
        let! cost, xs = clearChains

        let definition (given: Indexed[]) =
            perSample Reduce.No xs[0].Shape[0] (fun n ->
                rowsOf given[0] given[1..] n
                |> List.map (score given[0] given[1..] n)
                |> List.max)

        return call () [| cost; yield! xs |] (fun given -> Sequence.argmaxCrf1d given[0] given[1..] |> fst) definition
    }

let private labels shape (values: int list) =
    Tensor.int32 shape (Array.ofList values)

let private read times lengths t xs =
    Sequence.connectionistTemporalClassification 0 times lengths Reduce.Mean t xs

let rows =
    [
        case [ "Sequence.connectionistTemporalClassification" ] ctc
        |> refusing
            [
                "ConnectionistTemporalClassification",
                [ "no time" ],
                (fun () -> read None None (labels [| 1; 1 |] [ 1 ]) [||])
                "ConnectionistTemporalClassification",
                [ "2×3"; "2×4" ],
                (fun () -> read None None (labels [| 2; 1 |] [ 1; 1 ]) [| ones [| 2; 4 |]; ones [| 2; 3 |] |])
                "ConnectionistTemporalClassification",
                [ "t is 3×1 int32"; "2×1 int32" ],
                (fun () -> read None None (labels [| 3; 1 |] [ 1; 1; 1 ]) [| ones [| 2; 4 |] |])
                "ConnectionistTemporalClassification",
                [ "t holds 4"; "4 classes" ],
                (fun () -> read None None (labels [| 2; 1 |] [ 1; 4 ]) [| ones [| 2; 4 |] |])
                "ConnectionistTemporalClassification",
                [ "inputLength holds 2"; "from 1 to 1" ],
                (fun () -> read (Some [| 1; 2 |]) None (labels [| 2; 1 |] [ 1; 1 ]) [| ones [| 2; 4 |] |])
                "ConnectionistTemporalClassification",
                [ "labelLength has 1 entries"; "the batch has 2" ],
                (fun () -> read None (Some [| 1 |]) (labels [| 2; 1 |] [ 1; 1 ]) [| ones [| 2; 4 |] |])
                "ConnectionistTemporalClassification",
                [ "blankSymbol holds 4" ],
                (fun () ->
                    Sequence.connectionistTemporalClassification
                        4
                        None
                        None
                        Reduce.Mean
                        (labels [| 1; 1 |] [ 1 ])
                        [| ones [| 1; 4 |] |])
            ]
        case [ "Sequence.crf1d" ] crf
        |> refusing
            [
                "Crf1d",
                [ "cost has shape 2×3"; "2×2" ],
                (fun () ->
                    Sequence.crf1d Reduce.Mean (ones [| 2; 3 |]) [| labels [| 1 |] [ 0 ] |] [| ones [| 1; 2 |] |])
                "Crf1d",
                [ "x has shape 1×3"; "1×2" ],
                (fun () ->
                    Sequence.crf1d Reduce.Mean (ones [| 2; 2 |]) [| labels [| 1 |] [ 0 ] |] [| ones [| 1; 3 |] |])
                "Crf1d",
                [ "ys has 0 times"; "xs has 1" ],
                (fun () -> Sequence.crf1d Reduce.Mean (ones [| 2; 2 |]) [||] [| ones [| 1; 2 |] |])
                "Crf1d",
                [ "y holds 2"; "2 classes" ],
                (fun () ->
                    Sequence.crf1d Reduce.Mean (ones [| 2; 2 |]) [| labels [| 1 |] [ 2 ] |] [| ones [| 1; 2 |] |])
                "Crf1d",
                [ "batch of 2 follows one of 1" ],
                (fun () ->
                    Sequence.crf1d
                        Reduce.Mean
                        (ones [| 2; 2 |])
                        [| labels [| 1 |] [ 0 ]; labels [| 2 |] [ 0; 0 ] |]
                        [| ones [| 1; 2 |]; ones [| 2; 2 |] |])
            ]
        case [ "Sequence.argmaxCrf1d" ] viterbi
        |> refusing
            [
                "ArgmaxCrf1d", [ "no time" ], (fun () -> Sequence.argmaxCrf1d (ones [| 2; 2 |]) [||] |> fst)
                "ArgmaxCrf1d",
                [ "cost has shape 2"; "L×L" ],
                (fun () -> Sequence.argmaxCrf1d (ones [| 2 |]) [| ones [| 1; 2 |] |] |> fst)
            ]
    ]
