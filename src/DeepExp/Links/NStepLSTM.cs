using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// LSTM layers over sequences; for the formula see <see cref="Functions.NStepLSTM"/>, for the parameters
/// <see cref="NStepRNNBase"/>: the gates are i, f, a, o.
/// </summary>
public class NStepLSTM : NStepRNNBase
{
    /// <summary>Layers from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="nLayers">The number of layers.</param>
    /// <param name="inSize">The number of features of the sequences.</param>
    /// <param name="outSize">The number of units of each layer, in each direction.</param>
    /// <param name="dropout">The probability with which an element between layers is dropped in training.</param>
    /// <param name="initialW">How each weight begins; LeCun-normal by default.</param>
    /// <param name="initialBias">How each bias begins; 0 by default, for the forget gates too.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public NStepLSTM(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : this(false, nLayers, inSize, outSize, dropout, initialW, initialBias) { }

    private protected NStepLSTM(
        bool bothWays,
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW,
        Initializer? initialBias
    )
        : base(4, bothWays, nLayers, inSize, outSize, dropout, initialW, initialBias) { }

    /// <summary>The last states, and the h of the last layer of each sequence, in the order of xs.</summary>
    /// <param name="hx">The h to begin with, (layers·directions)×N×U; null counts as 0.</param>
    /// <param name="cx">The c to begin with, (layers·directions)×N×U; null counts as 0.</param>
    /// <param name="xs">N sequences of any lengths in any order, each length×in.</param>
    /// <returns>hy and cy: (layers·directions)×N×U, and ys: N sequences, each length×(directions·U).</returns>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    public (Variable Hy, Variable Cy, Variable[] Ys) Forward(
        Variable? hx,
        Variable? cx,
        Variable[] xs
    ) =>
        Functions.Triple(
            NStepLstm.forward(BetweenLayers, Layers, Taken(hx, "hx"), Taken(cx, "cx"), Taken(xs))
        );
}

/// <summary><see cref="NStepLSTM"/> in both directions of time.</summary>
public sealed class NStepBiLSTM : NStepLSTM
{
    /// <inheritdoc cref="NStepLSTM(int, int, int, double, Initializer?, Initializer?)"/>
    public NStepBiLSTM(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(true, nLayers, inSize, outSize, dropout, initialW, initialBias) { }
}
