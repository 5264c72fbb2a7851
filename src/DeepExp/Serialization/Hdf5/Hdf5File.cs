namespace DeepExp.Serialization.Hdf5;

/// <summary>
/// An HDF5 file as Chainer's save_hdf5 writes it, opened for reading arrays by their path: groups of groups and
/// datasets of numbers, which may be chunked, deflated and shuffled. A file is hostile: links are not followed, no
/// other file is opened, and every size is checked before anything of that size is allocated.
/// </summary>
internal sealed class Hdf5File : IArrayFile
{
    private const string Operation = "LoadHdf5";
    private const int SuperblockLength = 96;

    private readonly Stream stream;
    private readonly Hdf5Source source;
    private readonly NpzLimits limits;
    private readonly Place place;
    private readonly ulong root;
    private readonly Dictionary<ulong, Hdf5Group> groups = [];
    private long leftBytes;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DeepExpException">The file is missing, cannot be read, is no HDF5 file, or its head is damaged.</exception>
    public static Hdf5File Open(string path, NpzLimits? limits = null)
    {
        var file = new Place(Operation, path).OpenRead();
        try
        {
            return new(file, path, limits);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream that can seek; <paramref name="name"/> is what messages call it.</summary>
    public Hdf5File(Stream stream, string name = "the stream", NpzLimits? limits = null)
    {
        this.stream = stream;
        this.limits = limits ?? NpzLimits.Default;
        leftBytes = this.limits.TotalBytes;
        place = new Place(Operation, name);
        source = new Hdf5Source(stream, this.limits);
        root = ReadSuperblock();
    }

    /// <summary>The eight bytes that an HDF5 file begins with.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <inheritdoc/>
    public NpyArray? Find(string key, Action<IReadOnlyList<int>>? requireShape = null)
    {
        var at = place.Entry(key);
        var address = root;
        foreach (var name in Segments(key))
        {
            var header = Hdf5Header.Read(source, address, at);
            if (!IsGroup(header))
            {
                return null;
            }

            if (Group(address, header, at).Find(name, at) is not { } next)
            {
                return null;
            }

            address = next;
        }

        var found = Hdf5Header.Read(source, address, at);
        if (IsGroup(found))
        {
            throw at.Error(
                $"a group of {Place.List(Group(address, found, at).Names)} is there; expected an array."
            );
        }

        var array = Hdf5Dataset.Read(
            source,
            found,
            limits with
            {
                TotalBytes = leftBytes,
            },
            at,
            requireShape
        );
        leftBytes -= array.IsNone ? 0 : NpyArray.ByteCount(array.Data);
        return array;
    }

    /// <summary>The names of the last group on the way to a key that is not there.</summary>
    public IEnumerable<string> NamesNear(string key)
    {
        var address = root;
        var way = "";
        IEnumerable<string> names = [];
        foreach (var name in Segments(key))
        {
            var header = Hdf5Header.Read(source, address, place);
            if (!IsGroup(header))
            {
                break;
            }

            var group = Group(address, header, place);
            var here = way;
            names = group.Names.Select(member => here + member);
            if (group.Find(name, place) is not { } next)
            {
                break;
            }

            way += name + "/";
            address = next;
        }

        return names;
    }

    private static string[] Segments(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsGroup(Hdf5Header header) =>
        header.Has(Hdf5Header.SymbolTable) || header.Has(Hdf5Header.LinkInfo);

    private Hdf5Group Group(ulong address, Hdf5Header header, Place at)
    {
        if (!groups.TryGetValue(address, out var group))
        {
            groups[address] = group = new Hdf5Group(source, header, limits, at);
        }

        return group;
    }

    private ulong ReadSuperblock()
    {
        var bytes = new byte[Math.Min(SuperblockLength, stream.Length)];
        source.Fill(0, bytes);
        if (!bytes.AsSpan().StartsWith(Magic))
        {
            throw place.Error(
                $"the file begins with the bytes {Convert.ToHexString(bytes.AsSpan(0, Math.Min(8, bytes.Length)))}, "
                    + $"not with {Convert.ToHexString(Magic)} as an HDF5 file does. Save it with SaveHdf5 or Chainer's save_hdf5."
            );
        }

        var fields = new Hdf5Fields(bytes, "head of the file", place);
        fields.Take(8);
        var version = fields.Small();
        if (version > 3)
        {
            throw place.Error(
                $"the head of the file is of version {version}; expected 0 to 3. Save it with h5py's libver='earliest'."
            );
        }

        fields.Take(version < 2 ? 4 : 0);
        var (offset, length) = (fields.Small(), fields.Small());
        if (offset != 8 || length != 8)
        {
            throw place.Error(
                $"addresses have {offset} bytes and lengths {length}; expected 8 and 8, as h5py writes them."
            );
        }

        fields.Take(
            version switch
            {
                0 => 9,
                1 => 13,
                _ => 1,
            }
        );
        if (fields.Number(8) is var start and not 0)
        {
            throw place.Error(
                $"the addresses begin at {start}; expected 0. Save the file without a block of the user's."
            );
        }

        fields.Take(8);
        if (fields.Number(8) is var end && end > (ulong)stream.Length)
        {
            throw place.Damaged($"the file has {stream.Length} of its {end} bytes.");
        }

        fields.Take(version < 2 ? 16 : 0);
        return fields.Number(8);
    }
}
