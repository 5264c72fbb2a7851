/// The rows of the primitives that move elements: slices, rows of tensors, indices, and their transposes.
module DeepExp.Functional.Properties.MovingCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

/// Start, step and count on an axis.
let private line n =
    if n = 0 then
        Gen.constant (0, 1, 0)
    else
        gen {
            let! start = Gen.choose (0, n - 1)
            let! step = Gen.elements [ 1; 2; -1; -3 ]

            let most =
                if step > 0 then
                    (n - 1 - start) / step + 1
                else
                    start / -step + 1

            let! count = Gen.choose (0, most)
            return start, step, count
        }

let private lines shape =
    Gen.collectToArray line shape |> Gen.map Array.unzip3

/// A shape, one of its axes, and indices of that axis, -1 among them.
let private indexed =
    gen {
        let! shape = shapeOf 0 1 3
        let! axis = Gen.choose (0, shape.Length - 1)
        let! lengths = shapeOf 0 0 2

        let! indices =
            Gen.arrayOfLength (Shape.size lengths) (Gen.choose (-1, shape[axis] - 1))

        return shape, axis, Tensor.int32 lengths indices
    }

let private around axis (index: int[]) rank =
    index[.. axis - 1], index[axis .. axis + rank - 1], index[axis + rank ..]

let private gathered axis (indices: Tensor) (a: Indexed) =
    let rank = indices.Rank

    {
        Lengths = Array.concat [ a.Lengths[.. axis - 1]; indices.Shape; a.Lengths[axis + 1 ..] ]
        At =
            fun index ->
                let before, at, after = around axis index rank

                match int indices[at] with
                | -1 -> 0.0
                | k -> a.At(Array.concat [ before; [| k |]; after ])
    }

let private scattered axis length (indices: Tensor) (a: Indexed) =
    {
        Lengths = Array.concat [ a.Lengths[.. axis - 1]; [| length |]; a.Lengths[axis + indices.Rank ..] ]
        At =
            fun index ->
                let before, at, after = around axis index 1

                Indexed.indices indices.Shape
                |> List.map Array.ofList
                |> List.filter (fun place -> int indices[place] = at[0])
                |> List.sumBy (fun place -> a.At(Array.concat [ before; place; after ]))
    }

let rows =
    [
        shaped
            [ "Slice" ]
            shape
            lines
            (fun (starts, steps, counts) -> Tensor.slice starts steps counts)
            (fun (starts, steps, counts) ->
                reading counts (Array.map3 (fun start step i -> start + step * i) starts steps))
        case
            [ "Embed" ]
            (gen {
                let! target = shape
                let! starts, steps, counts = lines target
                let! x = tensor mixed counts

                let definition (xs: Indexed[]) =
                    let own (index: int[]) =
                        Indexed.indices counts
                        |> List.map Array.ofList
                        |> List.tryFind (fun i ->
                            Array.map3 (fun start step i -> start + step * i) starts steps i = index)

                    {
                        Lengths = target
                        At = own >> Option.map xs[0].At >> Option.defaultValue 0.0
                    }

                return
                    call
                        (starts, steps, target)
                        [| x |]
                        (fun xs -> Tensor.Apply(Embed(starts, steps, target), xs[0]))
                        definition
            })
        listed
            [ "Concatenate"; "Tensor.concat" ]
            (gen {
                let! shape = shapeOf 0 1 3
                let! axis = axisOf shape
                let! xs = alike shape (counted shape axis)
                return axis, xs
            })
            Tensor.concat
            (fun axis xs -> inRow (counted xs.Head.Lengths axis) xs)
        |> refusing
            [
                "Concat", [ "2×3"; "3×3"; "axis 1" ], (fun () -> Tensor.concat 1 [ ones [| 2; 3 |]; ones [| 3; 3 |] ])
                "Concat", [ "2×3 and 2 differ" ], (fun () -> Tensor.concat 1 [ ones [| 2; 3 |]; ones [| 2 |] ])
                "Concat", [ "no tensor" ], (fun () -> Tensor.concat 0 [])
                "Concat", [ "axis 2"; "2×3" ], (fun () -> Tensor.concat 2 [ ones [| 2; 3 |] ])
                "Concat",
                [ "float32"; "float64" ],
                (fun () -> Tensor.concat 0 [ ones [| 2 |]; Tensor.ones Float32 [| 2 |] ])
            ]
        case
            [ "Gather" ]
            (gen {
                let! shape, axis, indices = indexed
                let! x = tensor mixed shape

                return
                    call (axis, string indices) [| x |] (fun xs -> Tensor.gather axis indices xs[0]) (fun xs ->
                        gathered axis indices xs[0])
            })
        |> refusing
            [
                "Gather",
                [ "index 3"; "length 3" ],
                (fun () -> Tensor.gather 0 (Tensor.int32 [| 1 |] [| 3 |]) (ones [| 3 |]))
                "Gather", [ "index -2" ], (fun () -> Tensor.gather 0 (Tensor.int32 [| 1 |] [| -2 |]) (ones [| 3 |]))
                "Gather", [ "float64"; "int32" ], (fun () -> Tensor.gather 0 (ones [| 1 |]) (ones [| 3 |]))
            ]
        case
            [ "Scatter" ]
            (gen {
                let! shape, axis, indices = indexed
                let length = shape[axis]

                let! x =
                    tensor mixed (gathered axis indices (Indexed.ofTensor (Tensor.zeros Float64 shape))).Lengths

                return
                    call
                        (axis, length, string indices)
                        [| x |]
                        (fun xs -> Tensor.scatter axis length indices xs[0])
                        (fun xs -> scattered axis length indices xs[0])
            })
        |> refusing
            [
                "Scatter",
                [ "index 2"; "length 2" ],
                (fun () -> Tensor.scatter 0 2 (Tensor.int32 [| 1 |] [| 2 |]) (ones [| 1 |]))
            ]
        case
            [ "Select"; "Tensor.where" ]
            (gen {
                let! shapes = meeting 3
                let! c = tensor nonZero shapes[0]
                let! x = tensor mixed shapes[1]
                let! y = tensor mixed shapes[2]

                return
                    call () [| c; x; y |] (fun xs -> Tensor.where xs[0] xs[1] xs[2]) (fun xs ->
                        let chosen = Indexed.map2 (fun c x -> if c > 0.0 then x else 0.0) xs[0] xs[1]
                        let other = Indexed.map2 (fun c y -> if c > 0.0 then 0.0 else y) xs[0] xs[2]
                        Indexed.map2 (+) chosen other)
            })
        |> refusing
            [
                "Where", [ "shapes 2 and 3" ], (fun () -> Tensor.where (ones [| 2 |]) (ones [| 3 |]) (ones [| 3 |]))
            ]
    ]
