using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

/// <summary>Links that golden rows do not reach: each is the function of its parameters.</summary>
public class PlainLinkTests
{
    private static readonly Variable Image = Random(1, DType.Float32, 2, 4, 5, 5);

    [Fact]
    public void Volumes_are_convolved()
    {
        var x = Random(2, DType.Float32, 1, 2, 3, 4, 3);
        var layer = new L.Convolution3D(
            2,
            3,
            2,
            stride: (1, 2, 1),
            pad: 1,
            coverAll: true,
            dilate: 2
        );
        Same(
            F.Convolution3D(x, layer.W, layer.B, (1, 2, 1), 1, true, 2).Data,
            layer.Forward(x).Data
        );
        Assert.Equal(
            [1, 3, 5, 7, 5],
            new L.Deconvolution3D(2, 3, 3, stride: (1, 2, 1), outsize: (5, 7, 5), pad: (0, 1, 0))
                .Forward(x)
                .Shape
        );
    }

    [Fact]
    public void Offsets_of_zero_make_deformable_convolution_a_convolution()
    {
        var W = Random(3, DType.Float32, 3, 4, 3, 3);
        var layer = new L.DeformableConvolution2D(
            4,
            3,
            3,
            stride: 2,
            pad: 1,
            offsetInitialW: 0,
            deformInitialW: W
        );
        var expected = F.Convolution2D(Image, W, stride: 2, pad: 1).ToArray<double>();
        foreach (var (e, a) in expected.Zip(layer.Forward(Image).ToArray<double>()))
            Assert.Equal(e, a, 1e-5);
    }

    [Fact]
    public void Strided_local_convolution_has_kernels_for_the_places_there_are()
    {
        var layer = new L.LocalConvolution2D(4, 2, 5, 2, stride: 2);
        Assert.Equal([2, 2, 2, 4, 2, 2], layer.W.Shape);
        Same(F.LocalConvolution2D(Image, layer.W, layer.B, 2).Data, layer.Forward(Image).Data);
    }

    [Fact]
    public void Bilinear_is_the_form_and_its_linear_part()
    {
        var layer = new L.Bilinear(2, 3, 4, initialBias: (2, 3, 4));
        var (e1, e2) = (Random(4, DType.Float32, 5, 2), Random(5, DType.Float32, 5, 3));
        Same(
            F.Bilinear(e1, e2, layer.W, layer.V1!, layer.V2!, layer.B!).Data,
            layer.Forward(e1, e2).Data
        );
        Holds(layer.B!, 4, 4, 4, 4);
        var bare = new L.Bilinear(2, 3, 4, nobias: true);
        Assert.Equal(["/W"], bare.NamedParams().Select(p => p.Path));
        Same(F.Bilinear(e1, e2, bare.W).Data, bare.Forward(e1, e2).Data);
    }

    [Fact]
    public void Dropconnect_drops_weights_in_training_only_as_the_call_says()
    {
        var layer = new L.SimplifiedDropconnect(3, 2, ratio: 0.25);
        var x = Random(6, DType.Float32, 4, 3);
        Same(F.Linear(x, layer.W, layer.B).Data, layer.Forward(x, train: false).Data);
        var mask = F.Reshape(Range(6), 2, 3).Data;
        Same(
            F.SimplifiedDropconnect(x, layer.W, layer.B, 0.25, true, mask, false).Data,
            layer.Forward(x, mask: mask, useBatchwiseMask: false).Data
        );
    }

    [Fact]
    public void Inception_with_max_pooling_keeps_the_pooled_channels()
    {
        var module = new L.InceptionBN(4, 0, 2, 3, 2, 5, PoolType.Max, stride: 2);
        var y = module.Forward(Image);
        Assert.Equal([2, 3 + 5 + 4, 3, 3], y.Shape);
        Same(F.MaxPooling2D(Image, 3, 2, 1, coverAll: false).Data, F.GetItem(y, .., 8..).Data);
    }

    [Fact]
    public void Shifts_and_factors_are_given_where_the_link_has_none()
    {
        var b = Range(4) + 1.0;
        Same(F.Bias(Image, b).Data, new L.Bias().Forward(Image, b).Data);
        Same(F.Scale(Image, b).Data, new L.Scale().Forward(Image, b).Data);
        var shifted = new L.Scale(biasTerm: true, biasShape: [4]);
        Assert.Equal(["/bias/b"], shifted.NamedParams().Select(p => p.Path));
        Same(F.Scale(Image, b).Data, shifted.Forward(Image, b).Data);
    }

    [Fact]
    public void A_shift_follows_the_axis_of_its_factor()
    {
        var scale = new L.Scale(axis: 0, wShape: [2], biasTerm: true);
        var (W, b) = (Range(2) + 1.0, Range(2) + 3.0);
        (scale.W!.Data, ((L.Bias)scale["bias"]).B!.Data) = (W, b);
        Same(F.Bias(F.Scale(Image, W, 0), b, 0).Data, scale.Forward(Image).Data);
    }

    [Fact]
    public void An_ignored_word_is_zeros()
    {
        var table = new L.EmbedID(3, 2, initialW: 5, ignoreLabel: 1);
        Holds(table.Forward((Tensor)new int[] { 1, 2 }), 0, 0, 5, 5);
    }
}
