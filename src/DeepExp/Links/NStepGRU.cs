using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// GRU layers over sequences; for the formula see <see cref="Functions.NStepGRU"/>, for the parameters
/// <see cref="NStepRNNBase"/>: the gates are r, z and the candidate.
/// </summary>
public class NStepGRU : NStepRNNBase
{
    /// <summary>Layers from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="nLayers">The number of layers.</param>
    /// <param name="inSize">The number of features of the sequences.</param>
    /// <param name="outSize">The number of units of each layer, in each direction.</param>
    /// <param name="dropout">The probability with which an element between layers is dropped in training.</param>
    /// <param name="initialW">How each weight begins; LeCun-normal by default.</param>
    /// <param name="initialBias">How each bias begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public NStepGRU(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : this(false, nLayers, inSize, outSize, dropout, initialW, initialBias) { }

    private protected NStepGRU(
        bool bothWays,
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW,
        Initializer? initialBias
    )
        : base(3, bothWays, nLayers, inSize, outSize, dropout, initialW, initialBias) { }

    /// <summary>The last h, and the h of the last layer of each sequence, in the order of xs.</summary>
    /// <param name="hx">The h to begin with, (layers·directions)×N×U; null counts as 0.</param>
    /// <param name="xs">N sequences of any lengths in any order, each length×in.</param>
    /// <returns>hy: (layers·directions)×N×U, and ys: N sequences, each length×(directions·U).</returns>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    public (Variable Hy, Variable[] Ys) Forward(Variable? hx, Variable[] xs) =>
        Functions.Pair(NStepGru.forward(BetweenLayers, Layers, Taken(hx, "hx"), Taken(xs)));
}

/// <summary><see cref="NStepGRU"/> in both directions of time.</summary>
public sealed class NStepBiGRU : NStepGRU
{
    /// <inheritdoc cref="NStepGRU(int, int, int, double, Initializer?, Initializer?)"/>
    public NStepBiGRU(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(true, nLayers, inSize, outSize, dropout, initialW, initialBias) { }
}
