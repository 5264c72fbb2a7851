/// The rows of tables of vectors, bilinear forms, shifts and linear layers over several batch axes.
module DeepExp.Functional.Properties.ConnectionCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let private linearOver =
    gen {
        let! batchAxes = Gen.choose (1, 2)
        let! batch = Gen.arrayOfLength batchAxes (length 0)
        let! features = shapeOf 1 1 2
        let inputs = Shape.size features
        let! outputs = length 1
        let! x = tensor mixed (Array.append batch features)
        let! W = tensor mixed [| outputs; inputs |]
        let! b = optional (tensor mixed [| outputs |])

        let definition (xs: Indexed[]) =
            let y =
                Indexed.matmul false true (Indexed.reshape (Array.append batch [| inputs |]) xs[0]) xs[1]

            if xs.Length = 3 then Indexed.map2 (+) y xs[2] else y

        return
            call
                batchAxes
                [| x; W; yield! Option.toArray b |]
                (fun xs -> Connection.linearOver batchAxes xs[1] (Array.tryItem 2 xs) xs[0])
                definition
    }

let private embedded =
    gen {
        let! n = Gen.choose (1, 4)
        let! D = length 0
        let! ignoreLabel = Gen.elements [ None; Some 0; Some -1; Some 99 ]
        let! shape = shapeOf 0 0 3

        let labels = [ 0 .. n - 1 ] @ Option.toList ignoreLabel |> Gen.elements

        let! ids = Gen.arrayOfLength (Shape.size shape) labels
        let! W = tensor mixed [| n; D |]

        let definition (xs: Indexed[]) =
            {
                Lengths = Array.append shape [| D |]
                At =
                    fun index ->
                        let id = ids[Indexed.position shape index[.. shape.Length - 1]]

                        if Some id = ignoreLabel then
                            0.0
                        else
                            xs[0].At [| id; index[shape.Length] |]
            }

        return
            call
                (ignoreLabel, ids)
                [| W |]
                (fun xs -> Connection.embedId ignoreLabel xs[0] (Tensor.int32 shape ids))
                definition
    }

let private bilinear =
    gen {
        let! N = length 0
        let! J = shapeOf 1 1 2
        let! K = Gen.choose (1, 3)
        let! L = length 1
        let! isWhole = Gen.elements [ true; false ]
        let! e1 = tensor unit (Array.append [| N |] J)
        let! e2 = tensor unit [| N; K |]
        let! W = tensor unit [| Shape.size J; K; L |]
        let! V1 = tensor mixed [| Shape.size J; L |]
        let! V2 = tensor mixed [| K; L |]
        let! b = tensor mixed [| L |]

        let definition (xs: Indexed[]) =
            let e1 = Indexed.reshape [| N; Shape.size J |] xs[0]

            {
                Lengths = [| N; L |]
                At =
                    fun index ->
                        let n, l = index[0], index[1]

                        List.sum
                            [
                                for j in 0 .. Shape.size J - 1 do
                                    for k in 0 .. K - 1 do
                                        e1.At [| n; j |] * xs[1].At [| n; k |] * xs[2].At [| j; k; l |]
                                if isWhole then
                                    for j in 0 .. Shape.size J - 1 do
                                        e1.At [| n; j |] * xs[3].At [| j; l |]

                                    for k in 0 .. K - 1 do
                                        xs[1].At [| n; k |] * xs[4].At [| k; l |]

                                    xs[5].At [| l |]
                            ]
            }

        return
            call
                isWhole
                [|
                    e1
                    e2
                    W
                    if isWhole then
                        yield! [ V1; V2; b ]
                |]
                (fun xs ->
                    let linearPart = if isWhole then Some(xs[3], xs[4], xs[5]) else None
                    Connection.bilinear xs[2] linearPart xs[0] xs[1])
                definition
    }

let private shifted =
    gen {
        let! kernel = Gen.elements [ 1; 3 ]
        let! dilate = Gen.choose (1, 2)
        let! C = Gen.elements [ 1; 8; 9; 11 ]
        let! sides = Gen.arrayOfLength 2 (Gen.choose (0, 3))
        let! N = Gen.choose (1, 2)
        let! x = tensor mixed (Array.append [| N; C |] sides)

        // The channels of a group read the pixel at one place of the window, the last group the one in its middle.
        let group channel =
            let per = C / (kernel * kernel)

            if per = 0 then
                kernel * kernel - 1
            else
                min (channel / per) (kernel * kernel - 1)

        let place group =
            let middle = kernel * kernel / 2

            if group = kernel * kernel - 1 then middle
            elif group = middle then kernel * kernel - 1
            else group

        let definition (xs: Indexed[]) =
            { xs[0] with
                At =
                    fun index ->
                        let place = place (group index[1])
                        let i = index[2] + dilate * (kernel / 2 - place / kernel)
                        let j = index[3] + dilate * (kernel / 2 - place % kernel)

                        if i >= 0 && i < sides[0] && j >= 0 && j < sides[1] then
                            xs[0].At [| index[0]; index[1]; i; j |]
                        else
                            0.0
            }

        return call (kernel, dilate) [| x |] (fun xs -> Connection.shift kernel dilate xs[0]) definition
    }

let rows: Case list =
    [
        case [ "Connection.linearOver" ] linearOver
        |> refusing
            [
                "Linear",
                [ "shape 2×3"; "2 axes cannot be the batch" ],
                (fun () -> Connection.linearOver 2 (ones [| 4; 3 |]) None (ones [| 2; 3 |]))
                "Linear",
                [ "0 axes cannot be the batch" ],
                (fun () -> Connection.linearOver 0 (ones [| 4; 3 |]) None (ones [| 2; 3 |]))
                "Linear",
                [ "3 features"; "4×2" ],
                (fun () -> Connection.linearOver 2 (ones [| 4; 2 |]) None (ones [| 2; 5; 3 |]))
            ]
        case [ "Connection.embedId" ] embedded
        |> refusing
            [
                "EmbedID",
                [ "index 3"; "3 rows"; "3×2" ],
                (fun () -> Connection.embedId None (ones [| 3; 2 |]) (Tensor.int32 [| 2 |] [| 0; 3 |]))
                "EmbedID",
                [ "index -1" ],
                (fun () -> Connection.embedId (Some 5) (ones [| 3; 2 |]) (Tensor.int32 [| 1 |] [| -1 |]))
                "EmbedID",
                [ "shape 3"; "n×D" ],
                (fun () -> Connection.embedId None (ones [| 3 |]) (Tensor.int32 [| 1 |] [| 0 |]))
                "EmbedID",
                [ "2 float64"; "int32" ],
                (fun () -> Connection.embedId None (ones [| 3; 2 |]) (ones [| 2 |]))
            ]
        case [ "Connection.bilinear" ] bilinear
        |> refusing
            [
                "Bilinear",
                [ "e1 has shape 2×3"; "e2 2×4"; "W 3×5×6"; "J×K×L" ],
                (fun () -> Connection.bilinear (ones [| 3; 5; 6 |]) None (ones [| 2; 3 |]) (ones [| 2; 4 |]))
                "Bilinear",
                [ "e1 has shape 2×3"; "e2 1×4" ],
                (fun () -> Connection.bilinear (ones [| 3; 4; 6 |]) None (ones [| 2; 3 |]) (ones [| 1; 4 |]))
                "Bilinear",
                [ "e2 has shape 4"; "batch axis" ],
                (fun () -> Connection.bilinear (ones [| 3; 4; 6 |]) None (ones [| 2; 3 |]) (ones [| 4 |]))
                "Bilinear",
                [ "V2 has shape 3×6"; "W (shape 3×4×6) needs 4×6" ],
                (fun () ->
                    Connection.bilinear
                        (ones [| 3; 4; 6 |])
                        (Some(ones [| 3; 6 |], ones [| 3; 6 |], ones [| 6 |]))
                        (ones [| 2; 3 |])
                        (ones [| 2; 4 |]))
            ]
        case [ "Connection.shift" ] shifted
        |> refusing
            [
                "Shift", [ "2×9×3"; "N×C×H×W" ], (fun () -> Connection.shift 3 1 (ones [| 2; 9; 3 |]))
                "Shift", [ "ksize is 2"; "odd" ], (fun () -> Connection.shift 2 1 (ones [| 1; 9; 3; 3 |]))
                "Shift", [ "dilate 0"; "at least 1" ], (fun () -> Connection.shift 3 0 (ones [| 1; 9; 3; 3 |]))
            ]
    ]
