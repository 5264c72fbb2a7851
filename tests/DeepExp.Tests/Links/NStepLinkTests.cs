using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>Networks over sequences of any lengths in any order.</summary>
public sealed class NStepLinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private sealed record Network(
        L.NStepRNNBase Link,
        Func<Variable?, Variable[], (Variable Hy, Variable[] Ys)> Forward
    );

    private static Network Make(string name, int layers = 2, double dropout = 0)
    {
        using var scope = Config.UsingConfig(dtype: DType.Float64);
        return name switch
        {
            "LSTM" => Of(new L.NStepLSTM(layers, 3, 4, dropout)),
            "BiLSTM" => Of(new L.NStepBiLSTM(layers, 3, 4, dropout)),
            "GRU" => Of(new L.NStepGRU(layers, 3, 4, dropout)),
            "BiGRU" => Of(new L.NStepBiGRU(layers, 3, 4, dropout)),
            "Tanh" => Of(new L.NStepRNNTanh(layers, 3, 4, dropout)),
            "BiTanh" => Of(new L.NStepBiRNNTanh(layers, 3, 4, dropout)),
            "ReLU" => Of(new L.NStepRNNReLU(layers, 3, 4, dropout)),
            _ => Of(new L.NStepBiRNNReLU(layers, 3, 4, dropout)),
        };
    }

    private static Network Of(L.NStepLSTM link) =>
        new(
            link,
            (hx, xs) =>
            {
                var (hy, _, ys) = link.Forward(hx, hx, xs);
                return (hy, ys);
            }
        );

    private static Network Of(L.NStepGRU link) => new(link, link.Forward);

    private static Network Of(L.NStepRNN link) => new(link, link.Forward);

    public static TheoryData<string> Names =>
        ["LSTM", "BiLSTM", "GRU", "BiGRU", "Tanh", "BiTanh", "ReLU", "BiReLU"];

    public static TheoryData<string> OneWay => ["LSTM", "GRU", "Tanh", "ReLU"];

    private static Variable[] Xs(params int[] lengths) =>
        [.. lengths.Select((length, i) => (Variable)Random(i + 1, DType.Float64, length, 3))];

    private static void Near(Variable expected, Variable actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(
            expected.ToArray<double>().Zip(actual.ToArray<double>()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12)
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_sequence_gets_what_it_gets_alone(string name)
    {
        var net = Make(name);
        var xs = Xs(2, 5, 1, 5, 3);
        var states = net.Link.Count;
        Variable hx = Random(9, DType.Float64, states, xs.Length, 4);
        var (hy, ys) = net.Forward(hx, xs);
        Assert.Equal([states, 5, 4], hy.Shape);
        for (var i = 0; i < xs.Length; i++)
        {
            var (alone, y) = net.Forward(At(hx, i), [xs[i]]);
            Near(y[0], ys[i]);
            Near(alone, At(hy, i));
        }
        var (fromZero, _) = net.Forward(null, xs);
        var (fromNull, _) = net.Forward(0 * hx, xs);
        Near(fromNull, fromZero);
    }

    private static Variable At(Variable states, int i) => F.GetItem(states, .., i..(i + 1));

    [Theory]
    [MemberData(nameof(OneWay))]
    public void The_last_state_goes_on_where_it_ended(string name)
    {
        var net = Make(name);
        var xs = Xs(4, 6);
        var (_, all) = net.Forward(null, xs);
        if (net.Link is L.NStepLSTM lstm)
        {
            var (h, c, _) = lstm.Forward(null, null, [.. xs.Select(x => F.GetItem(x, ..3))]);
            var (_, _, rest) = lstm.Forward(h, c, [.. xs.Select(x => F.GetItem(x, 3..))]);
            Alike(rest);
            return;
        }
        var (hy, _) = net.Forward(null, [.. xs.Select(x => F.GetItem(x, ..3))]);
        Alike(net.Forward(hy, [.. xs.Select(x => F.GetItem(x, 3..))]).Ys);

        void Alike(Variable[] rest)
        {
            foreach (var (y, part) in all.Zip(rest))
                Near(F.GetItem(y, 3..), part);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_come_back_to_every_parameter_and_input(string name)
    {
        var net = Make(name);
        Variable[] xs = [.. Xs(2, 3).Select(x => Var(x.Data))];
        var (hy, ys) = net.Forward(null, xs);
        ys.Aggregate(F.Sum(hy), (sum, y) => sum + F.Sum(y)).Backward();
        Assert.All(net.Link.Params(), parameter => Assert.NotNull(parameter.Grad));
        Assert.All(xs, x => Assert.Equal(x.Shape, x.Grad!.Shape));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dropout_is_between_layers_and_in_training_only(string name)
    {
        var (one, two) = (Make(name, 1, 0.5), Make(name, 2, 0.5));
        Rng.Seed(3);
        var first = Out(two);
        Rng.Seed(3);
        Assert.Equal(first, Out(two));
        Assert.NotEqual(first, Out(two));
        Assert.Equal(Out(one), Out(one));
        using var scope = Config.TestMode();
        Assert.Equal(Out(two), Out(two));

        static string Out(Network net) =>
            string.Join('\n', net.Forward(null, Xs(2, 3)).Ys.Select(y => Bits(y.Data)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_refers_to_its_own_and_files_hold_the_parameters(string name)
    {
        var (net, other) = (Make(name), Make(name));
        var file = Path.Combine(folder, "a.npz");
        Serializers.SaveNpz(file, net.Link);
        Serializers.LoadNpz(file, other.Link);
        Same(net.Link, other.Link);
        var before = net.Forward(null, Xs(2)).Hy;
        Same(before.Data, other.Forward(null, Xs(2)).Hy.Data);

        var copy = (L.NStepRNNBase)net.Link.Copy(CopyMode.Copy);
        foreach (var parameter in copy.Params())
            parameter.Data = 0 * parameter.Data;
        Same(before.Data, net.Forward(null, Xs(2)).Hy.Data);
        if (copy is L.NStepGRU gru)
            Assert.All(gru.Forward(null, Xs(2)).Hy.ToArray<double>(), h => Assert.Equal(0, h));
    }

    [Fact]
    public void Paths_and_shapes_are_Chainers()
    {
        var link = new L.NStepBiGRU(2, 3, 4, 0.1);
        Assert.Equal((2, 4, 0.1, 4), (link.NLayers, link.OutSize, link.Dropout, link.Count));
        var shapes = link.NamedParams()
            .ToDictionary(named => named.Path, named => named.Param.Shape);
        Assert.Equal(4 * 12, shapes.Count);
        Assert.Equal([4, 3], shapes["/1/w2"]);
        Assert.Equal([4, 4], shapes["/1/w3"]);
        Assert.Equal([4, 8], shapes["/2/w0"]);
        Assert.Equal([4, 4], shapes["/3/w5"]);
        Assert.Equal([4], shapes["/3/b5"]);
        Assert.Equal(8 * 2, new L.NStepLSTM(1, 3, 4, 0).Params().Count());
        Assert.Equal(2 * 2, new L.NStepRNNReLU(1, 3, 4, 0).Params().Count());
    }

    [Fact]
    public void Weights_begin_LeCun_normal_and_all_biases_as_0()
    {
        Rng.Seed(1);
        var link = new L.NStepLSTM(2, 60, 50, 0);
        foreach (var parameter in link.Params())
            if (parameter.Ndim == 1)
                Assert.All(parameter.ToArray<float>(), b => Assert.Equal(0, b));
            else
                Assert.InRange(
                    parameter.ToArray<double>().Average(w => w * w) * parameter.Shape[1],
                    0.9,
                    1.1
                );
        var given = new L.NStepRNNTanh(1, 1, 1, 0, initialW: 2, initialBias: 3);
        Assert.Equal([3.0, 3, 2, 2], given.Params().Select(parameter => parameter.Item()));
    }

    [Fact]
    public void Wrong_sizes_and_shapes_are_refused()
    {
        Refused("NStepLSTM", () => _ = new L.NStepLSTM(0, 3, 4, 0), "nLayers is 0");
        Refused("NStepBiGRU", () => _ = new L.NStepBiGRU(1, 0, 4, 0), "inSize is 0");
        Refused("NStepRNNTanh", () => _ = new L.NStepRNNTanh(1, 3, 0, 0), "outSize is 0");
        var link = new L.NStepLSTM(1, 3, 4, 0);
        Refused("NStepLSTM", () => link.Forward(null, null, []), "at least one is needed");
        Refused(
            "NStepLSTM",
            () => link.Forward(null, null, [Range(2, 3), Range(0, 3)]),
            "2×3, 0×3",
            "at least 1"
        );
        Refused(
            "NStepLSTM",
            () => link.Forward(null, null, [Range(2, 5)]),
            "4×3",
            "5 features",
            "4×5"
        );
        Refused(
            "NStepLSTM",
            () => link.Forward(Range(1, 3, 4), null, [Range(2, 3), Range(1, 3)]),
            "1×3×4",
            "1×2×4"
        );
    }
}
