using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>Cross-correlation of x: N×C×H×W with W: O×(C/groups)×kH×kW, plus b: O.</summary>
    public static Variable Convolution2D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    ) => Convolve("Convolution2D", 2, x, W, b, stride, pad, coverAll, dilate, groups);

    /// <summary>Cross-correlation of x: N×C×L with W: O×(C/groups)×k, plus b: O.</summary>
    public static Variable Convolution1D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    ) => Convolve("Convolution1D", 1, x, W, b, stride, pad, coverAll, dilate, groups);

    /// <summary>Cross-correlation of x: N×C×D×H×W with W: O×(C/groups)×kD×kH×kW, plus b: O.</summary>
    public static Variable Convolution3D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    ) => Convolve("Convolution3D", 3, x, W, b, stride, pad, coverAll, dilate, groups);

    /// <summary>Cross-correlation of x: N×C×size… with W: O×(C/groups)×kernel…, plus b: O.</summary>
    public static Variable ConvolutionND(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    ) =>
        Convolve(
            "ConvolutionND",
            x.Given().Ndim - 2,
            x,
            W,
            b,
            stride,
            pad,
            coverAll,
            dilate,
            groups
        );

    /// <summary>Convolution2D with holes in the kernel.</summary>
    /// <inheritdoc cref="Convolution.convolution" path="/remarks"/>
    public static Variable DilatedConvolution2D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        Extents? dilate = null,
        bool coverAll = false
    ) => Convolve("DilatedConvolution2D", 2, x, W, b, stride, pad, coverAll, dilate, 1);

    /// <summary>The transpose of Convolution2D, for x: N×C×H×W, W: C×(O/groups)×kH×kW, b: O.</summary>
    public static Variable Deconvolution2D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        Extents? dilate = null,
        int groups = 1
    ) => Deconvolve("Deconvolution2D", 2, x, W, b, stride, pad, outsize, dilate, groups);

    /// <summary>The transpose of Convolution1D, for x: N×C×L, W: C×(O/groups)×k, b: O.</summary>
    public static Variable Deconvolution1D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        Extents? dilate = null,
        int groups = 1
    ) => Deconvolve("Deconvolution1D", 1, x, W, b, stride, pad, outsize, dilate, groups);

    /// <summary>The transpose of Convolution3D, for x: N×C×D×H×W, W: C×(O/groups)×kD×kH×kW, b: O.</summary>
    public static Variable Deconvolution3D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        Extents? dilate = null,
        int groups = 1
    ) => Deconvolve("Deconvolution3D", 3, x, W, b, stride, pad, outsize, dilate, groups);

    /// <summary>The transpose of ConvolutionND, for x: N×C×size…, W: C×(O/groups)×kernel…, b: O.</summary>
    public static Variable DeconvolutionND(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        Extents? outsize = null,
        Extents? dilate = null,
        int groups = 1
    ) =>
        Deconvolve(
            "DeconvolutionND",
            x.Given().Ndim - 2,
            x,
            W,
            b,
            stride,
            pad,
            outsize,
            dilate,
            groups
        );

    /// <summary>Each channel of x: N×C×H×W convolved with M kernels of its own, W: M×C×kH×kW, plus b: C·M.</summary>
    /// <remarks>
    /// \[ y_{i,\,c M + m,\,u} = \sum_{k=0}^{K-1} W_{m,c,k}\; x_{i,\,c,\,s u + k - p} + b_{c M + m} \]
    /// with stride \( s \), padding \( p \) and kernel \( K \) along each of the two spatial axes.
    /// </remarks>
    public static Variable DepthwiseConvolution2D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null
    ) =>
        Variable.Of(
            Convolution.depthwiseConvolutionAs(
                "DepthwiseConvolution2D",
                Options("DepthwiseConvolution2D", 2, x, stride, pad),
                W.FloatsLike(x),
                b.OptionLike(x),
                x.Floats()
            )
        );

    /// <summary>Convolution with a kernel of its own at every place: x: N×C×H×W, W: O×oH×oW×C×kH×kW, b: O×oH×oW.</summary>
    public static Variable LocalConvolution2D(
        Variable x,
        Variable W,
        Variable? b = null,
        Extents? stride = null
    ) =>
        Variable.Of(
            Convolution.localConvolutionAs(
                "LocalConvolution2D",
                Options("LocalConvolution2D", 2, x, stride).stride,
                W.FloatsLike(x),
                b.OptionLike(x),
                x.Floats()
            )
        );

    /// <summary>
    /// Convolution of x: N×C×H×W at places moved by offset: N×2K×oH×oW, along the width first, with W: O×C×kH×kW of K places, plus b: O.
    /// </summary>
    /// <inheritdoc cref="Convolution.deformableConvolutionSampler" path="/remarks"/>
    public static Variable DeformableConvolution2DSampler(
        Variable x,
        Variable offset,
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null
    )
    {
        var options = Options("DeformableConvolution2DSampler", 2, x, stride, pad);
        return Variable.Of(
            Convolution.deformableConvolutionSampler(
                options.stride,
                options.pad,
                offset.FloatsLike(x),
                W.FloatsLike(x),
                b.OptionLike(x),
                x.Floats()
            )
        );
    }

    internal static Variable Convolve(
        string operation,
        int axes,
        Variable x,
        Variable W,
        Variable? b,
        Extents? stride,
        Extents? pad,
        bool coverAll,
        Extents? dilate,
        int groups
    ) =>
        Variable.Of(
            Convolution.convolutionAs(
                operation,
                Options(operation, axes, x, stride, pad, coverAll, dilate, groups),
                W.FloatsLike(x, operation),
                b.OptionLike(x, operation),
                x.Floats(operation)
            )
        );

    internal static Variable Deconvolve(
        string operation,
        int axes,
        Variable x,
        Variable W,
        Variable? b,
        Extents? stride,
        Extents? pad,
        Extents? outsize,
        Extents? dilate,
        int groups
    ) =>
        Variable.Of(
            Convolution.deconvolutionAs(
                operation,
                Options(operation, axes, x, stride, pad, dilate: dilate, groups: groups),
                (outsize?.For(operation, "outsize", axes)).ToOption(),
                W.FloatsLike(x, operation),
                b.OptionLike(x, operation),
                x.Floats(operation)
            )
        );

    private static ConvolutionOptions Options(
        string operation,
        int axes,
        Variable x,
        Extents? stride = null,
        Extents? pad = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    )
    {
        RequireSpatial(operation, axes, x);
        return new(
            (stride ?? 1).For(operation, "stride", axes),
            (pad ?? 0).For(operation, "pad", axes),
            (dilate ?? 1).For(operation, "dilate", axes),
            groups,
            coverAll
        );
    }

    private static void RequireSpatial(string operation, int axes, Variable x)
    {
        if (x.Given().Ndim < 3 || x.Ndim != axes + 2)
            throw new DeepExpException(
                operation,
                $"x has shape {Messages.Shape(x.Linked)}, but needs batch, channels and {Math.Max(axes, 1)} spatial axes."
            );
    }
}
