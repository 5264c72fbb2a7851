/// The rows of elements in another order, and several times.
module DeepExp.Functional.Properties.ManipulationCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let private ranked least = shapeOf 0 least 4

let private flipped axis (a: Indexed) =
    let axis = counted a.Lengths axis
    reading a.Lengths (fun index -> Array.updateAt axis (a.Lengths[axis] - 1 - index[axis]) index) a

let private swapped (axis1, axis2) (a: Indexed) =
    let axis1, axis2 = counted a.Lengths axis1, counted a.Lengths axis2

    let swap (items: int[]) =
        items |> Array.updateAt axis1 items[axis2] |> Array.updateAt axis2 items[axis1]

    reading (swap a.Lengths) swap a

/// Sources to their destinations, the others in order where there is place.
let private moved (source: int[], destination: int[]) (a: Indexed) =
    let axes = Array.create a.Lengths.Length -1
    Array.iter2 (fun s d -> axes[counted a.Lengths d] <- counted a.Lengths s) source destination

    let others =
        [ 0 .. axes.Length - 1 ]
        |> List.filter (fun axis -> not (Array.contains axis axes))

    let free = [ 0 .. axes.Length - 1 ] |> List.filter (fun at -> axes[at] = -1)
    List.iter2 (fun at axis -> axes[at] <- axis) free others
    Indexed.permute axes a

let private moves (shape: Shape) =
    gen {
        let! source = axes shape
        let! destination = Gen.shuffle [| 0 .. shape.Length - 1 |]
        return source, Array.truncate source.Length (Array.ofSeq destination)
    }

let private rolled (axis, start) (a: Indexed) =
    let axis, start = counted a.Lengths axis, counted a.Lengths start

    let ahead, behind =
        List.partition (fun other -> other < start) [ 0 .. a.Lengths.Length - 1 ]

    let but = List.filter ((<>) axis)
    Indexed.permute (Array.ofList (but ahead @ [ axis ] @ but behind)) a

let private tiled (reps: int[]) (a: Indexed) =
    let rank = max reps.Length a.Lengths.Length

    let padded (items: int[]) =
        Array.append (Array.create (rank - items.Length) 1) items

    let a = Indexed.reshape (padded a.Lengths) a
    reading (Array.map2 (*) (padded reps) a.Lengths) (fun index -> Array.map2 (%) index a.Lengths) a

let private repeated (repeats: int[], axis) (a: Indexed) =
    let a =
        if Option.isNone axis then
            Indexed.reshape [| Shape.size a.Lengths |] a
        else
            a

    let axis = axis |> Option.map (counted a.Lengths) |> Option.defaultValue 0

    let places =
        [
            for i in 0 .. a.Lengths[axis] - 1 do
                for _ in 1 .. repeats[if repeats.Length = 1 then 0 else i] do
                    i
        ]

    reading (Array.updateAt axis places.Length a.Lengths) (fun index -> Array.updateAt axis places[index[axis]] index) a

let private repetitions (shape: Shape) =
    gen {
        let! axis =
            if shape.Length = 0 then
                Gen.constant None
            else
                axisOf shape |> optional

        let n =
            match axis with
            | Some axis -> shape[counted shape axis]
            | None -> Shape.size shape

        let! count = Gen.elements [ 1; n ]
        let! repeats = Gen.arrayOfLength count (Gen.choose (0, 3))
        return repeats, axis
    }

let private diagonals (shape: Shape) =
    gen {
        let! pair = Gen.shuffle [| 0 .. shape.Length - 1 |]
        let pair = Array.ofSeq pair
        let! offset = Gen.choose (-3, 3)
        return offset, pair[0], pair[1] - shape.Length
    }

let private diagonal (offset, axis1, axis2) (a: Indexed) =
    let axis1, axis2 = counted a.Lengths axis1, counted a.Lengths axis2

    let places =
        [
            for i in 0 .. a.Lengths[axis1] - 1 do
                if i + offset >= 0 && i + offset < a.Lengths[axis2] then
                    i
        ]

    let others = [| 0 .. a.Lengths.Length - 1 |] |> Array.except [ axis1; axis2 ]

    let lengths =
        Array.append (others |> Array.map (Array.get a.Lengths)) [| places.Length |]

    let lead (index: int[]) =
        let i = places[index[others.Length]]

        Array.init a.Lengths.Length (fun axis ->
            if axis = axis1 then i
            elif axis = axis2 then i + offset
            else index[Array.findIndex ((=) axis) others])

    reading lengths lead a

let rows =
    [
        shaped [ "Manipulation.flip" ] (ranked 1) axisOf Manipulation.flip flipped
        |> refusing
            [
                "Flip", [ "axis 2"; "2×5" ], (fun () -> Manipulation.flip 2 (ones [| 2; 5 |]))
            ]
        shaped [ "Manipulation.fliplr" ] (ranked 2) (fun _ -> none) (fun () -> Manipulation.fliplr) (fun () ->
            flipped 1)
        |> refusing
            [
                "Fliplr", [ "shape 5"; "2 axes" ], (fun () -> Manipulation.fliplr (ones [| 5 |]))
            ]
        shaped [ "Manipulation.flipud" ] (ranked 1) (fun _ -> none) (fun () -> Manipulation.flipud) (fun () ->
            flipped 0)
        |> refusing
            [
                "Flipud", [ "scalar"; "1 axes" ], (fun () -> Manipulation.flipud (ones [||]))
            ]
        shaped
            [ "Manipulation.swapaxes" ]
            (ranked 1)
            (fun shape -> Gen.zip (axisOf shape) (axisOf shape))
            (fun (axis1, axis2) -> Manipulation.swapaxes axis1 axis2)
            swapped
        |> refusing
            [
                "Swapaxes", [ "axis 2"; "2×5" ], (fun () -> Manipulation.swapaxes 0 2 (ones [| 2; 5 |]))
            ]
        shaped
            [ "Manipulation.moveaxis" ]
            shape
            moves
            (fun (source, destination) -> Manipulation.moveaxis source destination)
            moved
        |> refusing
            [
                "Moveaxis",
                [ "2 axes"; "1 destinations" ],
                (fun () -> Manipulation.moveaxis [| 0; 1 |] [| 0 |] (ones [| 2; 5 |]))
                "Moveaxis", [ "twice" ], (fun () -> Manipulation.moveaxis [| 0; -2 |] [| 0; 1 |] (ones [| 2; 5 |]))
                "Moveaxis", [ "axis 2" ], (fun () -> Manipulation.moveaxis [| 0 |] [| 2 |] (ones [| 2; 5 |]))
            ]
        shaped
            [ "Manipulation.rollaxis" ]
            (ranked 1)
            (fun shape -> Gen.zip (axisOf shape) (Gen.choose (-shape.Length, shape.Length)))
            (fun (axis, start) -> Manipulation.rollaxis axis start)
            rolled
        |> refusing
            [
                "Rollaxis", [ "start 3"; "2×5" ], (fun () -> Manipulation.rollaxis 0 3 (ones [| 2; 5 |]))
                "Rollaxis", [ "axis 2" ], (fun () -> Manipulation.rollaxis 2 0 (ones [| 2; 5 |]))
            ]

        shaped
            [ "Manipulation.tile" ]
            (shapeOf 0 0 3)
            (fun _ -> Gen.choose (0, 3) |> Gen.bind (fun n -> Gen.arrayOfLength n (Gen.choose (0, 3))))
            Manipulation.tile
            tiled
        |> refusing
            [
                "Tile", [ "2, -1"; "negative" ], (fun () -> Manipulation.tile [| 2; -1 |] (ones [| 2 |]))
            ]
        shaped
            [ "Manipulation.repeat" ]
            (shapeOf 0 0 3)
            repetitions
            (fun (repeats, axis) -> Manipulation.repeat repeats axis)
            repeated
        |> refusing
            [
                "Repeat",
                [ "1, 2"; "axis 1"; "2×3" ],
                (fun () -> Manipulation.repeat [| 1; 2 |] (Some 1) (ones [| 2; 3 |]))
                "Repeat", [ "-1"; "negative" ], (fun () -> Manipulation.repeat [| -1 |] None (ones [| 2 |]))
                "Repeat", [ "axis 2" ], (fun () -> Manipulation.repeat [| 1 |] (Some 2) (ones [| 2; 3 |]))
            ]
        shaped
            [ "Manipulation.diagonal" ]
            (ranked 2)
            diagonals
            (fun (offset, axis1, axis2) -> Manipulation.diagonal offset axis1 axis2)
            diagonal
        |> refusing
            [
                "Diagonal", [ "twice" ], (fun () -> Manipulation.diagonal 0 0 -2 (ones [| 2; 3 |]))
                "Diagonal", [ "axis 1"; "shape 3" ], (fun () -> Manipulation.diagonal 0 0 1 (ones [| 3 |]))
            ]
    ]
