namespace DeepExp;

/// <summary>
/// A pair for the two ends of each axis, as widths of padding are: <c>1</c> for all ends, <c>(1, 2)</c> before and after each
/// axis, or a pair for each axis.
/// </summary>
public readonly struct Sides<T>
{
    private readonly (T, T)[]? pairs;

    private Sides((T, T)[] pairs) => this.pairs = pairs;

    /// <summary>The same for all ends.</summary>
    public static implicit operator Sides<T>(T both) => new([(both, both)]);

    /// <summary>The same before, and after, each axis.</summary>
    public static implicit operator Sides<T>((T, T) pair) => new([pair]);

    /// <summary>A pair for each axis.</summary>
    public static implicit operator Sides<T>((T, T)[] pairs) => new([.. pairs.Given()]);

    /// <summary>One pair, or one for each axis.</summary>
    internal (T, T)[] Pairs => pairs ?? [];
}
