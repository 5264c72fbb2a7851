namespace DeepExp.Functional

open DeepExp

/// How a convolution slides. One length counts for all spatial axes.
type ConvolutionOptions =
    {
        /// The step from window to window.
        stride: int[]
        /// The zeros that are thought on both sides of x.
        pad: int[]
        /// The step from element to element within a window.
        dilate: int[]
        /// Into how many groups the channels are parted, each convolved for itself.
        groups: int
        /// Whether windows go on until every element of x was seen.
        coverAll: bool
    }

/// <summary>
/// Convolution as networks have it: cross-correlation, the kernel not flipped. For x: N×C×size… with any number of spatial axes.
/// </summary>
[<RequireQualifiedAccess>]
module Convolution =

    /// Stride 1, no padding, no dilation, one group.
    let defaults =
        {
            stride = [| 1 |]
            pad = [| 0 |]
            dilate = [| 1 |]
            groups = 1
            coverAll = false
        }

    let private requireBias operation channels (b: Tensor option) =
        match b with
        | Some b when not (Shape.same b.Value.Shape [| channels |]) ->
            fail
                operation
                $"b has shape {Shape.format b.Value.Shape}, but there are {channels} output channels; b must have shape {channels}."
        | _ -> ()

    let private addBias operation channels (b: Tensor option) (y: Tensor) =
        requireBias operation channels b

        match b with
        | None -> y
        | Some b -> y + Tensor.reshape (Array.append [| channels |] (Array.create (y.Rank - 2) 1)) b

    let private requireRank operation (W: Tensor) (x: Tensor) =
        if W.Rank <> x.Rank then
            fail
                operation
                $"W has shape {Shape.format W.Value.Shape} and x {Shape.format x.Value.Shape}; both need the same number of axes, the spatial ones last."

    let private lengths operation options n =
        Spatial.perAxis operation "stride" 1 n options.stride,
        Spatial.perAxis operation "pad" 0 n options.pad,
        Spatial.perAxis operation "dilate" 1 n options.dilate

    let private kernelOf operation (W: Tensor) =
        Spatial.perAxis operation "the kernel" 1 (W.Rank - 2) W.Value.Shape[2..]

    /// Each function under the name that it is called by: one for each number of axes, for instance.
    let internal convolutionAs operation options (W: Tensor) b (x: Tensor) =
        let n = Spatial.axesOf operation x
        requireRank operation W x
        let stride, pad, dilate = lengths operation options n
        let C, O, groups = x.Value.Shape[1], W.Value.Shape[0], options.groups
        Require.divides operation groups [ "the number of channels of x", C; "the number of output channels", O ]

        if W.Value.Shape[1] * groups <> C then
            fail
                operation
                $"x has {C} channels (shape {Shape.format x.Value.Shape}), but W (shape {Shape.format W.Value.Shape}) expects {W.Value.Shape[1]} in each of {groups} groups."

        let kernel = kernelOf operation W

        let w =
            Spatial.windows operation options.coverAll 0.0 (Spatial.sizeOf x) kernel stride pad dilate

        requireBias operation O b
        Tensor.Apply(Convolve(Output, w, groups), [| x; W; yield! Option.toArray b |])

    /// <summary>
    /// y[n, o, p] = Σ_c Σ_k W[o, c, k] · x[n, c, p·stride + k·dilate - pad] + b[o], for x: N×C×size, W: O×(C/groups)×kernel, b: O,
    /// y: N×O×out with out = ⌊(size + 2 pad - dilate (kernel - 1) - 1) / stride⌋ + 1.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{i,o,u} = \sum_c \sum_{k=0}^{K-1} W_{o,c,k}\; x_{i,\,c,\,s u + d k - p} + b_o, \\
    /// \text{out} = \left\lfloor \frac{\text{size} + 2p - d\,(K - 1) - 1}{s} \right\rfloor + 1
    /// \end{gathered} \]
    /// with stride \( s \), padding \( p \), dilation \( d \) and kernel \( K \) along each spatial axis. \( c \) runs
    /// over the channels of the group of \( o \).
    /// </remarks>
    /// <exception cref="DeepExpException">Channels, ranks, groups or lengths do not fit.</exception>
    let convolution options (W: Tensor) b (x: Tensor) =
        convolutionAs "Convolution" options W b x

    let internal deconvolutionAs operation options outsize (W: Tensor) b (x: Tensor) =
        let n = Spatial.axesOf operation x
        requireRank operation W x
        let stride, pad, dilate = lengths operation options n
        let C, groups = x.Value.Shape[1], options.groups

        if W.Value.Shape[0] <> C then
            fail
                operation
                $"x has {C} channels (shape {Shape.format x.Value.Shape}), but W (shape {Shape.format W.Value.Shape}) expects {W.Value.Shape[0]}."

        Require.divides operation groups [ "the number of channels of x", C ]
        let O = W.Value.Shape[1] * groups
        let kernel = kernelOf operation W

        let w =
            Spatial.transposedWindows operation false outsize (Spatial.sizeOf x) kernel stride pad dilate

        Tensor.Apply(Convolve(Input, w, groups), [| x; W |]) |> addBias operation O b

    /// <summary>
    /// The transpose of convolution: y[n, o, p·stride + k·dilate - pad] += Σ_c W[c, o, k] · x[n, c, p], and b added, for x: N×C×size,
    /// W: C×(O/groups)×kernel, b: O, y: N×O×out with out = stride (size - 1) + dilate (kernel - 1) + 1 - 2 pad, or outsize.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{i,o,v} = \sum_c \sum_{\substack{u,\,k \\
    /// s u + d k - p = v}} W_{c,o,k}\; x_{i,c,u} + b_o, \\
    /// \text{out} = s\,(\text{size} - 1) + d\,(K - 1) + 1 - 2p
    /// \end{gathered} \]
    /// with stride \( s \), padding \( p \), dilation \( d \) and kernel \( K \) along each spatial axis. \( c \) runs
    /// over the channels of the group of \( o \).
    /// </remarks>
    /// <exception cref="DeepExpException">Channels, ranks, groups or lengths do not fit.</exception>
    let deconvolution options outsize (W: Tensor) b (x: Tensor) =
        deconvolutionAs "Deconvolution" options outsize W b x

    let internal depthwiseConvolutionAs operation options (W: Tensor) b (x: Tensor) =
        Spatial.axesOf operation x |> ignore
        requireRank operation W x
        let M, C = W.Value.Shape[0], W.Value.Shape[1]

        if x.Value.Shape[1] <> C then
            fail
                operation
                $"x has {x.Value.Shape[1]} channels (shape {Shape.format x.Value.Shape}), but W (shape {Shape.format W.Value.Shape}) expects {C}."

        let kernels =
            Spatial.swapBatch W
            |> Tensor.reshape (Array.append [| C * M; 1 |] W.Value.Shape[2..])

        convolutionAs operation { options with groups = C } kernels b x

    /// <summary>
    /// Each channel of x convolved with M kernels of its own: y[n, c·M + m] = W[m, c] ⋆ x[n, c], for x: N×C×size, W: M×C×kernel,
    /// b: C·M.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,\,c M + m,\,u} = \sum_{k=0}^{K-1} W_{m,c,k}\; x_{i,\,c,\,s u + d k - p} + b_{c M + m} \]
    /// with stride \( s \), padding \( p \), dilation \( d \) and kernel \( K \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Channels, ranks or lengths do not fit.</exception>
    let depthwiseConvolution options (W: Tensor) b (x: Tensor) =
        depthwiseConvolutionAs "DepthwiseConvolution" options W b x

    let internal localConvolutionAs operation stride (W: Tensor) (b: Tensor option) (x: Tensor) =
        let n = Spatial.axesOf operation x

        if W.Rank <> 2 + 2 * n then
            fail
                operation
                $"W has shape {Shape.format W.Value.Shape}, but x (shape {Shape.format x.Value.Shape}) needs {2 + 2 * n} axes: O×out×C×kernel."

        let O, out, kernel = W.Value.Shape[0], W.Value.Shape[1..n], W.Value.Shape[n + 2 ..]
        let N, C = x.Value.Shape[0], x.Value.Shape[1]

        if W.Value.Shape[n + 1] <> C then
            fail
                operation
                $"x has {C} channels (shape {Shape.format x.Value.Shape}), but W (shape {Shape.format W.Value.Shape}) expects {W.Value.Shape[n + 1]}."

        let stride = Spatial.perAxis operation "stride" 1 n stride
        let kernel = Spatial.perAxis operation "the kernel" 1 n kernel

        let w =
            Spatial.windows operation false 0.0 (Spatial.sizeOf x) kernel stride (Array.zeroCreate n) (Array.create n 1)

        if not (Shape.same w.Out out) then
            fail
                operation
                $"W (shape {Shape.format W.Value.Shape}) has kernels for {Shape.format out} places, but x (shape {Shape.format x.Value.Shape}) has {Shape.format w.Out}."

        let inner, places = C * Shape.size kernel, Shape.size out

        let columns =
            Spatial.unfold w x
            |> Tensor.reshape [| inner; N; places |]
            |> Tensor.permute [| 2; 0; 1 |]

        let y =
            Tensor.product false false (Tensor.reshape [| O; places; inner |] W |> Tensor.permute [| 1; 0; 2 |]) columns
            |> Tensor.permute [| 2; 1; 0 |]
            |> Tensor.reshape (Array.append [| N; O |] out)

        match b with
        | None -> y
        | Some b ->
            if not (Shape.same b.Value.Shape (Array.append [| O |] out)) then
                fail
                    operation
                    $"b has shape {Shape.format b.Value.Shape}, but must have one number for each output of one sample: {Shape.format (Array.append [| O |] out)}."

            y + b

    /// <summary>
    /// Convolution with a kernel of its own at every place: y[n, o, p] = Σ W[o, p, c, k] · x[n, c, p·stride + k] + b[o, p], for
    /// x: N×C×size, W: O×out×C×kernel, b: O×out.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,o,u} = \sum_c \sum_{k=0}^{K-1} W_{o,u,c,k}\; x_{i,\,c,\,s u + k} + b_{o,u} \]
    /// with stride \( s \) and kernel \( K \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Channels, ranks or lengths do not fit.</exception>
    let localConvolution stride (W: Tensor) (b: Tensor option) (x: Tensor) =
        localConvolutionAs "LocalConvolution" stride W b x

    /// <summary>
    /// Convolution whose kernel reads x at places moved by offsets: y[n, o, p] = Σ_c Σ_k W[o, c, k] · x[n, c, p·stride + k - pad + Δ[n, k, p]]
    /// + b[o], x bilinear between its pixels and 0 outside (Dai et al., «Deformable convolutional networks», 2017). For x: N×C×H×W,
    /// W: O×C×kH×kW, b: O and offset: N×2K×oH×oW, y: N×O×oH×oW; of the K = kH·kW places k, row-major, offset channel k moves along the
    /// width and channel K + k along the height.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,o,u} = \sum_c \sum_k W_{o,c,k}\; x_{i,c}(s u + k - p + \Delta_{i,k,u}) + b_o \]
    /// with stride \( s \), padding \( p \) and the offset \( \Delta \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Channels, ranks or lengths do not fit.</exception>
    let deformableConvolutionSampler stride pad (offset: Tensor) (W: Tensor) b (x: Tensor) =
        let operation = "DeformableConvolution2DSampler"
        requireRank operation W x

        if x.Rank <> 4 || Shape.size (Spatial.sizeOf x) = 0 then
            fail operation $"x has shape {Shape.format x.Value.Shape}, but must be N×C×H×W, with pixels to be read."

        let stride = Spatial.perAxis operation "stride" 1 2 stride
        let pad = Spatial.perAxis operation "pad" 0 2 pad
        let N, C, O = x.Value.Shape[0], x.Value.Shape[1], W.Value.Shape[0]

        if W.Value.Shape[1] <> C then
            fail
                operation
                $"x has {C} channels (shape {Shape.format x.Value.Shape}), but W (shape {Shape.format W.Value.Shape}) expects {W.Value.Shape[1]}."

        let kernel = kernelOf operation W
        let K = Shape.size kernel

        match offset.Value.Shape with
        | [| n; channels; height; width |] when n = N && channels = 2 * K ->
            let out = [| height; width |]
            let places = Shape.size out

            // Along an axis, where the places of the kernel lie before they are moved.
            let regular axis =
                let along (lengths: int[]) at =
                    if axis = 0 then at / lengths[1] else at % lengths[1]

                Array.init (K * places) (fun at ->
                    float (along out (at % places) * stride[axis] + along kernel (at / places) - pad[axis]))
                |> Tensor.create offset.DType [| K; places |]

            let moved axis first =
                Tensor.range 1 first (first + K) offset
                |> Tensor.reshape [| N; K; places |]
                |> fun moves -> moves + regular axis

            let columns =
                Image.sample (moved 0 K) (moved 1 0) x
                |> Tensor.permute [| 1; 2; 0; 3 |]
                |> Tensor.reshape [| C * K; N * places |]

            Tensor.product false false (Tensor.reshape [| O; C * K |] W) columns
            |> Tensor.reshape [| O; N; height; width |]
            |> Spatial.swapBatch
            |> addBias operation O b
        | shape ->
            fail
                operation
                $"offset has shape {Shape.format shape}; for x of shape {Shape.format x.Value.Shape} and W of shape {Shape.format W.Value.Shape} it must be {N}×{2 * K}×oH×oW."
