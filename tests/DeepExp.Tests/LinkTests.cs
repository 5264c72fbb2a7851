using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class LinkTests
{
    private sealed class Own : Link
    {
        public Own(params string[] names)
        {
            foreach (var name in names)
                AddParam(name, Range(2));
        }
    }

    private sealed class Net : Chain
    {
        public Net(params (string Name, Link Link)[] links)
        {
            foreach (var (name, link) in links)
                AddLink(name, link);
        }

        public Parameter With(string name) => AddParam(name, Range(1));
    }

    private static Net Two(int hidden = 3, DType? dtype = null) =>
        new(
            ("l1", new L.Linear(2, hidden, dtype: dtype)),
            ("l2", new L.Linear(hidden, 1, dtype: dtype))
        );

    private static string Paths(Link link) =>
        string.Join(' ', link.NamedParams().Select(named => named.Path[1..]));

    [Fact]
    public void Paths_are_sorted_by_name_own_parameters_first()
    {
        var net = new Net(("b", new Own("z", "Y", "a")), ("a", new L.Linear(1, 1)));
        net.With("w");
        net.With("B");
        Assert.Equal("B w a/W a/b b/Y b/a b/z", Paths(net));
        Assert.Equal(net.NamedParams().Select(named => named.Param), net.Params());
        Assert.Equal(["a", "b"], net.Children().Select(child => child.Name));
    }

    [Fact]
    public void Chains_nest()
    {
        var list = new ChainList(new L.Linear(1, 2), Two());
        var net = new Net(("tail", new L.Linear(1, 1, nobias: true)), ("body", list));
        Assert.Equal(
            "body/0/W body/0/b body/1/l1/W body/1/l1/b body/1/l2/W body/1/l2/b tail/W",
            Paths(net)
        );
        Assert.Null(net.Name);
        Assert.Equal("body", list.Name);
        Assert.Same(list, net["body"]);
        Refused("Net", () => _ = net["head"], "«head»", "body, tail");
    }

    [Fact]
    public void A_list_keeps_its_order_beyond_9()
    {
        var list = new ChainList();
        var links = Enumerable.Range(0, 12).Select(_ => list.AddLink(new Own("p"))).ToList();
        Assert.Equal(links, list);
        Assert.Equal((12, links[11]), (list.Count, list[11]));
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 12).Select(i => $"{i}/p")), Paths(list));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a/b")]
    public void A_name_is_neither_empty_nor_holds_a_slash(string name)
    {
        Refused("Own", () => _ = new Own(name), $"«{name}»", "slash");
        Refused("Net", () => _ = new Net((name, new Own())), $"«{name}»", "slash");
    }

    [Fact]
    public void A_name_is_given_once()
    {
        Refused("Own", () => _ = new Own("a", "a"), "«a» is taken");
        var net = new Net(("a", new Own()));
        var second = new Own("p");
        Refused("Net", () => net.AddLink("a", second), "«a» is taken");
        Assert.Null(second.Name);
        Assert.Empty(net.Params());
    }

    [Fact]
    public void A_link_has_one_place()
    {
        var shared = new Own("p");
        var (first, second) = (new Net(("a", shared)), new Net());
        Refused("Net", () => first.AddLink("b", shared), "«a»", "one place");
        Refused("Net", () => second.AddLink("b", shared), "«a»", "one place");
        Refused("ChainList", () => _ = new ChainList(shared), "«a»", "one place");
        Assert.Equal("a/p", Paths(first));
        Assert.Empty(second.Children());
    }

    [Fact]
    public void A_link_does_not_hold_itself()
    {
        var inner = new Net();
        var outer = new Net(("inner", inner));
        Refused("Net", () => outer.AddLink("me", outer), "no link holds itself");
        Refused("Net", () => inner.AddLink("up", outer), "no link holds itself");
        Assert.Empty(outer.Params());
    }

    [Fact]
    public void Gradients_of_all_parameters_are_zeroed_and_cleared()
    {
        var net = new Net(("a", Two()));
        Assert.All(net.Params(), p => Assert.Null(p.Grad));
        net.ZeroGrads();
        Assert.All(net.Params(), p => Same(TensorModule.zerosLike(p.Data), p.Grad));
        net.ClearGrads();
        Assert.All(net.Params(), p => Assert.Null(p.Grad));
    }

    [Fact]
    public void Parameters_are_copied()
    {
        var (mine, theirs) = (Two(), Two());
        Assert.NotEqual(Bits(mine), Bits(theirs));
        mine.CopyParams(theirs);
        Same(theirs, mine);
    }

    [Fact]
    public void Gradients_are_added()
    {
        var (mine, theirs) = (Two(), Two());
        F.Sum(((L.Linear)theirs["l1"]).Forward(Range(4, 2))).Backward();
        mine.AddGrads(theirs);
        mine.AddGrads(theirs);
        var (W, gW) = (((L.Linear)mine["l1"]).W, ((L.Linear)theirs["l1"]).W.Grad!);
        Same(gW + gW, W.Grad);
        Assert.Null(((L.Linear)mine["l2"]).W.Grad);
    }

    public static TheoryData<string> Mismatches => [.. mismatches.Keys];

    private static readonly Dictionary<string, (Func<Link> Link, string Says)> mismatches = new()
    {
        ["size"] = (() => Two(hidden: 4), "parameter l1/W"),
        ["type"] = (() => Two(dtype: DType.Float64), "float64"),
        ["last"] = (
            () => new Net(("l1", new L.Linear(2, 3)), ("l2", new L.Linear(3, 2))),
            "parameter l2/W"
        ),
        ["missing"] = (() => new Net(("l1", new L.Linear(2, 3))), "same structure"),
        ["more"] = (
            () =>
                new Net(
                    ("l1", new L.Linear(2, 3)),
                    ("l2", new L.Linear(3, 1)),
                    ("l3", new Own("p"))
                ),
            "same structure"
        ),
        ["name"] = (() => new ChainList(new L.Linear(2, 3), new L.Linear(3, 1)), "0/W"),
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void A_link_of_another_structure_changes_nothing(string what)
    {
        var mine = Two();
        mine.ZeroGrads();
        var before = Bits(mine);
        var theirs = mismatches[what].Link();
        foreach (var parameter in theirs.Params())
            parameter.Grad = TensorModule.onesLike(parameter.Data);

        Refused("CopyParams", () => mine.CopyParams(theirs), mismatches[what].Says);
        Refused("AddGrads", () => mine.AddGrads(theirs), mismatches[what].Says);
        Assert.Equal(before, Bits(mine));
        Assert.All(mine.Params(), p => Same(TensorModule.zerosLike(p.Data), p.Grad));
    }
}
