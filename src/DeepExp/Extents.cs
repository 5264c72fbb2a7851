namespace DeepExp;

/// <summary>
/// A length for each spatial axis, as kernel sizes, strides and paddings are: <c>3</c> for all axes, or <c>(3, 2)</c>.
/// </summary>
public readonly struct Extents
{
    private readonly int[] lengths;

    private Extents(params int[] lengths) => this.lengths = lengths;

    /// <summary>The same length for all axes.</summary>
    public static implicit operator Extents(int length) => new(length);

    /// <summary>Lengths for two axes.</summary>
    public static implicit operator Extents((int, int) lengths) =>
        new(lengths.Item1, lengths.Item2);

    /// <summary>Lengths for three axes.</summary>
    public static implicit operator Extents((int, int, int) lengths) =>
        new(lengths.Item1, lengths.Item2, lengths.Item3);

    /// <summary>A length for each axis.</summary>
    public static implicit operator Extents(int[] lengths) => new([.. lengths.Given()]);

    /// <summary>The lengths as they are given.</summary>
    internal IReadOnlyList<int> Lengths => lengths ?? [];

    /// <summary>The lengths of so many axes.</summary>
    /// <exception cref="DeepExpException">They are given for another number of axes.</exception>
    internal int[] For(string operation, string name, int axes)
    {
        if (lengths is [var length])
            return [.. Enumerable.Repeat(length, axes)];
        if (lengths is null || lengths.Length != axes)
            throw new DeepExpException(
                operation,
                $"{name} is given for {lengths?.Length ?? 0} axes, but there are {axes}; give one number for all, or one for each."
            );
        return [.. lengths];
    }
}
