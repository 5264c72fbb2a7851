/// The rows of pooling and its transposes, on one and two spatial axes.
module DeepExp.Functional.Properties.PoolingCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

/// Size, kernel, stride and pad along one axis; every kernel fits.
let private axis =
    gen {
        let! kernel = Gen.choose (1, 3)
        let! stride = Gen.choose (1, 3)
        let! pad = Gen.choose (0, kernel / 2)
        let! more = Gen.choose (0, 2)
        return max 1 (kernel - 2 * pad) + more, kernel, stride, pad
    }

let private geometry =
    gen {
        let! rank = Gen.choose (1, 2)
        let! axes = Gen.arrayOfLength rank axis
        let! own = Gen.elements [ true; false ]
        let kernel = axes |> Array.map (fun (_, kernel, _, _) -> kernel)

        return
            {|
                Size = axes |> Array.map (fun (size, _, _, _) -> size)
                Kernel = kernel
                Stride =
                    if own then
                        None
                    else
                        Some(axes |> Array.map (fun (_, _, stride, _) -> stride))
                Pad = axes |> Array.map (fun (_, _, _, pad) -> pad)
            |}
    }

let private outOf coverAll (size: int[]) (kernel: int[]) (stride: int[]) (pad: int[]) =
    Array.init size.Length (fun i ->
        let room = size[i] + 2 * pad[i] - kernel[i]
        (if coverAll then room + stride[i] - 1 else room) / stride[i] + 1)

/// The indices that the window at p has within x.
let private window (size: int[]) (kernel: int[]) (stride: int[]) (pad: int[]) (p: int[]) =
    Indexed.indices kernel
    |> List.map (fun k -> Array.init size.Length (fun i -> p[i] * stride[i] + (Array.ofList k)[i] - pad[i]))

let private inside (size: int[]) at =
    Array.forall2 (fun i n -> i >= 0 && i < n) at size

/// Elements no two of which are close to each other.
let apart shape =
    Gen.shuffle [| 1 .. Shape.size shape |]
    |> Gen.map (
        Array.ofSeq
        >> Array.map (fun i -> float i / 10.0 - 1.05)
        >> Tensor.float64 shape
    )

let private pooled coverAll (size: int[]) kernel stride pad (value: float option[] -> float) (x: Indexed) =
    {
        Lengths = Array.append x.Lengths[..1] (outOf coverAll size kernel stride pad)
        At =
            fun index ->
                window size kernel stride pad index[2..]
                |> List.map (fun at ->
                    if inside size at then
                        Some(x.At(Array.append index[..1] at))
                    else
                        None)
                |> Array.ofList
                |> value
    }

/// Whether each window reaches into x; the largest of nothing but padding is -∞, which has no differences.
let private reaches coverAll (size: int[]) kernel (stride: int[]) (pad: int[]) =
    outOf coverAll size kernel stride pad
    |> Array.indexed
    |> Array.forall (fun (i, out) -> (out - 1) * stride[i] - pad[i] < size[i])

/// A function of the largest of each window and of its place in it, as the definition finds both.
let private maximum f definition =
    gen {
        let! coverAll = Gen.elements [ true; false ]

        let! g =
            geometry
            |> Gen.filter (fun g -> reaches coverAll g.Size g.Kernel (Option.defaultValue g.Kernel g.Stride) g.Pad)

        let! N = Gen.choose (1, 2)
        let! x = apart (Array.append [| N; 2 |] g.Size)
        let stride = Option.defaultValue g.Kernel g.Stride

        let place elements =
            elements
            |> Array.findIndex ((=) (elements |> Array.choose id |> Array.max |> Some))
            |> float

        return
            call (g, coverAll) [| x |] (fun xs -> f g.Kernel g.Stride g.Pad coverAll xs[0]) (fun xs ->
                let windows value =
                    pooled coverAll g.Size g.Kernel stride g.Pad value xs[0]

                definition (windows (Array.choose id >> Array.max)) (windows place))
    }

/// Largest elements and their places in one row.
let private withIndices kernel stride pad coverAll (x: Tensor) =
    let y, places = Pooling.maxPoolingWithIndices kernel stride pad coverAll x
    joined [ y; Tensor.cast x.DType places ]

let private average =
    gen {
        let! g = geometry
        let! padValue = Gen.elements [ Some 0.0; None; Some 2.0 ]
        let! N = Gen.choose (0, 2)
        let! x = tensor mixed (Array.append [| N; 2 |] g.Size)
        let stride = Option.defaultValue g.Kernel g.Stride

        let mean elements =
            elements
            |> Array.map (Option.orElse padValue)
            |> Array.choose id
            |> Array.average

        return
            call
                (g, padValue)
                [| x |]
                (fun xs -> Pooling.averagePooling g.Kernel g.Stride g.Pad padValue xs[0])
                (fun xs -> pooled false g.Size g.Kernel stride g.Pad mean xs[0])
    }

/// What the window at p holds of y is what x gives it: all of it, or one place.
let private spread (size: int[]) target kernel stride pad (takes: int[] -> int -> bool) (x: Indexed) =
    {
        Lengths = Array.append x.Lengths[..1] target
        At =
            fun index ->
                List.sum
                    [
                        for p in Indexed.indices size |> List.map Array.ofList do
                            for place, at in List.indexed (window target kernel stride pad p) do
                                let from = Array.append index[..1] p

                                if at = index[2..] && takes from place then
                                    x.At from
                    ]
    }

let private unpooling =
    gen {
        let! g = geometry
        let stride = Option.defaultValue g.Kernel g.Stride
        let! coverAll = Gen.elements [ true; false ]
        let size = outOf coverAll g.Size g.Kernel stride g.Pad
        let! x = tensor mixed (Array.append [| 2; 1 |] size)

        return
            call
                (g, coverAll)
                [| x |]
                (fun xs -> Pooling.unpooling g.Kernel g.Stride g.Pad coverAll (Some g.Size) xs[0])
                (fun xs -> spread size g.Size g.Kernel stride g.Pad (fun _ _ -> true) xs[0])
    }

let private upsampling =
    gen {
        let! g = geometry
        let stride = Option.defaultValue g.Kernel g.Stride
        let size = outOf true g.Size g.Kernel stride g.Pad
        let! x = tensor mixed (Array.append [| 2; 1 |] size)
        let! wide = apart (Array.append [| 2; 1 |] g.Size)
        let _, indices = Pooling.maxPoolingWithIndices g.Kernel g.Stride g.Pad true wide

        let places = Indexed.ofTensor indices
        let takes from place = int (places.At from) = place

        return
            call
                g
                [| x |]
                (fun xs -> Pooling.upsampling indices g.Kernel g.Stride g.Pad true (Some g.Size) xs[0])
                (fun xs -> spread size g.Size g.Kernel stride g.Pad takes xs[0])
    }

let private pyramid =
    gen {
        let! height = Gen.choose (1, 2)
        let! size = Gen.arrayOfLength 2 (Gen.choose (2, 4))
        let! x = apart (Array.append [| 2; 1 |] size)
        return callOnly (height, size) [| x |] (fun xs -> Pooling.spatialPyramidPooling height xs[0])
    }

let rows: Case list =
    [
        case [ "Pooling.maxPoolingWithIndices" ] (maximum withIndices (fun y places -> joinedElements [ y; places ]))
        case [ "Peak"; "Pooling.maxPooling" ] (maximum Pooling.maxPooling (fun y _ -> y))
        |> refusing
            [
                "MaxPooling",
                [ "2×3"; "N×C×size" ],
                (fun () -> Pooling.maxPooling [| 2 |] None [| 0 |] true (ones [| 2; 3 |]))
                "MaxPooling",
                [ "spans 4"; "only 3" ],
                (fun () -> Pooling.maxPooling [| 4 |] None [| 0 |] true (ones [| 2; 1; 3 |]))
                "MaxPooling",
                [ "pad is 2"; "ksize 2" ],
                (fun () -> Pooling.maxPooling [| 2 |] None [| 2 |] true (ones [| 2; 1; 3 |]))
                "MaxPooling",
                [ "stride is 0"; "at least 1" ],
                (fun () -> Pooling.maxPooling [| 2 |] (Some [| 0 |]) [| 0 |] true (ones [| 2; 1; 3 |]))
            ]
        case [ "Pooling.averagePooling" ] average
        |> refusing
            [
                "AveragePooling",
                [ "ksize is given for 2 axes"; "1 spatial axes" ],
                (fun () -> Pooling.averagePooling [| 2; 2 |] None [| 0 |] (Some 0.0) (ones [| 2; 1; 3 |]))
            ]
        case [ "Pooling.unpooling" ] unpooling
        |> refusing
            [
                "Unpooling",
                [ "output of 9"; "input of 3" ],
                (fun () -> Pooling.unpooling [| 2 |] None [| 0 |] true (Some [| 9 |]) (ones [| 2; 1; 3 |]))
            ]
        case [ "Fold"; "Pooling.upsampling" ] upsampling
        |> refusing
            [
                "Upsampling",
                [ "2×1×2"; "2×1×3"; "equal" ],
                (fun () ->
                    Pooling.upsampling
                        (Tensor.zeros Int32 [| 2; 1; 2 |])
                        [| 2 |]
                        None
                        [| 0 |]
                        true
                        None
                        (ones [| 2; 1; 3 |]))
            ]
        case [ "Pooling.spatialPyramidPooling" ] pyramid
        |> refusing
            [
                "SpatialPyramidPooling2D",
                [ "2×1×3"; "N×C×H×W" ],
                (fun () -> Pooling.spatialPyramidPooling 2 (ones [| 2; 1; 3 |]))
            ]
    ]
