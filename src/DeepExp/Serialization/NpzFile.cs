using System.IO.Compression;

namespace DeepExp.Serialization;

/// <summary>
/// An .npz file opened for reading arrays by their key. Members of the archive that are no .npy files are not looked at, and
/// of an array nothing but its shape is read before that has passed.
/// </summary>
internal sealed class NpzFile : IArrayFile
{
    // Deflate's shortest code for its longest match: 2 bits for 258 bytes.
    internal const long HighestRatio = 258 * 8 / 2;

    private readonly Stream stream;
    private readonly ZipArchive archive;
    private readonly OrderedDictionary<string, ZipArchiveEntry> entries = [];
    private readonly NpzLimits limits;
    private readonly Place place;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DeepExpException">The file is missing, cannot be read, is no .npz file, or is over the limits.</exception>
    public static NpzFile Open(string path, NpzLimits? limits = null)
    {
        var file = new Place("LoadNpz", path).OpenRead();
        try
        {
            return new(file, path, limits);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream that can seek; <paramref name="name"/> is what messages call it.</summary>
    public NpzFile(Stream stream, string name, NpzLimits? limits = null)
    {
        this.stream = stream;
        this.limits = limits ?? NpzLimits.Default;
        place = new Place("LoadNpz", name);
        if (!stream.CanSeek)
        {
            throw place.Error(
                "a stream that cannot seek is no source for a zip archive. Copy it to a MemoryStream first."
            );
        }

        var mayRead = this.limits.DirectoryBytes;
        var bounded = new ObservedStream(
            stream,
            bytes =>
            {
                if ((mayRead -= bytes.Length) < 0)
                {
                    throw TooManyEntries();
                }
            }
        );
        archive = Guard(place, () => new ZipArchive(bounded, ZipArchiveMode.Read));
        var members = Guard(place, () => archive.Entries);
        mayRead = long.MaxValue;
        if (members.Count > this.limits.Entries)
        {
            throw TooManyEntries();
        }

        foreach (var member in members)
        {
            if (
                member.FullName.EndsWith(Npz.Extension, StringComparison.Ordinal)
                && !entries.TryAdd(member.FullName[..^Npz.Extension.Length], member)
            )
            {
                throw place
                    .Entry(member.FullName)
                    .Error(
                        "the name occurs twice, so one of the two arrays would be lost. Save with different names."
                    );
            }
        }

        CheckTotals();
    }

    /// <summary>The keys of the arrays, in the order of the file.</summary>
    public IEnumerable<string> Keys => entries.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> NamesNear(string key) => Keys;

    /// <inheritdoc/>
    public void Dispose()
    {
        archive.Dispose();
        stream.Dispose();
    }

    /// <inheritdoc/>
    public NpyArray? Find(string key, Action<IReadOnlyList<int>>? requireShape = null)
    {
        if (!entries.TryGetValue(key, out var entry))
        {
            return null;
        }

        var at = place.Entry(entry.FullName);
        if (entry.IsEncrypted)
        {
            throw at.Error("the entry is encrypted. Save the file without a password.");
        }

        if (entry.Length / HighestRatio > entry.CompressedLength)
        {
            throw at.Damaged($"{entry.CompressedLength} bytes cannot inflate to {entry.Length}.");
        }

        using var content = Open(entry, at);
        return Guard(at, () => Read(entry, content, at, requireShape));
    }

    private NpyArray Read(
        ZipArchiveEntry entry,
        Stream content,
        Place at,
        Action<IReadOnlyList<int>>? requireShape
    )
    {
        var checksum = new Crc32();
        using var observed = new ObservedStream(content, checksum.Append);
        var array = Npy.Read(observed, entry.Length, limits, at, requireShape);
        return checksum.Value == entry.Crc32
            ? array
            : throw at.Damaged(
                $"the checksum of the bytes is {checksum.Value:x8} but {entry.Crc32:x8} is recorded."
            );
    }

    // The zip reader has one exception for a way of compression that it does not know and for damaged bytes.
    private static Stream Open(ZipArchiveEntry entry, Place at)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException e)
        {
            throw at.Error(
                $"{e.Message} An entry must be stored or deflated, as numpy.savez and SaveNpz write it; save it so. If it is, the file is damaged."
                    + " Then copy it again.",
                e
            );
        }
    }

    // These are promises only, but reading an entry holds it to its promise.
    private void CheckTotals()
    {
        var left = limits.TotalBytes;
        foreach (var entry in entries.Values)
        {
            if (entry.Length < 0 || entry.Length > left)
            {
                throw place.Error(
                    $"the entries inflate to more than the limit of {limits.TotalBytes} bytes in all "
                        + $"({Place.Quote(entry.FullName)} to {entry.Length}). Save the arrays in several files."
                );
            }

            left -= entry.Length;
        }
    }

    private DeepExpException TooManyEntries() =>
        place.Error(
            $"the archive holds more than {limits.Entries} entries, or its directory of names is over "
                + $"{limits.DirectoryBytes} bytes. Save the arrays in several files."
        );

    /// <summary>Turns what the zip reader throws at damaged bytes into the library's error.</summary>
    private static T Guard<T>(Place place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw place.Damaged($"expected a zip archive of .npy entries, but: {e.Message}", e);
        }
    }
}
