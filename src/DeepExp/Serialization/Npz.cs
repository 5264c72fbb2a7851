using System.Collections.ObjectModel;
using System.IO.Compression;
using System.Text;

namespace DeepExp.Serialization;

/// <summary>
/// Named arrays in NumPy's .npz format: a zip archive with one .npy entry an array, as numpy.savez and Chainer's
/// save_npz write it. A file is hostile until read: sizes are bounded, checksums compared, and all is given or nothing.
/// </summary>
internal static class Npz
{
    private const string Extension = ".npy";

    // Deflate's shortest code for its longest match: 2 bits for 258 bytes.
    internal const long HighestRatio = 258 * 8 / 2;

    // The earliest that zip knows, and always the same, so that the same arrays give the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads all arrays of a file, by name without the extension .npy, in the order of the file.</summary>
    /// <exception cref="DeepExpException">The file is no .npz file, damaged, or over the limits.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(string path, NpzLimits? limits = null)
    {
        using var file = File.OpenRead(path);
        return Read(file, path, limits);
    }

    /// <summary>Reads all arrays of a stream that can seek; <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="DeepExpException">The bytes are no .npz file, damaged, or over the limits.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(
        Stream stream,
        string name = "the stream",
        NpzLimits? limits = null
    )
    {
        limits ??= NpzLimits.Default;
        var place = new Place("LoadNpz", name);
        if (!stream.CanSeek)
        {
            throw place.Error(
                "a stream that cannot seek is no source for a zip archive. Copy it to a MemoryStream first."
            );
        }

        var mayRead = limits.DirectoryBytes;
        using var bounded = new ObservedStream(
            stream,
            bytes =>
            {
                if ((mayRead -= bytes.Length) < 0)
                {
                    throw TooManyEntries(limits, place);
                }
            }
        );
        using var archive = Guard(
            place,
            () => new ZipArchive(bounded, ZipArchiveMode.Read, leaveOpen: true)
        );
        var entries = Guard(place, () => archive.Entries);
        mayRead = long.MaxValue;
        CheckTotals(entries, limits, place);

        var arrays = new OrderedDictionary<string, NpyArray>(entries.Count);
        foreach (var entry in entries)
        {
            var at = place.Entry(entry.FullName);
            var array = Guard(at, () => Read(entry, limits, at));
            if (!arrays.TryAdd(KeyOf(entry.FullName), array))
            {
                throw at.Error(
                    "the name occurs twice, so one of the two arrays would be lost. Save with different names."
                );
            }
        }

        return new ReadOnlyDictionary<string, NpyArray>(arrays);
    }

    /// <summary>
    /// Writes arrays to a file in the given order: the same arrays give the same bytes. The file is written beside and
    /// renamed over, so that <paramref name="path"/> holds either all of them or what it held before.
    /// </summary>
    /// <param name="path">The file, used as given: no extension is added.</param>
    /// <param name="arrays">The arrays by name.</param>
    /// <param name="compression">Whether to deflate the entries, as Chainer does.</param>
    /// <exception cref="DeepExpException">A name occurs twice, or an array is one that the format cannot hold.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, NpyArray>> arrays,
        bool compression = true
    ) => AtomicFile.Write(path, stream => Write(stream, arrays, compression, path));

    /// <summary>Writes arrays to a stream; <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="DeepExpException">A name occurs twice, or an array is one that the format cannot hold.</exception>
    public static void Write(
        Stream stream,
        IEnumerable<KeyValuePair<string, NpyArray>> arrays,
        bool compression = true,
        string name = "the stream"
    )
    {
        var place = new Place("SaveNpz", name);
        var written = new HashSet<string>();
        var level = compression ? CompressionLevel.Optimal : CompressionLevel.NoCompression;
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (key, array) in arrays)
        {
            var at = place.Entry(key + Extension);
            if (!IsEntryName(key + Extension))
            {
                throw at.Error(
                    "the name must be Unicode text of at most 65,535 bytes in UTF-8. Choose another."
                );
            }

            if (!written.Add(key))
            {
                throw at.Error("the name occurs twice. Give each array a name of its own.");
            }

            var entry = archive.CreateEntry(key + Extension, level);
            entry.LastWriteTime = EntryTime;
            using var content = entry.Open();
            Npy.Write(content, array, at);
        }
    }

    private static NpyArray Read(ZipArchiveEntry entry, NpzLimits limits, Place place)
    {
        if (entry.IsEncrypted)
        {
            throw place.Error("the entry is encrypted. Save the file without a password.");
        }

        if (entry.Length / HighestRatio > entry.CompressedLength)
        {
            throw place.Damaged(
                $"{entry.CompressedLength} bytes cannot inflate to {entry.Length}."
            );
        }

        var checksum = new Crc32();
        using var content = entry.Open();
        using var observed = new ObservedStream(content, checksum.Append);
        var array = Npy.Read(observed, entry.Length, limits, place);
        return checksum.Value == entry.Crc32
            ? array
            : throw place.Damaged(
                $"the checksum of the bytes is {checksum.Value:x8} but {entry.Crc32:x8} is recorded."
            );
    }

    private static void CheckTotals(
        ReadOnlyCollection<ZipArchiveEntry> entries,
        NpzLimits limits,
        Place place
    )
    {
        if (entries.Count > limits.Entries)
        {
            throw TooManyEntries(limits, place);
        }

        // These are promises only, but reading an entry holds it to its promise.
        var left = limits.TotalBytes;
        foreach (var entry in entries)
        {
            if (entry.Length < 0 || entry.Length > left)
            {
                throw place.Error(
                    $"the entries inflate to more than the limit of {limits.TotalBytes} bytes in all "
                        + $"({Place.Quote(entry.FullName)} to {entry.Length}). "
                        + "Save the arrays in several files, or raise the limit if you trust the file."
                );
            }

            left -= entry.Length;
        }
    }

    private static DeepExpException TooManyEntries(NpzLimits limits, Place place) =>
        place.Error(
            $"the archive holds more than {limits.Entries} entries, or its directory of names is over "
                + $"{limits.DirectoryBytes} bytes. Save the arrays in several files, or raise the limit if you trust the file."
        );

    private static string KeyOf(string entryName) =>
        entryName.EndsWith(Extension, StringComparison.Ordinal)
            ? entryName[..^Extension.Length]
            : entryName;

    private static bool IsEntryName(string name)
    {
        try
        {
            return StrictUtf8.GetByteCount(name) <= ushort.MaxValue;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

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
