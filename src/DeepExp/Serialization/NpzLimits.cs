namespace DeepExp.Serialization;

/// <summary>
/// How much a file may ask for before it is refused. A file from outside can promise any size in a few bytes;
/// nothing is allocated that goes over these.
/// </summary>
internal sealed record NpzLimits
{
    /// <summary>The limits used where none are given.</summary>
    public static NpzLimits Default { get; } = new();

    /// <summary>Bytes of the data of one array; 2 GiB.</summary>
    public long ArrayBytes { get; init; } = 2L << 30;

    /// <summary>Bytes of all entries together, inflated; 2 GiB.</summary>
    public long TotalBytes { get; init; } = 2L << 30;

    /// <summary>Arrays in one file; 10,000.</summary>
    public int Entries { get; init; } = 10_000;

    /// <summary>Dimensions of one array; 32, as NumPy has.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>Bytes of the header of one array; 64 KiB.</summary>
    public int HeaderBytes { get; init; } = 64 << 10;

    /// <summary>
    /// Bytes that opening the archive may read: its directory of names, at 1 KiB an entry, and the search for where
    /// the directory begins.
    /// </summary>
    public long DirectoryBytes => (Entries * 1024L) + (256 << 10);

    /// <summary>Bytes of an HDF5 file that describe its arrays and not hold them, at 16 KiB an array.</summary>
    public long DescriptionBytes => (Entries * (16L << 10)) + (1 << 20);
}
