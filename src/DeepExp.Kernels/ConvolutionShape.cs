namespace DeepExp.Kernels;

/// <summary>
/// The lengths of a convolution: x is (samples, channels, size...), W is (outputs, channels / groups, kernel...), y is (samples,
/// outputs, outSize...). Window o has its element k at o·stride + k·dilate - pad, axis by axis.
/// </summary>
public sealed class ConvolutionShape(
    int samples,
    int channels,
    int outputs,
    int groups,
    int[] size,
    int[] kernel,
    int[] stride,
    int[] pad,
    int[] dilate,
    int[] outSize
)
{
    // Windows of so many elements stay in the second cache, beside the kernel.
    private const int TileElements = 64 * 1024;

    // Fewer places leave the registers of the product half empty, more gain nothing.
    private const int FewestPlaces = 64;
    private const int MostPlaces = 1024;

    // The gradient of the kernel is summed up in so many parts, which take no more than this.
    private const int MostParts = 8;
    private const int PartElements = 4 * 1024 * 1024;

    internal readonly int Samples = samples;
    internal readonly int Groups = groups;
    internal readonly int[] Size = size;
    internal readonly int[] Kernel = kernel;
    internal readonly int[] Stride = stride;
    internal readonly int[] Pad = pad;
    internal readonly int[] Dilate = dilate;
    internal readonly int[] OutSize = outSize;

    /// <summary>Channels and outputs of one group.</summary>
    internal readonly int Channels = channels / groups,
        Outputs = outputs / groups;

    /// <summary>Elements of a channel of x and of y.</summary>
    internal readonly int Plane = Windows.Product(size),
        Places = Windows.Product(outSize);

    /// <summary>Elements of a window of one group.</summary>
    internal readonly int Inner = channels / groups * Windows.Product(kernel);

    /// <summary>Places of one index on the first spatial axis.</summary>
    internal int RowPlaces => OutSize[0] == 0 ? 0 : Places / OutSize[0];

    private int Target => Math.Clamp(TileElements / Math.Max(1, Inner), FewestPlaces, MostPlaces);

    /// <summary>How many samples a tile holds, and how many indices of the first spatial axis: all where it holds several samples.</summary>
    internal int TileSamples => Math.Clamp(Target / Math.Max(1, Places), 1, Math.Max(1, Samples));

    internal int TileRows =>
        Places <= Target ? OutSize[0] : Math.Clamp(Target / RowPlaces, 1, OutSize[0]);

    /// <summary>The tiles of one sample follow one another.</summary>
    internal int Tiles => SampleTiles * RowTiles;

    internal int SampleTiles => (Samples + TileSamples - 1) / TileSamples;

    internal int RowTiles => (OutSize[0] + TileRows - 1) / TileRows;

    internal int Parts =>
        Math.Clamp(
            PartElements / Math.Max(1, Groups * Outputs * Inner),
            1,
            Math.Min(MostParts, Tiles)
        );

    /// <summary>The part of W that belongs to a group.</summary>
    internal unsafe ReadOnlySpan<T> OfGroup<T>(T* W, int group)
        where T : unmanaged => new(W + ((nint)group * Outputs * Inner), Outputs * Inner);
}
