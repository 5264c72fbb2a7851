using System.Runtime.CompilerServices;

namespace DeepExp.Links;

/// <summary><see cref="Convolution2D"/> with holes in the kernel, and dilate before the bias.</summary>
/// <inheritdoc cref="Functional.Convolution.convolution" path="/remarks"/>
public sealed class DilatedConvolution2D : ConvolutionND
{
    /// <summary>A layer from <paramref name="inChannels"/> channels, null for as many as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    [OverloadResolutionPriority(1)]
    public DilatedConvolution2D(
        int? inChannels,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? dilate = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
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
            dilate
        ) { }

    /// <summary>A layer from as many channels as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public DilatedConvolution2D(
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Extents? dilate = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : this(null, outChannels, ksize, stride, pad, dilate, nobias, initialW, initialBias) { }
}
