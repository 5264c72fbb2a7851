using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>The recurrent links and the core's layers of the same parameters give the same bits.</summary>
public class RecurrentFacesTests
{
    private const int In = 3;
    private const int Units = 4;

    public static TheoryData<DType> Types => [DType.Float32, DType.Float64];

    private static Linear Of(Chain link, string name)
    {
        var linear = (L.Linear)link[name];
        return new(linear.W.Data, linear.B is null ? None : Some(linear.B.Data));
    }

    private static FSharpOption<Tensor> Some(Tensor x) => FSharpOption<Tensor>.Some(x);

    private static FSharpOption<Tensor> None => FSharpOption<Tensor>.None;

    private static Tensor[] Xs(DType dtype, params int[] rows) =>
        [.. rows.Select((n, i) => Random(i + 1, dtype, n, In))];

    private static Tensor State(DType dtype, int seed) => Random(seed, dtype, 2, Units);

    private static void Alike(IEnumerable<Tensor> expected, IEnumerable<Variable> actual) =>
        Assert.Equal(expected.Select(Bits), actual.Select(y => Bits(y.Data)));

    [Theory]
    [MemberData(nameof(Types))]
    public void LSTM(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var link = new L.LSTM(In, Units);
        var layer = new Lstm(Of(link, "upward"), Of(link, "lateral"));
        var (c, h) = (None, None);
        foreach (var x in Xs(dtype, 3, 3, 2, 1))
        {
            var (c1, h1, y) = LstmModule.step(layer, c, h, x);
            Alike([y, c1, h1], [link.Forward(x), link.C!, link.H!]);
            (c, h) = (Some(c1), Some(h1));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void StatelessLSTM(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var link = new L.StatelessLSTM(In, Units);
        var layer = new Lstm(Of(link, "upward"), Of(link, "lateral"));
        var (x, c, h) = (Xs(dtype, 2)[0], State(dtype, 5), State(dtype, 6));
        foreach (var (given, state) in new[] { (null, None), (h, Some(h)) })
        {
            var (c1, h1) = LstmModule.forward(layer, Some(c), state, x);
            var (C, H) = link.Forward(c, given is null ? null : Var(given), x);
            Alike([c1, h1], [C, H]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void StatefulPeepholeLSTM(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var link = new L.StatefulPeepholeLSTM(In, Units);
        var layer = new PeepholeLstm(
            Of(link, "upward"),
            Of(link, "lateral"),
            Of(link, "peep_i"),
            Of(link, "peep_f"),
            Of(link, "peep_o")
        );
        var (c, h) = (None, None);
        foreach (var x in Xs(dtype, 2, 2))
        {
            var (c1, h1) = PeepholeLstmModule.forward(layer, c, h, x);
            Alike([h1, c1, h1], [link.Forward(x), link.C!, link.H!]);
            (c, h) = (Some(c1), Some(h1));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void StatefulZoneoutLSTM(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var link = new L.StatefulZoneoutLSTM(In, Units, cRatio: 0.3, hRatio: 0.6);
        var layer = new Lstm(Of(link, "upward"), Of(link, "lateral"));
        Rng.Seed(9);
        Key[] keys = [Rng.NextKey(), Rng.NextKey(), Rng.NextKey()];
        Rng.Seed(9);
        var (c, h) = (None, None);
        foreach (var (x, key) in Xs(dtype, 2, 2, 2).Zip(keys))
        {
            var (c1, h1) = LstmModule.zoneout(0.3, 0.6, key, layer, c, h, x);
            Alike([h1, c1, h1], [link.Forward(x), link.C!, link.H!]);
            (c, h) = (Some(c1), Some(h1));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void GRU(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var (stateful, stateless) = (new L.GRU(In, Units), new L.StatelessGRU(In, Units));
        stateless.CopyParams(stateful);
        var layer = new Gru(
            Of(stateful, "W_r"),
            Of(stateful, "U_r"),
            Of(stateful, "W_z"),
            Of(stateful, "U_z"),
            Of(stateful, "W"),
            Of(stateful, "U")
        );
        var (h, before) = (None, (Variable?)null);
        foreach (var x in Xs(dtype, 2, 2))
        {
            var h1 = GruModule.forward(layer, h, x);
            Alike([h1, h1, h1], [stateful.Forward(x), stateful.H!, stateless.Forward(before, x)]);
            (h, before) = (Some(h1), stateful.H);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void MGU(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var (stateful, stateless) = (new L.StatefulMGU(In, Units), new L.StatelessMGU(In, Units));
        stateless.CopyParams(stateful);
        var layer = new Mgu(Of(stateful, "W_f"), Of(stateful, "W_h"));
        var (h, before) = (None, (Variable?)null);
        foreach (var x in Xs(dtype, 2, 2))
        {
            var h1 = MguModule.forward(layer, h, x);
            Alike([h1, h1, h1], [stateful.Forward(x), stateful.H!, stateless.Forward(before, x)]);
            (h, before) = (Some(h1), stateful.H);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Trees(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        var (sum, ary) = (new L.ChildSumTreeLSTM(In, Units), new L.NaryTreeLSTM(In, Units));
        var x = Xs(dtype, 2)[0];
        Tensor[] states = [.. Enumerable.Range(0, 4).Select(i => State(dtype, 7 + i))];
        var children = ListModule.OfSeq(
            new[] { Tuple.Create(states[0], states[2]), Tuple.Create(states[1], states[3]) }
        );
        Variable?[] given = [.. states.Select(Var), Var(x)];

        var (c, h) = ChildSumTreeLstmModule.forward(
            new(Of(sum, "W_x"), Of(sum, "W_h_aio"), Of(sum, "W_h_f")),
            children,
            x
        );
        var (C, H) = sum.Forward(given);
        Alike([c, h], [C, H]);

        (c, h) = NaryTreeLstmModule.forward(
            new(Of(ary, "W_x"), ListModule.OfSeq([Of(ary, "W_h1"), Of(ary, "W_h2")])),
            children,
            x
        );
        (C, H) = ary.Forward(given);
        Alike([c, h], [C, H]);
    }

    private static NStepLayers Layers(L.NStepRNNBase link, bool bothWays)
    {
        FSharpList<Tensor> Of(Link unit, char kind) =>
            ListModule.OfSeq(
                unit.NamedParams()
                    .Where(named => named.Path[1] == kind)
                    .Select(named => named.Param.Data)
            );
        return new(
            ListModule.OfSeq(link.Select(unit => new NStepUnit(Of(unit, 'w'), Of(unit, 'b')))),
            bothWays
        );
    }

    private static FSharpOption<Tuple<double, Key>> Dropout()
    {
        Rng.Seed(4);
        var key = Rng.NextKey();
        Rng.Seed(4);
        return FSharpOption<Tuple<double, Key>>.Some(Tuple.Create(0.4, key));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void NStepLSTM(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        foreach (var bothWays in new[] { false, true })
        {
            var link = bothWays
                ? new L.NStepBiLSTM(2, In, Units, 0.4)
                : new L.NStepLSTM(2, In, Units, 0.4);
            var states = bothWays ? 4 : 2;
            var hx = Random(11, dtype, states, 3, Units);
            var cx = Random(12, dtype, states, 3, Units);
            var xs = Xs(dtype, 2, 4, 1);
            var (hy, cy, ys) = NStepLstm.forward(
                Dropout(),
                Layers(link, bothWays),
                Some(hx),
                Some(cx),
                ListModule.OfSeq(xs)
            );
            var (Hy, Cy, Ys) = link.Forward(hx, cx, [.. xs.Select(Var)]);
            Alike([hy, cy, .. ys], [Hy, Cy, .. Ys]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void NStepGRU(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        foreach (var bothWays in new[] { false, true })
        {
            var link = bothWays
                ? new L.NStepBiGRU(2, In, Units, 0.4)
                : new L.NStepGRU(2, In, Units, 0.4);
            var xs = Xs(dtype, 2, 4, 1);
            var (hy, ys) = NStepGru.forward(
                Dropout(),
                Layers(link, bothWays),
                None,
                ListModule.OfSeq(xs)
            );
            var (Hy, Ys) = link.Forward(null, [.. xs.Select(Var)]);
            Alike([hy, .. ys], [Hy, .. Ys]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void NStepRNN(DType dtype)
    {
        using var scope = Config.UsingConfig(dtype: dtype);
        foreach (
            var (link, activation, bothWays) in new (L.NStepRNN, RnnActivation, bool)[]
            {
                (new L.NStepRNNTanh(2, In, Units, 0.4), RnnActivation.Tanh, false),
                (new L.NStepRNNReLU(2, In, Units, 0.4), RnnActivation.ReLU, false),
                (new L.NStepBiRNNTanh(2, In, Units, 0.4), RnnActivation.Tanh, true),
                (new L.NStepBiRNNReLU(2, In, Units, 0.4), RnnActivation.ReLU, true),
            }
        )
        {
            var xs = Xs(dtype, 2, 4, 1);
            var (hy, ys) = NStepRnn.forward(
                activation,
                Dropout(),
                Layers(link, bothWays),
                None,
                ListModule.OfSeq(xs)
            );
            var (Hy, Ys) = link.Forward(null, [.. xs.Select(Var)]);
            Alike([hy, .. ys], [Hy, .. Ys]);
        }
    }
}
