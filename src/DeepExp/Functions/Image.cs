using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The windows of x: N×C×H×W, each under its place: N×C·kH·kW×oH×oW.</summary>
    public static Variable Im2Col(
        Variable x,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null
    ) =>
        Variable.Of(
            Image.im2col(
                ksize.For("Im2Col", "ksize", 2),
                (stride ?? 1).For("Im2Col", "stride", 2),
                (pad ?? 0).For("Im2Col", "pad", 2),
                (dilate ?? 1).For("Im2Col", "dilate", 2),
                coverAll,
                x.Floats()
            )
        );

    /// <summary>Channels (r·dy + dx) C + c of X: N×r²C×H×W as pixels (r·i + dy, r·j + dx) of channel c.</summary>
    public static Variable Depth2Space(Variable X, int r) =>
        Variable.Of(Image.depth2space(r, X.Traced()));

    /// <summary>Pixels (r·i + dy, r·j + dx) of X: N×C×H×W as channels (r·dy + dx) C + c.</summary>
    public static Variable Space2Depth(Variable X, int r) =>
        Variable.Of(Image.space2depth(r, X.Traced()));

    /// <summary>
    /// x: N×C×H×W at another size. Bilinear, corners lie on corners unless alignCorners is false, and then edges on edges.
    /// </summary>
    public static Variable ResizeImages(
        Variable x,
        (int Height, int Width) outputShape,
        Interpolation mode = Interpolation.Bilinear,
        bool alignCorners = true
    ) =>
        Variable.Of(
            Image.resizeImages(
                [outputShape.Height, outputShape.Width],
                mode,
                alignCorners,
                mode == Interpolation.Nearest ? x.Traced() : x.Floats()
            )
        );

    /// <summary>Where the affine maps theta: N×2×3 take the pixels of an image, N×2×H×W: channel 0 is u, channel 1 is v, in [-1, 1].</summary>
    public static Variable SpatialTransformerGrid(
        Variable theta,
        (int Height, int Width) outputShape
    ) =>
        Variable.Of(
            Image.spatialTransformerGrid([outputShape.Height, outputShape.Width], theta.Floats())
        );

    /// <summary>x: N×C×H×W read bilinearly at the places of a grid N×2×h×w; outside of x stand zeros.</summary>
    public static Variable SpatialTransformerSampler(Variable x, Variable grid) =>
        Variable.Of(Image.spatialTransformerSampler(grid.FloatsLike(x), x.Floats()));
}
