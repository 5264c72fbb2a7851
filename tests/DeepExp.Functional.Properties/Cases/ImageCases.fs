/// The rows of images.
module DeepExp.Functional.Properties.ImageCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

let private image least =
    gen {
        let! N = Gen.choose (0, 2)
        let! c = Gen.choose (1, 2)
        let! H = Gen.choose (least, 4)
        let! W = Gen.choose (least, 4)
        return [| N; c; H; W |]
    }

let private small = Gen.frequency [ 1, Gen.constant 0.0; 9, between -2.0 2.0 ]

/// x[n, c, i, j], 0 outside.
let private pixel (x: Indexed) n c i j =
    if i >= 0 && i < x.Lengths[2] && j >= 0 && j < x.Lengths[3] then
        x.At [| n; c; i; j |]
    else
        0.0

let private columns =
    gen {
        let! shape = image 2
        let! kernel = Gen.arrayOfLength 2 (Gen.choose (1, 2))
        let! stride = Gen.arrayOfLength 2 (Gen.choose (1, 3))
        let! pad = Gen.arrayOfLength 2 (Gen.choose (0, 2))
        let! dilate = Gen.arrayOfLength 2 (Gen.choose (1, 2))
        let! coverAll = Gen.elements [ true; false ]

        let pad =
            Array.map2 max pad (Array.map2 (fun d k -> if d * (k - 1) + 1 > 2 then 1 else 0) dilate kernel)

        let! x = tensor small shape

        let out axis =
            let span = dilate[axis] * (kernel[axis] - 1) + 1
            let room = float (shape[axis + 2] + 2 * pad[axis] - span) / float stride[axis]
            int (if coverAll then ceil room else floor room) + 1

        let definition (xs: Indexed[]) =
            {
                Lengths = [| shape[0]; shape[1] * kernel[0] * kernel[1]; out 0; out 1 |]
                At =
                    fun index ->
                        let c, place =
                            index[1] / (kernel[0] * kernel[1]), index[1] % (kernel[0] * kernel[1])

                        let ky, kx = place / kernel[1], place % kernel[1]

                        pixel
                            xs[0]
                            index[0]
                            c
                            (index[2] * stride[0] + ky * dilate[0] - pad[0])
                            (index[3] * stride[1] + kx * dilate[1] - pad[1])
            }

        return
            call
                (kernel, stride, pad, dilate, coverAll)
                [| x |]
                (fun xs -> Image.im2col kernel stride pad dilate coverAll xs[0])
                definition
    }

/// Images whose channels, or sides, are multiples of r.
let private multiples (scale: int -> Shape -> Shape) f definition =
    gen {
        let! r = Gen.choose (1, 2)
        let! N = Gen.choose (0, 2)
        let! sides = Gen.arrayOfLength 3 (Gen.choose (1, 2))
        let shape = scale r (Array.append [| N |] sides)
        let! x = tensor mixed shape
        return call r [| x |] (fun xs -> f r xs[0]) (fun xs -> definition r xs[0])
    }

let private resized (size: int[]) mode alignCorners (x: Indexed) =
    let place axis i =
        let n, out = float x.Lengths[axis + 2], float size[axis]

        match mode with
        | Interpolation.Nearest -> floor (float i * n / out)
        | _ when alignCorners ->
            if size[axis] = 1 then
                0.0
            else
                float i * (n - 1.0) / (out - 1.0)
        | _ -> (float i + 0.5) * n / out - 0.5 |> max 0.0 |> min (n - 1.0)

    {
        Lengths = [| x.Lengths[0]; x.Lengths[1]; size[0]; size[1] |]
        At =
            fun index ->
                let v, u = place 0 index[2], place 1 index[3]

                List.sum
                    [
                        for i in 0 .. x.Lengths[2] - 1 do
                            for j in 0 .. x.Lengths[3] - 1 do
                                let near = max 0.0 (1.0 - abs (v - float i)) * max 0.0 (1.0 - abs (u - float j))

                                if near > 0.0 then
                                    near * x.At [| index[0]; index[1]; i; j |]
                    ]
    }

let private resizing =
    gen {
        let! shape = image 1
        let! size = Gen.arrayOfLength 2 (Gen.choose (1, 5))
        let! mode = Gen.elements [ Interpolation.Bilinear; Interpolation.Nearest ]
        let! alignCorners = Gen.elements [ true; false ]
        let! x = tensor small shape

        return
            call
                (size, mode, alignCorners)
                [| x |]
                (fun xs -> Image.resizeImages size mode alignCorners xs[0])
                (fun xs -> resized size mode alignCorners xs[0])
    }

let private grid =
    gen {
        let! N = Gen.choose (0, 2)
        let! size = Gen.arrayOfLength 2 (Gen.choose (1, 3))
        let! theta = tensor mixed [| N; 2; 3 |]

        let definition (xs: Indexed[]) =
            let along n i =
                if n = 1 then -1.0 else -1.0 + 2.0 * float i / float (n - 1)

            {
                Lengths = [| N; 2; size[0]; size[1] |]
                At =
                    fun index ->
                        let row k = xs[0].At [| index[0]; index[1]; k |]
                        row 0 * along size[1] index[3] + row 1 * along size[0] index[2] + row 2
            }

        return call size [| theta |] (fun xs -> Image.spatialTransformerGrid size xs[0]) definition
    }

let private sampled =
    gen {
        let! shape = image 2
        let N, H, W = shape[0], shape[2], shape[3]
        let! x = tensor small shape
        let! h = Gen.choose (1, 2)
        let! w = Gen.choose (1, 2)

        // Between pixels, some outside, and no step away from where the neighbours change.
        let place n =
            Gen.zip (Gen.choose (-2, n)) (between 0.2 0.8)
            |> Gen.map (fun (whole, part) -> 2.0 * (float whole + part) / float (n - 1) - 1.0)

        let! us = Gen.arrayOfLength (N * h * w) (place W)
        let! vs = Gen.arrayOfLength (N * h * w) (place H)

        let places =
            Array.init (N * 2 * h * w) (fun at ->
                let n, rest = at / (2 * h * w), at % (2 * h * w)
                (if rest < h * w then us else vs)[n * h * w + rest % (h * w)])

        let definition (xs: Indexed[]) =
            {
                Lengths = [| N; shape[1]; h; w |]
                At =
                    fun index ->
                        let at channel n =
                            (xs[1].At [| index[0]; channel; index[2]; index[3] |] + 1.0) * float (n - 1)
                            / 2.0

                        let u, v = at 0 W, at 1 H

                        List.sum
                            [
                                for i in 0 .. H - 1 do
                                    for j in 0 .. W - 1 do
                                        let near = max 0.0 (1.0 - abs (v - float i)) * max 0.0 (1.0 - abs (u - float j))
                                        near * xs[0].At [| index[0]; index[1]; i; j |]
                            ]
            }

        return
            call
                ()
                [| x; Tensor.float64 [| N; 2; h; w |] places |]
                (fun xs -> Image.spatialTransformerSampler xs[1] xs[0])
                definition
    }

let private two = [| 2; 2 |]
let private one = [| 1; 1 |]

let rows =
    [
        case [ "Image.im2col" ] columns
        |> refusing
            [
                "Im2Col", [ "shape 2×2" ], (fun () -> Image.im2col two one [| 0 |] one false (ones two))
                "Im2Col",
                [ "stride"; "at least 1" ],
                (fun () -> Image.im2col two [| 0 |] [| 0 |] one false (ones [| 1; 1; 2; 2 |]))
                "Im2Col",
                [ "spans 3"; "only 2" ],
                (fun () -> Image.im2col [| 3 |] one [| 0 |] one false (ones [| 1; 1; 2; 2 |]))
            ]
        case
            [ "Image.depth2space" ]
            (multiples
                (fun r shape -> [| shape[0]; r * r * shape[1]; shape[2]; shape[3] |])
                Image.depth2space
                (fun r x ->
                    let C = x.Lengths[1] / (r * r)

                    reading
                        [| x.Lengths[0]; C; r * x.Lengths[2]; r * x.Lengths[3] |]
                        (fun index ->
                            let dy, dx = index[2] % r, index[3] % r
                            [| index[0]; (dy * r + dx) * C + index[1]; index[2] / r; index[3] / r |])
                        x))
        |> refusing
            [
                "Depth2Space",
                [ "1×6×2×2"; "6 channels"; "r is 2" ],
                (fun () -> Image.depth2space 2 (ones [| 1; 6; 2; 2 |]))
                "Depth2Space", [ "shape 2×2" ], (fun () -> Image.depth2space 1 (ones two))
            ]
        case
            [ "Image.space2depth" ]
            (multiples
                (fun r shape -> [| shape[0]; shape[1]; r * shape[2]; r * shape[3] |])
                Image.space2depth
                (fun r x ->
                    let C = x.Lengths[1]

                    reading
                        [| x.Lengths[0]; r * r * C; x.Lengths[2] / r; x.Lengths[3] / r |]
                        (fun index ->
                            let place, c = index[1] / C, index[1] % C
                            [| index[0]; c; r * index[2] + place / r; r * index[3] + place % r |])
                        x))
        |> refusing
            [
                "Space2Depth", [ "1×1×3×2"; "r is 2" ], (fun () -> Image.space2depth 2 (ones [| 1; 1; 3; 2 |]))
                "Space2Depth", [ "shape 2×2" ], (fun () -> Image.space2depth 1 (ones two))
            ]
        case [ "Image.resizeImages" ] resizing
        |> refusing
            [
                "ResizeImages",
                [ "size is 0×2" ],
                (fun () -> Image.resizeImages [| 0; 2 |] Interpolation.Bilinear true (ones [| 1; 1; 2; 2 |]))
                "ResizeImages",
                [ "1×1×0×2"; "without pixels" ],
                (fun () -> Image.resizeImages two Interpolation.Nearest true (ones [| 1; 1; 0; 2 |]))
            ]
        case [ "Image.spatialTransformerGrid" ] grid
        |> refusing
            [
                "SpatialTransformerGrid",
                [ "2×3×3"; "N×2×3" ],
                (fun () -> Image.spatialTransformerGrid two (ones [| 2; 3; 3 |]))
                "SpatialTransformerGrid",
                [ "size is 2×0" ],
                (fun () -> Image.spatialTransformerGrid [| 2; 0 |] (ones [| 1; 2; 3 |]))
            ]
        case [ "Image.spatialTransformerSampler" ] sampled
        |> refusing
            [
                "SpatialTransformerSampler",
                [ "2×2×1×1"; "1×1×2×2"; "1×2×h×w" ],
                (fun () -> Image.spatialTransformerSampler (ones [| 2; 2; 1; 1 |]) (ones [| 1; 1; 2; 2 |]))
                "SpatialTransformerSampler",
                [ "1×1×0×2"; "pixels" ],
                (fun () -> Image.spatialTransformerSampler (ones [| 1; 2; 1; 1 |]) (ones [| 1; 1; 0; 2 |]))
            ]
    ]
