using System.Buffers.Binary;

namespace DeepExp.Serialization.Hdf5;

/// <summary>Element types as the file describes them: class and version, flags, size, and where in it which bits lie.</summary>
internal static class Hdf5Type
{
    private const int Length = 20;
    private const int IntegerLength = 12;
    private const int Enumerated = 8;
    private const byte Signed = 8;
    private const byte ImpliedLeadingBit = 0x20;

    private static readonly string[] Classes =
    [
        "integers",
        "floating-point numbers",
        "times",
        "text",
        "bit fields",
        "opaque bytes",
        "compound values",
        "references",
        "enumerations",
        "sequences of any length",
        "arrays as elements",
    ];

    private static readonly (NpyType Type, bool BigEndian, byte[] Message)[] known =
    [
        .. from type in NpyType.All
        where type.Code[0] != 'b'
        from bigEndian in new[] { false, true }
        select (type, bigEndian, Message(type, bigEndian)),
    ];

    /// <summary>The description of a type in the byte order of this machine, or null for one that is not described.</summary>
    public static byte[]? Describe(NpyType type) =>
        Array
            .Find(known, k => k.Type == type && k.BigEndian != BitConverter.IsLittleEndian)
            .Message;

    /// <summary>The type of a description.</summary>
    /// <exception cref="DeepExpException">No number that .NET shares is described.</exception>
    public static (NpyType Type, bool BigEndian) Parse(ReadOnlySpan<byte> message, Place place)
    {
        var fields = new Hdf5Fields(message, "type of the elements", place);
        var kind = fields.Take(8)[0] & 15;
        // NumPy's bool is an enumeration over an integer, which its description begins with.
        var number = kind == Enumerated ? message[8..] : message;
        foreach (var (type, bigEndian, expected) in known)
        {
            // The version, in the upper half of the first byte, makes no difference to numbers.
            if (
                number.Length >= expected.Length
                && (number[0] & 15) == (expected[0] & 15)
                && number[1..expected.Length].SequenceEqual(expected.AsSpan(1))
            )
            {
                return (type, bigEndian);
            }
        }

        var name = kind < Classes.Length ? Classes[kind] : $"of the unknown class {kind}";
        throw place.Error(
            $"the elements are {name}, of {BinaryPrimitives.ReadUInt32LittleEndian(message[4..])} bytes each; "
                + "expected integers of 1 to 8 bytes or floating-point numbers of 2, 4 or 8."
        );
    }

    private static byte[] Message(NpyType type, bool bigEndian)
    {
        var bits = type.Size * 8;
        var isFloat = type.Code[0] == 'f';
        var message = new byte[isFloat ? Length : IntegerLength];
        message[0] = (byte)(isFloat ? 0x11 : 0x10);
        message[1] = (byte)(bigEndian ? 1 : 0);
        message[4] = (byte)type.Size;
        message[10] = (byte)bits;
        if (!isFloat)
        {
            message[1] |= type.Code[0] == 'i' ? Signed : (byte)0;
            return message;
        }

        var exponent = bits switch
        {
            16 => 5,
            32 => 8,
            _ => 11,
        };
        var mantissa = bits - 1 - exponent;
        message[1] |= ImpliedLeadingBit;
        message[2] = (byte)(bits - 1);
        message[12] = (byte)mantissa;
        message[13] = (byte)exponent;
        message[15] = (byte)mantissa;
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(16), (1 << (exponent - 1)) - 1);
        return message;
    }
}
