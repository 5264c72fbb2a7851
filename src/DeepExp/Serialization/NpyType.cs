namespace DeepExp.Serialization;

/// <summary>An element type that NumPy and .NET share.</summary>
/// <param name="Code">NumPy's kind and size in bytes: <c>f4</c>.</param>
/// <param name="ArrayType">The array that holds its elements: <c>float[]</c>.</param>
internal sealed record NpyType(string Code, Type ArrayType)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<NpyType> All { get; } =
    [
        new("b1", typeof(bool[])),
        new("i1", typeof(sbyte[])),
        new("u1", typeof(byte[])),
        new("i2", typeof(short[])),
        new("u2", typeof(ushort[])),
        new("i4", typeof(int[])),
        new("u4", typeof(uint[])),
        new("i8", typeof(long[])),
        new("u8", typeof(ulong[])),
        new("f2", typeof(Half[])),
        new("f4", typeof(float[])),
        new("f8", typeof(double[])),
    ];

    /// <summary>Bytes of one element.</summary>
    public int Size => Code[1] - '0';

    /// <summary>How a header names it, in the byte order of this machine, as NumPy does: <c>&lt;f4</c>, <c>|u1</c>.</summary>
    public string Descr =>
        (
            Size == 1 ? '|'
            : BitConverter.IsLittleEndian ? '<'
            : '>'
        ) + Code;

    /// <summary>The type of this code, or null.</summary>
    public static NpyType? Find(ReadOnlySpan<char> code)
    {
        foreach (var type in All)
        {
            if (code.SequenceEqual(type.Code))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The type of the elements of <paramref name="data"/>, or null.</summary>
    public static NpyType? Of(Array data) =>
        All.FirstOrDefault(type => type.ArrayType == data.GetType());
}
