namespace DeepExp.Links;

/// <summary>
/// Convolution whose windows look where another convolution tells them to (Dai et al., «Deformable convolutional networks», 2017),
/// with the links offset_conv, a <see cref="Convolution2D"/> to two offsets for each element of the kernel, and deform_conv.
/// </summary>
public sealed class DeformableConvolution2D : Chain
{
    private readonly Convolution2D offsetConv;
    private readonly DeformableConvolution2DSampler deformConv;

    /// <summary>A layer from <paramref name="inChannels"/> to <paramref name="outChannels"/> channels.</summary>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="outChannels">The number of channels of y.</param>
    /// <param name="ksize">The lengths of the kernel.</param>
    /// <param name="stride">The step from window to window; 1 by default.</param>
    /// <param name="pad">The zeros on both sides of x; none by default.</param>
    /// <param name="offsetNobias">Whether offset_conv has no b.</param>
    /// <param name="offsetInitialW">How W of offset_conv begins; LeCun-normal by default.</param>
    /// <param name="offsetInitialBias">How b of offset_conv begins; 0 by default.</param>
    /// <param name="deformNobias">Whether deform_conv has no b.</param>
    /// <param name="deformInitialW">How W of deform_conv begins; 0 by default.</param>
    /// <param name="deformInitialBias">How b of deform_conv begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public DeformableConvolution2D(
        int? inChannels,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool offsetNobias = false,
        Initializer? offsetInitialW = null,
        Initializer? offsetInitialBias = null,
        bool deformNobias = false,
        Initializer? deformInitialW = null,
        Initializer? deformInitialBias = null
    )
    {
        var kernel = Sizes.Kernel("DeformableConvolution2D", ksize, 2);
        offsetConv = AddLink(
            "offset_conv",
            new Convolution2D(
                inChannels,
                2 * kernel[0] * kernel[1],
                ksize,
                stride,
                pad,
                offsetNobias,
                offsetInitialW,
                offsetInitialBias
            )
        );
        deformConv = AddLink(
            "deform_conv",
            new DeformableConvolution2DSampler(
                inChannels,
                outChannels,
                kernel,
                stride,
                pad,
                deformNobias,
                deformInitialW,
                deformInitialBias
            )
        );
    }

    /// <summary>The convolution of x: N×C×H×W; y: N×O×oH×oW.</summary>
    public Variable Forward(Variable x) => deformConv.Forward(x, offsetConv.Forward(x));
}
