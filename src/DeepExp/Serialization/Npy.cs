using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace DeepExp.Serialization;

/// <summary>
/// One array in NumPy's .npy format (numpy.lib.format): magic, version, length of the header, header, elements.
/// </summary>
internal static class Npy
{
    private const int PieceLength = 1 << 20;

    /// <summary>
    /// Reads an array: format 1.0, 2.0 or 3.0, either byte order, C or Fortran order; the result is row-major.
    /// Every size is checked before anything of that size is allocated.
    /// </summary>
    /// <param name="stream">The bytes of the array and nothing else.</param>
    /// <param name="length">How many bytes the stream is said to hold.</param>
    /// <param name="name">The name of the file, for messages.</param>
    /// <param name="limits">How much the array may take; <see cref="NpzLimits.Default"/> where not given.</param>
    /// <exception cref="DeepExpException">The bytes are no array, or not one within the limits.</exception>
    public static NpyArray Read(
        Stream stream,
        long length,
        string name,
        NpzLimits? limits = null
    ) => Read(stream, length, limits ?? NpzLimits.Default, new Place("LoadNpz", name));

    /// <summary>Writes an array in format 1.0, little-endian and row-major, byte for byte as NumPy does.</summary>
    /// <exception cref="DeepExpException">The data are of another type or count than the shape says.</exception>
    public static void Write(Stream stream, NpyArray array, string name) =>
        Write(stream, array, new Place("SaveNpz", name));

    internal static NpyArray Read(
        Stream stream,
        long length,
        NpzLimits limits,
        Place place,
        Action<IReadOnlyList<int>>? requireShape = null
    )
    {
        var (text, headerEnd) = ReadHeader(stream, limits, place);
        if (
            text.TrimEnd() == NpyNone.Header
            && length - headerEnd == NpyNone.Pickle.Length
            && IsNone(stream, place)
        )
        {
            return NpyArray.None;
        }

        var header = new NpyHeaderParser(text, limits, place).Parse();
        requireShape?.Invoke(header.Shape);
        var shape = NpyHeader.Tuple(header.Shape);
        var bytes = DataLength(header.Shape, header.Type.Size);
        if (
            bytes is null
            || bytes > limits.ArrayBytes
            || bytes / header.Type.Size > Array.MaxLength
        )
        {
            throw place.Error(
                $"shape {shape} of {header.Type.Code} takes {bytes?.ToString() ?? "more than 2^63"} bytes, over the "
                    + $"limit of {limits.ArrayBytes} bytes an array. Save it in parts."
            );
        }

        if (bytes != length - headerEnd)
        {
            throw place.Damaged(
                $"shape {shape} of {header.Type.Code} takes {bytes} bytes but {length - headerEnd} follow the header."
            );
        }

        var data = Array.CreateInstanceFromArrayType(
            header.Type.ArrayType,
            (int)(bytes.Value / header.Type.Size)
        );
        var swapped = header.BigEndian == BitConverter.IsLittleEndian;
        for (long start = 0; start < bytes; start += PieceLength)
        {
            var piece = NpyArray.Bytes(
                data,
                start,
                (int)Math.Min(PieceLength, bytes.Value - start)
            );
            Fill(stream, piece, "data", place);
            if (swapped)
            {
                SwapBytes(piece, header.Type.Size);
            }
        }

        if (stream.ReadByte() >= 0)
        {
            throw place.Damaged($"more bytes follow the {bytes} of shape {shape}.");
        }

        if (data is bool[])
        {
            // Any byte but 0 is true to NumPy, but only 0 and 1 are a bool.
            foreach (ref var element in NpyArray.Items<byte>(data))
            {
                element = element == 0 ? (byte)0 : (byte)1;
            }
        }

        return new NpyArray(header.Shape, header.FortranOrder ? RowMajor(data, header) : data);
    }

    internal static void Write(Stream stream, NpyArray array, Place place)
    {
        if (array.IsNone)
        {
            stream.Write(NpyHeader.Format(NpyNone.Header));
            stream.Write(NpyNone.Pickle);
            return;
        }

        var (shape, data) = array;
        var type =
            NpyType.Of(data)
            ?? throw place.Error(
                $"{data.GetType().Name} cannot be saved; convert it to float[] first."
            );
        var shown = NpyHeader.Tuple(shape);
        if (shape.Count > NpzLimits.Default.Rank || shape.Any(size => size < 0))
        {
            throw place.Error(
                $"shape {shown} cannot be saved; expected at most {NpzLimits.Default.Rank} sizes, none negative."
            );
        }

        var bytes = (long)data.Length * type.Size;
        if (DataLength(shape, type.Size) != bytes)
        {
            throw place.Error(
                $"the data have {data.Length} elements, which is not what shape {shown} holds."
            );
        }

        stream.Write(NpyHeader.Format(type, shape));
        for (long start = 0; start < bytes; start += PieceLength)
        {
            stream.Write(NpyArray.Bytes(data, start, (int)Math.Min(PieceLength, bytes - start)));
        }
    }

    private static (string Header, long End) ReadHeader(
        Stream stream,
        NpzLimits limits,
        Place place
    )
    {
        Span<byte> prefix = stackalloc byte[8];
        Fill(stream, prefix, "magic", place);
        if (!prefix[..6].SequenceEqual(NpyHeader.Magic))
        {
            throw place.Error(
                $"the array begins with the bytes {Convert.ToHexString(prefix[..6])}, not with {Convert.ToHexString(NpyHeader.Magic)} "
                    + "as .npy data do. Save it with numpy.save, numpy.savez or Chainer's save_npz."
            );
        }

        var (major, minor) = (prefix[6], prefix[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw place.Error(
                $"the format is {major}.{minor}; expected 1.0, 2.0 or 3.0. Save it with numpy.save."
            );
        }

        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        var lengthSize = major == 1 ? 2 : 4;
        Fill(stream, lengthBytes[..lengthSize], "length of the header", place);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > limits.HeaderBytes)
        {
            throw place.Damaged(
                $"the header is said to be {length} bytes; at most {limits.HeaderBytes} are read."
            );
        }

        var text = new byte[length];
        Fill(stream, text, "header", place);
        // Format 3.0 differs by UTF-8 in the field names of structured types only, and those are refused.
        return (Encoding.Latin1.GetString(text), prefix.Length + lengthSize + length);
    }

    private static bool IsNone(Stream stream, Place place)
    {
        var pickle = new byte[NpyNone.Pickle.Length];
        Fill(stream, pickle, "data", place);
        return pickle.AsSpan().SequenceEqual(NpyNone.Pickle) && stream.ReadByte() < 0;
    }

    private static void Fill(Stream stream, Span<byte> target, string what, Place place)
    {
        var read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
        {
            throw place.Damaged(
                $"the bytes end inside the {what}: {target.Length} expected, {read} found."
            );
        }
    }

    /// <summary>The bytes of an array of this shape, or null if its sizes other than 0 overflow even alone.</summary>
    internal static long? DataLength(IReadOnlyList<int> shape, int elementSize)
    {
        long bytes = elementSize;
        foreach (var size in shape)
        {
            if (Math.BigMul(bytes, Math.Max(size, 1), out var low) != 0 || low < 0)
            {
                return null;
            }

            bytes = low;
        }

        return shape.Contains(0) ? 0 : bytes;
    }

    internal static void SwapBytes(Span<byte> bytes, int elementSize)
    {
        switch (elementSize)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    private static Array RowMajor(Array columnMajor, NpyHeader header)
    {
        var rowMajor = Array.CreateInstanceFromArrayType(header.Type.ArrayType, columnMajor.Length);
        switch (header.Type.Size)
        {
            case 1:
                Reorder<byte>(columnMajor, rowMajor, header.Shape);
                break;
            case 2:
                Reorder<ushort>(columnMajor, rowMajor, header.Shape);
                break;
            case 4:
                Reorder<uint>(columnMajor, rowMajor, header.Shape);
                break;
            default:
                Reorder<ulong>(columnMajor, rowMajor, header.Shape);
                break;
        }

        return rowMajor;
    }

    private static void Reorder<T>(Array columnMajor, Array rowMajor, int[] shape)
        where T : unmanaged
    {
        var source = NpyArray.Items<T>(columnMajor);
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var index = new int[shape.Length];
        var from = 0L;
        foreach (ref var element in NpyArray.Items<T>(rowMajor))
        {
            element = source[(int)from];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                from -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}
