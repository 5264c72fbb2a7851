using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Convolution with a kernel of its own at every place, for x: N×C×H×W, with parameters W: O×oH×oW×C×kH×kW and b: O×oH×oW. See
/// <see cref="F.LocalConvolution2D"/>.
/// </summary>
public sealed class LocalConvolution2D : Link
{
    private readonly int outChannels;
    private readonly int[] ksize;
    private readonly int[] stride;

    /// <summary>A layer from <paramref name="inChannels"/> to <paramref name="outChannels"/> channels.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="outChannels">The number of channels of y.</param>
    /// <param name="inSize">The height and width of x; null leaves them to the first call.</param>
    /// <param name="ksize">The lengths of the kernel.</param>
    /// <param name="stride">The step from window to window; 1 by default.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, with the fan-in of W's own shape.</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or the kernel is larger than x.</exception>
    [OverloadResolutionPriority(1)]
    public LocalConvolution2D(
        int? inChannels,
        int outChannels,
        [Optional] Extents? inSize,
        Extents ksize,
        Extents? stride = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
    {
        this.ksize = Sizes.Kernel("LocalConvolution2D", ksize, 2);
        this.stride = (stride ?? 1).For("LocalConvolution2D", "stride", 2);
        this.outChannels = outChannels;
        Sizes.RequireChannels("LocalConvolution2D", inChannels, outChannels);
        Sizes.RequirePositive(
            "LocalConvolution2D",
            ("stride", this.stride[0]),
            ("stride", this.stride[1])
        );
        W = AddParam("W", initializer: initialW ?? Initializer.LeCunNormal());
        if (!nobias)
            B = AddParam("b", initializer: initialBias ?? 0.0);
        if (inChannels is { } channels && inSize is { } size)
            Initialize(channels, size.For("LocalConvolution2D", "inSize", 2));
    }

    /// <summary>A layer to <paramref name="outChannels"/> channels, from an x like the first.</summary>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public LocalConvolution2D(
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
        : this(null, outChannels, null, ksize, stride, nobias, initialW, initialBias) { }

    /// <summary>The kernels, O×oH×oW×C×kH×kW.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, O×oH×oW; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>The convolution of x: N×C×H×W, plus b; y: N×O×oH×oW.</summary>
    public Variable Forward(Variable x)
    {
        if (!W.IsInitialized && x.Given().Ndim == 4)
            Initialize(x.Shape[1], [x.Shape[2], x.Shape[3]]);
        return F.LocalConvolution2D(x, W, B, new[] { stride[0], stride[1] });
    }

    private void Initialize(int channels, int[] size)
    {
        if (ksize[0] > size[0] || ksize[1] > size[1])
            throw new DeepExpException(
                "LocalConvolution2D",
                $"ksize is {Messages.Shape(ksize.AsEnumerable())}, which does not fit into {Messages.Shape(size.AsEnumerable())}."
            );
        int[] places =
        [
            .. size.Zip(ksize, stride).Select(axis => (axis.First - axis.Second) / axis.Third + 1),
        ];
        W.Initialize([outChannels, .. places, channels, .. ksize]);
        B?.Initialize([outChannels, .. places]);
    }
}
