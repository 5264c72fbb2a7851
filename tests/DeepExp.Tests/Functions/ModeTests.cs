using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Functions;

/// <summary>What is given for training does nothing in testing.</summary>
public class ModeTests
{
    [Fact]
    public void Given_slopes_are_those_of_training_alone()
    {
        var x = -1.0 * (Range(2, 3) + 1.0);
        var r = TensorModule.full(x.DType, x.Shape, 0.5);
        Same((x * 0.5), F.Rrelu(x, 0.1, 0.3, r).Data);
        using (Config.TestMode())
            Same(F.Rrelu(x, 0.1, 0.3).Data, F.Rrelu(x, 0.1, 0.3, r).Data);
    }

    [Fact]
    public void A_given_mask_is_not_scaled_up_in_testing()
    {
        var (x, W) = (Range(2, 3), Range(4, 3));
        var mask = TensorModule.onesLike(W);
        Same(
            F.Linear(x, W).Data,
            F.SimplifiedDropconnect(x, W, null, 0.5, train: false, mask: mask).Data
        );
    }

    [Fact]
    public void Each_sample_has_a_mask_of_its_own_unless_the_batch_shall_share_one()
    {
        var (x, W) = (
            TensorModule.ones(DType.Float64, [20, 1]),
            TensorModule.ones(DType.Float64, [30, 1])
        );
        int Masks(Variable y) =>
            y
                .Data.ToArray<double>()
                .Chunk(30)
                .Select(row => string.Join(" ", row))
                .Distinct()
                .Count();
        Assert.Equal(20, Masks(F.SimplifiedDropconnect(x, W)));
        Assert.Equal(1, Masks(F.SimplifiedDropconnect(x, W, useBatchwiseMask: false)));
    }

    [Fact]
    public void What_waits_on_both_sides_goes_on_waiting()
    {
        var (mine, theirs) = (new L.Linear(3), new L.Linear(3));
        mine.CopyParams(theirs);
        Assert.False(mine.W.IsInitialized);
    }
}
