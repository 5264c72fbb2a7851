/// The row of margins: each mode as its book defines it, place by place and axis by axis.
module DeepExp.Functional.Properties.PaddingCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

/// Element i of a line that goes on beyond its ends 0 and n - 1: at each end it is reflected again, until it comes to lie inside.
let rec private reflected symmetric odd (line: float[]) i =
    let n = line.Length
    let twice = if symmetric then 1 else 0

    let turned edge mirrored =
        if odd then 2.0 * edge - mirrored else mirrored

    if i >= 0 && i < n then
        line[i]
    elif n = 1 && not symmetric then
        line[0]
    elif i < 0 then
        turned line[0] (reflected symmetric odd line (-i - twice))
    else
        turned line[n - 1] (reflected symmetric odd line (2 * (n - 1) - i + twice))

let private median (numbers: float[]) =
    let sorted = Array.sort numbers
    let n = numbers.Length
    0.5 * (sorted[(n - 1) / 2] + sorted[n / 2])

let private statistic mode (numbers: float[]) =
    match mode with
    | PadMode.Maximum -> Array.max numbers
    | PadMode.Minimum -> Array.min numbers
    | PadMode.Mean -> Array.average numbers
    | _ -> median numbers

/// Element i of a line, of which the places from 0 to n - 1 are given.
let private beyond mode options axis (struct (before, after)) (line: float[]) i =
    let n = line.Length

    let ofSide (pairs: struct ('T * 'T)[]) =
        let struct (left, right) = pairs[if pairs.Length = 1 then 0 else axis]
        if i < 0 then left else right

    if i >= 0 && i < n then
        line[i]
    else
        match mode with
        | PadMode.Constant -> ofSide options.ConstantValues
        | PadMode.Edge -> line[if i < 0 then 0 else n - 1]
        | PadMode.LinearRamp ->
            let edge, part =
                if i < 0 then
                    line[0], float -i / float before
                else
                    line[n - 1], float (i - n + 1) / float after

            edge + part * (ofSide options.EndValues - edge)
        | PadMode.Reflect -> reflected false (options.ReflectType = ReflectType.Odd) line i
        | PadMode.Symmetric -> reflected true (options.ReflectType = ReflectType.Odd) line i
        | PadMode.Wrap -> line[((i % n) + n) % n]
        | _ ->
            let count =
                match options.StatLength with
                | Some lengths -> min n (ofSide lengths)
                | None -> n

            statistic mode (if i < 0 then line[.. count - 1] else line[n - count ..])

let private padded mode options (widths: struct (int * int)[]) (a: Indexed) =
    let step (a: Indexed) axis =
        let struct (before, after) as width = widths[if widths.Length = 1 then 0 else axis]
        let n = a.Lengths[axis]
        let lengths = Array.updateAt axis (before + n + after) a.Lengths

        let at (index: int[]) =
            let line = Array.init n (fun i -> a.At(Array.updateAt axis i index))
            beyond mode options axis width line (index[axis] - before)

        Indexed.ofElements lengths (Indexed.elements { Lengths = lengths; At = at })

    List.fold step a [ 0 .. a.Lengths.Length - 1 ]

let private pair numbers =
    Gen.zip numbers numbers |> Gen.map (fun (a, b) -> struct (a, b))

/// One pair for all axes, or one for each.
let private pairs rank numbers =
    Gen.elements [ 1; rank ]
    |> Gen.bind (fun count -> Gen.arrayOfLength count (pair numbers))

/// Numbers of which no two are near each other, so that no step changes their order.
let private apart shape =
    Gen.shuffle [| 1 .. Shape.size shape |]
    |> Gen.map (Array.ofSeq >> Array.map (fun i -> 2.0 ** float i / 4.0) >> Tensor.float64 shape)

let private draw =
    gen {
        let! mode = Gen.elements (List.ofArray (System.Enum.GetValues<PadMode>()))
        let! shape = shapeOf (if mode = PadMode.Constant then 0 else 1) 1 2
        let! x = apart shape
        let! widths = pairs shape.Length (Gen.choose (0, 4))
        let! values = pairs shape.Length mixed
        let! ends = pairs shape.Length mixed
        let! lengths = pairs shape.Length (Gen.choose (1, 4)) |> optional
        let! reflectType = Gen.elements [ ReflectType.Even; ReflectType.Odd ]

        let options =
            {
                ConstantValues = values
                EndValues = ends
                StatLength = lengths
                ReflectType = reflectType
            }

        return
            call (mode, widths, options) [| x |] (fun xs -> Padding.pad mode options widths xs[0]) (fun xs ->
                padded mode options widths xs[0])
    }

let private edge (widths: struct (int * int)[]) x =
    Padding.pad PadMode.Edge PadOptions.Defaults widths x

let rows =
    [
        case [ "Padding.pad" ] draw
        |> refusing
            [
                "Pad", [ "axis 0 is (-1, 0)" ], (fun () -> edge [| struct (-1, 0) |] (ones [| 2 |]))
                "Pad",
                [ "padWidth holds 3 pairs"; "2 axes" ],
                (fun () -> edge (Array.create 3 (struct (0, 1))) (ones [| 2; 2 |]))
                "Pad", [ "axis 1"; "2×0"; "Constant" ], (fun () -> edge [| struct (1, 1) |] (ones [| 2; 0 |]))
                "Pad",
                [ "statLength"; "(0, 1)" ],
                (fun () ->
                    Padding.pad
                        PadMode.Mean
                        { PadOptions.Defaults with
                            StatLength = Some [| struct (0, 1) |]
                        }
                        [| struct (1, 1) |]
                        (ones [| 2 |]))
                "Pad",
                [ "mode 77" ],
                (fun () -> Padding.pad (enum<PadMode> 77) PadOptions.Defaults [| struct (1, 1) |] (ones [| 2 |]))
            ]
    ]
