using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

public class CopyParamsTests
{
    private sealed class Norm : Link
    {
        public Norm(int size = 2, bool isCount = true, bool waits = false)
        {
            W = AddParam("W", Random(size, DType.Float32, 2));
            Mean = waits
                ? AddPersistent("mean", DType.Float32)
                : AddPersistent("mean", Random(size, DType.Float32, size));
            if (isCount)
                AddPersistent("n", size);
            else
                AddPersistent("n", 0.5);
        }

        public Parameter W { get; }

        public Persistent<Tensor> Mean { get; }
    }

    [Fact]
    public void Values_are_copied_and_nothing_else()
    {
        var (mine, theirs) = (new L.Linear(2, 3), new L.Linear(2, 3));
        theirs.ZeroGrads();
        theirs.DisableUpdate();
        var gW = mine.W.Grad = Range(3, 2);
        mine.CopyParams(theirs);
        Same(theirs, mine);
        Same(gW, mine.W.Grad);
        Assert.Null(mine.B!.Grad);
        Assert.True(mine.UpdateEnabled);
    }

    [Fact]
    public void Afterwards_both_go_their_ways()
    {
        var (mine, theirs) = (new L.Linear(3), new L.Linear(2, 3));
        mine.CopyParams(theirs);
        var before = Bits(mine);
        theirs.W.Data = Range(3, 2);
        Assert.Equal(before, Bits(mine));
        mine.CopyParams(theirs);
        Same(theirs, mine);
        mine.W.Data = Range(3, 2) + 1;
        Same(Range(3, 2), theirs.W.Data);
    }

    [Fact]
    public void Links_that_share_values_with_this_one_see_them()
    {
        var (mine, theirs) = (new L.Linear(2, 3), new L.Linear(2, 3));
        var shared = (Link)mine.Copy(CopyMode.Share);
        mine.CopyParams(theirs);
        Same(theirs, shared);
    }

    [Fact]
    public void A_persistent_value_that_does_not_fit_changes_no_parameter()
    {
        var mine = new Norm();
        var (W, mean) = (mine.W.Data, mine.Mean.Value);
        Refused("CopyParams", () => mine.CopyParams(new Norm(3)), "mean", "shape 3", "shape 2");
        Refused("CopyParams", () => mine.CopyParams(new Norm(2, isCount: false)), "n is a Int32");
        Same(W, mine.W.Data);
        Same(mean, mine.Mean.Value);

        var other = new Norm(3);
        mine.CopyParams(other, copyPersistent: false);
        Same(other.W.Data, mine.W.Data);
        Same(mean, mine.Mean.Value);
    }

    [Fact]
    public void A_persistent_value_that_waits()
    {
        var (mine, waits) = (new Norm(), new Norm(3, waits: true));
        var mean = mine.Mean.Value;
        mine.CopyParams(waits);
        Same(waits.W.Data, mine.W.Data);
        Same(mean, mine.Mean.Value);
        waits.CopyParams(mine);
        Same(mean, waits.Mean.Value);
    }
}
