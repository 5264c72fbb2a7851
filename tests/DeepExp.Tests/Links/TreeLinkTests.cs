using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class TreeLinkTests
{
    private static Variable X(int seed) => Random(seed, DType.Float64, 2, 3);

    private static Variable State(int seed) => Random(seed, DType.Float64, 2, 4);

    private static Variable Zeros(int features) => TensorModule.zeros(DType.Float64, [2, features]);

    private static void Alike((Variable C, Variable H) a, (Variable C, Variable H) b)
    {
        foreach (var (expected, actual) in new[] { (a.C, b.C), (a.H, b.H) })
            Assert.All(
                expected.ToArray<double>().Zip(actual.ToArray<double>()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-14)
            );
    }

    private static (L.ChildSumTreeLSTM Sum, L.NaryTreeLSTM Ary) Links()
    {
        using var scope = Config.UsingConfig(dtype: DType.Float64);
        return (new(3, 4), new(3, 4));
    }

    [Fact]
    public void The_order_of_children_counts_for_n_ary_trees_only()
    {
        var (sum, ary) = Links();
        var (c1, c2, h1, h2, x) = (State(1), State(2), State(3), State(4), X(5));
        Alike(sum.Forward(c1, c2, h1, h2, x), sum.Forward(c2, c1, h2, h1, x));
        Assert.NotEqual(
            Bits(ary.Forward(c1, c2, h1, h2, x).H.Data),
            Bits(ary.Forward(c2, c1, h2, h1, x).H.Data)
        );
    }

    [Fact]
    public void What_is_null_counts_as_0()
    {
        var (sum, ary) = Links();
        var (c, h, x) = (State(1), State(2), X(3));
        Alike(sum.Forward(c, Zeros(4), Zeros(4), h, x), sum.Forward(c, null, null, h, x));
        Alike(ary.Forward(c, Zeros(4), Zeros(4), h, x), ary.Forward(c, null, null, h, x));
        Alike(sum.Forward(c, h, Zeros(3)), sum.Forward(c, h, null));
        Alike(ary.Forward(c, c, h, h, Zeros(3)), ary.Forward(c, c, h, h, null));
    }

    [Fact]
    public void A_leaf_has_no_children_and_a_node_as_many_as_there_are()
    {
        var (sum, _) = Links();
        Alike(sum.Forward(null, null, X(1)), sum.Forward(X(1)));
        var leaf = sum.Forward(X(1));
        var root = sum.Forward(leaf.C, leaf.C, State(1), leaf.H, leaf.H, State(2), X(2));
        Assert.Equal([2, 4], root.H.Shape);
    }

    [Fact]
    public void Wrong_numbers_of_children_are_refused()
    {
        var (sum, ary) = Links();
        Refused("ChildSumTreeLSTM", () => sum.Forward(State(1), X(1)), "2 arguments");
        Refused("ChildSumTreeLSTM", () => sum.Forward(null, null, null), "all", "null");
        Refused("NaryTreeLSTM", () => ary.Forward(State(1), State(2), X(1)), "1 children", "for 2");
        Refused(
            "ChildSumTreeLSTM",
            () => new L.ChildSumTreeLSTM(null, 4).Forward(State(1), State(2), null),
            "x is null",
            "inSize"
        );
    }

    [Fact]
    public void Paths_are_Chainers()
    {
        var (sum, ary) = Links();
        Assert.Equal(
            ["/W_h_aio/W", "/W_h_f/W", "/W_x/W", "/W_x/b"],
            sum.NamedParams().Select(named => named.Path)
        );
        Assert.Equal(
            ["/W_h1/W", "/W_h2/W", "/W_x/W", "/W_x/b"],
            ary.NamedParams().Select(named => named.Path)
        );
    }

    [Fact]
    public void A_copy_refers_to_its_own()
    {
        var (_, ary) = Links();
        var copy = (L.NaryTreeLSTM)ary.Copy(CopyMode.Copy);
        var before = ary.Forward(State(1), State(2), State(3), State(4), X(5));
        foreach (var parameter in copy.Params())
            parameter.Data = 2 * parameter.Data;
        Assert.NotEqual(
            Bits(before.H.Data),
            Bits(copy.Forward(State(1), State(2), State(3), State(4), X(5)).H.Data)
        );
        Alike(before, ary.Forward(State(1), State(2), State(3), State(4), X(5)));
    }
}
