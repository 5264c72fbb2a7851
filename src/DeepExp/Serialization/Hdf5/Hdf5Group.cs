using System.Text;

namespace DeepExp.Serialization.Hdf5;

/// <summary>
/// The names in a group and the addresses of what they stand for: listed in a tree of symbols, as Chainer and h5py
/// write a group, or in its head, as newer libraries do.
/// </summary>
internal sealed class Hdf5Group
{
    private const int SoftLinkSymbol = 2;
    private const int SymbolLength = 40;
    private const int NodeHead = 24;

    private readonly SortedDictionary<string, ulong?> members = new(StringComparer.Ordinal);
    private readonly Hdf5Source source;
    private readonly NpzLimits limits;
    private readonly Place place;

    /// <summary>Reads the names of a group.</summary>
    public Hdf5Group(Hdf5Source source, Hdf5Header header, NpzLimits limits, Place place)
    {
        (this.source, this.limits, this.place) = (source, limits, place);
        if (header.Has(Hdf5Header.SymbolTable))
        {
            ReadSymbols(header.One(Hdf5Header.SymbolTable, "symbol table"));
        }
        else
        {
            ReadLinks(header);
        }
    }

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => members.Keys;

    /// <summary>The address of the object of this name, or null if there is none of this name.</summary>
    /// <exception cref="DeepExpException">The name is a link to somewhere else.</exception>
    public ulong? Find(string name, Place at)
    {
        if (!members.TryGetValue(name, out var address))
        {
            return null;
        }

        return address
            ?? throw at.Error(
                $"{Place.Quote(name)} is a soft or external link, and links are not followed. Save the arrays themselves."
            );
    }

    private void ReadSymbols(byte[] message)
    {
        var fields = new Hdf5Fields(message, "symbol table", place);
        var (tree, heap) = (fields.Number(8), fields.Number(8));
        fields = new(source.Describe(heap, 32, "heap of names", place), "heap of names", place);
        fields.Signature("HEAP"u8);
        fields.Take(4);
        var size = (long)fields.Number(8);
        fields.Take(8);
        if (size < 0)
        {
            throw place.Damaged("the heap of names is too long.");
        }

        var names = source.Describe(fields.Number(8), size, "heap of names", place);
        ReadTree(tree, names, levelAbove: null);
    }

    private void ReadTree(ulong address, byte[] names, int? levelAbove)
    {
        var fields = new Hdf5Fields(
            source.Describe(address, NodeHead, "tree of symbols", place),
            "tree of symbols",
            place
        );
        fields.Signature("TREE"u8);
        var (kind, level, count) = (fields.Small(), fields.Small(), fields.Small(2));
        if (kind != 0 || (levelAbove is { } above && level != above - 1))
        {
            throw place.Damaged(
                $"the tree of symbols has a node of kind {kind} and level {level}."
            );
        }

        fields = new(
            source.Describe(address + NodeHead, count * 16L, "tree of symbols", place),
            "tree of symbols",
            place
        );
        for (var i = 0; i < count; i++)
        {
            fields.Take(8);
            var child = fields.Number(8);
            if (level > 0)
            {
                ReadTree(child, names, level);
            }
            else
            {
                ReadNode(child, names);
            }
        }
    }

    private void ReadNode(ulong address, byte[] names)
    {
        var fields = new Hdf5Fields(
            source.Describe(address, 8, "symbols", place),
            "symbols",
            place
        );
        fields.Signature("SNOD"u8);
        fields.Take(2);
        var count = fields.Small(2);
        fields = new(
            source.Describe(address + 8, count * (long)SymbolLength, "symbols", place),
            "symbols",
            place
        );
        for (var i = 0; i < count; i++)
        {
            var (name, target, kind) = (fields.Number(8), fields.Number(8), fields.Number(4));
            fields.Take(20);
            var end = name < (ulong)names.Length ? names.AsSpan((int)name).IndexOf((byte)0) : -1;
            if (end < 0)
            {
                throw place.Damaged("a name does not end within the heap of names.");
            }

            Add(names.AsSpan((int)name, end), kind == SoftLinkSymbol ? null : target);
        }
    }

    private void ReadLinks(Hdf5Header header)
    {
        var info = new Hdf5Fields(
            header.One(Hdf5Header.LinkInfo, "list of links"),
            "list of links",
            place
        );
        info.Take(1);
        info.Take((info.Small() & 1) != 0 ? 8 : 0);
        if (info.Number(8) != Hdf5Source.Nowhere)
        {
            throw place.Error(
                "the names are in a fractal heap, which is not read. Save with at most 8 arrays a group, or with h5py's libver='earliest'."
            );
        }

        foreach (var link in header.All(Hdf5Header.Link))
        {
            var fields = new Hdf5Fields(link, "link", place);
            fields.Take(1);
            var flags = fields.Small();
            var kind = (flags & 8) != 0 ? fields.Small() : 0;
            fields.Take(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
            var length = fields.Number(1 << (flags & 3));
            var name = fields.Take((long)Math.Min(length, int.MaxValue));
            Add(name, kind == 0 ? fields.Number(8) : null);
        }
    }

    private void Add(ReadOnlySpan<byte> name, ulong? address)
    {
        if (!members.TryAdd(Encoding.UTF8.GetString(name), address))
        {
            throw place.Damaged(
                $"the name {Place.Quote(Encoding.UTF8.GetString(name))} occurs twice."
            );
        }

        if (members.Count > limits.Entries)
        {
            throw place.Error(
                $"the group has more than {limits.Entries} members. Save the arrays in several files."
            );
        }
    }
}
