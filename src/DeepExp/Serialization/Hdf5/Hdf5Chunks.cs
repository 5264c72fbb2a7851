namespace DeepExp.Serialization.Hdf5;

/// <summary>
/// Reads an array that is stored as chunks of one shape, each deflated or shuffled or both, listed in a tree or being
/// a single one. All chunks must be there, and their stored bytes must be able to inflate to the array.
/// </summary>
internal sealed class Hdf5Chunks(
    Hdf5Source source,
    int[] shape,
    NpyType type,
    long length,
    long limit,
    Place place
)
{
    private const int NodeHead = 24;
    private const int SingleChunk = 1;
    private const int LargestOverhead = 64;

    private readonly List<Chunk> chunks = [];
    private readonly HashSet<long> places = [];
    private int[] chunkShape = [];
    private long chunkCount = 1;
    private long storedInAll;

    private readonly record struct Chunk(ulong Address, long Stored, uint Skipped, int[] Offset);

    /// <summary>Reads the array; <paramref name="layout"/> stands behind version and kind.</summary>
    public Array Read(ref Hdf5Fields layout, int version, Hdf5Header header)
    {
        var flags = version == 4 ? layout.Small() : 0;
        var rank = layout.Small() - 1;
        if (rank != shape.Length || rank < 1)
        {
            throw place.Damaged(
                $"chunks of {rank} dimensions hold shape {NpyHeader.Tuple(shape)}."
            );
        }

        var filters = new Hdf5Filters(header, place);
        if (version == 3)
        {
            var tree = layout.Number(8);
            ReadChunkShape(ref layout, 4);
            if (length > 0 && tree != Hdf5Source.Nowhere)
            {
                ReadTree(tree, levelAbove: null);
            }
        }
        else
        {
            var sizeBytes = layout.Small();
            if (sizeBytes is not (1 or 2 or 4 or 8))
            {
                throw place.Damaged($"the sizes of chunks have {sizeBytes} bytes.");
            }

            ReadChunkShape(ref layout, sizeBytes);
            if (layout.Small() is var index and not SingleChunk)
            {
                throw place.Error(
                    $"the chunks are listed in an index of kind {index}, which is not read. Save it with h5py's libver='earliest'."
                );
            }

            var stored = (flags & 2) != 0 ? (long)layout.Number(8) : ChunkBytes;
            var skipped = (flags & 2) != 0 ? (uint)layout.Number(4) : 0;
            if (length > 0)
            {
                Add(new(layout.Number(8), stored, skipped, new int[rank]));
            }
        }

        if (length > 0 && chunks.Count != chunkCount)
        {
            throw place.Damaged($"{chunks.Count} of {chunkCount} chunks are there.");
        }

        var buffer = length > 0 ? new byte[ChunkBytes] : [];
        var data = Hdf5Dataset.New(type, length);
        foreach (var chunk in chunks)
        {
            var stored = source.Read(chunk.Address, chunk.Stored, "chunk", place);
            Copy(filters.Undo(stored, chunk.Skipped, type.Size, buffer), chunk.Offset, data);
        }

        return data;
    }

    private long ChunkBytes { get; set; }

    private void ReadChunkShape(ref Hdf5Fields layout, int sizeBytes)
    {
        chunkShape = new int[shape.Length];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var size = layout.Number(sizeBytes);
            if (size is 0 or > int.MaxValue)
            {
                throw place.Damaged($"a chunk has size {size}.");
            }

            chunkShape[axis] = (int)size;
            // Whole chunks over the array are at most as many as its elements, so that nothing overflows.
            chunkCount *= (shape[axis] + (long)size - 1) / (long)size;
        }

        if (layout.Number(sizeBytes) != (ulong)type.Size)
        {
            throw place.Damaged(
                "the elements of chunks are of another size than those of the array."
            );
        }

        ChunkBytes =
            Npy.DataLength(chunkShape, type.Size) is { } bytes
            && bytes <= Math.Min(limit, Array.MaxLength)
                ? bytes
                : throw place.Error(
                    $"chunks of {NpyHeader.Tuple(chunkShape)} take more than {Math.Min(limit, Array.MaxLength)} bytes. Save it in smaller chunks."
                );
    }

    private void ReadTree(ulong address, int? levelAbove)
    {
        var fields = Fields(source.Describe(address, NodeHead, "tree of chunks", place));
        fields.Signature("TREE"u8);
        var (kind, level, count) = (fields.Small(), fields.Small(), fields.Small(2));
        if (kind != 1 || (levelAbove is { } above && level != above - 1))
        {
            throw place.Damaged($"the tree of chunks has a node of kind {kind} and level {level}.");
        }

        var entryLength = 8 + (8 * (shape.Length + 1)) + 8;
        fields = Fields(
            source.Describe(address + NodeHead, count * (long)entryLength, "tree of chunks", place)
        );
        for (var i = 0; i < count; i++)
        {
            var (stored, skipped) = ((long)fields.Number(4), (uint)fields.Number(4));
            var offset = new int[shape.Length];
            for (var axis = 0; axis < offset.Length; axis++)
            {
                var start = fields.Number(8);
                offset[axis] =
                    level > 0
                    || (start < (ulong)shape[axis] && start % (ulong)chunkShape[axis] == 0)
                        ? (int)start
                        : throw place.Damaged(
                            $"a chunk begins at {start} in dimension {axis} of shape {NpyHeader.Tuple(shape)}."
                        );
            }

            fields.Take(8);
            var child = fields.Number(8);
            if (level > 0)
            {
                ReadTree(child, level);
            }
            else
            {
                Add(new(child, stored, skipped, offset));
            }
        }
    }

    private void Add(Chunk chunk)
    {
        source.Require(chunk.Address, chunk.Stored, "chunk", place);
        if (
            ChunkBytes / NpzFile.HighestRatio > chunk.Stored
            || chunk.Stored > (2 * ChunkBytes) + LargestOverhead
        )
        {
            throw place.Damaged($"{chunk.Stored} bytes are no deflated chunk of {ChunkBytes}.");
        }

        if ((storedInAll += chunk.Stored) > source.Length)
        {
            throw place.Damaged("the chunks overlap, as they take more bytes than the file has.");
        }

        var at = 0L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            at = (at * shape[axis]) + chunk.Offset[axis];
        }

        if (!places.Add(at))
        {
            throw place.Damaged("two chunks begin at the same place.");
        }

        chunks.Add(chunk);
    }

    private void Copy(byte[] chunk, int[] offset, Array data)
    {
        var last = shape.Length - 1;
        var index = new int[shape.Length];
        var row = Math.Min(chunkShape[last], shape[last] - offset[last]) * type.Size;
        while (true)
        {
            var (from, to) = (0L, 0L);
            for (var axis = 0; axis <= last; axis++)
            {
                from = (from * chunkShape[axis]) + index[axis];
                to = (to * shape[axis]) + offset[axis] + index[axis];
            }

            chunk
                .AsSpan((int)(from * type.Size), row)
                .CopyTo(NpyArray.Bytes(data, to * type.Size, row));
            var next = last - 1;
            while (
                next >= 0 && ++index[next] == Math.Min(chunkShape[next], shape[next] - offset[next])
            )
            {
                index[next--] = 0;
            }

            if (next < 0)
            {
                return;
            }
        }
    }

    private Hdf5Fields Fields(byte[] bytes) => new(bytes, "tree of chunks", place);
}
