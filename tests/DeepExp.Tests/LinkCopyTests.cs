using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class LinkCopyTests
{
    private sealed class Net : Chain
    {
        private readonly L.Linear first;
        private readonly Func<Variable, Variable> call;

        public Net(Link? teacher = null)
        {
            first = AddLink("first", new L.Linear(2, 2, initialW: Initializer.Normal(1)));
            Row = [AddLink("a", new L.Linear(2, 2)), AddLink("b", new L.Linear(2, 2))];
            Extra = AddParam("extra", [2], initializer: 1.0);
            N = AddPersistent("n", 1);
            ByName["first"] = first;
            call = Doubled;
            Teacher = teacher;
        }

        public L.Linear[] Row { get; }

        public Dictionary<string, Link> ByName { get; } = [];

        public Parameter Extra { get; }

        public Persistent<int> N { get; }

        public Link? Teacher { get; }

        public L.Linear First => first;

        private Variable Doubled(Variable x) => first.Forward(x) * 2;

        public Variable Forward(Variable x) =>
            Row.Aggregate(call(x), (h, layer) => layer.Forward(h)) + Extra;
    }

    private static Net Copied(Net net, CopyMode mode) => Assert.IsType<Net>(net.Copy(mode));

    [Theory]
    [InlineData(CopyMode.Share)]
    [InlineData(CopyMode.Copy)]
    [InlineData(CopyMode.Init)]
    public void A_copy_refers_to_its_own(CopyMode mode)
    {
        var teacher = new L.Linear(1, 1);
        var net = new Net(teacher);
        var list = new ChainList(net);
        var copy = Copied(net, mode);
        Assert.Null(copy.Name);
        Assert.Equal("0", net.Name);
        Assert.Same(teacher, copy.Teacher);
        Assert.Same(copy.First, copy["first"]);
        Assert.Same(copy.First, copy.ByName["first"]);
        Assert.Same(copy.Row[0], copy["a"]);
        Assert.Same(copy.Row[1].W, ((L.Linear)copy["b"]).W);
        Assert.Same(copy.Extra, copy.Params().First());
        Assert.Equal(
            net.NamedParams().Select(named => named.Path),
            copy.NamedParams().Select(named => named.Path)
        );
        Assert.Empty(copy.Params().Intersect(net.Params()));
        Assert.Empty(copy.Links().Intersect(net.Links()));
        list.AddLink(copy);

        F.Sum(copy.Forward(Range(3, 2))).Backward();
        Assert.All(copy.Params(), p => Assert.NotNull(p.Grad));
        Assert.All(net.Params(), p => Assert.Null(p.Grad));
    }

    [Fact]
    public void Shared_values_are_updated_in_both()
    {
        var net = new Net();
        net.ZeroGrads();
        var copy = Copied(net, CopyMode.Share);
        Assert.All(copy.Params(), p => Assert.Null(p.Grad));
        var optimizer = new SGD(lr: 1).Setup(copy);
        optimizer.Update(() => F.Sum(copy.Forward(Range(3, 2))));
        Same(net, copy);
        Holds(net.Extra, -2, -2);
        net.First.W.Data = Range(2, 2);
        Same(net.First.W.Data, copy.First.W.Data);
        Same(net.Forward(Range(3, 2)).Data, copy.Forward(Range(3, 2)).Data);
        F.Sum(copy.Forward(Range(3, 2))).Backward();
        Assert.NotNull(copy.First.W.Grad);
        net.N.Value = 7;
        Assert.Equal(7, copy.N.Value);
    }

    [Fact]
    public void A_shared_parameter_begins_in_both()
    {
        var layer = new L.Linear(3);
        var copy = (L.Linear)layer.Copy();
        copy.Forward(Range(1, 2));
        Same(copy, layer);
        Assert.True(layer.W.IsInitialized);
    }

    [Fact]
    public void Copied_values_part()
    {
        var net = new Net();
        F.Sum(net.Forward(Range(3, 2))).Backward();
        net.First.DisableUpdate();
        var copy = Copied(net, CopyMode.Copy);
        Same(net, copy);
        Same(net.First.W.Grad!, copy.First.W.Grad);
        Assert.False(copy.First.UpdateEnabled);
        net.First.W.Data = Range(2, 2);
        net.N.Value = 7;
        Assert.NotEqual(Bits(net), Bits(copy));
        Assert.Equal(1, copy.N.Value);
    }

    [Fact]
    public void Begun_anew_values_are_those_of_the_initializers()
    {
        var net = new Net();
        net.Extra.Data = Range(2);
        net.ZeroGrads();
        var copy = Copied(net, CopyMode.Init);
        Holds(copy.Extra, 1, 1);
        Assert.NotEqual(Bits(net.First.W.Data), Bits(copy.First.W.Data));
        Assert.All(copy.Params(), p => Assert.Null(p.Grad));
        Holds(net.Extra, 0, 1);
        Assert.False(((L.Linear)new L.Linear(3).Copy(CopyMode.Init)).W.IsInitialized);
    }

    private sealed class Hidden : Chain
    {
        public Queue<Link> Waiting { get; } = new();

        public Hidden() => Waiting.Enqueue(AddLink("a", new L.Linear(1, 1)));
    }

    [Fact]
    public void Links_in_other_collections_are_refused() =>
        Refused("Copy", () => new Hidden().Copy(), "Queue", "an array, a List or a Dictionary");

    [Fact]
    public void Parameters_added_to_a_copy_are_its_own()
    {
        var list = new ChainList();
        var copy = (ChainList)list.Copy();
        copy.AddLink(new L.Linear(1, 1));
        Assert.Empty(list);
        Assert.Empty(list.Params());
    }

    [Fact]
    public void A_link_repeated()
    {
        var layer = new L.Linear(2, 2, initialW: Initializer.Normal(1));
        var row = layer.Repeat(3);
        Assert.Equal(
            "/0/W /0/b /1/W /1/b /2/W /2/b",
            string.Join(' ', row.NamedParams().Select(n => n.Path))
        );
        Assert.Equal(3, row.Select(link => Bits((Link)link)).Distinct().Count());
        Assert.Single(layer.Repeat(3, CopyMode.Copy).Select(link => Bits((Link)link)).Distinct());
        var shared = layer.Repeat(2, CopyMode.Share);
        layer.W.Data = Range(2, 2);
        Same(layer, (Link)shared[1]);
        Assert.Empty(layer.Repeat(0));
    }

    [Fact]
    public void All_links_with_their_paths()
    {
        var net = new ChainList(new Net(), new L.Linear(1, 1));
        Assert.Equal(
            ["/", "/0", "/0/a", "/0/b", "/0/first", "/1"],
            net.NamedLinks().Select(named => named.Path)
        );
        Assert.Equal(net.NamedLinks().Select(named => named.Link), net.Links());
        Assert.Equal(
            ["/0", "/0/a", "/0/b", "/0/first", "/1"],
            net.NamedLinks(true).Select(n => n.Path)
        );
        Assert.Equal(5, net.Links(skipSelf: true).Count());
        Assert.Equal(2 + 3 * 6 + 2, net.CountParams());
    }
}
