using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>The distributions with which parameters begin.</summary>
public class BeginningTests
{
    private static void IsNormal(double variance, Parameter W)
    {
        var w = W.ToArray<double>();
        var deviation = Math.Sqrt(variance / w.Length);
        Assert.InRange(w.Average(), -5 * deviation, 5 * deviation);
        // Five standard deviations of the variance, which are variance · √(2/n) for normal numbers.
        var slack = 5 * Math.Sqrt(2.0 / w.Length);
        Assert.InRange(w.Average(x => x * x) / variance, 1 - slack, 1 + slack);
        Assert.Contains(w, x => Math.Abs(x) > 2.5 * Math.Sqrt(variance));
    }

    [Fact]
    public void Weights_are_LeCun_normal_with_the_fan_in_of_their_own_shape()
    {
        Rng.Seed(11);
        IsNormal(1.0 / (8 * 9), new L.Convolution2D(16, 32, 3, groups: 2).W);
        IsNormal(1.0 / (16 * 9), new L.Deconvolution2D(32, 16, 3).W);
        IsNormal(1.0 / (32 * 9), new L.DepthwiseConvolution2D(32, 8, 3).W);
        IsNormal(1.0 / (4 * 4 * 3 * 9), new L.LocalConvolution2D(3, 8, 6, 3).W);
        IsNormal(1.0 / 40, new L.SimplifiedDropconnect(40, 50).W);
        var bilinear = new L.Bilinear(20, 20, 10);
        IsNormal(1.0 / 200, bilinear.W);
        IsNormal(1.0 / 10, bilinear.V1!);
        Assert.All(bilinear.B!.ToArray<double>(), b => Assert.Equal(0, b));
    }

    [Fact]
    public void Words_are_of_variance_1()
    {
        Rng.Seed(12);
        IsNormal(1, new L.EmbedID(100, 50).W);
    }

    [Fact]
    public void Branches_are_uniform_in_plus_minus_1()
    {
        Rng.Seed(13);
        var counts = Enumerable.Range(0, 40).ToDictionary(i => i, i => i + 1);
        var tree = L.BinaryHierarchicalSoftmax.CreateHuffmanTree(counts);
        var w = new L.BinaryHierarchicalSoftmax(100, tree).W.ToArray<double>();
        Assert.Equal(39 * 100, w.Length);
        Assert.InRange(w.Min(), -1, -0.99);
        Assert.InRange(w.Max(), 0.99, 1);
        Assert.InRange(w.Average(x => x * x), 0.31, 0.36);
    }

    [Fact]
    public void Others_begin_as_Chainers_do()
    {
        Assert.All(
            new L.NegativeSampling(3, [1, 1], 1).W.ToArray<double>(),
            w => Assert.Equal(0, w)
        );
        Assert.All(
            new L.BlackOut(3, [1, 1], 1).W.ToArray<double>(),
            w => Assert.True(double.IsNaN(w))
        );
        Holds(new L.CRF1d(1).Cost, 0);
        Holds(new L.PReLU().W, 0.25);
        Holds(new L.Swish([]).Beta, 1);
        Holds(new L.DeformableConvolution2DSampler(1, 1, 1).W, 0);
        Holds(((L.Linear)new L.Highway(2)["transform"]).B!, -1, -1);
        Holds(((L.Linear)new L.Maxout(1, 1, 1)["linear"]).B!, 0);
        Assert.Null(((L.Linear)new L.Maxout(1, 1, 1, nobias: true)["linear"]).B);
        var norm = new L.BatchNormalization(1);
        Holds(norm.Gamma!, 1);
        Holds(norm.Beta!, 0);
        Holds(norm.AvgMean, 0);
        Holds(norm.AvgVar, 1);
    }

    [Fact]
    public void Maxout_takes_arrays_with_the_pool_apart()
    {
        var W = Range(2, 3, 4);
        var layer = new L.Maxout(null, 2, 3, initialW: W, initialBias: Range(2, 3));
        var linear = (L.Linear)layer["linear"];
        layer.Forward(Range(1, 4));
        Holds(linear.W, W.ToArray<double>());
        Holds(linear.B!, 0, 1, 2, 3, 4, 5);
    }
}
