/// The rows of sequences of different lengths.
module DeepExp.Functional.Properties.RaggedCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let private sequences =
    gen {
        let! step = shapeOf 0 0 2

        let! lengths =
            Gen.choose (1, 3) |> Gen.bind (fun n -> Gen.listOfLength n (Gen.choose (0, 4)))

        let! xs =
            lengths |> Gen.collectToList (fun n -> tensor mixed (Array.append [| n |] step))

        return xs
    }

let private padded (length, padding) (xs: Indexed list) =
    let longest = xs |> List.map _.Lengths[0] |> List.max
    let L = Option.defaultValue longest length

    {
        Lengths = Array.concat [ [| xs.Length; L |]; xs.Head.Lengths[1..] ]
        At =
            fun index ->
                let x = xs[index[0]]
                if index[1] < x.Lengths[0] then x.At index[1..] else padding
    }

let private bySteps (xs: Indexed list) =
    [
        for t in 0 .. xs.Head.Lengths[0] - 1 do
            let alive = xs |> List.filter (fun x -> x.Lengths[0] > t)

            {
                Lengths = Array.append [| alive.Length |] xs.Head.Lengths[1..]
                At = fun index -> alive[index[0]].At(Array.append [| t |] index[1..])
            }
    ]
    |> joinedElements

let rows =
    [
        listed
            [ "Indexing.padSequence" ]
            (gen {
                let! xs = sequences
                let longest = xs |> List.map (fun x -> x.Shape[0]) |> List.max
                let! length = Gen.choose (longest, longest + 2) |> optional
                let! padding = mixed
                return (length, padding), xs
            })
            (fun (length, padding) -> Indexing.padSequence length padding)
            padded
        |> refusing
            [
                "PadSequence", [ "no sequence" ], (fun () -> Indexing.padSequence None 0.0 [])
                "PadSequence",
                [ "length is 1"; "1, 2" ],
                (fun () -> Indexing.padSequence (Some 1) 0.0 [ ones [| 1 |]; ones [| 2 |] ])
                "PadSequence", [ "axis of steps" ], (fun () -> Indexing.padSequence None 0.0 [ ones [||] ])
            ]
        listed
            [ "Indexing.transposeSequence" ]
            (sequences
             |> Gen.map (fun xs ->
                 let first = List.maxBy (fun (x: Tensor) -> x.Shape[0]) xs

                 (),
                 (if first.Shape[0] = 0 then
                      [ ones (Array.append [| 1 |] first.Shape[1..]) ]
                  else
                      List.sortByDescending (fun x -> x.Shape[0]) xs)))
            (fun () -> Indexing.transposeSequence >> joined)
            (fun () -> bySteps)
        |> refusing
            [
                "TransposeSequence",
                [ "1, 2"; "longest first" ],
                (fun () -> Indexing.transposeSequence [ ones [| 1 |]; ones [| 2 |] ] |> joined)
                "TransposeSequence", [ "axis of steps" ], (fun () -> Indexing.transposeSequence [ ones [||] ] |> joined)
            ]
    ]
