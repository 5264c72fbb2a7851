using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DeepExp.Links;

/// <summary>
/// What recurrent networks of several layers over sequences of any lengths share. Each layer is a link with weights w0, w1, … and
/// biases b0, b1, …, first those that meet x, gate by gate, then those that meet h; with two directions, layer 0 forwards is
/// followed by layer 0 backwards, layer 1 forwards, …. In training, what goes from layer to layer is dropped with a probability.
/// </summary>
public abstract class NStepRNNBase : ChainList
{
    private readonly Unit[] units;
    private readonly bool bothWays;

    private protected NStepRNNBase(
        int gates,
        bool bothWays,
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW,
        Initializer? initialBias
    )
    {
        Sizes.RequirePositive(
            GetType().Name,
            ("nLayers", nLayers),
            ("inSize", inSize),
            ("outSize", outSize)
        );
        (NLayers, OutSize, Dropout, this.bothWays) = (nLayers, outSize, dropout, bothWays);
        var directions = bothWays ? 2 : 1;
        units =
        [
            .. Enumerable
                .Range(0, nLayers * directions)
                .Select(index => index < directions ? inSize : directions * outSize)
                .Select(features =>
                    AddLink(
                        new Unit(
                            gates,
                            features,
                            outSize,
                            initialW ?? Initializer.LeCunNormal(),
                            initialBias ?? 0.0
                        )
                    )
                ),
        ];
    }

    /// <summary>The number of layers.</summary>
    public int NLayers { get; }

    /// <summary>The number of units of a layer in one direction.</summary>
    public int OutSize { get; }

    /// <summary>The probability with which an element between layers is dropped in training.</summary>
    public double Dropout { get; }

    private protected NStepLayers Layers =>
        new(ListModule.OfSeq(units.Select(unit => unit.Record)), bothWays);

    private protected FSharpList<Tensor> Taken(Variable[] xs) =>
        xs.FloatsLike(AWeight, GetType().Name, nameof(xs), "W").ToFSharpList();

    private protected FSharpOption<Tensor> Taken(Variable? state, string name) =>
        state.OptionLike(AWeight, GetType().Name, name, "W");

    private DeepExp.Parameter AWeight => units[0].Params().First(own => own.Ndim == 2);

    private protected FSharpOption<Tuple<double, Key>>? BetweenLayers =>
        Functions.BetweenLayers(Dropout);

    private sealed class Unit : Link
    {
        private readonly DeepExp.Parameter[] ws;
        private readonly DeepExp.Parameter[] bs;

        internal Unit(
            int gates,
            int features,
            int outSize,
            Initializer initialW,
            Initializer initialBias
        )
        {
            ws =
            [
                .. Enumerable
                    .Range(0, 2 * gates)
                    .Select(i =>
                        AddParam(
                            $"w{i}",
                            [outSize, i < gates ? features : outSize],
                            initializer: initialW
                        )
                    ),
            ];
            bs =
            [
                .. Enumerable
                    .Range(0, 2 * gates)
                    .Select(i => AddParam($"b{i}", [outSize], initializer: initialBias)),
            ];
        }

        internal NStepUnit Record => new(ws.Each().ToFSharpList(), bs.Each().ToFSharpList());
    }
}
