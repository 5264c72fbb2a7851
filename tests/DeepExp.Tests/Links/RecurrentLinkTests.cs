using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>Recurrent links: what they keep from call to call, how they begin, and what they refuse.</summary>
public sealed class RecurrentLinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "a.npz");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Variable X(int seed, int rows = 2) => Random(seed, DType.Float32, rows, 3);

    /// <summary>A link that keeps its state, seen alike whatever it is.</summary>
    private sealed record Stateful(
        Chain Link,
        Func<Variable, Variable> Forward,
        Action Reset,
        Func<Variable?[]> State,
        Action<Variable[]> SetState
    );

    private static Stateful Make(string name) =>
        name switch
        {
            "LSTM" => Of(new L.LSTM(3, 4), link => link.Forward),
            "Peephole" => Of(new L.StatefulPeepholeLSTM(3, 4), link => link.Forward),
            "Zoneout" => Of(new L.StatefulZoneoutLSTM(3, 4, 0, 0), link => link.Forward),
            "GRU" => Of(new L.GRU(3, 4)),
            "StatefulGRU" => Of(new L.StatefulGRU(3, 4)),
            _ => Of(new L.StatefulMGU(3, 4)),
        };

    private static Stateful Of<T>(T link, Func<T, Func<Variable, Variable>> forward)
        where T : L.StatefulLSTMBase =>
        new(
            link,
            forward(link),
            link.ResetState,
            () => [link.C, link.H],
            state => link.SetState(state[0], state[1])
        );

    private static Stateful Of(L.StatefulGRU link) =>
        new(link, link.Forward, link.ResetState, () => [link.H], state => link.SetState(state[0]));

    private static Stateful Of(L.StatefulMGU link) =>
        new(link, link.Forward, link.ResetState, () => [link.H], state => link.SetState(state[0]));

    public static TheoryData<string> Names =>
        ["LSTM", "Peephole", "Zoneout", "GRU", "StatefulGRU", "MGU"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_state_is_carried_given_up_and_given(string name)
    {
        var link = Make(name);
        Assert.All(link.State(), Assert.Null);
        var first = link.Forward(X(1));
        var state = link.State();
        Same(first.Data, state[^1]!.Data);
        var second = link.Forward(X(1));
        Assert.NotEqual(Bits(first.Data), Bits(second.Data));

        link.Reset();
        Assert.All(link.State(), Assert.Null);
        Same(first.Data, link.Forward(X(1)).Data);

        link.Forward(X(2));
        link.SetState(state!);
        Same(second.Data, link.Forward(X(1)).Data);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_go_back_through_the_state_until_it_is_unchained(string name)
    {
        var link = Make(name);
        var (x1, x2) = (Var(X(1).Data), Var(X(2).Data));
        link.Forward(x1);
        F.Sum(link.Forward(x2)).Backward();
        Assert.NotNull(x1.Grad);
        Assert.NotNull(x2.Grad);

        link.Reset();
        x1.ClearGrad();
        x2.ClearGrad();
        link.Forward(x1);
        foreach (var state in link.State())
            state!.UnchainBackward();
        F.Sum(link.Forward(x2)).Backward();
        Assert.Null(x1.Grad);
        Assert.NotNull(x2.Grad);
    }

    [Theory]
    [InlineData("LSTM")]
    [InlineData("Peephole")]
    [InlineData("GRU")]
    [InlineData("MGU")]
    public void The_loss_unchains_the_whole_state(string name)
    {
        var link = Make(name);
        var x = Var(X(1).Data);
        F.Sum(link.Forward(x)).UnchainBackward();
        Assert.All(link.State(), state => Assert.Null(state!.Creator));
        F.Sum(link.Forward(X(2))).Backward();
        Assert.Null(x.Grad);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_copy_goes_its_own_way(string name)
    {
        var link = Make(name);
        link.Forward(X(1));
        var before = link.State();
        var copy = link.Link.Copy(CopyMode.Copy);
        foreach (var parameter in copy.Params())
            parameter.Data = 2 * parameter.Data;
        var expected = link.Forward(X(2));
        link.SetState(before!);
        switch (copy)
        {
            case L.LSTM lstm:
                Assert.NotEqual(Bits(expected.Data), Bits(lstm.Forward(X(2)).Data));
                break;
            case L.StatefulGRU gru:
                Assert.NotEqual(Bits(expected.Data), Bits(gru.Forward(X(2)).Data));
                break;
        }
        Same(expected.Data, link.Forward(X(2)).Data);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_hold_the_parameters(string name)
    {
        var (saved, loaded) = (Make(name), Make(name));
        Serializers.SaveNpz(File, saved.Link);
        Serializers.LoadNpz(File, loaded.Link);
        Same(saved.Link, loaded.Link);
        Same(saved.Forward(X(1)).Data, loaded.Forward(X(1)).Data);
    }

    [Fact]
    public void One_size_alone_is_the_number_of_units()
    {
        var link = new L.LSTM(4);
        Assert.Equal(
            ["/lateral/W", "/upward/b"],
            link.NamedParams(includeUninit: false).Select(named => named.Path)
        );
        var stateless = new L.StatelessLSTM(null, 4);
        link.Forward(X(1));
        stateless.Forward(null, null, X(1));
        foreach (var at in new Chain[] { link, stateless })
        {
            Assert.Equal([16, 3], ((L.Linear)at["upward"]).W.Shape);
            Assert.Equal([16, 4], ((L.Linear)at["lateral"]).W.Shape);
        }
    }

    [Fact]
    public void All_parameters_begin_with_the_first_call()
    {
        var gru = new L.GRU(null, 4);
        gru.Forward(X(1));
        var peephole = new L.StatefulPeepholeLSTM(null, 4);
        peephole.Forward(X(1));
        var tree = new L.ChildSumTreeLSTM(null, 4);
        tree.Forward(X(1));
        foreach (var link in new Chain[] { gru, peephole, tree })
            Assert.All(link.Params(), parameter => Assert.True(parameter.IsInitialized));
    }

    [Fact]
    public void A_file_gives_a_link_without_sizes_its_shapes()
    {
        var saved = new L.LSTM(3, 4);
        Serializers.SaveNpz(File, saved);
        var loaded = new L.LSTM(4);
        Serializers.LoadNpz(File, loaded);
        Same(saved, loaded);
    }

    [Fact]
    public void Biases_are_0_and_those_of_the_forget_gates_of_LSTM_1()
    {
        Holds(((L.Linear)new L.LSTM(3, 2)["upward"]).B!, 0, 0, 1, 0, 0, 0, 1, 0);
        Holds(((L.Linear)new L.StatelessLSTM(3, 1)["upward"]).B!, 0, 0, 1, 0);
        Holds(((L.Linear)new L.StatefulZoneoutLSTM(3, 1)["upward"]).B!, 0, 0, 0, 0);
        Holds(((L.Linear)new L.StatefulPeepholeLSTM(3, 1)["upward"]).B!, 0, 0, 0, 0);
        var given = new L.LSTM(3, 1, biasInit: 2.0, forgetBiasInit: 3.0);
        Holds(((L.Linear)given["upward"]).B!, 2, 2, 3, 2);
        foreach (var link in new Chain[] { new L.GRU(3, 2), new L.StatelessMGU(3, 2) })
            Assert.All(
                link.NamedParams()
                    .Where(named => named.Path.EndsWith("/b", StringComparison.Ordinal)),
                named => Holds(named.Param, 0, 0)
            );
        var gru = new L.StatelessGRU(3, 1, biasInit: 4.0);
        Assert.All(gru.Params().Where(p => p.Name == "b"), b => Holds(b, 4));
    }

    [Fact]
    public void Weights_are_LeCun_normal()
    {
        Rng.Seed(2);
        Chain[] links =
        [
            new L.LSTM(80, 60),
            new L.StatefulZoneoutLSTM(80, 60),
            new L.StatefulPeepholeLSTM(80, 60),
            new L.GRU(80, 60),
            new L.StatefulMGU(80, 60),
            new L.ChildSumTreeLSTM(80, 60),
            new L.NaryTreeLSTM(80, 60, nAry: 3),
        ];
        foreach (var W in links.SelectMany(link => link.Params()).Where(p => p.Name == "W"))
            Assert.InRange(W.ToArray<double>().Average(w => w * w) * W.Shape[1], 0.9, 1.1);
    }

    [Fact]
    public void Each_quarter_of_the_weights_of_an_LSTM_begins_by_itself()
    {
        var orthogonal = Initializer.Orthogonal(scale: 1);
        var link = new L.LSTM(5, 3, lateralInit: orthogonal, upwardInit: orthogonal);
        foreach (var name in new[] { "upward", "lateral" })
        {
            var W = ((L.Linear)link[name]).W;
            for (var gate = 0; gate < 4; gate++)
            {
                var block = F.GetItem(W, (3 * gate)..(3 * gate + 3));
                var product = F.MatMul(block, block, transb: true).ToArray<double>();
                for (var i = 0; i < 9; i++)
                    Assert.Equal(i % 4 == 0 ? 1 : 0, product[i], 1e-5);
            }
        }
    }

    [Fact]
    public void Sequences_of_an_LSTM_may_end_one_after_the_other()
    {
        var (link, alone) = (new L.LSTM(3, 4), new L.LSTM(3, 4));
        alone.CopyParams(link);
        var (x1, x2) = (X(1, rows: 3), X(2, rows: 2));
        link.Forward(x1);
        var (c, h) = (link.C!, link.H!);
        var y = link.Forward(x2);
        Assert.Equal([2, 4], y.Shape);
        Assert.Equal([3, 4], link.H!.Shape);
        Same(F.GetItem(c, 2..3).Data, F.GetItem(link.C!, 2..3).Data);
        Same(F.GetItem(h, 2..3).Data, F.GetItem(link.H!, 2..3).Data);

        alone.SetState(F.GetItem(c, 0..2), F.GetItem(h, 0..2));
        Same(y.Data, alone.Forward(x2).Data);
        Same(F.GetItem(link.H!, 0..2).Data, y.Data);
        Refused("LSTM", () => link.Forward(X(3, rows: 4)), "4 rows", "4×3", "3×4");
    }

    [Fact]
    public void Zoneout_keeps_some_elements_in_training_and_none_in_testing()
    {
        Rng.Seed(5);
        var (zoneout, plain) = (
            new L.StatefulZoneoutLSTM(3, 50, cRatio: 0.25, hRatio: 0.75),
            new L.StatelessLSTM(3, 50)
        );
        plain.CopyParams(zoneout);
        Variable c = Random(1, DType.Float32, 20, 50);
        Variable h = Random(2, DType.Float32, 20, 50);
        var x = X(3, rows: 20);
        var (nextC, nextH) = plain.Forward(c, h, x);

        zoneout.SetState(c, h);
        var y = zoneout.Forward(x);
        Same(y.Data, zoneout.H!.Data);
        IsKept(0.25, c, nextC, zoneout.C!);
        IsKept(0.75, h, nextH, y);

        using var scope = Config.TestMode();
        zoneout.SetState(c, h);
        Same(nextH.Data, zoneout.Forward(x).Data);
        Same(nextC.Data, zoneout.C!.Data);
    }

    private static void IsKept(double ratio, Variable before, Variable next, Variable now)
    {
        var all = before.ToArray<float>().Zip(next.ToArray<float>(), now.ToArray<float>()).ToList();
        Assert.All(all, at => Assert.True(at.Third == at.First || at.Third == at.Second));
        Assert.InRange(
            all.Average(at => at.Third == at.First ? 1.0 : 0.0),
            ratio - 0.06,
            ratio + 0.06
        );
    }

    [Fact]
    public void Without_tracing_the_state_has_no_trace()
    {
        var link = new L.LSTM(3, 4);
        using (Config.NoBackpropMode())
            link.Forward(X(1));
        Assert.False(link.C!.RequiresGrad);
        Assert.False(link.H!.RequiresGrad);
    }

    [Fact]
    public void Wrong_sizes_and_shapes_are_refused()
    {
        Refused("LSTM", () => _ = new L.LSTM(0, 4), "inSize is 0", "at least 1");
        Refused("LSTM", () => _ = new L.LSTM(-4), "outSize is -4");
        Refused("StatelessLSTM", () => _ = new L.StatelessLSTM(null), "outSize is 0");
        Refused("StatefulGRU", () => _ = new L.StatefulGRU(3, 0), "outSize is 0");
        Refused("StatelessMGU", () => _ = new L.StatelessMGU(3, -1), "nUnits is -1");
        Refused("NaryTreeLSTM", () => _ = new L.NaryTreeLSTM(3, 2, nAry: 0), "nAry is 0");
        Refused("Linear", () => new L.LSTM(3, 4).Forward(Range(2, 5)), "5 features", "2×5", "16×3");
        Refused("Linear", () => new L.GRU(3, 4).Forward(Range(2, 5)), "5 features", "4×3");
        Refused("Linear", () => new L.StatefulMGU(3, 4).Forward(Range(2, 5)), "9 features", "4×7");
        var lstm = new L.LSTM(3, 4);
        lstm.SetState(Range(2, 5), Range(2, 4));
        Refused("LSTM", () => lstm.Forward(Range(2, 3)), "2×5", "2×4");
    }
}
