/// The rows of elements by their indices.
module DeepExp.Functional.Properties.IndexingCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let rows =
    [
        case
            [ "Indexing.selectItem" ]
            (gen {
                let! N = length 0
                let! c = length 1
                let! t = Gen.arrayOfLength N (Gen.choose (0, c - 1))
                let! x = tensor mixed [| N; c |]

                return
                    call t [| x |] (fun xs -> Indexing.selectItem (ints t) xs[0]) (fun xs ->
                        reading [| N |] (fun index -> [| index[0]; t[index[0]] |]) xs[0])
            })
        |> refusing
            [
                "SelectItem", [ "holds 3"; "2×3" ], (fun () -> Indexing.selectItem (ints [| 0; 3 |]) (ones [| 2; 3 |]))
                "SelectItem", [ "holds -1" ], (fun () -> Indexing.selectItem (ints [| 0; -1 |]) (ones [| 2; 3 |]))
                "SelectItem",
                [ "2×3"; "3 int32" ],
                (fun () -> Indexing.selectItem (ints [| 0; 1; 2 |]) (ones [| 2; 3 |]))
                "SelectItem", [ "t is 2 float64" ], (fun () -> Indexing.selectItem (ones [| 2 |]) (ones [| 2; 3 |]))
                "SelectItem", [ "x is 3 float64" ], (fun () -> Indexing.selectItem (ints [| 0; 1; 2 |]) (ones [| 3 |]))
            ]
        shaped
            [ "Indexing.permutate" ]
            (shapeOf 0 1 4)
            (fun shape ->
                gen {
                    let! axis = axisOf shape
                    let! indices = Gen.shuffle [| 0 .. shape[counted shape axis] - 1 |]
                    let! inverse = Gen.elements [ true; false ]
                    return Array.ofSeq indices, axis, inverse
                })
            (fun (indices, axis, inverse) -> Indexing.permutate indices axis inverse)
            (fun (indices, axis, inverse) a ->
                let axis = counted a.Lengths axis

                let place i =
                    if inverse then
                        Array.findIndex ((=) i) indices
                    else
                        indices[i]

                reading a.Lengths (fun index -> Array.updateAt axis (place index[axis]) index) a)
        |> refusing
            [
                "Permutate",
                [ "0, 0"; "axis 0"; "2×3" ],
                (fun () -> Indexing.permutate [| 0; 0 |] 0 false (ones [| 2; 3 |]))
                "Permutate",
                [ "0, 1"; "places 0 to 2" ],
                (fun () -> Indexing.permutate [| 0; 1 |] 1 false (ones [| 2; 3 |]))
                "Permutate", [ "axis 2" ], (fun () -> Indexing.permutate [| 0; 1 |] 2 true (ones [| 2; 3 |]))
            ]
    ]
