using System.Runtime.CompilerServices;

namespace DeepExp;

/// <summary>
/// A whole number for each axis: kernel sizes, strides and paddings, where <c>3</c> is for all spatial axes and <c>(3, 2)</c> for
/// two of them; or a shape, as in <c>F.Reshape(x, (3, 2))</c>; or axes by their numbers, as in <c>F.Sum(x, axis: (1, 2))</c>.
/// </summary>
[CollectionBuilder(typeof(Extents), nameof(Create))]
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

    /// <summary>Lengths for four axes.</summary>
    public static implicit operator Extents((int, int, int, int) lengths) =>
        new(lengths.Item1, lengths.Item2, lengths.Item3, lengths.Item4);

    /// <summary>Lengths for five axes.</summary>
    public static implicit operator Extents((int, int, int, int, int) lengths) =>
        new(lengths.Item1, lengths.Item2, lengths.Item3, lengths.Item4, lengths.Item5);

    /// <summary>A length for each axis.</summary>
    public static implicit operator Extents(int[] lengths) => new([.. lengths.Given()]);

    /// <summary>Lengths that are written as <c>[3, 2]</c>.</summary>
    public static Extents Create(ReadOnlySpan<int> lengths) => new([.. lengths]);

    /// <summary>The lengths in order.</summary>
    public IEnumerator<int> GetEnumerator() => Lengths.AsEnumerable().GetEnumerator();

    /// <summary>The lengths as they are given.</summary>
    internal int[] Lengths => lengths ?? [];

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
