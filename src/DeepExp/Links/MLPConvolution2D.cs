using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// A convolution and, at each place of its result, a multilayer perceptron, that is further convolutions of size 1 (Lin et al.,
/// «Network in network», 2014), with an activation between them and none after the last.
/// </summary>
public sealed class MLPConvolution2D : ChainList
{
    private readonly Func<Variable, Variable> activation;

    /// <summary>Layers from <paramref name="inChannels"/> channels to each of <paramref name="outChannels"/> in turn.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="outChannels">The numbers of channels of the layers.</param>
    /// <param name="ksize">The lengths of the first kernel.</param>
    /// <param name="stride">The step from window to window of the first layer; 1 by default.</param>
    /// <param name="pad">The zeros on both sides of x; none by default.</param>
    /// <param name="activation">What stands between the layers; ReLU by default.</param>
    /// <param name="convInit">How each W begins; LeCun-normal by default.</param>
    /// <param name="biasInit">How each b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or there is no layer.</exception>
    public MLPConvolution2D(
        int? inChannels,
        int[] outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Func<Variable, Variable>? activation = null,
        Initializer? convInit = null,
        Initializer? biasInit = null
    )
    {
        if (outChannels.Given().Length == 0)
            throw new DeepExpException(
                "MLPConvolution2D",
                "outChannels is empty; there is a number of channels for each layer, and at least one layer."
            );
        this.activation = activation ?? F.Relu;
        foreach (var (i, channels) in outChannels.Index())
            AddLink(
                i == 0
                    ? new Convolution2D(
                        inChannels,
                        channels,
                        ksize,
                        stride,
                        pad,
                        initialW: convInit,
                        initialBias: biasInit
                    )
                    : new Convolution2D(
                        outChannels[i - 1],
                        channels,
                        1,
                        initialW: convInit,
                        initialBias: biasInit
                    )
            );
    }

    /// <summary>Layers from as many channels as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive, or there is no layer.</exception>
    public MLPConvolution2D(
        int[] outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        Func<Variable, Variable>? activation = null,
        Initializer? convInit = null,
        Initializer? biasInit = null
    )
        : this(null, outChannels, ksize, stride, pad, activation, convInit, biasInit) { }

    /// <summary>The layers one after the other; y has as many channels as the last.</summary>
    public Variable Forward(Variable x)
    {
        foreach (var (i, layer) in this.Index())
            x = ((Convolution2D)layer).Forward(i == 0 ? x : activation(x));
        return x;
    }
}
