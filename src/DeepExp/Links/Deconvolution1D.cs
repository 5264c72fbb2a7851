namespace DeepExp.Links;

/// <summary><see cref="DeconvolutionND"/> along one axis, for x: N×C×L.</summary>
public sealed class Deconvolution1D(
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
        1,
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
