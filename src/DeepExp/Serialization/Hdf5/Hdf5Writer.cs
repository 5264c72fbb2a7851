using System.Text;
using static DeepExp.Serialization.Hdf5.Hdf5Output;

namespace DeepExp.Serialization.Hdf5;

/// <summary>
/// Writes named arrays as an HDF5 file of the oldest version, as Chainer's save_hdf5 does: <c>l1/W</c> is the array
/// <c>W</c> in the group <c>l1</c>, deflated as one chunk unless it has at most one element.
/// </summary>
internal sealed class Hdf5Writer
{
    private const ulong Nowhere = Hdf5Source.Nowhere;
    private const int SuperblockLength = 96;
    private const int SymbolsPerNode = 8;
    private const int FewestNodesPerTree = 32;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    // Names stand in the order of their bytes.
    private static readonly Comparer<string> ByBytes = Comparer<string>.Create(
        (a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b))
    );

    private readonly Stream stream;
    private readonly Hdf5Output output;
    private readonly Hdf5DatasetWriter datasets;
    private readonly Place place;
    private int nodesPerTree = FewestNodesPerTree;

    private Hdf5Writer(Stream stream, int compression, Place place)
    {
        (this.stream, this.place) = (stream, place);
        output = new Hdf5Output(stream);
        datasets = new Hdf5DatasetWriter(output, compression);
    }

    /// <summary>Writes a file beside and renames it over, so that it holds either all arrays or what it held before.</summary>
    /// <param name="path">The file, used as given: no extension is added.</param>
    /// <param name="arrays">The arrays by path; None is written as h5py.Empty.</param>
    /// <param name="compression">The level of gzip from 1 to 9, or 0 for none.</param>
    /// <exception cref="DeepExpException">A path occurs twice or is none, or an array cannot be stored.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, NpyArray>> arrays,
        int compression = 4
    ) =>
        AtomicFile.Write(
            new Place("SaveHdf5", path),
            stream => Write(stream, arrays, compression, path)
        );

    /// <summary>Writes to a stream that can seek; <paramref name="name"/> is what messages call it.</summary>
    public static void Write(
        Stream stream,
        IEnumerable<KeyValuePair<string, NpyArray>> arrays,
        int compression = 4,
        string name = "the stream"
    )
    {
        var place = new Place("SaveHdf5", name);
        if (compression is < 0 or > 9)
        {
            throw place.Error($"compression is {compression}; expected 0 to 9.");
        }

        new Hdf5Writer(stream, compression, place).WriteAll(arrays);
    }

    private sealed class Group
    {
        public SortedDictionary<string, object> Members { get; } = new(ByBytes);

        public int Largest =>
            Members.Values.OfType<Group>().Select(g => g.Largest).Append(Members.Count).Max();
    }

    private void WriteAll(IEnumerable<KeyValuePair<string, NpyArray>> arrays)
    {
        var root = new Group();
        foreach (var (key, array) in arrays)
        {
            Add(root, key, array);
        }

        nodesPerTree = Math.Max(FewestNodesPerTree, (root.Largest / SymbolsPerNode) + 2) & ~1;
        stream.Write(new byte[SuperblockLength]);
        var (header, tree, heap) = WriteGroup(root);
        var end = output.End;
        stream.Position = 0;
        stream.Write(
            Bytes(w =>
            {
                w.Write(Hdf5File.Magic);
                w.Write([0, 0, 0, 0, 0, 8, 8, 0]);
                w.Write((ushort)(SymbolsPerNode / 2));
                w.Write((ushort)(nodesPerTree / 2));
                w.Write(0);
                Numbers(w, 0, Nowhere, (ulong)end, Nowhere);
                WriteSymbol(w, 0, header, (tree, heap));
            })
        );
        stream.Position = end;
    }

    private void Add(Group group, string key, NpyArray array)
    {
        var at = place.Entry(key);
        var names = key.Split('/');
        if (names.Any(name => name is "" or "." || name.Contains('\0') || !IsUnicode(name)))
        {
            throw at.Error(
                "expected Unicode names with slashes between them, none empty or a dot. Choose another."
            );
        }

        foreach (var name in names[..^1])
        {
            if (!group.Members.TryGetValue(name, out var member))
            {
                group.Members[name] = member = new Group();
            }

            group =
                member as Group
                ?? throw at.Error(
                    $"{Place.Quote(name)} is an array already. Give one of the two another name."
                );
        }

        if (!group.Members.TryAdd(names[^1], array.IsNone ? array : Checked(array, at)))
        {
            throw at.Error("the name occurs twice. Give each array a name of its own.");
        }
    }

    private static bool IsUnicode(string name)
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

    private static NpyArray Checked(NpyArray array, Place at)
    {
        var (shape, data) = array;
        if (NpyType.Of(data) is not { } type || Hdf5Type.Describe(type) is null)
        {
            throw at.Error($"{data.GetType().Name} cannot be saved; convert it to float[] first.");
        }

        return
            shape.Count <= NpzLimits.Default.Rank
            && shape.All(size => size >= 0)
            && Npy.DataLength(shape, type.Size) == NpyArray.ByteCount(data)
            ? array
            : throw at.Error(
                $"the data have {data.Length} elements, which is not what shape {NpyHeader.Tuple(shape)} holds, or it has more than {NpzLimits.Default.Rank} sizes."
            );
    }

    private (ulong Header, ulong Tree, ulong Heap) WriteGroup(Group group)
    {
        var symbols = new List<(int Name, ulong Address)>();
        // The empty name at 0 is the key before the first.
        var heap = new MemoryStream();
        heap.Write(new byte[8]);
        foreach (var (name, member) in group.Members)
        {
            var address = member is Group below
                ? WriteGroup(below).Header
                : datasets.Write((NpyArray)member);
            symbols.Add(((int)heap.Length, address));
            heap.Write(Encoding.UTF8.GetBytes(name));
            heap.Write(new byte[8 - (heap.Length % 8)]);
        }

        var names = output.Append(heap.ToArray());
        var heapAddress = output.Append(
            Bytes(w =>
            {
                w.Write([.. "HEAP"u8, 0, 0, 0, 0]);
                // 1 is the end of the list of free space.
                Numbers(w, (ulong)heap.Length, 1, names);
            })
        );
        var nodes = symbols
            .Chunk(SymbolsPerNode)
            .Select(node =>
                (
                    Last: node[^1].Name,
                    Address: output.Append(
                        Bytes(w =>
                        {
                            w.Write([.. "SNOD"u8, 1, 0, (byte)node.Length, 0]);
                            foreach (var (name, address) in node)
                            {
                                WriteSymbol(w, name, address, null);
                            }

                            w.Write(new byte[(SymbolsPerNode - node.Length) * 40]);
                        })
                    )
                )
            )
            .ToArray();
        var tree = output.Append(
            Bytes(w =>
            {
                WriteTreeHead(w, kind: 0, nodes.Length);
                Numbers(w, 0);
                foreach (var (last, address) in nodes)
                {
                    Numbers(w, address, (ulong)last);
                }

                w.Write(new byte[(nodesPerTree - nodes.Length) * 16]);
            })
        );
        var header = output.AppendHeader(
            (Hdf5Header.SymbolTable, Bytes(w => Numbers(w, tree, heapAddress)))
        );
        return (header, tree, heapAddress);
    }

    private static void WriteSymbol(
        BinaryWriter w,
        int name,
        ulong address,
        (ulong Tree, ulong Heap)? group
    )
    {
        Numbers(w, (ulong)name, address, group is null ? 0UL : 1UL);
        Numbers(w, group?.Tree ?? 0, group?.Heap ?? 0);
    }
}
