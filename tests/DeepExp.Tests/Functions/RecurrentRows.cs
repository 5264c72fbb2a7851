using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class RecurrentRows
{
    private const int Inputs = 3;
    private const int Units = 2;
    private static readonly int[] lengths = [3, 2, 2];

    private static FSharpOption<Tuple<double, Key>> Dropped =>
        Some(Tuple.Create(0.4, KeyModule.at(0, KeyModule.ofSeed(5))));

    private static Variable Sum((Variable C, Variable H) cell) => cell.C + cell.H;

    private static Tensor Sum(Tuple<Tensor, Tensor> cell) => cell.Item1 + cell.Item2;

    private static Variable Joined(IEnumerable<Variable> xs) =>
        F.Concat([.. xs.Select(x => F.Reshape(x, -1))], axis: 0);

    private static Tensor Joined(IEnumerable<Tensor> xs) =>
        TensorModule.concat(0, ListModule.OfSeq(xs.Select(x => TensorModule.reshape([-1], x))));

    /// <summary>What a network is given: weights and biases in groups, states, steps.</summary>
    private sealed class Given<T>(T[] all, int gates, int directions, int states)
    {
        private readonly int count = 2 * directions * 2 * gates;

        public T[][] Ws => [.. all.Take(count).Chunk(2 * gates)];

        public T[][] Bs => [.. all.Skip(count).Take(count).Chunk(2 * gates)];

        public T State(int i) => all[(2 * count) + i];

        public T[] Xs => all[((2 * count) + states)..];
    }

    private static FSharpList<T> List<T>(IEnumerable<T> items) => ListModule.OfSeq(items);

    private static FSharpList<FSharpList<Tensor>> Lists(Tensor[][] groups) =>
        List(groups.Select(List));

    private static Row Network(
        string name,
        int gates,
        int directions,
        int states,
        Func<Given<Variable>, IEnumerable<Variable>> facade,
        Func<Given<Tensor>, IEnumerable<Tensor>> core
    )
    {
        var groups = 2 * directions;
        return new(
            name,
            v =>
            {
                Rng.Seed(5);
                return Joined(facade(new(v, gates, directions, states)));
            },
            t => Joined(core(new(t, gates, directions, states))),
            [
                .. from unit in Enumerable.Range(0, groups)
                from gate in Enumerable.Range(0, 2 * gates)
                let features = unit < directions ? Inputs : directions * Units
                select (int[])[Units, gate < gates ? features : Units],
                .. Enumerable.Repeat<int[]>([Units], groups * 2 * gates),
                .. Enumerable.Repeat<int[]>([groups, lengths[0], Units], states),
                .. lengths.Select(n => (int[])[n, Inputs]),
            ]
        );
    }

    private static Variable[] All3((Variable Hy, Variable Cy, Variable[] Ys) results) =>
        [results.Hy, results.Cy, .. results.Ys];

    private static Variable[] All2((Variable Hy, Variable[] Ys) results) =>
        [results.Hy, .. results.Ys];

    private static Tensor[] All3(Tuple<Tensor, Tensor, FSharpList<Tensor>> results) =>
        [results.Item1, results.Item2, .. results.Item3];

    private static Tensor[] All2(Tuple<Tensor, FSharpList<Tensor>> results) =>
        [results.Item1, .. results.Item2];

    internal static readonly Row[] All =
    [
        new(
            "LSTM",
            v => Sum(F.LSTM(v[0], v[1])),
            t => Sum(Recurrent.lstm(t[0], t[1])),
            [3, 2],
            [3, 8]
        ),
        new(
            "SLSTM",
            v => Sum(F.SLSTM(v[0], v[1], v[2], v[3])),
            t => Sum(Recurrent.slstm(t[0], t[1], t[2], t[3])),
            [3, 2],
            [3, 2],
            [3, 8],
            [3, 8]
        ),
        new(
            "TreeLSTM",
            v => Sum(F.TreeLSTM(v[0], v[1], v[2])),
            t => Sum(Recurrent.treeLstm(List([t[0], t[1]]), t[2])),
            [3, 2],
            [3, 2],
            [3, 10]
        ),
        Network(
            "NStepLSTM",
            4,
            1,
            2,
            v => All3(F.NStepLSTM(2, 0.4, v.State(0), v.State(1), v.Ws, v.Bs, v.Xs)),
            t =>
                All3(
                    NStep.nStepLstm(
                        2,
                        Dropped,
                        Lists(t.Ws),
                        Lists(t.Bs),
                        t.State(0),
                        t.State(1),
                        List(t.Xs)
                    )
                )
        ),
        Network(
            "NStepBiLSTM",
            4,
            2,
            2,
            v => All3(F.NStepBiLSTM(2, 0.4, v.State(0), v.State(1), v.Ws, v.Bs, v.Xs)),
            t =>
                All3(
                    NStep.nStepBiLstm(
                        2,
                        Dropped,
                        Lists(t.Ws),
                        Lists(t.Bs),
                        t.State(0),
                        t.State(1),
                        List(t.Xs)
                    )
                )
        ),
        Network(
            "NStepGRU",
            3,
            1,
            1,
            v => All2(F.NStepGRU(2, 0, v.State(0), v.Ws, v.Bs, v.Xs)),
            t => All2(NStep.nStepGru(2, null, Lists(t.Ws), Lists(t.Bs), t.State(0), List(t.Xs)))
        ),
        Network(
            "NStepBiGRU",
            3,
            2,
            1,
            v => All2(F.NStepBiGRU(2, 0.4, v.State(0), v.Ws, v.Bs, v.Xs)),
            t =>
                All2(NStep.nStepBiGru(2, Dropped, Lists(t.Ws), Lists(t.Bs), t.State(0), List(t.Xs)))
        ),
        Network(
            "NStepRNN",
            1,
            1,
            1,
            v => All2(F.NStepRNN(2, 0.4, v.State(0), v.Ws, v.Bs, v.Xs, RnnActivation.ReLU)),
            t =>
                All2(
                    NStep.nStepRnn(
                        RnnActivation.ReLU,
                        2,
                        Dropped,
                        Lists(t.Ws),
                        Lists(t.Bs),
                        t.State(0),
                        List(t.Xs)
                    )
                )
        ),
        Network(
            "NStepBiRNN",
            1,
            2,
            1,
            v => All2(F.NStepBiRNN(2, 0, v.State(0), v.Ws, v.Bs, v.Xs)),
            t =>
                All2(
                    NStep.nStepBiRnn(
                        RnnActivation.Tanh,
                        2,
                        null,
                        Lists(t.Ws),
                        Lists(t.Bs),
                        t.State(0),
                        List(t.Xs)
                    )
                )
        ),
    ];
}
