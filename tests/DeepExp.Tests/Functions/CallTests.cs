using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Functions;

/// <summary>Calls as they stand in a Chainer program.</summary>
public class CallTests
{
    private static readonly int[] labels = [0, 1];
    private static readonly int[,] words =
    {
        { 0, 1 },
    };

    [Fact]
    public void Labels_and_indices_are_given_as_arrays()
    {
        Assert.Equal(0, F.SoftmaxCrossEntropy(Range(2, 3), labels).Ndim);
        Assert.Equal([1, 2, 3], F.EmbedID(words, Range(4, 3)).Shape);
    }

    [Fact]
    public void No_axis_is_all_axes()
    {
        Assert.Equal(15, F.Sum(Range(2, 3), null).Item());
        Assert.Equal([1, 1], F.Max(Range(2, 3), axis: null, keepdims: true).Shape);
        Assert.Equal(0, F.LogSumExp(Range(2, 3), null).Ndim);
    }

    [Fact]
    public void Indices_of_the_largest_are_asked_for_by_name()
    {
        var (y, indices) = F.MaxPooling2D(Range(1, 1, 4, 4), 2, returnIndices: true);
        Assert.Equal([5, 7, 13, 15], y.ToArray<int>());
        Assert.Equal([3, 3, 3, 3], indices.ToArray<int>());
    }

    [Fact]
    public void A_place_outside_of_the_window_is_refused() =>
        Refused(
            "Upsampling2D",
            () => F.Upsampling2D(Range(1, 1, 1, 1), TensorModule.int32([1, 1, 1, 1], [-1]), 2),
            "index -1",
            "4"
        );

    [Fact]
    public void A_classifier_is_its_own_loss_function()
    {
        var model = new L.Classifier(new L.Linear(3, 2));
        var optimizer = new Adam { Alpha = 0.1 }.Setup(model);
        optimizer.Update(model.Forward, Range(2, 3), labels);
        Assert.Equal(1, optimizer.T);
        optimizer.Alpha = 0.01;
        Assert.Equal(0.01, optimizer.Alpha);
    }
}
