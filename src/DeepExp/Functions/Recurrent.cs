using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// One step of LSTM: c = tanh(a) s(i) + s(f) cPrev, h = s(o) tanh(c), for x: N×4U with the gates a, i, f, o of a unit side by side.
    /// </summary>
    public static (Variable C, Variable H) LSTM(Variable cPrev, Variable x) =>
        Pair(Recurrent.lstm(cPrev.FloatsLike(x), x.Floats()));

    /// <summary>The memories of two LSTM cells made one.</summary>
    public static (Variable C, Variable H) SLSTM(
        Variable cPrev1,
        Variable cPrev2,
        Variable x1,
        Variable x2
    ) =>
        Pair(
            Recurrent.slstm(
                cPrev1.FloatsLike(x1),
                cPrev2.FloatsLike(x1),
                x1.Floats(),
                x2.FloatsLike(x1)
            )
        );

    /// <summary>
    /// The memories c1, c2, … of the children of a node made one; last comes x: N×(3 + children)U in blocks a, i, o, f1, f2, ….
    /// </summary>
    public static (Variable C, Variable H) TreeLSTM(params Variable[] inputs) =>
        inputs.Given() is [.. var cs, var x]
            ? Pair(Recurrent.treeLstm(cs.FloatsLike(x).ToFSharpList(), x.Floats()))
            : throw new DeepExpException("TreeLSTM", "there are no inputs; the last is x.");

    /// <summary>
    /// LSTM of several layers over sequences, sorted by descending length: xs holds them step by step. Gives the last states and the
    /// outputs of each step. Weights and biases of each layer: of i, f, a, o for x, then for h.
    /// </summary>
    public static (Variable Hy, Variable Cy, Variable[] Ys) NStepLSTM(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable cx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs
    ) =>
        Triple(
            NStep.nStepLstm(
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                cx.FloatsLike(hx),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    /// <summary>NStepLSTM in both directions: of each layer forwards, then backwards.</summary>
    public static (Variable Hy, Variable Cy, Variable[] Ys) NStepBiLSTM(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable cx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs
    ) =>
        Triple(
            NStep.nStepBiLstm(
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                cx.FloatsLike(hx),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    /// <summary>
    /// GRU of several layers over sequences, sorted by descending length. Weights and biases of each layer: of r, z, h̄ for x, then
    /// for h.
    /// </summary>
    public static (Variable Hy, Variable[] Ys) NStepGRU(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs
    ) =>
        Pair(
            NStep.nStepGru(
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    /// <summary>NStepGRU in both directions: of each layer forwards, then backwards.</summary>
    public static (Variable Hy, Variable[] Ys) NStepBiGRU(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs
    ) =>
        Pair(
            NStep.nStepBiGru(
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    /// <summary>h' = f(W x + U h) in several layers over sequences, sorted by descending length.</summary>
    public static (Variable Hy, Variable[] Ys) NStepRNN(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs,
        RnnActivation activation = RnnActivation.Tanh
    ) =>
        Pair(
            NStep.nStepRnn(
                activation,
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    /// <summary>NStepRNN in both directions: of each layer forwards, then backwards.</summary>
    public static (Variable Hy, Variable[] Ys) NStepBiRNN(
        int nLayers,
        double dropoutRatio,
        Variable hx,
        Variable[][] ws,
        Variable[][] bs,
        Variable[] xs,
        RnnActivation activation = RnnActivation.Tanh
    ) =>
        Pair(
            NStep.nStepBiRnn(
                activation,
                nLayers,
                BetweenLayers(dropoutRatio),
                ws.FloatsLike(hx),
                bs.FloatsLike(hx),
                hx.Floats(),
                xs.FloatsLike(hx).ToFSharpList()
            )
        );

    internal static FSharpOption<Tuple<double, Key>>? BetweenLayers(double ratio) =>
        (Config.Train && ratio != 0 ? Tuple.Create(ratio, Rng.NextKey()) : null).ToOption();

    internal static (Variable, Variable) Pair(Tuple<Tensor, Tensor> results) =>
        (Variable.Of(results.Item1), Variable.Of(results.Item2));

    internal static (Variable, Variable[]) Pair(Tuple<Tensor, FSharpList<Tensor>> results) =>
        (Variable.Of(results.Item1), Variables(results.Item2));

    internal static (Variable, Variable, Variable[]) Triple(
        Tuple<Tensor, Tensor, FSharpList<Tensor>> results
    ) => (Variable.Of(results.Item1), Variable.Of(results.Item2), Variables(results.Item3));
}
