namespace DeepExp.Links;

/// <summary><see cref="ConvolutionND"/> along three axes, for x: N×C×D×H×W.</summary>
public sealed class Convolution3D(
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
        3,
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
