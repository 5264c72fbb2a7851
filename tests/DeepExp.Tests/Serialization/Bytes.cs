using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DeepExp.Serialization;
using Xunit;

namespace DeepExp.Tests.Serialization;

/// <summary>Makes .npy and .npz bytes by hand, true ones and false ones.</summary>
internal static class Bytes
{
    /// <summary>Fields of an entry in a zip directory, by their offset.</summary>
    public const int Flags = 8;
    public const int Method = 10;
    public const int Checksum = 16;
    public const int Compressed = 20;
    public const int Inflated = 24;

    public static string Header(string shape, string descr = "<f4", string fortran = "False") =>
        $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}";

    public static byte[] NpyOf(string header, byte[] data, int major = 1)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[major == 1 ? 2 : 4];
        if (major == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)major, 0, .. length, .. text, .. data];
    }

    /// <summary>An array of zeros in bytes: <paramref name="count"/> float32 as shape says.</summary>
    public static byte[] Zeros(string shape, int count) =>
        NpyOf(Header(shape), new byte[count * 4]);

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries) =>
        Zip(CompressionLevel.Optimal, entries);

    /// <summary>The same zip with one field of the directory's first entry made false.</summary>
    public static byte[] Forge(byte[] zip, int field, params byte[] value)
    {
        var forged = zip.ToArray();
        value.CopyTo(forged, forged.AsSpan().IndexOf("PK\u0001\u0002"u8) + field);
        return forged;
    }

    public static byte[] Int32(int value) => BitConverter.GetBytes(value);

    public static NpyArray ReadNpy(byte[] bytes, NpzLimits? limits = null) =>
        Npy.Read(new MemoryStream(bytes), bytes.Length, "a.npy", limits);

    public static T[] Read<T>(byte[] npy) => Assert.IsType<T[]>(ReadNpy(npy).Data);

    public static IReadOnlyDictionary<string, NpyArray> ReadNpz(
        byte[] bytes,
        NpzLimits? limits = null
    ) => Npz.Read(new MemoryStream(bytes), "a.npz", limits);

    public static byte[] WriteNpz(bool compression, params (string Name, NpyArray Array)[] arrays)
    {
        var stream = new MemoryStream();
        Npz.Write(stream, Named(arrays), compression);
        return stream.ToArray();
    }

    public static IEnumerable<KeyValuePair<string, NpyArray>> Named(
        params (string Name, NpyArray Array)[] arrays
    ) => arrays.Select(a => KeyValuePair.Create(a.Name, a.Array));

    public static NpyArray Floats(params float[] data) => new([data.Length], data);

    /// <summary>The read fails in LoadNpz, and its message holds each of these.</summary>
    public static void Refused(Action read, params string[] says)
    {
        var error = Assert.Throws<DeepExpException>(read);
        Assert.Equal("LoadNpz", error.Operation);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
