using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Convolution at given offsets, with parameters W: O×C×kH×kW and b: O. See <see cref="F.DeformableConvolution2DSampler"/>.
/// </summary>
/// <inheritdoc cref="Functional.Convolution.deformableConvolutionSampler" path="/remarks"/>
public sealed class DeformableConvolution2DSampler : Link
{
    private readonly int outChannels;
    private readonly int[] ksize;
    private readonly Extents stride;
    private readonly Extents pad;

    /// <summary>A layer from <paramref name="inChannels"/> to <paramref name="outChannels"/> channels.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="outChannels">The number of channels of y.</param>
    /// <param name="ksize">The lengths of the kernel.</param>
    /// <param name="stride">The step from window to window; 1 by default.</param>
    /// <param name="pad">The zeros on both sides of x; none by default.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; 0 by default.</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public DeformableConvolution2DSampler(
        int? inChannels,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
    {
        this.ksize = Sizes.Kernel("DeformableConvolution2D", ksize, 2);
        Sizes.RequireChannels("DeformableConvolution2D", inChannels, outChannels);
        this.stride = stride ?? 1;
        this.pad = pad ?? 0;
        this.outChannels = outChannels;
        W = AddParam("W", initializer: initialW ?? 0.0);
        if (!nobias)
            B = AddParam("b", [outChannels], initializer: initialBias ?? 0.0);
        if (inChannels is { } channels)
            W.Initialize([outChannels, channels, .. this.ksize]);
    }

    /// <summary>The kernels, O×C×kH×kW.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, O; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>The convolution of x: N×C×H×W at the offsets: N×(2·kH·kW)×oH×oW; y: N×O×oH×oW.</summary>
    public Variable Forward(Variable x, Variable offset)
    {
        if (!W.IsInitialized)
            W.Initialize([outChannels, Sizes.Channels("DeformableConvolution2D", x, 2), .. ksize]);
        return F.DeformableConvolution2DSampler(x, offset, W, B, stride, pad);
    }
}
