namespace DeepExp.Conformance;

/// <summary>What Chainer has and the library has not yet. A name is struck out when it has come.</summary>
internal static class Waiting
{
    /// <summary>Rows whose function is there and cannot do all of it yet.</summary>
    public static readonly string[] Rows = [];

    public static readonly string[] Functions = [];

    public static readonly string[] Links =
    [
        "BatchNormalization",
        "BatchRenormalization",
        "Bias",
        "Convolution1D",
        "Convolution2D",
        "ConvolutionND",
        "Deconvolution1D",
        "Deconvolution2D",
        "Deconvolution3D",
        "DepthwiseConvolution2D",
        "DilatedConvolution2D",
        "EmbedID",
        "GroupNormalization",
        "Highway",
        "Inception",
        "InceptionBN",
        "LayerNormalization",
        "LocalConvolution2D",
        "MLPConvolution2D",
        "Maxout",
        "PReLU",
        "Scale",
        "Swish",
    ];
}
