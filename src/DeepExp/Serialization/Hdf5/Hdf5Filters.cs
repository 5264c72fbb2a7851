using System.IO.Compression;

namespace DeepExp.Serialization.Hdf5;

/// <summary>What the elements of a chunk went through before they were stored: deflate, shuffle, both or neither.</summary>
internal sealed class Hdf5Filters
{
    private const int Deflate = 1;
    private const int Shuffle = 2;

    private readonly List<int> filters = [];
    private readonly Place place;

    /// <summary>Reads the list of filters of a dataset.</summary>
    public Hdf5Filters(Hdf5Header header, Place place)
    {
        this.place = place;
        if (!header.Has(Hdf5Header.Filters))
        {
            return;
        }

        const string What = "list of filters";
        var fields = new Hdf5Fields(header.One(Hdf5Header.Filters, What), What, place);
        var (version, count) = (fields.Small(), fields.Small());
        fields.Take(version == 1 ? 6 : 0);
        for (var i = 0; i < count; i++)
        {
            var filter = fields.Small(2);
            if (filter is not (Deflate or Shuffle) || filters.Contains(filter))
            {
                throw place.Error(
                    $"the elements went through filter {filter}; only gzip ({Deflate}) and shuffle ({Shuffle}) are read, each once. Save it with compression='gzip'."
                );
            }

            var name = version == 1 ? fields.Small(2) : 0;
            fields.Take(2);
            var values = fields.Small(2);
            fields.Take(name + (4 * (values + (version == 1 ? values % 2 : 0))));
            filters.Add(filter);
        }
    }

    /// <summary>Undoes the filters, last first, save those whose bit is set in <paramref name="skipped"/>.</summary>
    /// <param name="stored">The bytes of a chunk as the file has them.</param>
    /// <param name="skipped">Which filters this chunk did not go through.</param>
    /// <param name="elementSize">Bytes of an element.</param>
    /// <param name="inflated">As many bytes as a chunk has; the result may be in it.</param>
    public byte[] Undo(byte[] stored, uint skipped, int elementSize, byte[] inflated)
    {
        var bytes = stored;
        for (var i = filters.Count - 1; i >= 0; i--)
        {
            if (((skipped >> i) & 1) == 0)
            {
                bytes =
                    filters[i] == Deflate
                        ? Inflate(bytes, inflated)
                        : Unshuffle(bytes, elementSize);
            }
        }

        return bytes.Length == inflated.Length
            ? bytes
            : throw place.Damaged($"a chunk has {bytes.Length} bytes; expected {inflated.Length}.");
    }

    private byte[] Inflate(byte[] bytes, byte[] inflated)
    {
        try
        {
            using var inflate = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var read = inflate.ReadAtLeast(inflated, inflated.Length, throwOnEndOfStream: false);
            if (read == inflated.Length && inflate.ReadByte() < 0)
            {
                return inflated;
            }
        }
        catch (InvalidDataException e)
        {
            throw place.Damaged($"a chunk cannot be inflated: {e.Message}", e);
        }

        throw place.Damaged($"a chunk does not inflate to {inflated.Length} bytes.");
    }

    // Shuffled, the first bytes of all elements come before the second bytes of all.
    private static byte[] Unshuffle(byte[] bytes, int elementSize)
    {
        var result = bytes.ToArray();
        var count = bytes.Length / elementSize;
        for (var k = 0; k < elementSize; k++)
        {
            for (var i = 0; i < count; i++)
            {
                result[(i * elementSize) + k] = bytes[(k * count) + i];
            }
        }

        return result;
    }
}
