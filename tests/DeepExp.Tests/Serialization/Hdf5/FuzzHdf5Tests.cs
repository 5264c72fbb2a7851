using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;
using Xunit;
using static DeepExp.Tests.Serialization.Hdf5.Files;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>Whatever happens to the bytes, a read gives whole arrays or the library's exception, and takes little memory.</summary>
public class FuzzHdf5Tests
{
    private const int EndOfFile = 40;
    private const long MostBytes = 4 << 20;

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
    public void Cut_anywhere()
    {
        for (var length = 0; length < chain.Length; length += 13)
        {
            Refused(() => Find(chain[..length], "l1/W"), "a.h5");
            WholeOrRefused(chain[length..], chainKeys);

            // The same, but the file says of itself that it ends there.
            var bytes = chain[..length];
            if (length > EndOfFile + 8)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(EndOfFile), (long)length);
            }

            WholeOrRefused(bytes, chainKeys);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Every_bit_of_a_small_file_flipped(int compression)
    {
        var bytes = Write(
            compression,
            ("l1/W", new([2, 3], new[] { 1f, 2f, 3f, 4f, 5f, 6f })),
            ("t", new([], new[] { 60L }))
        );
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            WholeOrRefused(bytes, "l1/W", "t");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(1, "foreign.h5")]
    [InlineData(2, "foreign.h5")]
    [InlineData(3, "latest.h5")]
    [InlineData(4, "latest.h5")]
    [InlineData(5, "mychain.h5")]
    [InlineData(6, "mychain.h5")]
    public void Bytes_overwritten_at_random(int seed, string file)
    {
        var random = new Random(seed);
        var whole = Bytes(file);
        var keys = file switch
        {
            "foreign.h5" => foreignKeys,
            "latest.h5" => ["plain", "one", "l1/W", "scalar", "chunked", "ring", "many/3"],
            _ => chainKeys,
        };
        byte[] extremes = [0, 1, 0x7F, 0x80, 0xFF];
        // What describes arrays is rich in what is not zero.
        var places = Enumerable.Range(0, whole.Length).Where(at => whole[at] != 0).ToArray();
        for (var round = 0; round < 1000; round++)
        {
            var bytes = whole.ToArray();
            for (var runs = random.Next(1, 4); runs > 0; runs--)
            {
                var start = places[random.Next(places.Length)];
                var run = bytes.AsSpan(start, Math.Min(random.Next(1, 9), bytes.Length - start));
                switch (random.Next(3))
                {
                    case 0:
                        random.NextBytes(run);
                        break;
                    case 1:
                        run.Fill(extremes[random.Next(extremes.Length)]);
                        break;
                    default:
                        // An address of elsewhere in the file.
                        run.Clear();
                        run[0] = (byte)random.Next(256);
                        run[^1] = run.Length == 2 ? (byte)random.Next(whole.Length >> 8) : run[^1];
                        break;
                }
            }

            WholeOrRefused(bytes, keys);
        }
    }

    private static void WholeOrRefused(byte[] bytes, params string[] keys)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = new Hdf5File(new MemoryStream(bytes), "a.h5");
            foreach (var key in keys)
            {
                try
                {
                    if (file.Find(key) is { IsNone: false } array)
                    {
                        Assert.Equal(
                            array.Shape.Aggregate(1L, (product, size) => product * size),
                            array.Data.Length
                        );
                    }
                }
                catch (DeepExpException e)
                {
                    Assert.Equal("LoadHdf5", e.Operation);
                    Assert.Contains("a.h5", e.Message, StringComparison.Ordinal);
                }
            }
        }
        catch (DeepExpException e)
        {
            Assert.Equal("LoadHdf5", e.Operation);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }
}
