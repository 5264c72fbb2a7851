using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;
using Xunit;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>HDF5 files in memory, and those that h5py 3.7 wrote: in its oldest format (foreign.h5) and its latest.</summary>
internal static class Files
{
    public static byte[] Bytes(string file) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "hdf5", file));

    public static NpyArray? Find(byte[] bytes, string key, NpzLimits? limits = null)
    {
        using var file = new Hdf5File(new MemoryStream(bytes), "a.h5", limits);
        return file.Find(key);
    }

    public static NpyArray Read(byte[] bytes, string key)
    {
        var array = Find(bytes, key);
        Assert.NotNull(array);
        return array;
    }

    public static byte[] Write(int compression, params (string Name, NpyArray Array)[] arrays)
    {
        var stream = new MemoryStream();
        Hdf5Writer.Write(
            stream,
            arrays.Select(a => KeyValuePair.Create(a.Name, a.Array)),
            compression
        );
        return stream.ToArray();
    }

    /// <summary>The read fails in LoadHdf5, and its message holds each of these.</summary>
    public static void Refused(Action read, params string[] says)
    {
        var error = Assert.Throws<DeepExpException>(read);
        Assert.Equal("LoadHdf5", error.Operation);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
