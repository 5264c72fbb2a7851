namespace DeepExp.Links;

/// <summary><see cref="DeconvolutionND"/> along three axes, for x: N×C×D×H×W.</summary>
public sealed class Deconvolution3D(
    int? inChannels,
    int outChannels,
    Extents ksize,
    Extents? stride = null,
    Extents? pad = null,
    bool nobias = false,
    Extents? outsize = null,
    Initializer? initialW = null,
    Initializer? initialBias = null,
    Extents? dilate = null,
    int groups = 1
)
    : DeconvolutionND(
        3,
        inChannels,
        outChannels,
        ksize,
        stride,
        pad,
        nobias,
        outsize,
        initialW,
        initialBias,
        dilate,
        groups
    );
