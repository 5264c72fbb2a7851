using System.Buffers.Binary;
using System.Text;
using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Serialization;

/// <summary>Arrays as bytes and back.</summary>
public class NpyTests
{
    public static TheoryData<Type, int[]> TypesAndShapes()
    {
        Type[] types =
        [
            typeof(bool[]),
            typeof(sbyte[]),
            typeof(byte[]),
            typeof(short[]),
            typeof(ushort[]),
            typeof(int[]),
            typeof(uint[]),
            typeof(long[]),
            typeof(ulong[]),
            typeof(Half[]),
            typeof(float[]),
            typeof(double[]),
        ];
        int[][] shapes =
        [
            [],
            [0],
            [1],
            [7],
            [3, 0, 2],
            [2, 3],
            [300_000],
            [2, 1, 3, 1, 2],
        ];
        var rows = new TheoryData<Type, int[]>();
        foreach (var type in types)
        {
            foreach (var shape in shapes)
            {
                rows.Add(type, shape);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(TypesAndShapes))]
    public void What_is_written_is_read_bit_for_bit(Type arrayType, int[] shape)
    {
        var data = Array.CreateInstanceFromArrayType(
            arrayType,
            shape.Aggregate(1, (product, size) => product * size)
        );
        var size = NpyType.Of(data)!.Size;
        var bytes = NpyArray.Bytes(data, 0, data.Length * size);
        new Random(data.Length * 31 + size).NextBytes(bytes);
        if (data is bool[])
        {
            foreach (ref var b in bytes)
            {
                b &= 1;
            }
        }

        var stream = new MemoryStream();
        Npy.Write(stream, new NpyArray(shape, data), "a");
        var read = ReadNpy(stream.ToArray());
        Assert.Equal(shape, read.Shape);
        Assert.Equal(arrayType, read.Data.GetType());
        Assert.True(bytes.SequenceEqual(NpyArray.Bytes(read.Data, 0, bytes.Length)));
    }

    [Theory]
    [InlineData(new int[0], 118, "()")]
    [InlineData(new[] { 5 }, 118, "(5,)")]
    [InlineData(new[] { 3, 2 }, 118, "(3, 2)")]
    // Where NumPy's room for growth still fits the second line of 64 bytes, and where it fills it exactly.
    [InlineData(
        new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10 },
        118,
        "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10)"
    )]
    [InlineData(
        new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100 },
        182,
        "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 100)"
    )]
    public void The_header_is_the_one_of_NumPy(int[] shape, int length, string tuple)
    {
        var text =
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}".PadRight(length - 1)
            + "\n";
        var stream = new MemoryStream();
        var data = new float[shape.Aggregate(1, (product, size) => product * size)];
        Npy.Write(stream, new NpyArray(shape, data), "a");
        Assert.Equal(
            [
                0x93,
                .. "NUMPY\u0001\0"u8,
                (byte)length,
                0,
                .. Encoding.ASCII.GetBytes(text),
                .. new byte[data.Length * 4],
            ],
            stream.ToArray()
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_version_of_the_format_is_read(int major)
    {
        Assert.Equal(
            [1, 258],
            Read<int>(NpyOf(Header("(2,)", "<i4"), [1, 0, 0, 0, 2, 1, 0, 0], major))
        );
    }

    [Theory]
    [InlineData("{'shape':(2,),'fortran_order':False,'descr':'<u2'}")]
    [InlineData("{\"descr\": \"<u2\", \"fortran_order\": False, \"shape\": (2,)}  \n")]
    [InlineData("  { 'descr' : '<u2' , 'fortran_order' : True , 'shape' : ( 2 , ) , }")]
    [InlineData("{'descr': '<u2', 'fortran_order': False, 'shape': (2L,), }")]
    public void Each_spelling_of_the_header_is_read(string header)
    {
        Assert.Equal([1, 513], Read<ushort>(NpyOf(header, [1, 0, 1, 2])));
    }

    [Fact]
    public void Big_endian_is_turned_round()
    {
        Assert.Equal([1, -2], Read<short>(NpyOf(Header("(2,)", ">i2"), [0, 1, 0xFF, 0xFE])));
        Assert.Equal(
            [1f, -2f],
            Read<float>(NpyOf(Header("(2,)", ">f4"), [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0]))
        );
        Assert.Equal(
            [1d],
            Read<double>(NpyOf(Header("()", ">f8"), [0x3F, 0xF0, 0, 0, 0, 0, 0, 0]))
        );
        Assert.Equal([7], Read<byte>(NpyOf(Header("()", ">u1"), [7])));
    }

    [Fact]
    public void Big_endian_is_turned_round_in_every_piece_of_a_long_array()
    {
        var numbers = Enumerable.Range(0, 600_000).ToArray();
        var bytes = new byte[numbers.Length * 4];
        foreach (var i in numbers)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), i);
        }

        Assert.Equal(numbers, ReadNpy(NpyOf(Header("(600000,)", ">i4"), bytes)).Data);
    }

    [Fact]
    public void Fortran_order_becomes_row_major()
    {
        // [[1, 2, 3], [4, 5, 6]], the first index running fastest.
        var read = ReadNpy(NpyOf(Header("(2, 3)", "|i1", "True"), [1, 4, 2, 5, 3, 6]));
        Assert.Equal([2, 3], read.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], Assert.IsType<sbyte[]>(read.Data));
    }

    [Theory]
    [InlineData("i1")]
    [InlineData("i2")]
    [InlineData("i4")]
    [InlineData("i8")]
    public void Fortran_order_of_three_dimensions_and_each_size(string code)
    {
        var (I, J, K) = (2, 3, 4);
        var size = code[1] - '0';
        var bytes = new byte[I * J * K * size];
        for (var at = 0; at < I * J * K; at++)
        {
            var (i, j, k) = (at % I, at / I % J, at / I / J);
            bytes[at * size] = (byte)((((i * J) + j) * K) + k);
        }

        var read = ReadNpy(NpyOf(Header("(2, 3, 4)", "<" + code, "True"), bytes)).Data;
        Assert.Equal(
            Enumerable.Range(0, I * J * K).Select(i => (long)i),
            read.Cast<object>().Select(Convert.ToInt64)
        );
    }

    [Fact]
    public void Fortran_order_without_elements_or_dimensions()
    {
        Assert.Empty(Read<float>(NpyOf(Header("(2, 0)", "<f4", "True"), [])));
        Assert.Equal([0], Read<float>(NpyOf(Header("()", "<f4", "True"), new byte[4])));
    }

    [Fact]
    public void Any_byte_but_zero_is_true()
    {
        var read = (bool[])ReadNpy(NpyOf(Header("(3,)", "|b1"), [0, 1, 200])).Data;
        Assert.Equal([0, 1, 1], NpyArray.Items<byte>(read).ToArray());
    }

    [Fact]
    public void What_the_format_cannot_hold_is_not_written()
    {
        Fails(new([1], new decimal[1]), "Decimal[]");
        Fails(new([1], new float[1, 1]), "Single[,]");
        Fails(new([2, 3], new float[5]), "(2, 3)");
        Fails(new([-1, -1], new float[1]), "(-1, -1)");
        Fails(new(Enumerable.Repeat(1, 33).ToArray(), new float[1]), "32");
        Fails(new(Enumerable.Repeat(int.MaxValue, 3).ToArray(), new float[1]), "2147483647");

        static void Fails(NpyArray array, string says)
        {
            var stream = new MemoryStream();
            var error = Assert.Throws<DeepExpException>(() => Npy.Write(stream, array, "b.npy"));
            Assert.Equal("SaveNpz", error.Operation);
            Assert.Contains("b.npy", error.Message, StringComparison.Ordinal);
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.Equal(0, stream.Length);
        }
    }
}
