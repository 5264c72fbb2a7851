namespace DeepExp.Serialization.Hdf5;

/// <summary>Appends the structures of a file to a stream, each at an address that 8 divides.</summary>
internal sealed class Hdf5Output(Stream stream)
{
    private const int PieceLength = 1 << 20;

    /// <summary>Where the stream ends so far.</summary>
    public long End => stream.Position;

    /// <summary>Appends bytes and gives their address.</summary>
    public ulong Append(byte[] bytes) => Append(target => target.Write(bytes)).Address;

    /// <summary>Appends the elements of an array and gives their address.</summary>
    public ulong Append(Array data) => Append(target => Copy(data, target)).Address;

    /// <summary>Appends what is written, and gives its address and how many bytes it has.</summary>
    public (ulong Address, long Length) Append(Action<Stream> write)
    {
        stream.Write(new byte[Padded(stream.Position) - stream.Position]);
        var address = stream.Position;
        write(stream);
        return ((ulong)address, stream.Position - address);
    }

    /// <summary>Appends the head of a group or dataset and gives its address.</summary>
    public ulong AppendHeader(params (int Kind, byte[] Data)[] messages) =>
        Append(
            Bytes(w =>
            {
                w.Write([1, 0]);
                w.Write((ushort)messages.Length);
                w.Write(1);
                w.Write((int)messages.Sum(message => 8 + Padded(message.Data.Length)));
                w.Write(0);
                foreach (var (kind, data) in messages)
                {
                    w.Write((ushort)kind);
                    w.Write((ushort)Padded(data.Length));
                    w.Write(0);
                    w.Write(data);
                    w.Write(new byte[Padded(data.Length) - data.Length]);
                }
            })
        );

    /// <summary>Writes the elements of an array, in pieces.</summary>
    public static void Copy(Array data, Stream target)
    {
        var bytes = NpyArray.ByteCount(data);
        for (long start = 0; start < bytes; start += PieceLength)
        {
            target.Write(NpyArray.Bytes(data, start, (int)Math.Min(PieceLength, bytes - start)));
        }
    }

    /// <summary>The bytes that are written, little-endian.</summary>
    public static byte[] Bytes(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        return bytes.ToArray();
    }

    /// <summary>Writes addresses, lengths or offsets, which have 8 bytes each.</summary>
    public static void Numbers(BinaryWriter w, params ReadOnlySpan<ulong> numbers)
    {
        foreach (var number in numbers)
        {
            w.Write(number);
        }
    }

    /// <summary>Writes the head of a node that is the whole of a tree, of groups (0) or of chunks (1).</summary>
    public static void WriteTreeHead(BinaryWriter w, byte kind, int count)
    {
        w.Write([.. "TREE"u8, kind, 0]);
        w.Write((ushort)count);
        Numbers(w, Hdf5Source.Nowhere, Hdf5Source.Nowhere);
    }

    private static long Padded(long length) => (length + 7) & ~7L;
}
