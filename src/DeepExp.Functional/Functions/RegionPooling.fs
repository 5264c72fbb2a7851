namespace DeepExp.Functional

open System
open DeepExp

/// <summary>
/// Pooling over regions of images, each parted into outsize bins: x: N×C×H×W gives R×C×oH×oW for R regions. A region is given by its corners
/// in a picture that x shows scaled by spatialScale, and is a constant: no gradient comes back to it.
/// </summary>
[<RequireQualifiedAccess>]
module RegionPooling =

    /// Where a region begins and how long it is, along the height and the width, in pixels of x.
    type private Region =
        {
            Image: int
            Start: float[]
            Size: float[]
        }

    let private shapeOf (x: Tensor) = x.Value.Shape

    let private outsizeOf operation (spatialScale: float) outsize (x: Tensor) =
        if x.Rank <> 4 then
            fail operation $"x has shape {Shape.format (shapeOf x)}, but images have four axes: N×C×H×W."

        if not (spatialScale > 0.0 && Double.IsFinite spatialScale) then
            fail operation $"spatialScale is {spatialScale}, but must be positive."

        Spatial.perAxis operation "outsize" 1 2 outsize

    let private requireRegion operation (x: Tensor) (region: Region) =
        let N = (shapeOf x)[0]

        if region.Image < 0 || region.Image >= N then
            fail operation $"a region lies in image {region.Image}, but x (shape {Shape.format (shapeOf x)}) has {N}."

        if not (Array.forall Double.IsFinite (Array.append region.Start region.Size)) then
            fail operation $"rois hold numbers that are not finite."

        region

    /// From rows of top, left, bottom and right.
    let private regions operation (corner: float -> float) (roiIndices: Tensor) (rois: Tensor) x =
        match roiIndices.Value.Elements, shapeOf rois with
        | I32 images, [| count; 4 |] when Shape.same (shapeOf roiIndices) [| count |] ->
            Recording.read operation roiIndices.Value

            rois.ToArray<float>()
            |> Array.map corner
            |> Array.chunkBySize 4
            |> Array.map2
                (fun image roi ->
                    {
                        Image = image
                        Start = roi[..1]
                        Size = [| roi[2] - roi[0]; roi[3] - roi[1] |]
                    })
                images
            |> Array.map (requireRegion operation x)
        | _ ->
            fail
                operation
                $"rois are {Value.describe rois.Value} and roiIndices {Value.describe roiIndices.Value}; they must be R×4 and R int32."

    /// Rows of one length, the shorter ones filled up.
    let private filled (fill: 'T) (rows: 'T[][]) =
        let length = rows |> Array.fold (fun longest row -> max longest row.Length) 1

        length,
        rows
        |> Array.map (fun row -> Array.append row (Array.create (length - row.Length) fill))

    /// C × the shape of a table of pixels, counted through all images; 0 at -1.
    let private read (table: Shape) pixels (x: Tensor) =
        let shape = shapeOf x

        Spatial.swapBatch x
        |> Tensor.reshape [| shape[1]; shape[0] * shape[2] * shape[3] |]
        |> Tensor.gather 1 (Tensor.int32 table pixels)

    /// The largest of what each bin holds, the last axis of values; where it holds nothing, what is said.
    let private largest (nothing: float) (bins: 'T[][]) (values: Tensor) =
        let table = (shapeOf values)[1..]
        let length = Array.last table

        let each (f: 'T[] -> int -> float) =
            bins
            |> Array.collect (fun bin -> Array.init length (f bin))
            |> Tensor.create values.DType table

        let isHeld = each (fun bin k -> if k < bin.Length then 1.0 else 0.0)
        let instead = each (fun bin _ -> if bin.Length = 0 then nothing else -infinity)
        Tensor.where isHeld values instead |> Spatial.largest 4 |> fst

    // Bins of whole pixels.

    /// The pixels along one axis of each bin of a region that begins at a pixel; bins share pixels that they cut.
    let private pixelsAlong out length start size =
        let step = max size 1.0 / float out

        let inside place =
            int (start + place |> max 0.0 |> min (float length))

        Array.init out (fun bin ->
            [|
                inside (floor (float bin * step)) .. inside (ceil (float (bin + 1) * step)) - 1
            |])

    let private pooled (outsize: int[]) (regions: Region[]) pool (x: Tensor) =
        let lengths = Spatial.sizeOf x

        let binsOf region =
            let along axis =
                pixelsAlong outsize[axis] lengths[axis] region.Start[axis] region.Size[axis]

            Array.allPairs (along 0) (along 1)
            |> Array.map (fun (rows, columns) ->
                Array.allPairs rows columns
                |> Array.map (fun (v, u) -> (region.Image * lengths[0] + v) * lengths[1] + u))

        let bins = Array.collect binsOf regions
        let length, table = filled -1 bins

        read [| regions.Length; outsize[0]; outsize[1]; length |] (Array.concat table) x
        |> pool bins
        |> Spatial.swapBatch

    /// <summary>
    /// The largest pixel of each bin, 0 where a bin has none (Girshick, «Fast R-CNN», 2015). A region is a row (image, left, top, right,
    /// bottom) of rois: R×5; its corners are scaled, rounded to pixels (halves to even), and both belong to it. The bins are then parts of
    /// equal length, widened to whole pixels. The gradient goes to the first of several equal pixels.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{r,c,j,k} = \max_{v \in V_j,\ u \in U_k} x_{i_r,\,c,\,v,\,u}, \\
    /// V_j = \left\{ v : \left\lfloor \frac{j\,h}{\text{oH}} \right\rfloor \le v - v_0 &lt; \left\lceil
    /// \frac{(j + 1)\,h}{\text{oH}} \right\rceil \right\}
    /// \end{gathered} \]
    /// for region \( r \) of image \( i_r \), which begins at \( v_0 \) and is \( h \) pixels high; \( U_k \) likewise
    /// along the width.
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit, or a region lies in no image.</exception>
    let pooling outsize (spatialScale: float) (rois: Tensor) x =
        let operation = "RoiPooling2D"
        let outsize = outsizeOf operation spatialScale outsize x

        match shapeOf rois with
        | [| _; 5 |] ->
            let regions =
                rois.ToArray<float>()
                |> Array.chunkBySize 5
                |> Array.map (fun roi ->
                    let corner = roi |> Array.map (fun place -> round (place * spatialScale))

                    requireRegion
                        operation
                        x
                        {
                            Image = int roi[0]
                            Start = [| corner[2]; corner[1] |]
                            Size = [| corner[4] - corner[2] + 1.0; corner[3] - corner[1] + 1.0 |]
                        })

            pooled outsize regions (largest 0.0) x
        | shape -> fail operation $"rois have shape {Shape.format shape}, but must be R×5."

    let private quantised operation outsize (spatialScale: float) roiIndices rois pool x =
        let outsize = outsizeOf operation spatialScale outsize x

        let regions =
            regions operation (fun place -> round (place * spatialScale)) roiIndices rois x

        pooled outsize regions pool x

    /// <summary>
    /// The largest pixel of each bin, -∞ where a bin has none. A region is a row (top, left, bottom, right) of rois: R×4 in the image that
    /// roiIndices: R names; its corners are scaled and rounded to pixels (halves to even), the last ones do not belong to it, and it has at
    /// least one pixel. The bins are then parts of equal length, widened to whole pixels. The gradient goes to the first of several equal
    /// pixels.
    /// </summary>
    /// <remarks>
    /// \[ y_{r,c,j,k} = \max_{v \in V_j,\ u \in U_k} x_{i_r,\,c,\,v,\,u} \]
    /// with the rows \( V_j \) and columns \( U_k \) of a bin of region \( r \), in image \( i_r \); see pooling.
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit, or a region lies in no image.</exception>
    let maxPooling outsize spatialScale roiIndices rois x =
        quantised "RoiMaxPooling2D" outsize spatialScale roiIndices rois (largest -infinity) x

    /// <summary>The mean of the pixels of each bin, 0 where a bin has none; regions and bins are those of maxPooling.</summary>
    /// <remarks>
    /// \[ y_{r,c,j,k} = \frac{1}{|V_j|\,|U_k|} \sum_{v \in V_j} \sum_{u \in U_k} x_{i_r,\,c,\,v,\,u} \]
    /// with the rows \( V_j \) and columns \( U_k \) of a bin of region \( r \), in image \( i_r \); see pooling.
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit, or a region lies in no image.</exception>
    let averagePooling outsize spatialScale roiIndices rois x =
        let mean (bins: int[][]) (values: Tensor) =
            let counts = bins |> Array.map (fun bin -> float (max 1 bin.Length))
            let sums = Tensor.sumOver [| 4 |] false values
            sums / Tensor.create values.DType sums.Value.Shape[1..] counts

        quantised "RoiAveragePooling2D" outsize spatialScale roiIndices rois mean x

    // Bins of samples between pixels.

    /// The samples along one axis of each bin, each as its two neighbours with their weights, and how many there would be with those that lie
    /// outside.
    let private samplesAlong out length ratio (start: float) size =
        let bin = max size 1.0 / float out

        let count =
            match ratio with
            | Some count -> count
            | None -> int (ceil bin)

        let neighbours place =
            if length = 0 || place < -1.0 || place > float length then
                None
            else
                let place = place |> max 0.0 |> min (float (length - 1))
                let low = int place
                let nearness = place - float low
                Some [| low, 1.0 - nearness; min (low + 1) (length - 1), nearness |]

        count,
        Array.init out (fun part ->
            Array.init count (fun i -> start + float part * bin + (float i + 0.5) * bin / float count)
            |> Array.choose neighbours)

    let private aligned operation outsize (spatialScale: float) samplingRatio roiIndices rois pool (x: Tensor) =
        let outsize: int[] = outsizeOf operation spatialScale outsize x

        let ratio =
            samplingRatio |> Option.map (Spatial.perAxis operation "samplingRatio" 1 2)

        let lengths = Spatial.sizeOf x

        let regions =
            regions operation (fun place -> place * spatialScale) roiIndices rois x

        let samplesOf region =
            let along axis =
                samplesAlong
                    outsize[axis]
                    lengths[axis]
                    (ratio |> Option.map (fun counts -> counts[axis]))
                    region.Start[axis]
                    region.Size[axis]

            let (rows, vs), (columns, us) = along 0, along 1

            rows * columns,
            Array.allPairs vs us
            |> Array.map (fun (vs, us) ->
                Array.allPairs vs us
                |> Array.map (fun (v, u) ->
                    Array.allPairs v u
                    |> Array.map (fun ((v, a), (u, b)) -> (region.Image * lengths[0] + v) * lengths[1] + u, a * b)))

        let counts, bins = regions |> Array.map samplesOf |> Array.unzip
        let bins = Array.concat bins
        let length, table = bins |> filled (Array.create 4 (-1, 0.0))
        let pixels, weights = table |> Array.concat |> Array.concat |> Array.unzip
        let shape = [| regions.Length; outsize[0]; outsize[1]; length; 4 |]

        read shape pixels x * Tensor.create x.DType shape weights
        |> Tensor.sumOver [| 5 |] false
        |> pool counts bins
        |> Spatial.swapBatch

    /// <summary>
    /// The mean of samples of each bin, bilinear between pixels (He et al., «Mask R-CNN», 2017). A region is a row (top, left, bottom, right)
    /// of rois: R×4 in the image that roiIndices: R names, scaled and not rounded, at least one pixel long. samplingRatio says how many
    /// samples, equally spaced, a bin has along height and width; with none there are as many as pixels begin in it. A sample up to one pixel
    /// outside reads the border, one further out reads 0.
    /// </summary>
    /// <remarks>
    /// \[ \begin{gathered}
    /// y_{r,c,j,k} = \frac{1}{S_v S_u} \sum_{a=0}^{S_v - 1} \sum_{b=0}^{S_u - 1} x_{i_r,c}(v_{ja}, u_{kb}), \\
    /// v_{ja} = v_0 + \Bigl( j + \frac{a + \frac{1}{2}}{S_v} \Bigr) \frac{h}{\text{oH}}
    /// \end{gathered} \]
    /// with \( S_v \times S_u \) samples in each bin of region \( r \) of image \( i_r \), which begins at \( v_0 \)
    /// and is \( h \) pixels high; \( u_{kb} \) likewise along the width.
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit, or a region lies in no image.</exception>
    let averageAlign outsize spatialScale samplingRatio roiIndices rois x =
        let mean (counts: int[]) _ (values: Tensor) =
            Tensor.sumOver [| 4 |] false values
            / Tensor.create values.DType [| counts.Length; 1; 1 |] (Array.map float counts)

        aligned "RoiAverageAlign2D" outsize spatialScale samplingRatio roiIndices rois mean x

    /// <summary>
    /// The largest of samples of each bin; regions, bins and samples are those of averageAlign, but a sample more than one pixel outside does
    /// not count, and a bin without any is -∞. The gradient goes to the first of several equal samples.
    /// </summary>
    /// <remarks>
    /// \[ y_{r,c,j,k} = \max_{a,\,b} x_{i_r,c}(v_{ja}, u_{kb}) \]
    /// over the samples \( a, b \) of a bin of region \( r \), in image \( i_r \); see averageAlign.
    /// </remarks>
    /// <exception cref="DeepExpException">Shapes do not fit, or a region lies in no image.</exception>
    let maxAlign outsize spatialScale samplingRatio roiIndices rois x =
        aligned
            "RoiMaxAlign2D"
            outsize
            spatialScale
            samplingRatio
            roiIndices
            rois
            (fun _ bins values -> largest -infinity bins values)
            x
