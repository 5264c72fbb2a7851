using System.Runtime.CompilerServices;
using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Convolution along any number of spatial axes, for x: N×C×size…, with parameters W: O×(C/groups)×kernel… and b: O. See
/// <see cref="F.ConvolutionND"/>.
/// </summary>
public class ConvolutionND : Link
{
    private readonly int[] ksize;
    private readonly Extents stride;
    private readonly Extents pad;
    private readonly bool coverAll;
    private readonly Extents dilate;
    private readonly int groups;
    private readonly int outChannels;

    /// <summary>A layer from <paramref name="inChannels"/> to <paramref name="outChannels"/> channels.</summary>
    /// <param name="ndim">The number of spatial axes.</param>
    /// <param name="inChannels">The number of channels of x; null leaves it to the first call.</param>
    /// <param name="outChannels">The number of channels of y.</param>
    /// <param name="ksize">The lengths of the kernel.</param>
    /// <param name="stride">The step from window to window; 1 by default.</param>
    /// <param name="pad">The zeros on both sides of x; none by default.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default, N(0, 1 / fan-in).</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <param name="coverAll">Whether windows go on until every element of x was seen.</param>
    /// <param name="dilate">The step from element to element within a window; 1 by default.</param>
    /// <param name="groups">Into how many groups the channels are parted, each convolved for itself.</param>
    /// <exception cref="DeepExpException">A size is not positive, or groups do not divide the channels.</exception>
    [OverloadResolutionPriority(1)]
    public ConvolutionND(
        int ndim,
        int? inChannels,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    )
    {
        this.ksize = Sizes.Kernel(GetType().Name, ksize, ndim);
        Sizes.RequireChannels(GetType().Name, inChannels, outChannels, groups);
        this.stride = stride ?? 1;
        this.pad = pad ?? 0;
        this.coverAll = coverAll;
        this.dilate = dilate ?? 1;
        this.groups = groups;
        this.outChannels = outChannels;
        W = AddParam(
            "W",
            inChannels is { } channels ? ShapeOfW(channels) : null,
            initializer: initialW ?? Initializer.LeCunNormal()
        );
        if (!nobias)
            B = AddParam("b", [outChannels], initializer: initialBias ?? 0.0);
    }

    /// <summary>A layer to <paramref name="outChannels"/> channels, from as many as the first x has.</summary>
    /// <exception cref="DeepExpException">A size is not positive, or groups do not divide the channels.</exception>
    public ConvolutionND(
        int ndim,
        int outChannels,
        Extents ksize,
        Extents? stride = null,
        Extents? pad = null,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        bool coverAll = false,
        Extents? dilate = null,
        int groups = 1
    )
        : this(
            ndim,
            null,
            outChannels,
            ksize,
            stride,
            pad,
            nobias,
            initialW,
            initialBias,
            coverAll,
            dilate,
            groups
        ) { }

    /// <summary>The kernels, O×(C/groups)×kernel….</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, O; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, object? Value)> PrintableSpecs =>
        [
            ("in_channels", W.IsInitialized ? W.Shape[1] * groups : null),
            ("out_channels", outChannels),
            ("ksize", ksize),
            ("stride", stride),
            ("pad", pad),
            ("nobias", B is null),
            ("dilate", dilate),
            ("groups", groups),
        ];

    /// <summary>The convolution of x: N×C×size…, plus b.</summary>
    public Variable Forward(Variable x)
    {
        if (!W.IsInitialized)
            W.Initialize(ShapeOfW(Sizes.Channels(GetType().Name, x, ksize.Length, groups)));
        var name = GetType().Name;
        return F.Convolve(name, ksize.Length, x, W, B, stride, pad, coverAll, dilate, groups);
    }

    private int[] ShapeOfW(int channels) => [outChannels, channels / groups, .. ksize];
}
