namespace DeepExp

/// How the elements between two pixels are found.
type Interpolation =
    /// From the two neighbours along each axis, weighted by their nearness.
    | Bilinear = 0
    /// From one neighbour.
    | Nearest = 1

namespace DeepExp.Functional

open System
open DeepExp

/// Images x: N×C×H×W, their windows, their sizes, and what is read between their pixels.
[<RequireQualifiedAccess>]
module Image =

    let private shapeOf (x: Tensor) = x.Value.Shape

    let private lengths operation (x: Tensor) =
        let shape = shapeOf x

        if shape.Length <> 4 then
            fail operation $"x has shape {Shape.format shape}, but images have four axes: N×C×H×W."

        shape[0], shape[1], shape[2], shape[3]

    /// <summary>
    /// The windows of x, each under its place: N×C·kH·kW×oH×oW. Places of the kernel lie dilate apart, windows stride apart, and pad
    /// zeros stand around x; one length counts for both axes. Where windows are to cover all of x, the last may reach beyond the padding.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,\,(c K_1 + k_1) K_2 + k_2,\,u_1,\,u_2} =
    /// x_{i,\,c,\,s_1 u_1 + d_1 k_1 - p_1,\,s_2 u_2 + d_2 k_2 - p_2} \]
    /// with kernel \( K_1 \times K_2 \), stride \( s \), padding \( p \) and dilation \( d \).
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four axes, a length is not positive, or x is smaller than a window.</exception>
    let im2col (kernel: int[]) (stride: int[]) (pad: int[]) (dilate: int[]) coverAll (x: Tensor) =
        let N, C, H, W = lengths "Im2Col" x
        let perAxis name least = Spatial.perAxis "Im2Col" name least 2

        let w =
            Spatial.windows
                "Im2Col"
                coverAll
                0.0
                [| H; W |]
                (perAxis "ksize" 1 kernel)
                (perAxis "stride" 1 stride)
                (perAxis "pad" 0 pad)
                (perAxis "dilate" 1 dilate)

        Spatial.unfold w x
        |> Tensor.permute [| 3; 0; 1; 2; 4; 5 |]
        |> Tensor.reshape [| N; C * Shape.size w.Kernel; w.Out[0]; w.Out[1] |]

    /// <summary>
    /// Channels (r·dy + dx) C + c of N×r²C×H×W as pixels (r·i + dy, r·j + dx) of channel c: N×C×rH×rW.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,\,c,\,r u + \delta,\,r v + \epsilon} = x_{i,\,(r \delta + \epsilon) C + c,\,u,\,v}, \qquad
    /// 0 \le \delta, \epsilon &lt; r \]
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four axes, or its channels are no multiple of r².</exception>
    let depth2space r (x: Tensor) =
        let N, C, H, W = lengths "Depth2Space" x

        if r < 1 || C % (r * r) <> 0 then
            fail
                "Depth2Space"
                $"x (shape {Shape.format (shapeOf x)}) has {C} channels and r is {r}; r must be positive and r² divide the channels."

        let C = C / (r * r)

        x
        |> Tensor.reshape [| N; r; r; C; H; W |]
        |> Tensor.permute [| 0; 3; 4; 1; 5; 2 |]
        |> Tensor.reshape [| N; C; r * H; r * W |]

    /// <summary>Pixels (r·i + dy, r·j + dx) of N×C×H×W as channels (r·dy + dx) C + c: N×r²C×H/r×W/r. The inverse of depth2space.</summary>
    /// <remarks>
    /// \[ y_{i,\,(r \delta + \epsilon) C + c,\,u,\,v} = x_{i,\,c,\,r u + \delta,\,r v + \epsilon}, \qquad
    /// 0 \le \delta, \epsilon &lt; r \]
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four axes, or a length is no multiple of r.</exception>
    let space2depth r (x: Tensor) =
        let N, C, H, W = lengths "Space2Depth" x

        if r < 1 || H % r <> 0 || W % r <> 0 then
            fail
                "Space2Depth"
                $"x has shape {Shape.format (shapeOf x)} and r is {r}; r must be positive and divide the last two lengths."

        x
        |> Tensor.reshape [| N; C; H / r; r; W / r; r |]
        |> Tensor.permute [| 0; 3; 5; 1; 2; 4 |]
        |> Tensor.reshape [| N; r * r * C; H / r; W / r |]

    let private requireSize operation (size: int[]) =
        if size.Length <> 2 || Array.exists (fun n -> n < 1) size then
            fail operation $"the size is {Shape.format size}, but images have a positive height and width."

    /// x along an axis at places between its elements, from the two neighbours.
    let private interpolate axis (places: float[]) (x: Tensor) =
        let last = (shapeOf x)[axis] - 1
        let below = places |> Array.map (floor >> int >> min last)

        let at (indices: int[]) =
            Tensor.gather axis (Tensor.int32 [| indices.Length |] indices) x

        let nearness =
            Array.map2 (fun place below -> place - float below) places below
            |> Tensor.create x.DType (Array.init x.Rank (fun i -> if i = axis then places.Length else 1))

        at below * (1.0 - nearness)
        + at (below |> Array.map (fun i -> min (i + 1) last)) * nearness

    /// From first to last in equal steps; the first where there is only one.
    let private linspace (first: float) last count =
        Array.init count (fun i ->
            if count = 1 then
                first
            else
                first + (last - first) * float i / float (count - 1))

    /// <summary>
    /// x at another size oH×oW. Bilinear, pixel i lies at i (H - 1) / (oH - 1) where corners are aligned, otherwise at (i + ½) H / oH - ½,
    /// at least 0. Nearest, it is pixel ⌊i H / oH⌋.
    /// </summary>
    /// <remarks>
    /// Along each axis, from length \( H \) to \( H' \), bilinear:
    /// \[ \begin{gathered}
    /// y_i = (1 - a)\,x_{\lfloor v \rfloor} + a\,x_{\lfloor v \rfloor + 1}, \qquad a = v - \lfloor v \rfloor, \\
    /// v = \frac{i\,(H - 1)}{H' - 1} \quad \text{or} \\
    /// v = \max\left( \frac{(i + \frac12)\,H}{H'} - \frac12,\ 0 \right)
    /// \end{gathered} \]
    /// where corners are aligned, or are not; an index beyond the last pixel means the last. Nearest:
    /// \( y_i = x_{\lfloor i H / H' \rfloor} \).
    /// </remarks>
    /// <exception cref="DeepExpException">x has not four axes, or a length is not positive.</exception>
    let resizeImages (size: int[]) mode alignCorners (x: Tensor) =
        let _, _, H, W = lengths "ResizeImages" x
        requireSize "ResizeImages" size

        if H = 0 || W = 0 then
            fail "ResizeImages" $"x has shape {Shape.format (shapeOf x)}; an image without pixels has no other size."

        let along axis (x: Tensor) =
            let n, out = (shapeOf x)[axis], size[axis - 2]

            match mode with
            | Interpolation.Nearest ->
                let indices = Array.init out (fun i -> int (int64 i * int64 n / int64 out))
                Tensor.gather axis (Tensor.int32 [| out |] indices) x
            | _ when alignCorners -> interpolate axis (linspace 0.0 (float (n - 1)) out) x
            | _ ->
                let places =
                    Array.init out (fun i -> max 0.0 ((float i + 0.5) * float n / float out - 0.5))

                interpolate axis places x

        x |> along 2 |> along 3

    /// <summary>
    /// Where an affine map θ: N×2×3 takes the pixels of an oH×oW image, N×2×oH×oW: θ (u, v, 1)ᵀ, u along the width in channel 0 and v along
    /// the height in channel 1, both from -1 to 1 (Jaderberg et al., «Spatial transformer networks», 2015).
    /// </summary>
    /// <remarks>
    /// \[ y_{i,\,\cdot\,,\,v,\,u} = \theta_i \begin{pmatrix} u \\ v \\ 1 \end{pmatrix}, \qquad -1 \le u, v \le 1 \]
    /// </remarks>
    /// <exception cref="DeepExpException">θ has another shape, or a length is not positive.</exception>
    let spatialTransformerGrid (size: int[]) (theta: Tensor) =
        requireSize "SpatialTransformerGrid" size

        match shapeOf theta with
        | [| n; 2; 3 |] ->
            let H, W = size[0], size[1]
            let us, vs = linspace -1.0 1.0 W, linspace -1.0 1.0 H

            Array.init (3 * H * W) (fun at ->
                match at / (H * W) with
                | 0 -> us[at % W]
                | 1 -> vs[at / W % H]
                | _ -> 1.0)
            |> Tensor.create theta.DType [| 3; H * W |]
            |> Tensor.matmul theta
            |> Tensor.reshape [| n; 2; H; W |]
        | shape -> fail "SpatialTransformerGrid" $"theta has shape {Shape.format shape}, but affine maps are N×2×3."

    /// <summary>
    /// x: N×C×H×W at the pixels (v, u), both of shape N×h×w and of any value, from the four neighbours: N×C×h×w. Outside of x stand
    /// zeros.
    /// </summary>
    let internal sample (v: Tensor) (u: Tensor) (x: Tensor) =
        let N, C, H, W = lengths "Sample" x

        let pixels =
            x |> Tensor.permute [| 0; 2; 3; 1 |] |> Tensor.reshape [| N * H * W; C |]

        // Places are counted in float64, which holds every one of them exactly.
        let image = Tensor.float64 [| N; 1; 1 |] (Array.init N (fun n -> float (n * H * W)))

        let v0, u0 = Tensor.floor v, Tensor.floor u

        let part step (beyond: Tensor) =
            if step = 1.0 then beyond else 1.0 - beyond

        let neighbour (dv: float) (du: float) =
            let row, column = Tensor.cast Float64 (v0 + dv), Tensor.cast Float64 (u0 + du)
            let onto length = Tensor.clip 0.0 (float (length - 1))
            let row', column' = onto H row, onto W column
            let isInside = Tensor.equal row row' * Tensor.equal column column'
            let place = image + float W * row' + column'
            let nearness = part dv (v - v0) * part du (u - u0)

            Tensor.where isInside place (Tensor.scalar Float64 -1.0)
            |> Tensor.cast Int32
            |> fun indices -> Tensor.gather 0 indices pixels
            |> (*) (Manipulation.expandDims -1 nearness)

        [ neighbour 0.0 0.0; neighbour 0.0 1.0; neighbour 1.0 0.0; neighbour 1.0 1.0 ]
        |> List.reduce (+)
        |> Tensor.permute [| 0; 3; 1; 2 |]

    /// <summary>
    /// x: N×C×H×W read at the places of a grid N×2×h×w, N×C×h×w: channel 0 is u along the width, channel 1 is v along the height, and -1 and 1
    /// are the middles of the outermost pixels. Between pixels it is bilinear, outside of x zero (Jaderberg et al., «Spatial transformer
    /// networks», 2015). See spatialTransformerGrid.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{i,c,j} = \sum_{r,q} x_{i,c,r,q}\, \max(0,\ 1 - |v_j - r|)\, \max(0,\ 1 - |u_j - q|), \\
    /// u_j = \frac{(W - 1)(g_{i,0,j} + 1)}{2}, \qquad v_j = \frac{(H - 1)(g_{i,1,j} + 1)}{2}
    /// \end{gathered} \]
    /// with the grid \( g \).
    /// </remarks>
    /// <exception cref="DeepExpException">x has no pixels, or the grid has another shape.</exception>
    let spatialTransformerSampler (grid: Tensor) (x: Tensor) =
        let N, _, H, W = lengths "SpatialTransformerSampler" x

        if H = 0 || W = 0 then
            fail "SpatialTransformerSampler" $"x has shape {Shape.format (shapeOf x)}; it needs pixels to be read from."

        match shapeOf grid with
        | [| n; 2; _; _ |] when n = N ->
            let at channel length =
                Tensor.range 1 channel (channel + 1) grid
                |> Manipulation.squeeze (Some [| 1 |])
                |> fun place -> (place + 1.0) * (0.5 * float (length - 1))

            sample (at 1 H) (at 0 W) x
        | shape ->
            fail
                "SpatialTransformerSampler"
                $"the grid has shape {Shape.format shape} for x of shape {Shape.format (shapeOf x)}; it must be {N}×2×h×w."
