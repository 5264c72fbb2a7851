/// The rows of convolution and its transposes, on one and two spatial axes.
module DeepExp.Functional.Properties.ConvolutionCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Generators

/// How windows lie along one axis: size, kernel, stride, pad, dilate. Every kernel fits.
let private axis =
    gen {
        let! kernel = Gen.choose (1, 3)
        let! stride = Gen.choose (1, 2)
        let! dilate = Gen.choose (1, 2)
        let! pad = Gen.choose (0, 1)
        let span = kernel + (kernel - 1) * (dilate - 1)
        let! more = Gen.choose (0, 2)
        return max 1 (span - 2 * pad) + more, kernel, stride, pad, dilate
    }

let private axes =
    Gen.choose (1, 2) |> Gen.bind (fun rank -> Gen.arrayOfLength rank axis)

let private geometry =
    gen {
        let! axes = axes
        let! groups = Gen.choose (1, 2)
        let! coverAll = Gen.elements [ false; false; true ]

        let options =
            {
                stride = axes |> Array.map (fun (_, _, stride, _, _) -> stride)
                pad = axes |> Array.map (fun (_, _, _, pad, _) -> pad)
                dilate = axes |> Array.map (fun (_, _, _, _, dilate) -> dilate)
                groups = groups
                coverAll = coverAll
            }

        let size = axes |> Array.map (fun (size, _, _, _, _) -> size)
        let kernel = axes |> Array.map (fun (_, kernel, _, _, _) -> kernel)
        return options, size, kernel
    }

let private outOf options (size: int[]) (kernel: int[]) =
    Array.init size.Length (fun i ->
        let span = kernel[i] + (kernel[i] - 1) * (options.dilate[i] - 1)
        let room = size[i] + 2 * options.pad[i] - span

        (if options.coverAll then
             room + options.stride[i] - 1
         else
             room)
        / options.stride[i]
        + 1)

/// Where output p and kernel place k meet x; None outside of it.
let private meet options (size: int[]) (p: int[]) (k: int[]) =
    let at =
        Array.init size.Length (fun i -> p[i] * options.stride[i] + k[i] * options.dilate[i] - options.pad[i])

    if Array.forall2 (fun i n -> i >= 0 && i < n) at size then
        Some at
    else
        None

let private places (shape: Shape) =
    Indexed.indices shape |> List.map Array.ofList

let private biasAt (xs: Indexed[]) o =
    if xs.Length = 3 then xs[2].At [| o |] else 0.0

let private correlation options size (kernel: Shape) (xs: Indexed[]) =
    let x, W = xs[0], xs[1]
    let O, inner = W.Lengths[0], W.Lengths[1]

    {
        Lengths = Array.append [| x.Lengths[0]; O |] (outOf options size kernel)
        At =
            fun index ->
                let n, o, p = index[0], index[1], index[2..]
                let first = o / (O / options.groups) * inner

                List.sum
                    [
                        biasAt xs o
                        for c in 0 .. inner - 1 do
                            for k in places kernel do
                                match meet options size p k with
                                | Some at -> W.At(Array.append [| o; c |] k) * x.At(Array.append [| n; first + c |] at)
                                | None -> ()
                    ]
    }

let private spread options size (kernel: Shape) target (xs: Indexed[]) =
    let x, W = xs[0], xs[1]
    let C, inner = W.Lengths[0], W.Lengths[1]

    {
        Lengths = Array.append [| x.Lengths[0]; inner * options.groups |] target
        At =
            fun index ->
                let n, o, at = index[0], index[1], index[2..]
                let group = o / inner

                List.sum
                    [
                        biasAt xs o
                        for c in group * (C / options.groups) .. (group + 1) * (C / options.groups) - 1 do
                            for k in places kernel do
                                for p in places size do
                                    if meet options target p k = Some at then
                                        W.At(Array.concat [ [| c; o % inner |]; k ]) * x.At(Array.append [| n; c |] p)
                    ]
    }

let private withBias x W (outputs: int) arguments f definition =
    gen {
        let! x = tensor mixed x
        let! W = tensor mixed W
        let! b = optional (tensor mixed [| outputs |])

        return
            call arguments [| x; W; yield! Option.toArray b |] (fun xs -> f xs[1] (Array.tryItem 2 xs) xs[0]) definition
    }

let private convolution =
    gen {
        let! options, size, kernel = geometry
        let! N = Gen.choose (0, 2)
        let! c = Gen.choose (1, 2)
        let! o = Gen.choose (1, 2)
        let g = options.groups

        return!
            withBias
                (Array.append [| N; c * g |] size)
                (Array.append [| o * g; c |] kernel)
                (o * g)
                options
                (Convolution.convolution options)
                (correlation options size kernel)
    }

let private deconvolution =
    gen {
        let! options, target, kernel = geometry
        let size = outOf options target kernel
        let! N = Gen.choose (0, 2)
        let! c = Gen.choose (1, 2)
        let! o = Gen.choose (1, 2)
        let g = options.groups

        return!
            withBias
                (Array.append [| N; c * g |] size)
                (Array.append [| c * g; o |] kernel)
                (o * g)
                (options, target)
                (Convolution.deconvolution options (Some target))
                (spread options size kernel target)
    }

let private depthwise =
    gen {
        let! options, size, kernel = geometry
        let options = { options with groups = 1 }
        let! M = Gen.choose (1, 2)
        let! C = Gen.choose (1, 2)

        let definition (xs: Indexed[]) =
            let kernels =
                {
                    Lengths = Array.append [| C * M; 1 |] kernel
                    At = fun i -> xs[1].At(Array.append [| i[0] % M; i[0] / M |] i[2..])
                }

            correlation { options with groups = C } size kernel (Array.updateAt 1 kernels xs)

        return!
            withBias
                (Array.append [| 2; C |] size)
                (Array.append [| M; C |] kernel)
                (C * M)
                options
                (Convolution.depthwiseConvolution options)
                definition
    }

let private local =
    gen {
        let! options, size, kernel = geometry

        let options =
            { Convolution.defaults with
                stride = options.stride
                pad = Array.map (fun _ -> 0) size
                dilate = Array.map (fun _ -> 1) size
            }

        let size = Array.map2 max size kernel
        let out = outOf options size kernel
        let! O = Gen.choose (1, 2)
        let! C = Gen.choose (1, 2)
        let! x = tensor mixed (Array.append [| 2; C |] size)
        let! W = tensor mixed (Array.concat [ [| O |]; out; [| C |]; kernel ])
        let! b = optional (tensor mixed (Array.append [| O |] out))

        let definition (xs: Indexed[]) =
            {
                Lengths = Array.append [| 2; O |] out
                At =
                    fun index ->
                        let n, o, p = index[0], index[1], index[2..]

                        List.sum
                            [
                                if xs.Length = 3 then
                                    xs[2].At index[1..]
                                for c in 0 .. C - 1 do
                                    for k in places kernel do
                                        for at in Option.toList (meet options size p k) do
                                            xs[1].At(Array.concat [ [| o |]; p; [| c |]; k ])
                                            * xs[0].At(Array.append [| n; c |] at)
                            ]
            }

        return
            call
                options.stride
                [| x; W; yield! Option.toArray b |]
                (fun xs -> Convolution.localConvolution options.stride xs[1] (Array.tryItem 2 xs) xs[0])
                definition
    }

let private deformable =
    gen {
        let! N = Gen.choose (0, 2)
        let! C = Gen.choose (1, 2)
        let! O = Gen.choose (1, 2)
        let! size = Gen.arrayOfLength 2 (Gen.choose (2, 3))
        let! kernel = Gen.arrayOfLength 2 (Gen.choose (1, 2))
        let! stride = Gen.arrayOfLength 2 (Gen.choose (1, 2))
        let! pad = Gen.arrayOfLength 2 (Gen.choose (0, 1))

        let options =
            { Convolution.defaults with
                stride = stride
                pad = pad
                dilate = [| 1; 1 |]
            }

        let out = outOf options size kernel
        let K = Shape.size kernel

        // No step away from where the neighbours change.
        let moves =
            Gen.zip (Gen.choose (-2, 1)) (between 0.2 0.8)
            |> Gen.map (fun (whole, part) -> float whole + part)

        let! x = tensor moderate (Array.append [| N; C |] size)
        let! offset = tensor moves (Array.append [| N; 2 * K |] out)
        let! W = tensor moderate (Array.append [| O; C |] kernel)
        let! b = optional (tensor moderate [| O |])

        let definition (xs: Indexed[]) =
            {
                Lengths = Array.append [| N; O |] out
                At =
                    fun index ->
                        let n, o, p = index[0], index[1], index[2..]

                        List.sum
                            [
                                if xs.Length = 4 then
                                    xs[3].At [| o |]
                                for c in 0 .. C - 1 do
                                    for k in places kernel do
                                        let channel = Indexed.position kernel k

                                        // The offset channels along the width come first.
                                        let place axis =
                                            float (p[axis] * stride[axis] + k[axis] - pad[axis])
                                            + xs[1].At(Array.append [| n; channel + (1 - axis) * K |] p)

                                        for at in places size do
                                            let near axis =
                                                max 0.0 (1.0 - abs (place axis - float at[axis]))

                                            xs[2].At(Array.append [| o; c |] k)
                                            * near 0
                                            * near 1
                                            * xs[0].At(Array.append [| n; c |] at)
                            ]
            }

        return
            call
                (stride, pad)
                [| x; offset; W; yield! Option.toArray b |]
                (fun xs -> Convolution.deformableConvolutionSampler stride pad xs[1] xs[2] (Array.tryItem 3 xs) xs[0])
                definition
    }

let rows: Case list =
    let d = Convolution.defaults
    let deform = Convolution.deformableConvolutionSampler [| 1 |] [| 0 |]

    [
        case [ "Convolve"; "Convolution.convolution" ] convolution
        |> refusing
            [
                "Convolution",
                [ "2×3"; "N×C×size" ],
                (fun () -> Convolution.convolution d (ones [| 1; 3; 1 |]) None (ones [| 2; 3 |]))
                "Convolution",
                [ "1×2×3×3"; "2×2×5"; "same number of axes" ],
                (fun () -> Convolution.convolution d (ones [| 1; 2; 3; 3 |]) None (ones [| 2; 2; 5 |]))
                "Convolution",
                [ "3 channels"; "2×3×5"; "1×2×3"; "expects 2" ],
                (fun () -> Convolution.convolution d (ones [| 1; 2; 3 |]) None (ones [| 2; 3; 5 |]))
                "Convolution",
                [ "shape 3"; "2 output channels" ],
                (fun () -> Convolution.convolution d (ones [| 2; 2; 3 |]) (Some(ones [| 3 |])) (ones [| 2; 2; 5 |]))
                "Convolution",
                [ "spans 5"; "only 4" ],
                (fun () ->
                    Convolution.convolution { d with dilate = [| 2 |] } (ones [| 2; 2; 3 |]) None (ones [| 2; 2; 4 |]))
                "Convolution",
                [ "stride is 0"; "at least 1" ],
                (fun () ->
                    Convolution.convolution { d with stride = [| 0 |] } (ones [| 2; 2; 3 |]) None (ones [| 2; 2; 4 |]))
                "Convolution",
                [ "3"; "2 groups" ],
                (fun () -> Convolution.convolution { d with groups = 2 } (ones [| 2; 1; 3 |]) None (ones [| 2; 3; 4 |]))
                "Convolution",
                [ "pad is given for 2 axes"; "1 spatial axes" ],
                (fun () ->
                    Convolution.convolution { d with pad = [| 1; 1 |] } (ones [| 2; 2; 3 |]) None (ones [| 2; 2; 4 |]))
            ]
        case [ "Convolution.deconvolution" ] deconvolution
        |> refusing
            [
                "Deconvolution",
                [ "3 channels"; "2×3×5"; "2×1×3"; "expects 2" ],
                (fun () -> Convolution.deconvolution d None (ones [| 2; 1; 3 |]) None (ones [| 2; 3; 5 |]))
                "Deconvolution",
                [ "output of 9"; "input of 5"; "7 would" ],
                (fun () -> Convolution.deconvolution d (Some [| 9 |]) (ones [| 3; 1; 3 |]) None (ones [| 2; 3; 5 |]))
            ]
        case [ "Convolution.depthwiseConvolution" ] depthwise
        |> refusing
            [
                "DepthwiseConvolution",
                [ "3 channels"; "1×2×3"; "expects 2" ],
                (fun () -> Convolution.depthwiseConvolution d (ones [| 1; 2; 3 |]) None (ones [| 2; 3; 5 |]))
            ]
        case [ "Unfold"; "Convolution.localConvolution" ] local
        |> refusing
            [
                "LocalConvolution",
                [ "1×3×2×2"; "kernels for 3 places"; "2×2×5"; "has 4" ],
                (fun () -> Convolution.localConvolution [| 1 |] (ones [| 1; 3; 2; 2 |]) None (ones [| 2; 2; 5 |]))
                "LocalConvolution",
                [ "1×4×2"; "O×out×C×kernel" ],
                (fun () -> Convolution.localConvolution [| 1 |] (ones [| 1; 4; 2 |]) None (ones [| 2; 2; 5 |]))
            ]
        case [ "Convolution.deformableConvolutionSampler" ] deformable
        |> refusing
            [
                "DeformableConvolution2DSampler",
                [ "offset has shape 1×4×3×3"; "1×1×3×3"; "1×1×2×2"; "1×8×oH×oW" ],
                (fun () -> deform (ones [| 1; 4; 3; 3 |]) (ones [| 1; 1; 2; 2 |]) None (ones [| 1; 1; 3; 3 |]))
                "DeformableConvolution2DSampler",
                [ "2 channels"; "expects 1" ],
                (fun () -> deform (ones [| 1; 2; 3; 3 |]) (ones [| 1; 1; 1; 1 |]) None (ones [| 1; 2; 3; 3 |]))
                "DeformableConvolution2DSampler",
                [ "1×1×0×3"; "pixels" ],
                (fun () -> deform (ones [| 1; 2; 3; 3 |]) (ones [| 1; 1; 1; 1 |]) None (ones [| 1; 1; 0; 3 |]))
                "DeformableConvolution2DSampler",
                [ "b has shape 2"; "1 output channels" ],
                (fun () ->
                    deform (ones [| 1; 2; 3; 3 |]) (ones [| 1; 1; 1; 1 |]) (Some(ones [| 2 |])) (ones [| 1; 1; 3; 3 |]))
            ]
    ]
