using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Convolutions of several sizes side by side, as in GoogLeNet (Szegedy et al., «Going deeper with convolutions», 2015):
/// relu(concat(conv1 x, conv3 relu(proj3 x), conv5 relu(proj5 x), projp(max pooling of x))). All keep height and width.
/// </summary>
public sealed class Inception : Chain
{
    private readonly Convolution2D conv1;
    private readonly Convolution2D proj3;
    private readonly Convolution2D conv3;
    private readonly Convolution2D proj5;
    private readonly Convolution2D conv5;
    private readonly Convolution2D projp;

    /// <summary>A module from <paramref name="inChannels"/> to out1 + out3 + out5 + projPool channels.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="out1">The number of channels of conv1.</param>
    /// <param name="proj3">The number of channels before conv3.</param>
    /// <param name="out3">The number of channels of conv3.</param>
    /// <param name="proj5">The number of channels before conv5.</param>
    /// <param name="out5">The number of channels of conv5.</param>
    /// <param name="projPool">The number of channels after pooling.</param>
    /// <param name="convInit">How each W begins; LeCun-normal by default.</param>
    /// <param name="biasInit">How each b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public Inception(
        int? inChannels,
        int out1,
        int proj3,
        int out3,
        int proj5,
        int out5,
        int projPool,
        Initializer? convInit = null,
        Initializer? biasInit = null
    )
    {
        conv1 = Add("conv1", inChannels, out1, ksize: 1);
        this.proj3 = Add("proj3", inChannels, proj3, ksize: 1);
        conv3 = Add("conv3", proj3, out3, ksize: 3);
        this.proj5 = Add("proj5", inChannels, proj5, ksize: 1);
        conv5 = Add("conv5", proj5, out5, ksize: 5);
        projp = Add("projp", inChannels, projPool, ksize: 1);

        Convolution2D Add(string name, int? from, int to, int ksize) =>
            AddLink(
                name,
                new Convolution2D(
                    from,
                    to,
                    ksize,
                    pad: ksize / 2,
                    initialW: convInit,
                    initialBias: biasInit
                )
            );
    }

    /// <summary>y: N×(out1 + out3 + out5 + projPool)×H×W for x: N×C×H×W.</summary>
    public Variable Forward(Variable x) =>
        F.Relu(
            F.Concat([
                conv1.Forward(x),
                conv3.Forward(F.Relu(proj3.Forward(x))),
                conv5.Forward(F.Relu(proj5.Forward(x))),
                projp.Forward(F.MaxPooling2D(x, 3, stride: 1, pad: 1)),
            ])
        );
}
