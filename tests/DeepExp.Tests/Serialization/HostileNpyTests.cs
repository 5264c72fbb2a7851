using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Serialization;

/// <summary>Bytes that are no array, or ask for too much.</summary>
public class HostileNpyTests
{
    [Theory]
    [InlineData("<f4", "'shape': (1,)", "'fortran_order'")]
    [InlineData("|O", "'fortran_order': False, 'shape': (1,)", "pickle", "numpy.asarray")]
    [InlineData("<U5", "'fortran_order': False, 'shape': (1,)", "'<U5'", "astype")]
    [InlineData("<c8", "'fortran_order': False, 'shape': (1,)", "'<c8'")]
    [InlineData("<M8[ns]", "'fortran_order': False, 'shape': (1,)", "'<M8[ns]'")]
    [InlineData("<f3", "'fortran_order': False, 'shape': (1,)", "'<f3'")]
    [InlineData("<f44", "'fortran_order': False, 'shape': (1,)", "'<f44'")]
    [InlineData("|f4", "'fortran_order': False, 'shape': (1,)", "'|f4'")]
    [InlineData("f4", "'fortran_order': False, 'shape': (1,)", "'f4'")]
    [InlineData("", "'fortran_order': False, 'shape': (1,)", "''")]
    [InlineData("<f4", "'fortran_order': 1, 'shape': (1,)", "True or False")]
    [InlineData("<f4", "'fortran_order': __import__('os'), 'shape': (1,)", "True or False")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (-1,)", "negative")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1)", "','")]
    [InlineData("<f4", "'fortran_order': False, 'shape': [1]", "'('")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (,)", "a size")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1.0,)", "','")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1,", "a size")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (2147483648,)", "'2147483648'")]
    [InlineData(
        "<f4",
        "'fortran_order': False, 'shape': (99999999999999999999999,)",
        "'99999999999999999999999'"
    )]
    [InlineData(
        "<f4",
        "'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)",
        "over the limit"
    )]
    [InlineData(
        "<f4",
        "'fortran_order': False, 'shape': (65536, 65536)",
        "17179869184 bytes, over the limit"
    )]
    [InlineData("|u1", "'fortran_order': False, 'shape': (2147483647,)", "over the limit")]
    [InlineData(
        "<f4",
        "'fortran_order': False, 'shape': (0, 2147483647, 2147483647, 2147483647)",
        "over the limit"
    )]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1,), 'shape': (1,)", "once")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1,), 'more': 1", "'more'")]
    [InlineData("<f4", "'fortran_order': False, 'shape': (1,)}, {", "nothing after")]
    [InlineData("<f4", "'fortran_order': False 'shape': (1,)", "'}'")]
    [InlineData("<f4", "'fortran_order: False, 'shape': (1,)", "':'")]
    public void A_header_outside_the_grammar_is_refused(
        string descr,
        string rest,
        params string[] says
    )
    {
        Refused(
            () => ReadNpy(NpyOf($"{{'descr': '{descr}', {rest}}}", new byte[4])),
            ["a.npy", .. says]
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("(1,)")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{'descr")]
    [InlineData("{}")]
    [InlineData("{'descr': }")]
    [InlineData("{descr: '<f4'}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\0")]
    public void A_header_that_is_no_dictionary_is_refused(string header)
    {
        Refused(() => ReadNpy(NpyOf(header, new byte[4])), "the header says", "damaged");
    }

    [Theory]
    [InlineData("[('x', '<f4'), ('y', '<f4')]")]
    [InlineData("('<f4', (2,))")]
    public void A_structured_type_is_refused(string descr)
    {
        var header = $"{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}";
        Refused(() => ReadNpy(NpyOf(header, new byte[8])), "structured", "each field");
    }

    [Fact]
    public void A_shape_of_too_many_dimensions_is_refused()
    {
        static string Ones(int rank) => $"({string.Concat(Enumerable.Repeat("1,", rank))})";
        Assert.Equal(32, ReadNpy(Zeros(Ones(32), 1)).Shape.Count);
        Refused(() => ReadNpy(Zeros(Ones(33), 1)), "more than 32 dimensions");
    }

    [Fact]
    public void Bytes_that_do_not_begin_as_an_array_are_refused()
    {
        Refused(() => ReadNpy([]), "magic");
        Refused(
            () => ReadNpy([.. "PK\u0003\u0004and more"u8]),
            "504B",
            "934E554D5059",
            "numpy.save"
        );
        Refused(() => ReadNpy(NpyOf(Header("(1,)"), new byte[4], major: 4)), "4.0");
        Refused(() => ReadNpy(NpyOf(Header("(1,)"), new byte[4], major: 0)), "0.0");
    }

    [Fact]
    public void A_header_longer_than_the_bytes_is_refused()
    {
        Refused(
            () => ReadNpy([0x93, .. "NUMPY\u0001\0"u8, 200, 0, .. "{'descr'"u8]),
            "200 expected, 8 found"
        );
        Refused(
            () => ReadNpy([0x93, .. "NUMPY\u0002\0"u8, 1, 0, 1, 0, .. "{'descr'"u8]),
            "65537",
            "at most 65536"
        );
        Refused(() => ReadNpy([0x93, .. "NUMPY\u0002\0"u8, 255, 255, 255, 255]), "4294967295");
    }

    [Fact]
    public void Data_of_another_length_than_the_shape_says_are_refused()
    {
        Refused(() => ReadNpy(Zeros("(2, 3)", 5)), "(2, 3)", "24", "20");
        Refused(() => ReadNpy(Zeros("(2, 3)", 7)), "(2, 3)", "24", "28");
        Refused(() => ReadNpy(Zeros("(0,)", 1)), "(0,)");
    }

    [Fact]
    public void A_stream_that_holds_less_or_more_than_it_is_said_to_is_refused()
    {
        var bytes = Zeros("(2, 3)", 6);
        Refused(
            () => Npy.Read(new MemoryStream(bytes[..^1]), bytes.Length, "a.npy"),
            "24 expected, 23 found"
        );
        Refused(
            () => Npy.Read(new MemoryStream([.. bytes, 0]), bytes.Length, "a.npy"),
            "more bytes follow"
        );
    }

    [Fact]
    public void The_limit_of_bytes_holds_to_the_byte()
    {
        var limits = new NpzLimits { ArrayBytes = 24 };
        Assert.Equal(6, ReadNpy(Zeros("(6,)", 6), limits).Data.Length);
        Refused(() => ReadNpy(Zeros("(7,)", 7), limits), "28 bytes, over the limit of 24");
    }

    [Fact]
    public void A_promise_of_much_allocates_little()
    {
        var bytes = Zeros("(500000000,)", 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadNpy(bytes), "2000000000");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
