using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class SequentialTests
{
    private sealed class Own : Link { }

    private sealed class Optional : Link
    {
        public Variable Forward(Variable x, double by = 3, int? never = null) =>
            x * by + (never ?? 0);
    }

    private static Sequential Net() =>
        new() { F.Relu, new L.Linear(2, 3), F.Tanh, x => F.LeakyRelu(x), new L.Linear(3, 1) };

    private static string Paths(Link link) =>
        string.Join(' ', link.NamedParams().Select(named => named.Path[1..]));

    private static string Names(ChainList list) =>
        string.Join(' ', list.Select(link => $"{link.Name}:{link.CountParams()}"));

    [Fact]
    public void Layers_are_called_in_order()
    {
        var net = Net();
        var x = Random(1, DType.Float32, 4, 2);
        var (l1, l2) = ((L.Linear)net[1], (L.Linear)net[4]);
        Same(l2.Forward(F.LeakyRelu(F.Tanh(l1.Forward(F.Relu(x))))).Data, net.Forward(x).Data);
        Assert.Same(l2, net[^1]);
        var same = Var(1);
        Assert.Same(same, new Sequential().Forward(same));
    }

    [Fact]
    public void Paths_count_links_only()
    {
        var net = Net();
        Assert.Equal("0/W 0/b 1/W 1/b", Paths(net));
        Assert.Equal(5, net.Count);
        net.Insert(0, new L.Linear(2, 2, nobias: true));
        net.Insert(1, F.Sigmoid);
        Assert.Equal("0/W 1/W 1/b 2/W 2/b", Paths(net));
        Assert.Equal("2", ((Link)net[6]).Name);
    }

    [Fact]
    public void A_link_may_have_further_arguments()
    {
        Holds(new Sequential(new Optional(), new Optional()).Forward(Var(1, 2)), 9, 18);
        var wrong = new L.Linear(5, 1);
        Refused("Linear", () => new Sequential(wrong).Forward(Range(1, 2)), "expects 5");
    }

    [Fact]
    public void Layers_are_written_as_in_Chainer()
    {
        var net = new Sequential(
            new L.Linear(10),
            F.Relu,
            new L.Linear(10),
            F.Tanh,
            x => F.LeakyRelu(x, 0.1),
            F.LeakyRelu,
            F.ClippedRelu,
            F.Crelu,
            F.Elu,
            F.Selu,
            F.Softplus,
            F.Dropout,
            F.LogSoftmax,
            F.Softmax
        );
        var x = Random(1, DType.Float32, 4, 2);
        using var test = Config.TestMode();
        var h = F.Relu(((L.Linear)net[0]).Forward(x));
        h = F.LeakyRelu(F.LeakyRelu(F.Tanh(((L.Linear)net[2]).Forward(h)), 0.1));
        h = F.Dropout(F.Softplus(F.Selu(F.Elu(F.Crelu(F.ClippedRelu(h))))));
        Same(F.Softmax(F.LogSoftmax(h)).Data, net.Forward(x).Data);
        Assert.Equal("0/W 0/b 1/W 1/b", Paths(net));

        Link last = new L.Linear(20, 3);
        net.Append(last);
        net.Insert(0, F.Softmax);
        Assert.Equal(0, net.IndexOf(net[0]));
        Assert.Same(last, net[^1]);
        Func<Variable, Variable> function = net;
        Same(net.Forward(x).Data, function(x).Data);
        Assert.Equal(2, net.CountByLayerType("Softmax"));
        Assert.Equal(
            [2, 2, 2],
            new Sequential(new L.Linear(1, 1), F.LocalResponseNormalization)
                .Repeat(nRepeat: 3)
                .Select(row => ((Sequential)row).Count)
        );
    }

    private sealed class Halves : Link
    {
        public (Variable Low, Variable High) Forward(Variable x) => (x * 0.5, x * 2);
    }

    private sealed class Difference : Link
    {
        public Variable Forward(Variable x, Variable y, double by = 1) => (x - y) * by;
    }

    private sealed class Row : Sequential
    {
        public new Variable Forward(Variable x) => x * -2;
    }

    [Fact]
    public void Several_results_are_several_arguments_of_the_next_layer()
    {
        Holds(new Sequential(new Halves(), new Difference()).Forward(Var(2, 4)), -3, -6);
        var net = new Sequential
        {
            (Variable x, Variable y) => (x, y, x + y),
            new Sequential { (Variable x, Variable y, Variable sum) => new[] { x * y, sum } },
            new Difference(),
            (Variable x) => F.SplitAxis(x, 2, 0),
            (Variable[] parts) => F.Concat([.. parts.Reverse()], 0),
        };
        Holds(net.Forward(Var(1, 2), Var(3, 5)), 3, -1);
        Holds(
            new Sequential(
                new Sequential { (Variable x) => (x, x * x) },
                new Difference(),
                new Row()
            ).Forward(Var(3)),
            12
        );
        Holds(((Sequential)net.Copy()).Forward(Var(1, 2), Var(3, 5)), 3, -1);
        Refused(
            "Sequential",
            () => new Sequential(new Halves(), new L.Linear(1)).Forward(Var(1)),
            "Linear has no method Forward that takes (Variable, Variable)",
            "it takes (Variable) or (Variable, Int32)"
        );
        Refused(
            "Sequential",
            () => new Sequential(new Halves()).Forward(Var(1)),
            "gives (Variable, Variable)",
            "one Variable"
        );
        Refused("Sequential", () => new Sequential().Forward(Var(1), Var(2)), "Variable[]");
        Refused(
            "Sequential",
            () => new Sequential { (string text) => text }.Forward(Var(1)),
            "no way to be called that takes (Variable)",
            "it takes (String)"
        );
    }

    [Fact]
    public void Any_link_is_called_with_variables()
    {
        Link link = new Difference();
        Holds(link.Call(Var(3), Var(1)), 2);
        Refused("Difference", () => link.Call(Var(1)), "takes (Variable),", "Double");
        Refused("Halves", () => new Halves().Call(Var(1)), "gives (Variable, Variable)");
        Refused(
            "Own",
            () => new Own().Call(Var(1), Var(2)),
            "no method Forward,",
            "(Variable, Variable)."
        );
        var classifier = new L.Classifier(new L.Linear(2, 3));
        var x = Random(1, DType.Float32, 4, 2);
        Same(((L.Linear)classifier.Predictor).Forward(x).Data, classifier.Predictor.Call(x).Data);
    }

    [Fact]
    public void A_link_without_Forward_is_refused()
    {
        var net = Net();
        Refused("Sequential", () => net.Append(new Own()), "Own has no method Forward");
        Refused("Sequential", () => net.Append(net[1] as L.Linear ?? new L.Linear(1)), "one place");
        Refused("Sequential", () => net.Insert(6, F.Relu), "no position 6", "0 to 5");
        Refused("Sequential", () => _ = net[5], "no position 5");
        Assert.Equal(5, net.Count);
    }

    private sealed class Scaled : Chain
    {
        private readonly double by = 3;

        public Scaled() => Row = AddLink("row", new Sequential(x => x * by, Twice));

        public Sequential Row { get; }

        private static Variable Twice(Variable x) => 2 * x;

        public Variable Scale(Variable x) => x * by;
    }

    [Fact]
    public void A_method_of_a_link_is_refused_and_a_lambda_is_not()
    {
        var linear = new L.Linear(1, 1, initialW: 2);
        var net = new Sequential();
        foreach (
            var give in (Action[])
                [
                    () => _ = new Sequential(linear.Forward),
                    () => net.Append(linear.Forward),
                    () => net.Append((Delegate)new Difference().Forward),
                    () => net.Add(linear.Forward),
                    () => net.Add((Func<Variable, int, Variable>)linear.Forward),
                    () => net.Insert(0, linear.Forward),
                    () => net.Insert(0, (Func<Variable, int, Variable>)linear.Forward),
                ]
        )
            Refused("Sequential", give, "Forward is a method of", "give the link itself");
        Refused("Sequential", () => net.Append(new Scaled().Scale), "Scale is a method of Scaled");
        Assert.Empty(net);

        // A lambda that uses its chain is compiled into a method of that chain.
        var row = new Scaled().Row;
        Assert.IsType<Scaled>(((Delegate)row[0]).Target);
        Holds(row.Forward(Var(1)), 6);
        var shared = new Sequential(x => linear.Forward(x), F.Square);
        Assert.Equal(
            36,
            shared
                .Forward(
                    new float[,]
                    {
                        { 3 },
                    }
                )
                .Item()
        );
    }

    [Fact]
    public void Layers_are_taken_out()
    {
        var net = Net();
        var last = Assert.IsType<L.Linear>(net.Pop());
        Assert.Null(last.Name);
        net.Insert(0, last);
        Assert.Equal("0", last.Name);
        Assert.Equal("1", ((Link)net[2]).Name);
        net.Remove(last);
        Assert.Equal(-1, net.IndexOf(last));
        Refused("Sequential", () => net.Remove(last), "Linear is not in the row");
        net.Clear();
        Assert.Empty(net);
        Refused("Sequential", () => net.Pop(), "no position -1");
    }

    [Fact]
    public void Layers_are_counted_and_taken_out_by_type()
    {
        var net = Net();
        Assert.Equal(
            (2, 1, 0),
            (
                net.CountByLayerType("Linear"),
                net.CountByLayerType("Relu"),
                net.CountByLayerType("Sigmoid")
            )
        );
        net.RemoveByLayerType("Linear");
        Assert.Equal((3, 0), (net.Count, net.Params().Count()));
        net.RemoveByLayerType("Tanh");
        Assert.Equal(2, net.Count);
    }

    [Fact]
    public void Rows_are_joined_and_flattened_with_shared_values()
    {
        var (a, b) = (Net(), Net());
        var x = Random(1, DType.Float32, 4, 2);
        var inner = new Sequential(
            new L.Linear(2, 2),
            new Sequential { F.Exp, new L.Linear(2, 2) }
        );
        var nested = new Sequential { inner, F.Tanh };
        Assert.Equal("0/0/W 0/0/b 0/1/0/W 0/1/0/b", Paths(nested));
        var flat = nested.Flatten();
        Assert.Equal("0/W 0/b 1/W 1/b", Paths(flat));
        Assert.Equal(4, flat.Count);
        Same(nested.Forward(x).Data, flat.Forward(x).Data);
        flat.Params().First().Data = Range(2, 2);
        Same(nested.Forward(x).Data, flat.Forward(x).Data);

        var sum = nested + a;
        Assert.Equal((7, 2, 5), (sum.Count, nested.Count, a.Count));
        Same(a.Forward(nested.Forward(x)).Data, sum.Forward(x).Data);
        b.Extend(b);
        Assert.Equal(10, b.Count);
    }

    [Fact]
    public void Rows_are_copied_and_repeated()
    {
        var net = new Sequential { new L.Linear(2, 2), F.Tanh };
        var before = net.Forward(Range(1, 2)).Data;
        var copy = (Sequential)net.Copy(CopyMode.Copy);
        Same(before, copy.Forward(Range(1, 2)).Data);
        ((L.Linear)copy[0]).W.Data = Range(2, 2);
        Same(before, net.Forward(Range(1, 2)).Data);
        Assert.NotEqual(Bits(before), Bits(copy.Forward(Range(1, 2)).Data));
        Assert.NotEqual(Bits(net), Bits(copy));
        copy.Append(F.Relu);
        Assert.Equal(2, net.Count);

        var three = net.Repeat(3);
        Assert.Equal((3, "0/0/W 0/0/b 1/0/W 1/0/b 2/0/W 2/0/b"), (three.Count, Paths(three)));
        Assert.Equal(
            (6, "0/W 0/b 1/W 1/b 2/W 2/b"),
            (three.Flatten().Count, Paths(three.Flatten()))
        );
        Assert.Equal(3, three.OfType<Link>().Select(Bits).Distinct().Count());
    }

    [Fact]
    public void Links_are_inserted_into_a_list_replaced_and_removed()
    {
        var (a, b, c) = (new L.Linear(1, 1), new L.Linear(1, 2), new L.Linear(1, 3));
        var list = new ChainList(a);
        list.Append(c);
        list.Insert(1, b);
        Assert.Equal("0:2 1:4 2:6", Names(list));
        list.RemoveAt(0);
        Assert.Equal("0:4 1:6", Names(list));
        Assert.Null(a.Name);
        list[1] = a;
        Assert.Equal("0:4 1:2", Names(list));
        list.Append(c);
        Assert.Equal("0:4 1:2 2:6", Names(list));
        Refused("ChainList", () => list[0] = c, "one place");
        Refused("ChainList", () => list.Insert(4, new L.Linear(1, 1)), "no position 4");
        Refused("ChainList", () => list.RemoveAt(3), "no position 3");
        Refused("ChainList", () => _ = list[-1], "no position -1");
        Assert.Equal("0:4 1:2 2:6", Names(list));
    }
}
