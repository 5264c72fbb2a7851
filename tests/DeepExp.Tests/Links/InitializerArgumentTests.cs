using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>Each parameter begins as the argument of its name says, and not as the one beside it.</summary>
public class InitializerArgumentTests
{
    private static readonly Dictionary<string, (Link Link, Func<string, double> Value)> rows = new()
    {
        ["Linear"] = (new L.Linear(2, 3, initialW: 2, initialBias: 3), WeightAndBias),
        ["Linear of any size"] = (new L.Linear(3, initialW: 2, initialBias: 3), WeightAndBias),
        ["Convolution1D"] = (
            new L.Convolution1D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Convolution2D"] = (
            new L.Convolution2D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Convolution2D of any size"] = (
            new L.Convolution2D(3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Convolution3D"] = (
            new L.Convolution3D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["ConvolutionND"] = (
            new L.ConvolutionND(2, 2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["DilatedConvolution2D"] = (
            new L.DilatedConvolution2D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Deconvolution1D"] = (
            new L.Deconvolution1D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Deconvolution2D"] = (
            new L.Deconvolution2D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Deconvolution2D of any size"] = (
            new L.Deconvolution2D(3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Deconvolution3D"] = (
            new L.Deconvolution3D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["DeconvolutionND"] = (
            new L.DeconvolutionND(2, 2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["DepthwiseConvolution2D"] = (
            new L.DepthwiseConvolution2D(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["LocalConvolution2D"] = (
            new L.LocalConvolution2D(2, 3, 4, 2, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["DeformableConvolution2DSampler"] = (
            new L.DeformableConvolution2DSampler(2, 3, 1, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["DeformableConvolution2D"] = (
            new L.DeformableConvolution2D(
                2,
                3,
                1,
                offsetInitialW: 2,
                offsetInitialBias: 3,
                deformInitialW: 4,
                deformInitialBias: 5
            ),
            path => WeightAndBias(path) + (path.StartsWith("deform", Ordinal) ? 2 : 0)
        ),
        ["MLPConvolution2D"] = (
            new L.MLPConvolution2D(2, [3, 4], 1, convInit: 2, biasInit: 3),
            WeightAndBias
        ),
        ["Inception"] = (
            new L.Inception(2, 1, 2, 3, 4, 5, 6, convInit: 2, biasInit: 3),
            WeightAndBias
        ),
        ["SimplifiedDropconnect"] = (
            new L.SimplifiedDropconnect(2, 3, initialW: 2, initialBias: 3),
            WeightAndBias
        ),
        ["Maxout"] = (new L.Maxout(2, 3, 4, initialW: 2, initialBias: 3), WeightAndBias),
        ["Highway"] = (
            new L.Highway(2, initWh: 2, initBh: 3, initWt: 4, initBt: 5),
            path => WeightAndBias(path) + (path.StartsWith("transform", Ordinal) ? 2 : 0)
        ),
        ["Bilinear"] = (
            new L.Bilinear(2, 3, 4, initialW: 2, initialBias: (3, 4, 5)),
            path =>
                path switch
                {
                    "W" => 2,
                    "V1" => 3,
                    "V2" => 4,
                    _ => 5,
                }
        ),
        ["StatefulGRU"] = (
            new L.StatefulGRU(2, 3, init: 2, innerInit: 3, biasInit: 4),
            path =>
                path.EndsWith('b') ? 4
                : path.StartsWith('W') ? 2
                : 3
        ),
        ["LSTM"] = (
            new L.LSTM(2, 3, lateralInit: 2, upwardInit: 3, biasInit: 4, forgetBiasInit: 4),
            OfLSTM
        ),
        ["StatelessLSTM"] = (
            new L.StatelessLSTM(
                2,
                3,
                lateralInit: 2,
                upwardInit: 3,
                biasInit: 4,
                forgetBiasInit: 4
            ),
            OfLSTM
        ),
        ["NStepLSTM"] = (
            new L.NStepLSTM(2, 2, 3, 0, initialW: 2, initialBias: 3),
            path => path.Contains('w') ? 2 : 3
        ),
        ["BatchNormalization"] = (
            new L.BatchNormalization(2, initialGamma: 2, initialBeta: 3),
            GammaAndBeta
        ),
        ["BatchRenormalization"] = (
            new L.BatchRenormalization(2, initialGamma: 2, initialBeta: 3),
            GammaAndBeta
        ),
        ["LayerNormalization"] = (
            new L.LayerNormalization(2, initialGamma: 2, initialBeta: 3),
            GammaAndBeta
        ),
        ["GroupNormalization"] = (
            new L.GroupNormalization(1, 2, initialGamma: 2, initialBeta: 3),
            GammaAndBeta
        ),
    };

    private const StringComparison Ordinal = StringComparison.Ordinal;

    public static TheoryData<string> Names => [.. rows.Keys];

    private static double WeightAndBias(string path) => path.EndsWith('W') ? 2 : 3;

    private static double GammaAndBeta(string path) => path == "gamma" ? 2 : 3;

    private static double OfLSTM(string path) =>
        path switch
        {
            "lateral/W" => 2,
            "upward/W" => 3,
            _ => 4,
        };

    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_begin_as_they_are_told(string name)
    {
        var (link, value) = rows[name];
        Assert.NotEmpty(link.Params());
        foreach (var (path, parameter) in link.NamedParams(includeUninit: false))
            Assert.All(parameter.ToArray<double>(), x => Assert.Equal(value(path[1..]), x));
    }

    [Fact]
    public void Running_averages_begin_as_they_are_told()
    {
        var plain = new L.BatchNormalization(1, initialAvgMean: 2, initialAvgVar: 3);
        var renormalized = new L.BatchRenormalization(1, initialAvgMean: 2, initialAvgVar: 3);
        foreach (var link in new[] { plain, renormalized })
        {
            Holds(link.AvgMean, 2);
            Holds(link.AvgVar, 3);
        }
    }
}
