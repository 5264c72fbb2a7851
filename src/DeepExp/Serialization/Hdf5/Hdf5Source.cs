namespace DeepExp.Serialization.Hdf5;

/// <summary>
/// The bytes of a file by their address. Nothing is allocated for what lies outside of the file; and what describes
/// the arrays may take so many bytes in all, read again or not, so that no ring of pointers keeps a reader forever.
/// </summary>
internal sealed class Hdf5Source(Stream stream, NpzLimits limits)
{
    // Each read counts as so many bytes more, so that many small ones end as soon as few large ones.
    private const int CostOfRead = 256;

    private long left = limits.DescriptionBytes;

    /// <summary>The address of what is not there.</summary>
    public const ulong Nowhere = ulong.MaxValue;

    /// <summary>Bytes of the file.</summary>
    public long Length => stream.Length;

    /// <summary>Bytes that describe arrays.</summary>
    public byte[] Describe(ulong address, long count, string what, Place place)
    {
        if (count < 0 || (left -= count + CostOfRead) < 0)
        {
            throw place.Error(
                $"what describes the arrays takes more than {limits.DescriptionBytes} bytes. "
                    + "Save the arrays in several files."
            );
        }

        return Read(address, count, what, place);
    }

    /// <summary>Bytes of arrays.</summary>
    public byte[] Read(ulong address, long count, string what, Place place)
    {
        Require(address, count, what, place);
        var bytes = new byte[count];
        Fill(address, bytes);
        return bytes;
    }

    /// <summary>Reads bytes that <see cref="Require"/> has found to be there.</summary>
    public void Fill(ulong address, Span<byte> target)
    {
        stream.Position = (long)address;
        stream.ReadExactly(target);
    }

    /// <summary>Makes sure that bytes lie within the file.</summary>
    public void Require(ulong address, long count, string what, Place place)
    {
        if (count < 0 || address > (ulong)stream.Length || count > stream.Length - (long)address)
        {
            throw place.Damaged(
                $"the {what} should be {count} bytes at {address}, but the file has {stream.Length} bytes."
            );
        }
    }
}
