using System.IO.Compression;
using System.Text;

namespace DeepExp.Serialization;

/// <summary>
/// Named arrays in NumPy's .npz format: a zip archive with one .npy entry an array, as numpy.savez and Chainer's
/// save_npz write it. A file is hostile until read: sizes are bounded, checksums compared, and all is given or nothing.
/// </summary>
internal static class Npz
{
    internal const string Extension = ".npy";

    // The earliest that zip knows, and always the same, so that the same arrays give the same bytes.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads all arrays of a file, by name without the extension .npy, in the order of the file.</summary>
    /// <exception cref="DeepExpException">The file is missing, cannot be read, is no .npz file, damaged, or over the limits.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(
        string path,
        NpzLimits? limits = null
    ) => ReadAll(NpzFile.Open(path, limits));

    /// <summary>Reads all arrays of a stream that can seek; <paramref name="name"/> is what messages call it.</summary>
    /// <exception cref="DeepExpException">The bytes are no .npz file, damaged, or over the limits.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(
        Stream stream,
        string name = "the stream",
        NpzLimits? limits = null
    ) => ReadAll(new NpzFile(stream, name, limits));

    private static OrderedDictionary<string, NpyArray> ReadAll(NpzFile file)
    {
        using (file)
        {
            var arrays = new OrderedDictionary<string, NpyArray>();
            foreach (var key in file.Keys)
            {
                arrays.Add(key, file.Find(key)!);
            }

            return arrays;
        }
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
    ) =>
        AtomicFile.Write(
            new Place("SaveNpz", path),
            stream => Write(stream, arrays, compression, path)
        );

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
}
