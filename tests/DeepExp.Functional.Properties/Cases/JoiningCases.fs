/// The rows of tensors under other shapes, put together and cut apart.
module DeepExp.Functional.Properties.JoiningCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let private ranked least = shapeOf 0 least 4

/// A place for one axis more.
let private newAxis (shape: Shape) =
    Gen.choose (-shape.Length - 1, shape.Length)

let private placed (shape: Shape) axis =
    if axis < 0 then axis + shape.Length + 1 else axis

/// Some axes of length 1, or none named.
let private onesOf (shape: Shape) =
    let isOne axis = shape[counted shape axis] = 1
    axes shape |> Gen.map (Array.filter isOne) |> optional

let private squeezed (axes: int[] option) (a: Indexed) =
    let shape = a.Lengths

    let vanishes axis =
        match axes with
        | Some axes -> Array.exists (fun other -> counted shape other = axis) axes
        | None -> shape[axis] = 1

    let lengths =
        Array.indexed shape |> Array.filter (fst >> vanishes >> not) |> Array.map snd

    Indexed.reshape lengths a

let private stacked axis (xs: Indexed list) =
    let axis = placed xs.Head.Lengths axis

    {
        Lengths = Array.insertAt axis xs.Length xs.Head.Lengths
        At = fun index -> xs[index[axis]].At(Array.removeAt axis index)
    }

let private reshapedIf condition lengths (a: Indexed) =
    if condition a.Lengths.Length then
        Indexed.reshape (lengths a.Lengths) a
    else
        a

let private pieces ends axis (a: Indexed) =
    let axis = counted a.Lengths axis

    List.pairwise [ 0; yield! ends; a.Lengths[axis] ]
    |> List.map (fun (start, stop) ->
        reading
            (Array.updateAt axis (stop - start) a.Lengths)
            (fun index -> Array.updateAt axis (index[axis] + start) index)
            a)
    |> joinedElements

let private separated axis (a: Indexed) =
    let axis = counted a.Lengths axis

    List.init a.Lengths[axis] (fun i -> reading (Array.removeAt axis a.Lengths) (Array.insertAt axis i) a)
    |> joinedElements

let rows =
    [
        shaped [ "Manipulation.expandDims" ] shape newAxis Manipulation.expandDims (fun axis a ->
            Indexed.reshape (Array.insertAt (placed a.Lengths axis) 1 a.Lengths) a)
        |> refusing
            [
                "ExpandDims", [ "axis 3"; "from -3 to 2" ], (fun () -> Manipulation.expandDims 3 (ones [| 2; 3 |]))
            ]
        shaped [ "Manipulation.squeeze" ] shape onesOf Manipulation.squeeze squeezed
        |> refusing
            [
                "Squeeze",
                [ "axis 1"; "1×3"; "length 3" ],
                (fun () -> Manipulation.squeeze (Some [| 1 |]) (ones [| 1; 3 |]))
            ]
        shaped [ "Manipulation.flatten" ] shape (fun _ -> none) (fun () -> Manipulation.flatten) (fun () a ->
            Indexed.reshape [| Shape.size a.Lengths |] a)
        listed
            [ "Manipulation.stack" ]
            (shapeOf 0 0 3 |> Gen.bind (fun shape -> Gen.zip (newAxis shape) (same shape)))
            Manipulation.stack
            stacked
        |> refusing
            [
                "Stack",
                [ "2×3"; "2×4"; "one shape" ],
                (fun () -> Manipulation.stack 0 [ ones [| 2; 3 |]; ones [| 2; 4 |] ])
                "Stack", [ "no tensor" ], (fun () -> Manipulation.stack 0 [])
                "Stack", [ "axis 2" ], (fun () -> Manipulation.stack 2 [ ones [| 2 |] ])
            ]
        listed
            [ "Manipulation.hstack" ]
            (gen {
                let! shape = shapeOf 0 0 3

                let! xs =
                    if shape.Length = 0 then
                        same shape
                    else
                        alike shape (min 1 (shape.Length - 1))

                return (), xs
            })
            (fun () -> Manipulation.hstack)
            (fun () xs ->
                let xs = xs |> List.map (reshapedIf ((=) 0) (fun _ -> [| 1 |]))
                inRow (min 1 (xs.Head.Lengths.Length - 1)) xs)
        |> refusing
            [
                "Hstack", [ "2×3"; "3×3" ], (fun () -> Manipulation.hstack [ ones [| 2; 3 |]; ones [| 3; 3 |] ])
                "Hstack", [ "no tensor" ], (fun () -> Manipulation.hstack [])
            ]
        listed
            [ "Manipulation.vstack" ]
            (gen {
                let! shape = shapeOf 0 0 3
                let! xs = if shape.Length < 2 then same shape else alike shape 0
                return (), xs
            })
            (fun () -> Manipulation.vstack)
            (fun () xs ->
                xs
                |> List.map (reshapedIf (fun rank -> rank < 2) (fun lengths -> [| 1; Shape.size lengths |]))
                |> inRow 0)
        |> refusing
            [
                "Vstack", [ "2×3"; "2×4" ], (fun () -> Manipulation.vstack [ ones [| 2; 3 |]; ones [| 2; 4 |] ])
                "Vstack", [ "no tensor" ], (fun () -> Manipulation.vstack [])
            ]
        listed
            [ "Manipulation.dstack" ]
            (gen {
                let! shape = shapeOf 0 0 4
                let! xs = if shape.Length < 3 then same shape else alike shape 2
                return (), xs
            })
            (fun () -> Manipulation.dstack)
            (fun () xs ->
                xs
                |> List.map (
                    reshapedIf (fun rank -> rank < 3) (fun lengths ->
                        if lengths.Length = 2 then
                            Array.append lengths [| 1 |]
                        else
                            [| 1; Shape.size lengths; 1 |])
                )
                |> inRow 2)
        |> refusing
            [
                "Dstack", [ "2×3×1"; "2×4×1" ], (fun () -> Manipulation.dstack [ ones [| 2; 3 |]; ones [| 2; 4 |] ])
                "Dstack", [ "no tensor" ], (fun () -> Manipulation.dstack [])
            ]

        shaped
            [ "Manipulation.splitAxis" ]
            (ranked 1)
            (fun shape ->
                gen {
                    let! axis = axisOf shape

                    let! cuts =
                        Gen.choose (0, shape[counted shape axis])
                        |> Gen.listOf
                        |> Gen.map (List.truncate 3)

                    return cuts |> List.sort |> Array.ofList, axis
                })
            (fun (ends, axis) -> Manipulation.splitAxis ends axis >> joined)
            (fun (ends, axis) -> pieces ends axis)
        |> refusing
            [
                "SplitAxis", [ "3, 2"; "2×5" ], (fun () -> Manipulation.splitAxis [| 3; 2 |] 1 (ones [| 2; 5 |]))
                "SplitAxis", [ "6"; "axis 1"; "2×5" ], (fun () -> Manipulation.splitAxis [| 6 |] 1 (ones [| 2; 5 |]))
                "SplitAxis", [ "axis 2" ], (fun () -> Manipulation.splitAxis [||] 2 (ones [| 2; 5 |]))
            ]
        shaped
            [ "Manipulation.splitSections" ]
            (ranked 1)
            (fun shape ->
                gen {
                    let! axis = axisOf shape
                    let n = shape[counted shape axis]
                    let! sections = Gen.elements ([ 1..5 ] |> List.filter (fun parts -> n % parts = 0))
                    return sections, axis
                })
            (fun (sections, axis) -> Manipulation.splitSections sections axis >> joined)
            (fun (sections, axis) a ->
                let step = a.Lengths[counted a.Lengths axis] / sections
                pieces [| for i in 1 .. sections - 1 -> i * step |] axis a)
        |> refusing
            [
                "SplitAxis", [ "length 5"; "2 sections" ], (fun () -> Manipulation.splitSections 2 1 (ones [| 2; 5 |]))
                "SplitAxis", [ "0 sections" ], (fun () -> Manipulation.splitSections 0 1 (ones [| 2; 5 |]))
            ]
        shaped
            [ "Manipulation.separate" ]
            (shapeOf 1 1 4)
            axisOf
            (fun axis -> Manipulation.separate axis >> joined)
            separated
        |> refusing
            [
                "Separate", [ "axis 2" ], (fun () -> Manipulation.separate 2 (ones [| 2; 5 |]))
            ]

        listed
            [ "Manipulation.broadcast" ]
            (gen {
                let! count = Gen.choose (1, 3)
                let! shapes = meeting count
                let! xs = Gen.collectToList (tensor mixed) (List.ofArray shapes)
                return (), xs
            })
            (fun () -> Manipulation.broadcast >> joined)
            (fun () xs ->
                let lengths = xs |> List.fold (fun lengths x -> Indexed.meet lengths x.Lengths) [||]
                xs |> List.map (Indexed.stretch lengths) |> joinedElements)
        |> refusing
            [
                "Broadcast",
                [ "shapes 2 and 3" ],
                (fun () -> Manipulation.broadcast [ ones [| 2 |]; ones [| 3 |] ] |> joined)
            ]
    ]
