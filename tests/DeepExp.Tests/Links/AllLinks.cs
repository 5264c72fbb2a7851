using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>A link, the shapes of its parameters, and a call of it.</summary>
internal sealed record Sample(string Params, Func<Link> Make, Func<Link, Variable> Call)
{
    public static Sample Of<TLink>(string parameters, Func<TLink> make, Func<TLink, Variable> call)
        where TLink : Link => new(parameters, make, link => call((TLink)link));
}

/// <summary>Every link of the library, and those with sizes that the first call tells, by a name of the sample.</summary>
internal static class AllLinks
{
    private static readonly Variable Rows = Random(1, DType.Float32, 4, 6);
    private static readonly Variable Line = Random(2, DType.Float32, 2, 4, 7);
    private static readonly Variable Image = Random(3, DType.Float32, 2, 4, 6, 5);
    private static readonly Variable Volume = Random(4, DType.Float32, 1, 2, 3, 4, 3);
    private static readonly Variable Labels = (Tensor)new int[] { 2, 0, 1, 2 };

    private static readonly Variable[] Sequences =
    [
        Random(5, DType.Float32, 2, 3),
        Random(6, DType.Float32, 3, 3),
    ];

    private static readonly Variable[] SequenceLabels =
    [
        (Tensor)new int[] { 0, 2 },
        (Tensor)new int[] { 1, 1, 0 },
    ];

    public static readonly IReadOnlyDictionary<string, Sample> Samples = new Dictionary<
        string,
        Sample
    >
    {
        ["Linear"] = Sample.Of("W 3×6, b 3", () => new L.Linear(3), l => l.Forward(Rows)),
        ["Convolution1D"] = Sample.Of(
            "W 2×4×3, b 2",
            () => new L.Convolution1D(null, 2, 3),
            l => l.Forward(Line)
        ),
        ["Convolution2D"] = Sample.Of(
            "W 6×2×3×2, b 6",
            () => new L.Convolution2D(6, (3, 2), groups: 2),
            l => l.Forward(Image)
        ),
        ["Convolution2D of 4"] = Sample.Of(
            "W 6×4×3×3",
            () => new L.Convolution2D(4, 6, 3, nobias: true),
            l => l.Forward(Image)
        ),
        ["Convolution3D"] = Sample.Of(
            "W 3×2×2×2×2, b 3",
            () => new L.Convolution3D(2, 3, 2),
            l => l.Forward(Volume)
        ),
        ["ConvolutionND"] = Sample.Of(
            "W 3×2×2×2×2, b 3",
            () => new L.ConvolutionND(3, 3, 2),
            l => l.Forward(Volume)
        ),
        ["DilatedConvolution2D"] = Sample.Of(
            "W 3×4×2×2, b 3",
            () => new L.DilatedConvolution2D(3, 2, dilate: 2),
            l => l.Forward(Image)
        ),
        ["Deconvolution1D"] = Sample.Of(
            "W 4×2×3, b 2",
            () => new L.Deconvolution1D(null, 2, 3),
            l => l.Forward(Line)
        ),
        ["Deconvolution2D"] = Sample.Of(
            "W 4×3×2×2, b 6",
            () => new L.Deconvolution2D(6, 2, stride: 2, groups: 2),
            l => l.Forward(Image)
        ),
        ["Deconvolution3D"] = Sample.Of(
            "W 2×3×2×2×2, b 3",
            () => new L.Deconvolution3D(2, 3, 2),
            l => l.Forward(Volume)
        ),
        ["DeconvolutionND"] = Sample.Of(
            "W 4×2×3, b 2",
            () => new L.DeconvolutionND(1, 2, 3),
            l => l.Forward(Line)
        ),
        ["DepthwiseConvolution2D"] = Sample.Of(
            "W 3×4×2×2, b 12",
            () => new L.DepthwiseConvolution2D(null, 3, 2),
            l => l.Forward(Image)
        ),
        ["DeformableConvolution2D"] = Sample.Of(
            "deform_conv/W 3×4×3×2, deform_conv/b 3, offset_conv/W 12×4×3×2, offset_conv/b 12",
            () => new L.DeformableConvolution2D(null, 3, (3, 2), deformInitialW: 0.5),
            l => l.Forward(Image)
        ),
        ["DeformableConvolution2DSampler"] = Sample.Of(
            "W 3×4×1×1, b 3",
            () => new L.DeformableConvolution2DSampler(null, 3, 1),
            l => l.Forward(Image, Random(7, DType.Float32, 2, 2, 6, 5))
        ),
        ["LocalConvolution2D"] = Sample.Of(
            "W 3×2×2×4×3×2, b 3×2×2",
            () => new L.LocalConvolution2D(3, (3, 2), stride: (3, 2)),
            l => l.Forward(Image)
        ),
        ["LocalConvolution2D of 6×5"] = Sample.Of(
            "W 3×4×3×4×3×3, b 3×4×3",
            () => new L.LocalConvolution2D(4, 3, (6, 5), 3),
            l => l.Forward(Image)
        ),
        ["EmbedID"] = Sample.Of("W 3×5", () => new L.EmbedID(3, 5), l => l.Forward(Labels)),
        ["Bilinear"] = Sample.Of(
            "V1 6×2, V2 6×2, W 6×6×2, b 2",
            () => new L.Bilinear(6, 6, 2),
            l => l.Forward(Rows, Rows)
        ),
        ["Highway"] = Sample.Of(
            "plain/W 6×6, plain/b 6, transform/W 6×6, transform/b 6",
            () => new L.Highway(6, activate: F.Tanh),
            l => l.Forward(Rows)
        ),
        ["Inception"] = Sample.Of(
            "conv1/W 1×4×1×1, conv1/b 1, conv3/W 3×2×3×3, conv3/b 3, conv5/W 5×4×5×5, conv5/b 5, proj3/W 2×4×1×1, proj3/b 2, proj5/W 4×4×1×1, proj5/b 4, projp/W 6×4×1×1, projp/b 6",
            () => new L.Inception(null, 1, 2, 3, 4, 5, 6),
            l => l.Forward(Image)
        ),
        ["InceptionBN"] = Sample.Of(
            "conv3/W 2×1×3×3, conv33a/W 4×3×3×3, conv33an/beta 4, conv33an/gamma 4, conv33b/W 4×4×3×3, conv33bn/beta 4, conv33bn/gamma 4, conv3n/beta 2, conv3n/gamma 2, proj3/W 1×4×1×1, proj33/W 3×4×1×1, proj33n/beta 3, proj33n/gamma 3, proj3n/beta 1, proj3n/gamma 1",
            () => new L.InceptionBN(null, 0, 1, 2, 3, 4, PoolType.Max, stride: 2),
            l => l.Forward(Image)
        ),
        ["MLPConvolution2D"] = Sample.Of(
            "0/W 3×4×2×2, 0/b 3, 1/W 2×3×1×1, 1/b 2",
            () => new L.MLPConvolution2D([3, 2], 2, activation: F.Sigmoid),
            l => l.Forward(Image)
        ),
        ["Parameter"] = Sample.Of(
            "W 2×3",
            () => new L.Parameter(Random(8, DType.Float32, 2, 3)),
            l => l.Forward()
        ),
        ["Bias"] = Sample.Of("b 4", () => new L.Bias(1, [4]), l => l.Forward(Image)),
        ["Scale"] = Sample.Of(
            "W 4×6, bias/b 4×6",
            () => new L.Scale(1, [4, 6], biasTerm: true),
            l => l.Forward(Image)
        ),
        ["Maxout"] = Sample.Of(
            "linear/W 6×6, linear/b 6",
            () => new L.Maxout(null, 3, 2),
            l => l.Forward(Rows)
        ),
        ["PReLU"] = Sample.Of("W 4×6", () => new L.PReLU([4, 6]), l => l.Forward(Image)),
        ["Swish"] = Sample.Of("beta 4×6×5", () => new L.Swish(null), l => l.Forward(Image)),
        ["SimplifiedDropconnect"] = Sample.Of(
            "W 3×6, b 3",
            () => new L.SimplifiedDropconnect(null, 3),
            l => l.Forward(Rows)
        ),
        ["BinaryHierarchicalSoftmax"] = Sample.Of(
            "W 2×6",
            () => new L.BinaryHierarchicalSoftmax(6, ClassTree.Of(ClassTree.Of(2, 1), 0)),
            l => l.Forward(Rows, Labels)
        ),
        ["BlackOut"] = Sample.Of(
            "W 3×6",
            () => new L.BlackOut(6, [5, 2, 1], 2),
            l => l.Forward(Rows, Labels)
        ),
        ["NegativeSampling"] = Sample.Of(
            "W 3×6",
            () => new L.NegativeSampling(6, [5, 2, 1], 2),
            l => l.Forward(Rows, Labels)
        ),
        ["CRF1d"] = Sample.Of(
            "cost 3×3",
            () => new L.CRF1d(3),
            l => l.Forward(Sequences, SequenceLabels, transpose: true)
        ),
        ["BatchNormalization"] = Sample.Of(
            "beta 4, gamma 4",
            () => new L.BatchNormalization(axis: [0, 2, 3]),
            l => l.Forward(Image)
        ),
        ["BatchNormalization of 4×6×5"] = Sample.Of(
            "gamma 4×6×5",
            () => new L.BatchNormalization((4, 6, 5), useBeta: false),
            l => l.Forward(Image, finetune: true)
        ),
        ["BatchRenormalization"] = Sample.Of(
            "beta 6, gamma 6",
            () => new L.BatchRenormalization(6, rmax: 2, dmax: 1),
            l => l.Forward(Rows)
        ),
        ["DecorrelatedBatchNormalization"] = Sample.Of(
            "",
            () => new L.DecorrelatedBatchNormalization(4, groups: 2),
            l => l.Forward(Image)
        ),
        ["GroupNormalization"] = Sample.Of(
            "beta 4, gamma 4",
            () => new L.GroupNormalization(2),
            l => l.Forward(Image)
        ),
        ["LayerNormalization"] = Sample.Of(
            "beta 6, gamma 6",
            () => new L.LayerNormalization(),
            l => l.Forward(Rows)
        ),
        ["Classifier"] = Sample.Of(
            "predictor/W 3×6, predictor/b 3",
            () => new L.Classifier(new L.Linear(3)),
            l => l.Forward(Rows, Labels)
        ),
    };
}
