using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Each channel of x: N×C×H×W convolved with M kernels of its own, with parameters W: M×C×kH×kW and b: C·M. See
/// <see cref="F.DepthwiseConvolution2D"/>.
/// </summary>
public sealed class DepthwiseConvolution2D : Link
{
    private readonly int channelMultiplier;
    private readonly int[] ksize;
    private readonly Extents stride;
    private readonly Extents pad;

    /// <summary>A layer with <paramref name="channelMultiplier"/> kernels for each channel.</summary>
    /// <param name="inChannels">The number C of channels of x; null leaves it to the first call.</param>
    /// <param name="channelMultiplier">The number M of kernels for each channel.</param>
    /// <param name="ksize">The lengths of the kernel.</param>
    /// <param name="stride">The step from window to window; 1 by default.</param>
    /// <param name="pad">The zeros on both sides of x; none by default.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, with the fan-in of W's own shape: C · kH · kW.</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public DepthwiseConvolution2D(
        int? inChannels,
        int channelMultiplier,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
    {
        this.ksize = Sizes.Kernel("DepthwiseConvolution2D", ksize, 2);
        Sizes.RequirePositive(
            "DepthwiseConvolution2D",
            ("inChannels", inChannels),
            ("channelMultiplier", channelMultiplier)
        );
        this.channelMultiplier = channelMultiplier;
        this.stride = stride ?? 1;
        this.pad = pad ?? 0;
        W = AddParam("W", initializer: initialW ?? Initializer.LeCunNormal());
        if (!nobias)
            B = AddParam("b", initializer: initialBias ?? 0.0);
        if (inChannels is { } channels)
            Initialize(channels);
    }

    /// <summary>The kernels, M×C×kH×kW.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, C·M; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>The convolution of x: N×C×H×W, plus b; y: N×(C·M)×oH×oW.</summary>
    public Variable Forward(Variable x)
    {
        if (!W.IsInitialized)
            Initialize(Sizes.Channels("DepthwiseConvolution2D", x, 2));
        return F.DepthwiseConvolution2D(x, W, B, stride, pad);
    }

    private void Initialize(int channels)
    {
        W.Initialize([channelMultiplier, channels, .. ksize]);
        B?.Initialize(channelMultiplier * channels);
    }
}
