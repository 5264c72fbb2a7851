using System.Runtime.CompilerServices;

namespace DeepExp.Links;

/// <summary><see cref="ConvolutionND"/> along two axes, for x: N×C×H×W, with parameters W: O×(C/groups)×kH×kW and b: O.</summary>
public sealed class Convolution2D : ConvolutionND
{
    /// <summary>A layer from <paramref name="inChannels"/> channels, null for as many as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive, or groups do not divide the channels.</exception>
    [OverloadResolutionPriority(1)]
    public Convolution2D(
        int? inChannels,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        Extents? dilate = null,
        int groups = 1
    )
        : base(
            2,
            inChannels,
            outChannels,
            ksize,
            stride,
            pad,
            nobias,
            initialW,
            initialBias,
            coverAll: false,
            dilate,
            groups
        ) { }

    /// <summary>A layer from as many channels as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive, or groups do not divide the channels.</exception>
    public Convolution2D(
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        Extents? dilate = null,
        int groups = 1
    )
        : this(null, outChannels, ksize, stride, pad, nobias, initialW, initialBias, dilate, groups)
    { }

    /// <summary>A layer that begins with the given W: out×(in/groups)×kh×kw and b: out, or zeros for b.</summary>
    /// <exception cref="DeepExpException">W has not four axes, or b has another length.</exception>
    public static Convolution2D FromParams(
        Variable W,
        Variable? b = null,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Extents? dilate = null,
        int groups = 1
    )
    {
        Sizes.RequireAxes("Convolution2D", "W", W, 4);
        return new(
            (int?)(W.Shape[1] * groups),
            W.Shape[0],
            (W.Shape[2], W.Shape[3]),
            stride,
            pad,
            nobias,
            Initializer.Constant(W.Data, W.DType),
            b is null ? Initializer.Zero(W.DType) : Initializer.Constant(b.Data, b.DType),
            dilate,
            groups
        );
    }
}
