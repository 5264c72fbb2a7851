/// The rows of pooling over regions of images.
module DeepExp.Functional.Properties.RegionCases

open FsCheck
open FsCheck.FSharp
open DeepExp
open DeepExp.Functional
open DeepExp.Functional.Properties.Calls
open DeepExp.Functional.Properties.Elements
open DeepExp.Functional.Properties.Generators

/// x shows pictures at half their size, so that corners fall on pixels and between them.
let private scale = 0.5

/// Images, and regions of them: which image, and top, left, bottom and right in the picture.
type private Drawing =
    {
        x: Tensor
        Out: int[]
        Images: int[]
        Corners: float[][]
    }

    member this.Rois =
        Tensor.float64 [| this.Images.Length; 4 |] (Array.concat this.Corners)

    member this.Indices = Tensor.int32 [| this.Images.Length |] this.Images
    member this.Arguments = this.Out, this.Images, this.Corners

/// Regions that lie inside, or reach and lie outside too.
let private drawing isInside =
    gen {
        let! N = Gen.choose (1, 2)
        let! C = Gen.choose (1, 2)
        let! sides = Gen.arrayOfLength 2 (Gen.choose (2, 4))
        let! out = Gen.arrayOfLength 2 (Gen.choose (1, 2))
        let! count = Gen.choose ((if isInside then 1 else 0), 2)
        let! x = PoolingCases.apart [| N; C; sides[0]; sides[1] |]

        let corners =
            gen {
                let beyond = if isInside then 0 else 3

                let! first =
                    sides
                    |> Gen.collectToArray (fun n -> Gen.choose (-beyond, 2 * (n - 1) + beyond))

                let! last =
                    sides |> Gen.collectToArray (fun n -> Gen.choose (-beyond, 2 * n + beyond))

                return Array.append first last |> Array.map float
            }

        let! images = Gen.arrayOfLength count (Gen.choose (0, N - 1))
        let! corners = Gen.arrayOfLength count corners

        return
            {
                x = x
                Out = out
                Images = images
                Corners = corners
            }
    }

/// What there is in each bin of each channel, in order, from where its region begins along both axes and how long it is.
let private binned drawing region bin (x: Indexed) =
    [|
        for image, corners in Array.zip drawing.Images drawing.Corners do
            for c in 0 .. x.Lengths[1] - 1 do
                for place in Indexed.indices drawing.Out do
                    let start, size = region corners
                    yield bin start size (Array.ofList place) (fun i j -> x.At [| image; c; i; j |])
    |]

let private ofBins drawing (x: Indexed) values =
    Indexed.ofElements (Array.concat [ [| drawing.Images.Length; x.Lengths[1] |]; drawing.Out ]) values

/// The pixels of x, along both axes, that a bin of so many touches.
let private touched
    (lengths: int[])
    (out: int[])
    (start: float[])
    (size: float[])
    (bin: int[])
    (pixel: int -> int -> float)
    =
    let along axis =
        let step = size[axis] / float out[axis]
        let first = floor (float bin[axis] * step)
        let beyond = ceil (float (bin[axis] + 1) * step)

        [ 0 .. lengths[axis] - 1 ]
        |> List.filter (fun i -> float i - start[axis] >= first && float i - start[axis] < beyond)

    [
        for i in along 0 do
            for j in along 1 do
                pixel i j
    ]

let private ofPixels more (corners: float[]) =
    let corners = corners |> Array.map (fun place -> round (scale * place))
    corners[..1], Array.init 2 (fun axis -> max 1.0 (corners[axis + 2] - corners[axis] + more))

let private pooled isInside more value f =
    gen {
        let! drawing = drawing isInside
        let lengths = drawing.x.Shape[2..]

        let definition (xs: Indexed[]) =
            xs[0]
            |> binned drawing (ofPixels more) (touched lengths drawing.Out)
            |> Array.map value
            |> ofBins drawing xs[0]

        return call drawing.Arguments [| drawing.x |] (fun xs -> f drawing xs[0]) definition
    }

let private orZero f values =
    if List.isEmpty values then 0.0 else f values

/// The samples of a bin, each under its place; None further outside than one pixel.
let private samples
    (lengths: int[])
    (out: int[])
    (ratio: int[] option)
    (start: float[])
    (size: float[])
    (bin: int[])
    (pixel: int -> int -> float)
    =
    let along axis =
        let width = size[axis] / float out[axis]

        let count =
            match ratio with
            | Some counts -> counts[axis]
            | None -> int (ceil width)

        [
            for i in 0 .. count - 1 do
                start[axis] + width * (float bin[axis] + (float i + 0.5) / float count)
        ]

    let isNear axis place =
        place >= -1.0 && place <= float lengths[axis]

    let onto axis place =
        place |> max 0.0 |> min (float (lengths[axis] - 1))

    let nearness place i = max 0.0 (1.0 - abs (place - float i))

    [
        for v in along 0 do
            for u in along 1 do
                if isNear 0 v && isNear 1 u then
                    Some(
                        List.sum
                            [
                                for i in 0 .. lengths[0] - 1 do
                                    for j in 0 .. lengths[1] - 1 do
                                        nearness (onto 0 v) i * nearness (onto 1 u) j * pixel i j
                            ]
                    )
                else
                    None
    ]

let private unrounded (corners: float[]) =
    let corners = corners |> Array.map (fun place -> scale * place)
    corners[..1], Array.init 2 (fun axis -> max 1.0 (corners[axis + 2] - corners[axis]))

let private ratios =
    optional (Gen.elements [ [| 1 |]; [| 2 |]; [| 2; 1 |]; [| 1; 3 |] ])

let private perAxis (ratio: int[]) =
    if ratio.Length = 1 then [| ratio[0]; ratio[0] |] else ratio

let private sampled drawing ratio =
    binned drawing unrounded (samples drawing.x.Shape[2..] drawing.Out (Option.map perAxis ratio))

let private aligned isInside value keep f =
    gen {
        let! ratio = ratios
        let! drawing = drawing isInside |> Gen.filter (keep ratio)

        let definition (xs: Indexed[]) =
            sampled drawing ratio xs[0] |> Array.map value |> ofBins drawing xs[0]

        return call (ratio, drawing.Arguments) [| drawing.x |] (fun xs -> f drawing ratio xs[0]) definition
    }

/// Whether the largest sample of each bin lies well above all others that read other pixels: a maximum has no derivative where two meet.
let private isClear ratio drawing =
    let ofImage elements =
        Indexed.ofElements drawing.x.Shape elements
        |> sampled drawing ratio
        |> Array.map (List.choose id)

    // In an image without a pattern, equal samples are the same sample.
    let marks = ofImage (Array.init drawing.x.Size (fun i -> sqrt (float (i + 2))))

    Array.forall2
        (fun values marks ->
            let largest, own = List.zip values marks |> List.max

            List.forall2 (fun value mark -> largest - value > 0.02 || abs (own - mark) < 1e-9) values marks)
        (ofImage (drawing.x.ToArray<float>()))
        marks

let private indices = Tensor.int32 [| 1 |] [| 0 |]
let private image = ones [| 1; 1; 3; 3 |]

let private refusals operation (f: int[] -> float -> Tensor -> Tensor -> Tensor -> Tensor) =
    refusing
        [
            operation, [ "1×3×3"; "N×C×H×W" ], (fun () -> f [| 2 |] 1.0 indices (ones [| 1; 4 |]) (ones [| 1; 3; 3 |]))
            operation, [ "outsize is 0×0"; "at least 1" ], (fun () -> f [| 0 |] 1.0 indices (ones [| 1; 4 |]) image)
            operation, [ "spatialScale is 0"; "positive" ], (fun () -> f [| 2 |] 0.0 indices (ones [| 1; 4 |]) image)
            operation, [ "rois are 1×5"; "R×4" ], (fun () -> f [| 2 |] 1.0 indices (ones [| 1; 5 |]) image)
            operation,
            [ "rois are 2×4"; "roiIndices 1 int32" ],
            (fun () -> f [| 2 |] 1.0 indices (ones [| 2; 4 |]) image)
            operation,
            [ "image 1"; "1×1×3×3"; "has 1" ],
            (fun () -> f [| 2 |] 1.0 (Tensor.int32 [| 1 |] [| 1 |]) (ones [| 1; 4 |]) image)
            operation, [ "not finite" ], (fun () -> f [| 2 |] 1.0 indices (Tensor.full Float64 [| 1; 4 |] nan) image)
        ]

let rows: Case list =
    [
        case
            [ "RegionPooling.pooling" ]
            (pooled false 1.0 (orZero List.max) (fun drawing x ->
                let rois =
                    Array.map2
                        (fun image (corners: float[]) ->
                            [| float image; corners[1]; corners[0]; corners[3]; corners[2] |])
                        drawing.Images
                        drawing.Corners

                let rois = Tensor.float64 [| rois.Length; 5 |] (Array.concat rois)
                RegionPooling.pooling drawing.Out scale rois x))
        |> refusing
            [
                "RoiPooling2D",
                [ "rois have shape 1×4"; "R×5" ],
                (fun () -> RegionPooling.pooling [| 2 |] 1.0 (ones [| 1; 4 |]) image)
                "RoiPooling2D",
                [ "image 1"; "1×1×3×3" ],
                (fun () -> RegionPooling.pooling [| 2 |] 1.0 (ones [| 1; 5 |]) image)
            ]
        case
            [ "RegionPooling.maxPooling" ]
            (pooled true 0.0 List.max (fun drawing ->
                RegionPooling.maxPooling drawing.Out scale drawing.Indices drawing.Rois))
        |> refusals "RoiMaxPooling2D" RegionPooling.maxPooling
        case
            [ "RegionPooling.averagePooling" ]
            (pooled false 0.0 (orZero List.average) (fun drawing ->
                RegionPooling.averagePooling drawing.Out scale drawing.Indices drawing.Rois))
        |> refusals "RoiAveragePooling2D" RegionPooling.averagePooling
        case
            [ "RegionPooling.averageAlign" ]
            (aligned false (List.map (Option.defaultValue 0.0) >> List.average) (fun _ _ -> true) (fun drawing ratio ->
                RegionPooling.averageAlign drawing.Out scale ratio drawing.Indices drawing.Rois))
        |> refusals "RoiAverageAlign2D" (fun out scale -> RegionPooling.averageAlign out scale None)
        |> refusing
            [
                "RoiAverageAlign2D",
                [ "samplingRatio is 0×0"; "at least 1" ],
                (fun () -> RegionPooling.averageAlign [| 2 |] 1.0 (Some [| 0 |]) indices (ones [| 1; 4 |]) image)
            ]
        case
            [ "RegionPooling.maxAlign" ]
            (aligned true (List.choose id >> List.max) isClear (fun drawing ratio ->
                RegionPooling.maxAlign drawing.Out scale ratio drawing.Indices drawing.Rois))
        |> refusals "RoiMaxAlign2D" (fun out scale -> RegionPooling.maxAlign out scale None)
    ]
