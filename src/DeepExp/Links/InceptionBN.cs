using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// <see cref="Inception"/> with batch normalization (Ioffe and Szegedy, «Batch normalization», 2015): side by side conv1; proj3
/// and conv3; proj33, conv33a and conv33b; and pooling, then poolp. Each convolution has no bias, and is followed by the batch
/// normalization of its name with n, and ReLU.
/// </summary>
public sealed class InceptionBN : Chain
{
    private readonly bool hasConv1;
    private readonly bool hasPoolp;
    private readonly PoolType pooltype;
    private readonly int stride;

    /// <summary>A module from <paramref name="inChannels"/> to out1 + out3 + out33 + projPool channels.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="out1">The number of channels of conv1; 0 for none, as is needed with a stride.</param>
    /// <param name="proj3">The number of channels before conv3.</param>
    /// <param name="out3">The number of channels of conv3.</param>
    /// <param name="proj33">The number of channels before conv33a.</param>
    /// <param name="out33">The number of channels of conv33a and conv33b.</param>
    /// <param name="pooltype">How x is pooled, in windows of 3×3.</param>
    /// <param name="projPool">The number of channels after pooling; null leaves them as they are.</param>
    /// <param name="stride">The stride of conv3, conv33b and pooling.</param>
    /// <param name="convInit">How W of conv1, proj3, conv3, proj33 and poolp begins; LeCun-normal by default.</param>
    /// <param name="dtype">The type of the batch normalizations; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or conv1 stands beside a stride or a pooling without poolp.</exception>
    public InceptionBN(
        int? inChannels,
        int out1,
        int proj3,
        int out3,
        int proj33,
        int out33,
        PoolType pooltype,
        int? projPool = null,
        int stride = 1,
        Initializer? convInit = null,
        DType? dtype = null
    )
    {
        if (out1 > 0 && (stride != 1 || projPool is null))
            throw new DeepExpException(
                "InceptionBN",
                $"out1 is {out1}, stride {stride} and projPool {projPool?.ToString() ?? "null"}; conv1 needs stride 1 and projPool, so with another stride out1 is 0."
            );
        this.pooltype = pooltype;
        this.stride = stride;
        hasConv1 = out1 > 0;
        hasPoolp = projPool is not null;
        if (hasConv1)
            Add("conv1", inChannels, out1, ksize: 1, step: 1, convInit);
        Add("proj3", inChannels, proj3, ksize: 1, step: 1, convInit);
        Add("conv3", proj3, out3, ksize: 3, stride, convInit);
        Add("proj33", inChannels, proj33, ksize: 1, step: 1, convInit);
        Add("conv33a", proj33, out33, ksize: 3, step: 1, null);
        Add("conv33b", out33, out33, ksize: 3, stride, null);
        if (projPool is { } channels)
            Add("poolp", inChannels, channels, ksize: 1, step: 1, convInit);

        void Add(string name, int? from, int to, int ksize, int step, Initializer? initialW)
        {
            AddLink(
                name,
                new Convolution2D(from, to, ksize, step, ksize / 2, nobias: true, initialW)
            );
            AddLink($"{name}n", new BatchNormalization(to, dtype: dtype));
        }
    }

    /// <summary>y: N×(out1 + out3 + out33 + projPool)×oH×oW for x: N×C×H×W.</summary>
    public Variable Forward(Variable x)
    {
        var pooled =
            pooltype == PoolType.Max
                ? F.MaxPooling2D(x, 3, stride, pad: 1, coverAll: false)
                : F.AveragePooling2D(x, 3, stride, pad: 1);
        Variable[] branches =
        [
            .. hasConv1 ? [Layer("conv1", x)] : Array.Empty<Variable>(),
            Layer("conv3", Layer("proj3", x)),
            Layer("conv33b", Layer("conv33a", Layer("proj33", x))),
            hasPoolp ? Layer("poolp", pooled) : pooled,
        ];
        return F.Concat(branches);
    }

    private Variable Layer(string name, Variable x) =>
        F.Relu(
            ((BatchNormalization)this[$"{name}n"]).Forward(((Convolution2D)this[name]).Forward(x))
        );
}
