using System.IO.Compression;
using static DeepExp.Serialization.Hdf5.Hdf5Output;

namespace DeepExp.Serialization.Hdf5;

/// <summary>Writes arrays as datasets, deflated as one chunk unless they have at most one element.</summary>
internal sealed class Hdf5DatasetWriter(Hdf5Output output, int compression)
{
    private const int ChunksPerNode = 64;

    /// <summary>Writes an array, None as the float32 without a shape that h5py calls Empty, and gives its address.</summary>
    public ulong Write(NpyArray array)
    {
        var type = array.IsNone ? NpyType.Find("f4")! : NpyType.Of(array.Data)!;
        var bytes = array.IsNone ? 0 : NpyArray.ByteCount(array.Data);
        var layout =
            array is { Data.Length: > 1 } && compression > 0 && bytes <= uint.MaxValue
                ? Deflated(array, type)
                : Contiguous(array, bytes);
        // Space is taken late, or chunk by chunk; what is not written is zeros.
        byte[] fill = [2, (byte)(layout.Length > 1 ? 3 : 2), 0, 1, 0, 0, 0, 0];
        return output.AppendHeader([
            (Hdf5Header.Dataspace, Shape(array)),
            (Hdf5Header.Datatype, Hdf5Type.Describe(type)!),
            (Hdf5Header.FillValue, fill),
            .. layout,
        ]);
    }

    private static byte[] Shape(NpyArray array) =>
        Bytes(w =>
        {
            var (version, kind) = array.IsNone ? (2, 2) : (1, 0);
            w.Write([(byte)version, (byte)(array.Shape.Count), 0, (byte)kind]);
            w.Write(0);
            Numbers(w, Sizes(array));
        });

    private static ulong[] Sizes(NpyArray array) => [.. array.Shape.Select(size => (ulong)size)];

    private (int, byte[])[] Contiguous(NpyArray array, long bytes)
    {
        var address = bytes > 0 ? output.Append(array.Data) : Hdf5Source.Nowhere;
        var layout = Bytes(w =>
        {
            w.Write([3, 1]);
            Numbers(w, address, (ulong)bytes);
        });
        return [(Hdf5Header.Layout, layout)];
    }

    private (int, byte[])[] Deflated(NpyArray array, NpyType type)
    {
        var (start, stored) = output.Append(target =>
        {
            var options = new ZLibCompressionOptions { CompressionLevel = compression };
            using var deflate = new ZLibStream(target, options, leaveOpen: true);
            Copy(array.Data, deflate);
        });
        var rank = array.Shape.Count;
        var tree = output.Append(
            Bytes(w =>
            {
                WriteTreeHead(w, kind: 1, 1);
                w.Write((uint)stored);
                w.Write(0);
                Numbers(w, [.. new ulong[rank + 1], start, 0, .. Sizes(array), 0]);
                w.Write(new byte[(ChunksPerNode - 1) * (8 + (8 * (rank + 1)) + 8)]);
            })
        );
        var layout = Bytes(w =>
        {
            w.Write([3, 2, (byte)(rank + 1)]);
            w.Write(tree);
            foreach (var size in array.Shape.Append(type.Size))
            {
                w.Write(size);
            }
        });
        var filters = Bytes(w =>
        {
            w.Write([1, 1, 0, 0, 0, 0, 0, 0]);
            w.Write([1, 0, 8, 0, 1, 0, 1, 0, .. "deflate\0"u8]);
            w.Write((long)compression);
        });
        return [(Hdf5Header.Layout, layout), (Hdf5Header.Filters, filters)];
    }
}
