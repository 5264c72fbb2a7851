using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;

namespace DeepExp;

/// <summary>
/// Writes values to an HDF5 file, several models and optimizers side by side. Each call replaces the file by one that holds all
/// that was written so far, or leaves it as it was.
/// </summary>
public sealed class HDF5Serializer : Serializer
{
    private readonly string file;
    private readonly int compression;
    private readonly OrderedDictionary<string, NpyArray> written;

    /// <summary>Writes to a file.</summary>
    /// <param name="group">The name of the file, used as given.</param>
    /// <param name="compression">The level of gzip from 1 to 9, or 0 for none; arrays of at most one element are never compressed.</param>
    public HDF5Serializer(string group, int compression = 4)
        : this(group.Given(), compression, "", []) { }

    private HDF5Serializer(
        string file,
        int compression,
        string path,
        OrderedDictionary<string, NpyArray> written
    )
        : base("SaveHdf5", path) =>
        (this.file, this.compression, this.written) = (file, compression, written);

    /// <inheritdoc/>
    public override HDF5Serializer this[string key] =>
        new(file, compression, $"{Path}{key.Given()}/", written);

    private protected override void Write(IReadOnlyList<KeyValuePair<string, NpyArray>> arrays)
    {
        Hdf5Writer.Write(
            file,
            written.ExceptBy(arrays.Select(named => named.Key), named => named.Key).Concat(arrays),
            compression
        );
        foreach (var (key, array) in arrays)
            written[key] = array;
    }
}

/// <summary>Reads values from an HDF5 file, which is opened by each call anew.</summary>
public sealed class HDF5Deserializer : Deserializer
{
    private readonly string file;

    /// <summary>Reads from a file.</summary>
    /// <param name="group">The name of the file.</param>
    /// <param name="strict">Whether a missing key is an error; otherwise that value stays as it is.</param>
    /// <param name="path">Where values stand: empty, or a path that ends with a slash.</param>
    /// <param name="ignoreNames">Keys that are not read.</param>
    public HDF5Deserializer(
        string group,
        bool strict = true,
        string path = "",
        IgnoreNames ignoreNames = default
    )
        : base("LoadHdf5", path, strict, ignoreNames) => file = group.Given();

    /// <inheritdoc/>
    public override HDF5Deserializer this[string key]
    {
        get
        {
            var (path, strict, ignoreNames) = Below(key);
            return new(file, strict, path, ignoreNames);
        }
    }

    private protected override Place Place => new(Operation, file);

    private protected override IArrayFile Open() => Hdf5File.Open(file);
}
