namespace DeepExp.Serialization;

/// <summary>The checksum of zip entries (CRC-32 of ISO 3309): the remainder by the polynomial 0xEDB88320, bits reflected.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private uint state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public uint Value => ~state;

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = state;
        foreach (var b in bytes)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        state = crc;
    }

    private static uint Remainder(int b)
    {
        var remainder = (uint)b;
        for (var bit = 0; bit < 8; bit++)
        {
            remainder = (remainder & 1) == 0 ? remainder >> 1 : (remainder >> 1) ^ 0xEDB88320;
        }

        return remainder;
    }
}
