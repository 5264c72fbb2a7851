namespace DeepExp.Functional

open DeepExp

/// The primitives that slide windows over images, as loops; an array is its shape and its name.
[<RequireQualifiedAccess>]
module internal SourceWindows =

    /// Of loops with the window's elements and its places on given axes: the place on a spatial axis of the image, and what must hold
    /// for it to lie inside.
    let private meeting (w: Windows) (loops: Shape) element window =
        let n = w.Size.Length

        let along axis =
            Array.init loops.Length (fun i ->
                if i = element + axis then w.Dilate[axis]
                elif i = window + axis then w.Stride[axis]
                else 0)

        let isInside =
            [
                for axis in 0 .. n - 1 do
                    let at = SourceText.placeFrom 0 loops (along axis)

                    let last =
                        (w.Kernel[axis] - 1) * w.Dilate[axis] + (w.Out[axis] - 1) * w.Stride[axis]

                    if w.Pad[axis] > 0 then
                        text $"{at} >= {w.Pad[axis]}"

                    if last >= w.Pad[axis] + w.Size[axis] then
                        text $"{at} < {w.Pad[axis] + w.Size[axis]}"
            ]

        along, String.concat " && " isInside

    let private onlyIf condition body =
        if condition = "" then
            body
        else
            SourceText.block (text $"if ({condition})") body

    /// The place in x (strides of the spatial axes, and of the loops' other axes) that the loops stand at.
    let private placeIn (w: Windows) along (strides: int[]) (others: int[]) loops =
        let n = w.Size.Length

        let start = -(Array.init n (fun axis -> w.Pad[axis] * strides[axis]) |> Array.sum)

        Array.init n (fun axis -> along axis |> Array.map ((*) strides[axis]))
        |> Array.fold (Array.map2 (+)) others
        |> SourceText.placeFrom start loops

    /// Samples, groups, outputs and channels of a group, elements of the kernel, places: one product for each.
    let convolve side (w: Windows) groups (inputs: (Shape * string)[]) (y: Shape, y': string) =
        let n = w.Size.Length
        let a, b, c = inputs[0], inputs[1], (y, y')

        let (x, x'), (W, W'), (out, out') =
            match side with
            | Output -> a, b, c
            | Input -> c, b, a
            | Kernel -> a, c, b

        let outputs, channels = W[0] / groups, W[1]
        let loops = Array.concat [ [| x[0]; groups; outputs; channels |]; w.Kernel; w.Out ]
        let along, isInside = meeting w loops 4 (4 + n)

        // Steps along the first four loops, the kernel and the places.
        let steps first kernel places = Array.concat [ first; kernel; places ]

        let none = Array.zeroCreate<int> n
        let inX, inW, inY = Shape.strides x, Shape.strides W, Shape.strides out

        let atX =
            let others = steps [| inX[0]; channels * inX[1]; 0; inX[1] |] none none
            text $"{x'}[{placeIn w along inX[2..] others loops}]"

        let atW =
            let strides = steps [| 0; outputs * inW[0]; inW[0]; inW[1] |] inW[2..] none
            text $"{W'}[{SourceText.placeFrom 0 loops strides}]"

        let atY =
            let strides = steps [| inY[0]; outputs * inY[1]; inY[1]; 0 |] none inY[2..]
            text $"{out'}[{SourceText.placeFrom 0 loops strides}]"

        let add =
            match side with
            | Output -> text $"{atY} += {atW} * {atX};"
            | Input -> text $"{atX} += {atW} * {atY};"
            | Kernel -> text $"{atW} += {atY} * {atX};"

        let start =
            match Array.tryItem 2 inputs with
            | Some(_, b') ->
                let bias = Array.append [| 0; 1 |] none
                SourceText.loops y [ text $"{y'}[{SourceText.place y}] = {b'}[{SourceText.placeFrom 0 y bias}];" ]
            | None -> SourceText.clear y' (Shape.size y)

        start @ SourceText.loops loops (onlyIf isInside [ add ])

    let peak (w: Windows) within (x: Shape, x': string) (y: Shape, y': string) =
        let n = w.Size.Length
        let loops = Array.concat [ y; w.Kernel ]
        let along, isInside = meeting w loops (2 + n) 2
        let inX = Shape.strides x
        let others = Array.concat [ inX[..1]; Array.zeroCreate (2 * n) ]
        let place = placeIn w along inX[2..] others loops
        let target = text $"{y'}[{SourceText.place y}]"
        let isLarger = SourceLoops.exceeds (text $"{x'}[{place}]") (text $"{x'}[{target}]")

        let found =
            SourceText.loops y [ text $"{target} = -1;" ]
            @ SourceText.loops
                loops
                (onlyIf
                    isInside
                    (SourceText.block (text $"if ({target} < 0 || ({isLarger}))") [ text $"{target} = {place};" ]))

        if within then
            let kernel = Array.append (Array.zeroCreate (2 + n)) (Shape.strides w.Kernel)

            // A place in the window is kept as a number below -1, so that no place in x is taken for it.
            found
            @ SourceText.loops
                loops
                (onlyIf
                    isInside
                    (SourceText.block
                        (text $"if ({target} == {place})")
                        [ text $"{target} = -2 - ({SourceText.placeFrom 0 loops kernel});" ]))
            @ SourceText.loops y [ text $"{target} = {target} < -1 ? -2 - {target} : 0;" ]
        else
            found
