namespace DeepExp.Serialization.Hdf5;

/// <summary>The messages that a file heads a group or dataset with, by their kind; of versions 1 and 2 of such heads.</summary>
internal sealed class Hdf5Header
{
    public const int Dataspace = 0x01;
    public const int LinkInfo = 0x02;
    public const int Datatype = 0x03;
    public const int FillValue = 0x05;
    public const int Link = 0x06;
    public const int ExternalFiles = 0x07;
    public const int Layout = 0x08;
    public const int Filters = 0x0B;
    public const int SymbolTable = 0x11;

    private const int Continuation = 0x10;
    private const int SharedFlag = 2;
    private const int PrefixLength = 16;
    private const int ChecksumLength = 4;
    private const int Longest = 1 << 20;

    private readonly List<(int Kind, byte[] Data, bool Shared)> messages = [];
    private readonly Place place;

    private Hdf5Header(Place place) => this.place = place;

    /// <summary>Reads the head at an address.</summary>
    public static Hdf5Header Read(Hdf5Source source, ulong address, Place place)
    {
        var header = new Hdf5Header(place);
        var start = source.Describe(address, PrefixLength, "object header", place);
        if (start.AsSpan().StartsWith("OHDR"u8))
        {
            header.ReadVersion2(source, address, start);
        }
        else if (start[0] == 1)
        {
            var length = new Hdf5Fields(start.AsSpan(8), "object header", place).Number(4);
            header.ReadBlocks(source, address + PrefixLength, (long)length, version: 1, flags: 0);
        }
        else
        {
            throw place.Damaged($"at {address} is no object header of version 1 or 2.");
        }

        return header;
    }

    /// <summary>Whether there is a message of this kind.</summary>
    public bool Has(int kind) => messages.Exists(message => message.Kind == kind);

    /// <summary>All messages of a kind.</summary>
    public IEnumerable<byte[]> All(int kind)
    {
        foreach (var message in messages.Where(message => message.Kind == kind))
        {
            yield return message.Shared
                ? throw place.Error(
                    "its description is shared with others of the file, as a named type is. Save it with a type of its own."
                )
                : message.Data;
        }
    }

    /// <summary>The one message of a kind.</summary>
    public byte[] One(int kind, string what)
    {
        var found = All(kind).Take(2).ToArray();
        return found.Length == 1
            ? found[0]
            : throw place.Damaged($"it has {(found.Length == 0 ? "no" : "more than one")} {what}.");
    }

    private void ReadVersion2(Hdf5Source source, ulong address, byte[] start)
    {
        var flags = start[5];
        var times = (flags & 0x20) != 0 ? 16 : 0;
        var limits = (flags & 0x10) != 0 ? 4 : 0;
        var sizeBytes = 1 << (flags & 3);
        var size = new Hdf5Fields(
            source.Describe(address + 6, times + limits + sizeBytes, "object header", place),
            "object header",
            place
        );
        size.Take(times + limits);
        ReadBlocks(
            source,
            address + 6 + (ulong)(times + limits + sizeBytes),
            (long)size.Number(sizeBytes),
            version: 2,
            flags
        );
    }

    private void ReadBlocks(
        Hdf5Source source,
        ulong first,
        long firstLength,
        int version,
        int flags
    )
    {
        var blocks = new Queue<(ulong Address, long Length, bool IsFirst)>([
            (first, firstLength, true),
        ]);
        long left = Longest;
        while (blocks.TryDequeue(out var block))
        {
            left -= block.Length;
            if (block.Length <= 0 || left < 0)
            {
                throw place.Damaged($"the object header is empty or over {Longest} bytes.");
            }

            var bytes = source
                .Describe(block.Address, block.Length, "object header", place)
                .AsSpan();
            if (version == 2 && !block.IsFirst)
            {
                var frame = new Hdf5Fields(bytes, "object header", place);
                frame.Signature("OCHK"u8);
                bytes = bytes[4..Math.Max(4, bytes.Length - ChecksumLength)];
            }

            var fields = new Hdf5Fields(bytes, "object header", place);
            var prefix = version == 1 ? 8 : 4 + ((flags & 4) != 0 ? 2 : 0);
            while (fields.Left >= prefix)
            {
                var kind = fields.Small(version == 1 ? 2 : 1);
                var length = fields.Small(2);
                var shared = (fields.Small() & SharedFlag) != 0;
                fields.Take(prefix - (version == 1 ? 5 : 4));
                var data = fields.Take(length);
                if (kind == Continuation)
                {
                    var next = new Hdf5Fields(data, "object header", place);
                    blocks.Enqueue((next.Number(8), (long)next.Number(8), false));
                }
                else
                {
                    messages.Add((kind, data.ToArray(), shared));
                }
            }
        }
    }
}
