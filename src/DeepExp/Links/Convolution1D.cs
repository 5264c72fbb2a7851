namespace DeepExp.Links;

/// <summary><see cref="ConvolutionND"/> along one axis, for x: N×C×L.</summary>
public sealed class Convolution1D(
    int? inChannels,
    int outChannels,
    Extents ksize,
    Extents? stride = null,
    Extents? pad = null,
    bool nobias = false,
    Initializer? initialW = null,
    Initializer? initialBias = null,
    bool coverAll = false,
    Extents? dilate = null,
    int groups = 1
)
    : ConvolutionND(
        1,
        inChannels,
        outChannels,
        ksize,
        stride,
        pad,
        nobias,
        initialW,
        initialBias,
        coverAll,
        dilate,
        groups
    );
