namespace DeepExp.Functional

open DeepExp

/// Windows on the spatial axes of x: (N, C, size…), as convolution and pooling lay them.
[<RequireQualifiedAccess>]
module internal Spatial =

    /// The number of axes after batch and channels.
    let axesOf operation (x: Tensor) =
        if x.Rank < 3 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape}, but needs batch, channels and at least one spatial axis: N×C×size."

        x.Rank - 2

    /// A length for each of n axes; one length counts for all.
    let perAxis operation (name: string) least n (lengths: int[]) =
        let all =
            if lengths.Length = 1 then
                Array.create n lengths[0]
            else
                lengths

        if all.Length <> n then
            fail
                operation
                $"{name} is given for {lengths.Length} axes, but x has {n} spatial axes; give one number for all, or one for each."

        for length in all do
            if length < least then
                fail operation $"{name} is {Shape.format all}, but must be at least {least}."

        all

    /// The length that a kernel spans: k + (k - 1)(d - 1).
    let spanOf kernel dilate = kernel + (kernel - 1) * (dilate - 1)

    /// How often a window fits: ⌊(size + 2 pad - span) / stride⌋ + 1; with coverAll the windows reach every element.
    let outLength coverAll size kernel stride pad dilate =
        let room = size + 2 * pad - spanOf kernel dilate
        (if coverAll then room + stride - 1 else room) / stride + 1

    /// The windows over `size`; fails where a kernel is longer than what it slides over.
    let windows operation coverAll fill (size: int[]) (kernel: int[]) (stride: int[]) (pad: int[]) (dilate: int[]) =
        for axis = 0 to size.Length - 1 do
            let span = spanOf kernel[axis] dilate[axis]

            if size[axis] + 2 * pad[axis] < span then
                fail
                    operation
                    $"along spatial axis {axis} the kernel spans {span} elements, but x has only {size[axis]}, padded {size[axis] + 2 * pad[axis]}."

        {
            Size = size
            Kernel = kernel
            Stride = stride
            Pad = pad
            Dilate = dilate
            Out =
                Array.init size.Length (fun axis ->
                    outLength coverAll size[axis] kernel[axis] stride[axis] pad[axis] dilate[axis])
            Fill = fill
        }

    /// The windows whose transpose leads from `size` to the given lengths, or to those that follow from the geometry.
    let transposedWindows
        operation
        coverAll
        outsize
        (size: int[])
        (kernel: int[])
        (stride: int[])
        (pad: int[])
        (dilate: int[])
        =
        let natural axis =
            let length =
                stride[axis] * (size[axis] - 1) + spanOf kernel[axis] dilate[axis]
                - 2 * pad[axis]

            if coverAll then length - stride[axis] + 1 else length

        let target =
            match outsize with
            | Some lengths -> perAxis operation "outsize" 1 size.Length lengths
            | None -> Array.init size.Length natural

        for axis = 0 to size.Length - 1 do
            let fits coverAll =
                let beyond = if coverAll then stride[axis] - 1 else 0

                target[axis] + 2 * pad[axis] + beyond >= spanOf kernel[axis] dilate[axis]
                && outLength coverAll target[axis] kernel[axis] stride[axis] pad[axis] dilate[axis] = size[axis]

            if not (target[axis] > 0 && (fits false || fits true)) then
                fail
                    operation
                    $"along spatial axis {axis} an output of {target[axis]} has no windows for an input of {size[axis]} (kernel {kernel[axis]}, stride {stride[axis]}, pad {pad[axis]}); {natural axis} would."

        {
            Size = target
            Kernel = kernel
            Stride = stride
            Pad = pad
            Dilate = dilate
            Out = size
            Fill = 0.0
        }

    let sizeOf (x: Tensor) = x.Value.Shape[2..]
    let unfold w x = Tensor.Apply(Unfold w, (x: Tensor))
    let fold w x = Tensor.Apply(Fold w, (x: Tensor))

    /// (C, N, …) ↦ (N, C, …) and back.
    let swapBatch (x: Tensor) =
        let rest = [| 2 .. x.Rank - 1 |]
        Tensor.permute (Array.append [| 1; 0 |] rest) x

    /// 1 where an element stands at the place along an axis that is named, 0 elsewhere; the places (int32) lack the axis.
    let isAt axis length dtype (places: Tensor) =
        let lengths = places.Value.Shape

        Tensor.equal
            (places |> Tensor.cast dtype |> Tensor.reshape (Array.insertAt axis 1 lengths))
            (Array.init length float
             |> Tensor.create dtype (Array.init (lengths.Length + 1) (fun i -> if i = axis then length else 1)))

    /// The largest along an axis, which vanishes, and the place where the first largest stands: it has the gradient.
    let largest axis (x: Tensor) =
        let places = Tensor.argMax axis x
        let chosen = isAt axis x.Value.Shape[axis] x.DType places
        Tensor.rectify 0.0 chosen x |> Tensor.sumOver [| axis |] false, places
