using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepExp.Serialization;

/// <summary>An array as NumPy stores it.</summary>
/// <param name="Shape">The sizes of its dimensions; empty for a scalar.</param>
/// <param name="Data">
/// The elements, row-major: a one-dimensional <c>bool[]</c>, <c>sbyte[]</c>, <c>byte[]</c>, <c>short[]</c>,
/// <c>ushort[]</c>, <c>int[]</c>, <c>uint[]</c>, <c>long[]</c>, <c>ulong[]</c>, <c>Half[]</c>, <c>float[]</c> or
/// <c>double[]</c>.
/// </param>
internal sealed record NpyArray(IReadOnlyList<int> Shape, Array Data)
{
    /// <summary>Stands for a value that was not there yet when it was saved: Python's None, h5py's Empty.</summary>
    public static NpyArray None { get; } = new([], Array.Empty<object>());

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => ReferenceEquals(this, None);

    /// <summary>The type of an element, for instance <c>typeof(float)</c>.</summary>
    public Type ElementType => Data.GetType().GetElementType()!;

    /// <summary>The elements of <paramref name="data"/> seen as <typeparamref name="T"/> of the same size.</summary>
    internal static Span<T> Items<T>(Array data)
        where T : unmanaged =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(data)),
            data.Length
        );

    /// <summary>How many bytes the elements of <paramref name="data"/> take.</summary>
    internal static long ByteCount(Array data) => data.Length * (long)NpyType.Of(data)!.Size;

    /// <summary>
    /// <paramref name="count"/> bytes of <paramref name="data"/> from <paramref name="start"/>: a piece, since an array
    /// of 2 GiB has more bytes than a span can hold.
    /// </summary>
    internal static Span<byte> Bytes(Array data, long start, int count) =>
        MemoryMarshal.CreateSpan(
            ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(data), (nint)start),
            count
        );
}
