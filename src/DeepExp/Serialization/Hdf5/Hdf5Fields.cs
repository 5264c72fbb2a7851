using System.Buffers.Binary;
using System.Text;

namespace DeepExp.Serialization.Hdf5;

/// <summary>The fields of a structure of the file, taken one after the other.</summary>
internal ref struct Hdf5Fields(ReadOnlySpan<byte> bytes, string what, Place place)
{
    private ReadOnlySpan<byte> left = bytes;

    /// <summary>How many bytes are not taken yet.</summary>
    public readonly int Left => left.Length;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count > left.Length)
        {
            throw place.Damaged($"the {what} ends too early.");
        }

        var taken = left[..(int)count];
        left = left[(int)count..];
        return taken;
    }

    /// <summary>The next number, of 1, 2, 4 or 8 bytes.</summary>
    public ulong Number(int bytes)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        Take(bytes).CopyTo(number);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }

    /// <summary>The next number, of at most 2 bytes.</summary>
    public int Small(int bytes = 1) => (int)Number(bytes);

    /// <summary>Takes the signature that every structure of a kind begins with.</summary>
    public void Signature(ReadOnlySpan<byte> expected)
    {
        if (!Take(expected.Length).SequenceEqual(expected))
        {
            throw place.Damaged(
                $"the {what} does not begin with {Encoding.ASCII.GetString(expected)}."
            );
        }
    }
}
