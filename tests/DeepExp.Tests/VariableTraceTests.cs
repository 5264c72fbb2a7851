using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

public class VariableTraceTests
{
    [Fact]
    public void A_result_tells_what_it_was_computed_by()
    {
        var (x0, x1) = (Var(2), Var(3));
        var h = x0 * x1;
        var y = F.Exp(h);
        Assert.Null(x0.Creator);
        Assert.Equal("Exp", y.Creator!.Label);
        Assert.Same(h, Assert.Single(y.Creator.Inputs));
        Assert.Equal("Multiply", h.Creator!.Label);
        Assert.Equal([x0, x1], h.Creator.Inputs);
        Holds((x0 / 4).Creator!.Inputs[1], 4);
        Assert.Null(((Variable)new float[] { 1 } * 2).Creator);
    }

    [Fact]
    public void Of_two_results_one_of_which_was_computed_from_the_other_both_are_known()
    {
        var (c0, x) = (Var(Range(1, 1)), Var(Range(1, 4)));
        var (c, h) = F.LSTM(c0, x);
        F.Sum(h).Backward(retainGrad: true);
        Assert.NotNull(c.Grad);
        F.Sum(h).UnchainBackward();
        Assert.Null(c.Creator);
    }

    [Fact]
    public void The_rank_is_the_longest_way()
    {
        var x = Var(2);
        Assert.Equal(0, x.Rank);
        Assert.Equal(0, ((Variable)new float[] { 1 }).Rank);
        var h = x * x;
        Assert.Equal((1, 2, 3), (h.Rank, F.Exp(h).Rank, (F.Exp(h) + x).Rank));
    }

    [Fact]
    public void Labels_and_summaries()
    {
        var x = new Variable(Range(2, 3), "x");
        Assert.Equal("(2, 3), float32", x.Label);
        Assert.Equal("(3,), float64", Var(new double[3]).Label);
        Assert.Equal("float32", Var(Scalar(1)).Label);
        Assert.Equal(("variable x", "variable"), (x.Summary(), Var(1).Summary()));
        x.Grad = Range(2, 3) * 0.0 + 1;
        Assert.Equal(
            """
            variable x
            - shape: 2×3
            - dtype: float32
            - statistics: mean=2.5, std=1.7078251
            - grad: mean=1, std=0
            """,
            x.DebugPrint()
        );
        Assert.EndsWith(
            "mean=NaN, std=NaN\n- grad: none",
            Var(new float[0, 2]).DebugPrint(),
            StringComparison.Ordinal
        );
        Assert.Equal("variable W\n- no data yet", new Parameter(1.0, "W").DebugPrint());
    }

    [Fact]
    public void Functions_as_methods()
    {
        var x = Var(Range(2, 3));
        Same(F.Reshape(x, 3, 2).Data, x.Reshape(3, -1).Data);
        Same(F.Transpose(x).Data, x.Transpose().Data);
        Same(F.Transpose(x, 1, 0).Data, x.Transpose(1, 0).Data);
        Same(F.Transpose(x, 1, 0).Data, x.Transpose((1, 0)).Data);
        Same(F.Reshape(x, 3, 2).Data, x.Reshape((3, 2)).Data);
        Holds(x.Sum(), 15);
        Holds(x.Mean(0, keepdims: true), 1.5, 2.5, 3.5);
        Holds((-x).Abs(), 0, 1, 2, 3, 4, 5);
        Holds(x.Pow(2), 0, 1, 4, 9, 16, 25);
        Holds(Var(2, 3).Pow(Var(3, 2)), 8, 9);
        Holds(x.MatMul(x.T), 5, 14, 14, 50);
        Holds((x - 3).FloorDivide(2), -2, -1, -1, 0, 0, 1);
        Holds((x - 3).FloorDivide(Var(2, 2, -2)), -2, -1, 0, 0, 0, -1);
        Same(x.Data, x.Array);
        x.Array = Range(2, 3) * 2;
        Holds(x.Sum(), 30);
    }
}
