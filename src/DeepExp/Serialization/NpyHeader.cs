using System.Text;

namespace DeepExp.Serialization;

/// <summary>What the header of a .npy file says of the array that follows.</summary>
/// <param name="Type">The element type.</param>
/// <param name="BigEndian">Whether the highest byte of an element comes first.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">The sizes of the dimensions.</param>
internal sealed record NpyHeader(NpyType Type, bool BigEndian, bool FortranOrder, int[] Shape)
{
    /// <summary>The six bytes every .npy file begins with.</summary>
    public static ReadOnlySpan<byte> Magic =>
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private const int Alignment = 64;
    private const int PrefixLength = 10;
    private const int GrowthDigits = 21;

    /// <summary>A header of format 1.0, byte for byte the one that NumPy writes.</summary>
    public static byte[] Format(NpyType type, IReadOnlyList<int> shape)
    {
        // NumPy leaves room for the first size to grow to 21 digits, and pads by 1 to 64 spaces, never by none.
        var spare = shape.Count == 0 ? 0 : GrowthDigits - $"{shape[0]}".Length;
        return Format(
            $"{{'descr': '{type.Descr}', 'fortran_order': False, 'shape': {Tuple(shape)}, }}{new string(' ', spare)}"
        );
    }

    /// <summary>A header of format 1.0 of this text, filled up with spaces.</summary>
    public static byte[] Format(string text)
    {
        var padding = Alignment - ((PrefixLength + text.Length + 1) % Alignment);
        var length = text.Length + padding + 1;
        return
        [
            .. Magic,
            1,
            0,
            (byte)length,
            (byte)(length >> 8),
            .. Encoding.ASCII.GetBytes(text),
            .. Enumerable.Repeat((byte)' ', padding),
            (byte)'\n',
        ];
    }

    /// <summary>A shape as Python writes a tuple: <c>()</c>, <c>(3,)</c>, <c>(3, 2)</c>.</summary>
    public static string Tuple(IReadOnlyList<int> shape) =>
        shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
