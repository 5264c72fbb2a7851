namespace DeepExp.Functional

open DeepExp

/// Functions of windows, channel by channel, for x: N×C×size… with any number of spatial axes. The stride is the kernel size
/// where none is given; one length counts for all axes.
[<RequireQualifiedAccess>]
module Pooling =

    let private geometry operation kernel stride pad (x: Tensor) =
        let n = Spatial.axesOf operation x
        let kernel = Spatial.perAxis operation "ksize" 1 n kernel

        let stride =
            match stride with
            | Some lengths -> Spatial.perAxis operation "stride" 1 n lengths
            | None -> kernel

        let pad = Spatial.perAxis operation "pad" 0 n pad

        for axis = 0 to n - 1 do
            if pad[axis] >= kernel[axis] then
                fail
                    operation
                    $"pad is {Shape.format pad} and ksize {Shape.format kernel}; a pad as long as the kernel would make windows of nothing."

        kernel, stride, pad, Array.create n 1

    /// The sum of each window, or the transpose of that; each channel of each sample is an image of its own.
    let private summed side (w: Windows) (x: Tensor) =
        let N, C, kernel =
            x.Value.Shape[0], x.Value.Shape[1], Array.append [| 1; 1 |] w.Kernel

        let images = Tensor.reshape (Array.append [| N * C; 1 |] (Spatial.sizeOf x)) x
        let y = Tensor.Apply(Convolve(side, w, 1), [| images; Tensor.ones x.DType kernel |])
        Tensor.reshape (Array.append [| N; C |] (Spatial.sizeOf y)) y

    let private maxWindows operation kernel stride pad coverAll (x: Tensor) =
        let kernel, stride, pad, dilate = geometry operation kernel stride pad x
        Spatial.windows operation coverAll -infinity (Spatial.sizeOf x) kernel stride pad dilate

    /// -∞ for the windows behind the last element of x, which a stride longer than the kernel leads to, 0 for all others.
    let private behind (w: Windows) dtype =
        let along axis =
            Array.init w.Out[axis] (fun o ->
                if o * w.Stride[axis] - w.Pad[axis] < w.Size[axis] then
                    0.0
                else
                    -infinity)

        [
            for axis in 0 .. w.Out.Length - 1 do
                let terms = along axis

                if Array.contains -infinity terms then
                    Tensor.create dtype (Array.init w.Out.Length (fun i -> if i = axis then w.Out[axis] else 1)) terms
        ]

    let private largest (w: Windows) (x: Tensor) =
        let y =
            Tensor.reshape [| x.Size |] x
            |> Tensor.gather 0 (Tensor.Apply(Peak(w, false), x))

        behind w x.DType |> List.fold (+) y

    let internal maxPoolingAs operation kernel stride pad coverAll x =
        largest (maxWindows operation kernel stride pad coverAll x) x

    let internal maxPoolingWithIndicesAs operation kernel stride pad coverAll x =
        let w = maxWindows operation kernel stride pad coverAll x
        largest w x, Tensor.Apply(Peak(w, true), x)

    /// <summary>
    /// The largest of each window, and the place in its window, row-major in the kernel, where the first largest stands (int32);
    /// both N×C×out. See maxPooling.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{i,c,u} = \max_{0 \le k &lt; K} x_{i,\,c,\,s u + k - p}, \\
    /// \text{index}_{i,c,u} = \operatorname*{arg\,max}_{0 \le k &lt; K} x_{i,\,c,\,s u + k - p}
    /// \end{gathered} \]
    /// with kernel \( K \), stride \( s \) and padding \( p \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Lengths do not fit.</exception>
    let maxPoolingWithIndices kernel stride pad coverAll x =
        maxPoolingWithIndicesAs "MaxPooling" kernel stride pad coverAll x

    /// <summary>
    /// The largest of each window; outside of x stands -∞. With coverAll, Chainer's default, windows go on until every element was
    /// seen: 5×5 in windows of 2 gives 3×3. The gradient goes to the first of several equal ones.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,c,u} = \max_{0 \le k &lt; K} x_{i,\,c,\,s u + k - p} \]
    /// with kernel \( K \), stride \( s \) and padding \( p \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Lengths do not fit.</exception>
    let maxPooling kernel stride pad coverAll x =
        maxPoolingAs "MaxPooling" kernel stride pad coverAll x

    let internal averagePoolingAs operation kernel stride pad (padValue: float option) (x: Tensor) =
        let kernel, stride, pad, dilate = geometry operation kernel stride pad x

        let w =
            Spatial.windows operation false 0.0 (Spatial.sizeOf x) kernel stride pad dilate

        let size = float (Shape.size kernel)

        // How many elements of each window lie inside of x.
        let inside () =
            Tensor.ones x.DType (Array.append [| 1; 1 |] (Spatial.sizeOf x))
            |> summed Output w

        match padValue with
        | None -> summed Output w x / inside ()
        | Some 0.0 -> summed Output w x / size
        | Some value -> (summed Output w x + value * (size - inside ())) / size

    /// <summary>
    /// The mean of each window. What stands outside of x counts as padValue, which is 0 in Chainer; with none it does not count.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,c,u} = \frac{1}{n} \sum_{k=0}^{K-1} x_{i,\,c,\,s u + k - p} \]
    /// with kernel \( K \), stride \( s \) and padding \( p \) along each spatial axis; \( n \) is the number of
    /// elements of the window, without padValue of those inside of \( x \).
    /// </remarks>
    /// <exception cref="DeepExpException">Lengths do not fit.</exception>
    let averagePooling kernel stride pad (padValue: float option) (x: Tensor) =
        averagePoolingAs "AveragePooling" kernel stride pad padValue x

    let private transposed operation kernel stride pad coverAll outsize x =
        let kernel, stride, pad, dilate = geometry operation kernel stride pad x
        Spatial.transposedWindows operation coverAll outsize (Spatial.sizeOf x) kernel stride pad dilate

    let internal unpoolingAs operation kernel stride pad coverAll outsize x =
        summed Input (transposed operation kernel stride pad coverAll outsize x) x

    /// <summary>Each element of x written over a whole window of y, and added up where windows overlap.</summary>
    /// <remarks>
    /// \[ y_{i,c,v} = \sum_{\substack{u,\ 0 \le k &lt; K \\ s u + k - p = v}} x_{i,c,u} \]
    /// with kernel \( K \), stride \( s \) and padding \( p \) along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">Lengths do not fit.</exception>
    let unpooling kernel stride pad coverAll outsize x =
        unpoolingAs "Unpooling" kernel stride pad coverAll outsize x

    let internal upsamplingAs operation (indices: Tensor) kernel stride pad coverAll outsize (x: Tensor) =
        let w = transposed operation kernel stride pad coverAll outsize x

        if not (Shape.same indices.Value.Shape x.Value.Shape) then
            fail
                operation
                $"indices have shape {Shape.format indices.Value.Shape} and x {Shape.format x.Value.Shape}; they must be equal."

        if indices.DType <> Int32 then
            fail operation $"the indices are {Value.describe indices.Value}, but must be int32."

        let places = Shape.size w.Kernel

        for index in indices.ToArray<int>() do
            if index < 0 || index >= places then
                fail operation $"index {index} is no place of a window, of which there are {places}, counted from 0."

        let N, C = x.Value.Shape[0], x.Value.Shape[1]

        let oneForAll =
            Tensor.reshape (Array.concat [ [| C; 1; N |]; w.Out ]) (Spatial.swapBatch x)

        let named = Spatial.swapBatch indices |> Spatial.isAt 1 places x.DType

        Tensor.rectify 0.0 named oneForAll
        |> Tensor.reshape (Array.concat [ [| C |]; w.Kernel; [| N |]; w.Out ])
        |> Spatial.fold w

    /// <summary>
    /// Each element of x written to one place of its window of y, which indices names as maxPoolingWithIndices does; zeros elsewhere.
    /// </summary>
    /// <remarks>
    /// \[ y_{i,c,v} = \sum_{u:\ s u + k_u - p = v} x_{i,c,u} \]
    /// with stride \( s \), padding \( p \), and the place \( k_u \) that indices names, along each spatial axis.
    /// </remarks>
    /// <exception cref="DeepExpException">
    /// Lengths do not fit, or the indices have another shape than x, or one is no place of a window.
    /// </exception>
    let upsampling (indices: Tensor) kernel stride pad coverAll outsize (x: Tensor) =
        upsamplingAs "Upsampling" indices kernel stride pad coverAll outsize x

    /// <summary>
    /// Max pooling with 1, 2, 4, … 2^(height-1) windows along both axes, all results in one row of channels: y: N×(C·Σ4ⁱ)×1×1,
    /// whatever the size of x (He et al., «Spatial pyramid pooling in deep convolutional networks», 2014).
    /// </summary>
    /// <remarks>
    /// Level \( l = 0, 1, \ldots \) has kernel and stride \( K_l \) and padding \( p_l \) along each axis:
    /// \[ K_l = \left\lceil \frac{\text{size}}{2^l} \right\rceil, \qquad
    /// p_l = \left\lfloor \frac{2^l K_l - \text{size}}{2} \right\rfloor \]
    /// </remarks>
    /// <exception cref="DeepExpException">x has not two spatial axes, or the height is below 1.</exception>
    let spatialPyramidPooling height (x: Tensor) =
        let operation = "SpatialPyramidPooling2D"

        if x.Rank <> 4 || height < 1 then
            fail
                operation
                $"x has shape {Shape.format x.Value.Shape} and the height is {height}; x needs the shape N×C×H×W and the height is at least 1."

        [
            for level in 0 .. height - 1 do
                let bins = 1 <<< level
                let kernel = Spatial.sizeOf x |> Array.map (fun size -> (size + bins - 1) / bins)

                let pad = Array.map2 (fun size k -> (k * bins - size) / 2) (Spatial.sizeOf x) kernel

                let y = largest (maxWindows operation kernel None pad true x) x
                Tensor.reshape [| x.Value.Shape[0]; y.Size / max 1 x.Value.Shape[0]; 1; 1 |] y
        ]
        |> Tensor.concat 1
