using DeepExp.Tests.Saving;
using Xunit;
using static DeepExp.Tests.Serialization.Hdf5.Files;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>The same for files of other writers, which have more in them.</summary>
public sealed class Hdf5FuzzTests() : FuzzTests(Format.Hdf5)
{
    private const int EndOfFile = 40;

    private static readonly byte[] chain = Bytes("mychain.h5");
    private static readonly string[] chainKeys = ["l1/W", "l1/b", "l2/W", "l2/b", "l3/W", "l3/b"];

    private static readonly string[] foreignKeys =
    [
        "plain",
        "chunked",
        "shuffled",
        "cube",
        "compact",
        "many/150",
        "bool",
        "scalar",
        "zero",
        "big/f8",
        "noted",
        "none",
        "links/outside",
    ];

    [Fact]
    public void Every_third_byte_of_a_chain_inverted()
    {
        var bytes = chain.ToArray();
        for (var at = 0; at < bytes.Length; at += 3)
        {
            bytes[at] ^= 0xFF;
            WholeOrRefused(bytes, chainKeys);
            bytes[at] ^= 0xFF;
        }
    }

    [Fact]
    public void A_file_that_says_of_itself_that_it_ends_where_it_is_cut()
    {
        for (var length = EndOfFile + 8; length < chain.Length; length += 13)
        {
            var bytes = chain[..length];
            BitConverter.TryWriteBytes(bytes.AsSpan(EndOfFile), (long)length);
            WholeOrRefused(bytes, chainKeys);
        }
    }

    [Theory]
    [InlineData(1, "foreign.h5")]
    [InlineData(2, "foreign.h5")]
    [InlineData(3, "latest.h5")]
    [InlineData(4, "latest.h5")]
    [InlineData(5, "mychain.h5")]
    [InlineData(6, "mychain.h5")]
    public void Other_files_overwritten_at_random(int seed, string file) =>
        OverwrittenAtRandom(
            seed,
            rounds: 1000,
            Bytes(file),
            file switch
            {
                "foreign.h5" => foreignKeys,
                "latest.h5" => ["plain", "one", "l1/W", "scalar", "chunked", "ring", "many/3"],
                _ => chainKeys,
            }
        );
}
