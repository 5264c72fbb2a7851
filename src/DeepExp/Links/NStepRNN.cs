using DeepExp.Functional;

namespace DeepExp.Links;

/// <summary>
/// Layers of plain recurrent units over sequences; for the formula see <see cref="Functions.NStepRNN"/>, for the parameters
/// <see cref="NStepRNNBase"/>: w0, b0 meet x and w1, b1 meet h.
/// </summary>
public abstract class NStepRNN : NStepRNNBase
{
    private readonly RnnActivation activation;

    private protected NStepRNN(
        RnnActivation activation,
        bool bothWays,
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW,
        Initializer? initialBias
    )
        : base(1, bothWays, nLayers, inSize, outSize, dropout, initialW, initialBias) =>
        this.activation = activation;

    /// <summary>The last h, and the h of the last layer of each sequence, in the order of xs.</summary>
    /// <param name="hx">The h to begin with, (layers·directions)×N×U; null counts as 0.</param>
    /// <param name="xs">N sequences of any lengths in any order, each length×in.</param>
    /// <returns>hy: (layers·directions)×N×U, and ys: N sequences, each length×(directions·U).</returns>
    /// <exception cref="DeepExpException">There is no sequence, one has no steps, or shapes do not fit.</exception>
    public (Variable Hy, Variable[] Ys) Forward(Variable? hx, Variable[] xs) =>
        Functions.Pair(
            NStepRnn.forward(activation, BetweenLayers, Layers, Taken(hx, "hx"), Taken(xs))
        );
}

/// <summary>Layers of plain recurrent units with tanh over sequences.</summary>
/// <inheritdoc cref="Functional.NStep.nStepRnn" path="/remarks"/>
public sealed class NStepRNNTanh : NStepRNN
{
    /// <summary>Layers from <paramref name="inSize"/> features to <paramref name="outSize"/> units.</summary>
    /// <param name="nLayers">The number of layers.</param>
    /// <param name="inSize">The number of features of the sequences.</param>
    /// <param name="outSize">The number of units of each layer, in each direction.</param>
    /// <param name="dropout">The probability with which an element between layers is dropped in training.</param>
    /// <param name="initialW">How each weight begins; LeCun-normal by default.</param>
    /// <param name="initialBias">How each bias begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public NStepRNNTanh(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(RnnActivation.Tanh, false, nLayers, inSize, outSize, dropout, initialW, initialBias)
    { }
}

/// <summary>Layers of plain recurrent units with tanh over sequences, in both directions of time.</summary>
/// <inheritdoc cref="Functional.NStep.nStepBiRnn" path="/remarks"/>
public sealed class NStepBiRNNTanh : NStepRNN
{
    /// <inheritdoc cref="NStepRNNTanh(int, int, int, double, Initializer?, Initializer?)"/>
    public NStepBiRNNTanh(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(RnnActivation.Tanh, true, nLayers, inSize, outSize, dropout, initialW, initialBias)
    { }
}

/// <summary>Layers of plain recurrent units with ReLU over sequences.</summary>
/// <inheritdoc cref="Functional.NStep.nStepRnn" path="/remarks"/>
public sealed class NStepRNNReLU : NStepRNN
{
    /// <inheritdoc cref="NStepRNNTanh(int, int, int, double, Initializer?, Initializer?)"/>
    public NStepRNNReLU(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(RnnActivation.ReLU, false, nLayers, inSize, outSize, dropout, initialW, initialBias)
    { }
}

/// <summary>Layers of plain recurrent units with ReLU over sequences, in both directions of time.</summary>
/// <inheritdoc cref="Functional.NStep.nStepBiRnn" path="/remarks"/>
public sealed class NStepBiRNNReLU : NStepRNN
{
    /// <inheritdoc cref="NStepRNNTanh(int, int, int, double, Initializer?, Initializer?)"/>
    public NStepBiRNNReLU(
        int nLayers,
        int inSize,
        int outSize,
        double dropout,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : base(RnnActivation.ReLU, true, nLayers, inSize, outSize, dropout, initialW, initialBias)
    { }
}
