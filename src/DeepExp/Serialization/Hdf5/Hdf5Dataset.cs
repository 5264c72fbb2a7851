namespace DeepExp.Serialization.Hdf5;

/// <summary>Reads the array that the head of a dataset describes.</summary>
internal static class Hdf5Dataset
{
    private const int PieceLength = 1 << 20;

    /// <summary>
    /// Reads an array, once its shape has passed; <see cref="NpzLimits.TotalBytes"/> are those that the file may still take.
    /// </summary>
    public static NpyArray Read(
        Hdf5Source source,
        Hdf5Header header,
        NpzLimits limits,
        Place place,
        Action<IReadOnlyList<int>>? requireShape
    )
    {
        if (!header.Has(Hdf5Header.Layout))
        {
            throw place.Error("neither a group nor an array is there. Save arrays of numbers.");
        }

        if (header.Has(Hdf5Header.ExternalFiles))
        {
            throw place.Error(
                "the elements lie in other files, and no other file is opened. Save the array itself."
            );
        }

        var (type, bigEndian) = Hdf5Type.Parse(
            header.One(Hdf5Header.Datatype, "type of the elements"),
            place
        );
        if (Shape(header.One(Hdf5Header.Dataspace, "shape"), limits, place) is not { } shape)
        {
            return NpyArray.None;
        }

        requireShape?.Invoke(shape);
        var limit = Math.Min(limits.ArrayBytes, limits.TotalBytes);
        var bytes = Npy.DataLength(shape, type.Size);
        if (bytes is not { } length || length > limit || length / type.Size > Array.MaxLength)
        {
            throw place.Error(
                $"shape {NpyHeader.Tuple(shape)} of {type.Code} takes {bytes?.ToString() ?? "more than 2^63"} bytes, over the "
                    + $"limit of {limits.ArrayBytes} bytes an array or the {limits.TotalBytes} left for the file. "
                    + "Save it in parts, or in several files."
            );
        }

        var data = Elements(source, header, shape, type, length, limit, place);
        if (bigEndian == BitConverter.IsLittleEndian)
        {
            for (long start = 0; start < length; start += PieceLength)
            {
                Npy.SwapBytes(Piece(data, start, length), type.Size);
            }
        }

        return new NpyArray(shape, data);
    }

    private static Array Elements(
        Hdf5Source source,
        Hdf5Header header,
        int[] shape,
        NpyType type,
        long length,
        long limit,
        Place place
    )
    {
        var layout = new Hdf5Fields(
            header.One(Hdf5Header.Layout, "layout"),
            "layout of the elements",
            place
        );
        var (version, kind) = (layout.Small(), layout.Small());
        if (version is < 3 or > 4 || kind > 2)
        {
            throw place.Error(
                $"the elements are laid out as version {version} and kind {kind}; expected version 3 or 4, compact, contiguous or chunked. Save it with h5py's libver='earliest'."
            );
        }

        if (kind == 2)
        {
            return new Hdf5Chunks(source, shape, type, length, limit, place).Read(
                ref layout,
                version,
                header
            );
        }

        if (kind == 0)
        {
            var inside = layout.Take(layout.Small(2));
            RequireLength(inside.Length, length, place);
            var compact = New(type, length);
            inside.CopyTo(Piece(compact, 0, length));
            return compact;
        }

        var (address, stored) = (layout.Number(8), (long)layout.Number(8));
        RequireLength(stored, length, place);
        if (length > 0)
        {
            source.Require(address, length, "elements", place);
        }

        var data = New(type, length);
        for (long start = 0; start < length; start += PieceLength)
        {
            source.Fill(address + (ulong)start, Piece(data, start, length));
        }

        return data;
    }

    /// <summary>An array for so many bytes of elements.</summary>
    internal static Array New(NpyType type, long length) =>
        Array.CreateInstanceFromArrayType(type.ArrayType, (int)(length / type.Size));

    private static Span<byte> Piece(Array data, long start, long length) =>
        NpyArray.Bytes(data, start, (int)Math.Min(PieceLength, length - start));

    private static void RequireLength(long stored, long length, Place place)
    {
        if (stored != length)
        {
            throw place.Damaged($"the shape takes {length} bytes but {stored} are stored.");
        }
    }

    /// <summary>The shape, or null if there are no elements and no shape either, as h5py's Empty has none.</summary>
    private static int[]? Shape(byte[] message, NpzLimits limits, Place place)
    {
        var fields = new Hdf5Fields(message, "shape", place);
        var (version, rank, _, kind) = (
            fields.Small(),
            fields.Small(),
            fields.Small(),
            fields.Small()
        );
        if (version is < 1 or > 2)
        {
            throw place.Damaged($"the shape is of version {version}; expected 1 or 2.");
        }

        if (version == 2 && kind == 2)
        {
            return null;
        }

        if (rank > limits.Rank)
        {
            throw place.Error($"the array has {rank} dimensions; at most {limits.Rank} are read.");
        }

        fields.Take(version == 1 ? 4 : 0);
        var shape = new int[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var size = fields.Number(8);
            shape[axis] =
                size <= int.MaxValue
                    ? (int)size
                    : throw place.Error(
                        $"size {size} of dimension {axis} is over {int.MaxValue}. Save the array in parts."
                    );
        }

        return shape;
    }
}
