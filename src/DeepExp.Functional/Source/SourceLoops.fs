namespace DeepExp.Functional

open DeepExp

/// Operations that move, gather and reduce elements, as loops; an array is its shape and its name.
[<RequireQualifiedAccess>]
module internal SourceLoops =

    let private sliceOf (shape: Shape) (starts: int[]) (steps: int[]) =
        let strides = Shape.strides shape
        Array.map2 (*) starts strides |> Array.sum, Array.map2 (*) steps strides

    let slice starts steps (x: Shape, x': string) (y: Shape, y': string) =
        let start, strides = sliceOf x starts steps

        SourceText.loops
            y
            [
                text $"{y'}[{SourceText.place y}] = {x'}[{SourceText.placeFrom start y strides}];"
            ]

    let embed starts steps (x: Shape, x': string) (y: Shape, y': string) =
        let start, strides = sliceOf y starts steps

        SourceText.clear y' (Shape.size y)
        @ SourceText.loops
            x
            [
                text $"{y'}[{SourceText.placeFrom start x strides}] = {x'}[{SourceText.place x}];"
            ]

    let concatenate axis (xs: (Shape * string)[]) (y: Shape, y': string) =
        let strides = Shape.strides y

        let starts =
            xs |> Array.scan (fun start (x, _) -> start + x[axis] * strides[axis]) 0

        [
            for start, (x, x') in Seq.zip starts xs do
                yield!
                    SourceText.loops
                        x
                        [
                            text $"{y'}[{SourceText.placeFrom start x strides}] = {x'}[{SourceText.place x}];"
                        ]
        ]

    /// The blocks before an axis, the indices in its place, what lies behind it; and the place in an array of the length at the axis
    /// that an index leads to.
    let private indexed axis (whole: Shape) (indices: Shape, indices': string) =
        let outer, inner = Shape.size whole[.. axis - 1], Shape.size whole[axis + 1 ..]
        let shape = [| outer; Shape.size indices; inner |]
        let index = text $"{indices'}[{SourceText.placeFrom 0 shape [| 0; 1; 0 |]}]"

        let terms =
            SourceText.terms shape [| whole[axis] * inner; 0; 1 |]
            @ SourceText.term index inner

        shape, index, SourceText.sum terms

    let gather axis (x, x': string) indices (_: Shape, y': string) =
        let shape, index, from = indexed axis x indices
        SourceText.loops shape [ text $"{y'}[{SourceText.place shape}] = {index} < 0 ? 0 : {x'}[{from}];" ]

    let scatter axis (_: Shape, x': string) indices (y, y': string) =
        let shape, index, onto = indexed axis y indices

        SourceText.clear y' (Shape.size y)
        @ SourceText.loops
            shape
            (SourceText.block (text $"if ({index} >= 0)") [ text $"{y'}[{onto}] += {x'}[{SourceText.place shape}];" ])

    let sum axes (x: Shape, x': string) (y: Shape, y': string) =
        let kept = Shape.withOnes axes x |> Shape.strides

        SourceText.clear y' (Shape.size y)
        @ SourceText.loops
            x
            [
                text $"{y'}[{SourceText.placeFrom 0 (Shape.withOnes axes x) kept}] += {x'}[{SourceText.place x}];"
            ]

    /// Whether a takes the place of b as the largest so far: NaN counts as larger than any number.
    let exceeds a b = text $"!({a} <= {b}) && {b} == {b}"

    let max axes (x: Shape, x': string) (_: Shape, y': string) =
        let kept = Shape.withOnes axes x
        let largest = text $"{y'}[{SourceText.place kept}]"
        let element = text $"{x'}[{SourceText.place x}]"

        SourceText.loops kept [ text $"{largest} = {x'}[{SourceText.placeFrom 0 kept (Shape.strides x)}];" ]
        @ SourceText.loops
            x
            (SourceText.block (text $"if ({exceeds element largest})") [ text $"{largest} = {element};" ])

    let argMax axis (x: Shape, x': string) (_: Shape, y': string) =
        let kept = Shape.withOnes [| axis |] x
        let strides = Shape.strides x
        let place = text $"{y'}[{SourceText.place kept}]"

        let at index =
            text $"{x'}[{SourceText.sum (SourceText.terms kept strides @ SourceText.term index strides[axis])}]"

        let isLarger = exceeds (at "k") (at place)

        SourceText.loops
            kept
            (text $"{place} = 0;"
             :: SourceText.loop "k" 1 x[axis] (SourceText.block (text $"if ({isLarger})") [ text $"{place} = k;" ]))

    /// For the loops over windows: their shape, where they stand in the image, and what must hold for that to lie inside.
    let private windowed (w: Windows) (windows: Shape) (image: Shape) =
        let n = w.Size.Length
        let strides = Shape.strides image

        // Windows are (C, kernel…, N, out…), the image (N, C, size…).
        let along axis onKernel onOut =
            Array.init windows.Length (fun i ->
                if i = 1 + axis then onKernel
                elif i = 2 + n + axis then onOut
                else 0)

        let steps axis =
            let stride = strides[2 + axis]
            along axis (w.Dilate[axis] * stride) (w.Stride[axis] * stride)

        let ofImage =
            Array.init windows.Length (fun i ->
                if i = 0 then strides[1]
                elif i = 1 + n then strides[0]
                else 0)

        let start =
            -(Array.init n (fun axis -> w.Pad[axis] * strides[2 + axis]) |> Array.sum)

        let place =
            Array.init n steps
            |> Array.fold (Array.map2 (+)) ofImage
            |> SourceText.placeFrom start windows

        let isInside =
            [
                for axis in 0 .. n - 1 do
                    let at = SourceText.placeFrom 0 windows (along axis w.Dilate[axis] w.Stride[axis])

                    let last =
                        (w.Kernel[axis] - 1) * w.Dilate[axis] + (w.Out[axis] - 1) * w.Stride[axis]

                    if w.Pad[axis] > 0 then
                        text $"{at} >= {w.Pad[axis]}"

                    if last >= w.Pad[axis] + w.Size[axis] then
                        text $"{at} < {w.Pad[axis] + w.Size[axis]}"
            ]

        place, String.concat " && " isInside

    let unfold w fill (x, x': string) (y, y': string) =
        let place, isInside = windowed w y x
        let element = text $"{x'}[{place}]"

        let value =
            if isInside = "" then
                element
            else
                text $"{isInside} ? {element} : {fill}"

        SourceText.loops y [ text $"{y'}[{SourceText.place y}] = {value};" ]

    let fold w (x, x': string) (y, y': string) =
        let place, isInside = windowed w x y
        let add = [ text $"{y'}[{place}] += {x'}[{SourceText.place x}];" ]

        SourceText.clear y' (Shape.size y)
        @ SourceText.loops
            x
            (if isInside = "" then
                 add
             else
                 SourceText.block (text $"if ({isInside})") add)

    /// y = a b, or a b + c; a factor may be transposed.
    let matMul transposeA transposeB (a: Shape, a': string) (b: Shape, b': string) bias (y: Shape, y': string) =
        let rank = y.Length

        // The strides of a factor along the axes of the result, and along k; its batch axes are those of the result.
        let read (x: Shape) (x': string) transposed own =
            let strides = Shape.strides x
            let other = 2 * rank - 3 - own
            let along, inner = if transposed then other, own else own, other

            let stay axis =
                if axis < rank - 2 then strides[axis]
                elif axis = own then strides[along]
                else 0

            let terms =
                SourceText.terms y (Array.init rank stay) @ SourceText.term "k" strides[inner]

            text $"{x'}[{SourceText.sum terms}]"

        let start =
            match bias with
            | Some(c, c': string) -> text $"{c'}[{SourceText.placeFrom 0 y (Shape.broadcastStrides c y)}]"
            | None -> "0"

        let target = text $"{y'}[{SourceText.place y}]"

        SourceText.loops
            y
            (text $"{target} = {start};"
             :: SourceText.loop
                 "k"
                 0
                 a[if transposeA then rank - 2 else rank - 1]
                 [
                     text $"{target} += {read a a' transposeA (rank - 2)} * {read b b' transposeB (rank - 1)};"
                 ])
