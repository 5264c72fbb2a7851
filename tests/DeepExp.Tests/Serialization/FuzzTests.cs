using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Serialization;

/// <summary>Whatever happens to the bytes, a read gives whole arrays or the library's exception.</summary>
public class FuzzTests
{
    private static readonly (string, NpyArray)[] Arrays =
    [
        ("l1/W", new NpyArray([2, 3], new[] { 1f, 2f, 3f, 4f, 5f, 6f })),
        ("t", new NpyArray([], new[] { 60L })),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_bit_flipped(bool compression)
    {
        var bytes = WriteNpz(compression, Arrays);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            WholeOrRefused(bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cut_at_every_byte(bool compression)
    {
        var bytes = WriteNpz(compression, Arrays);
        for (var length = 0; length < bytes.Length; length++)
        {
            Refused(() => ReadNpz(bytes[..length]), "a.npz");
            WholeOrRefused(bytes[length..]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bytes_overwritten_at_random(int seed)
    {
        var random = new Random(seed);
        var whole = WriteNpz(seed % 2 == 0, Arrays);
        byte[] extremes = [0, 1, 0x7F, 0x80, 0xFF];
        for (var round = 0; round < 3000; round++)
        {
            var bytes = whole.ToArray();
            var start = random.Next(bytes.Length);
            var run = bytes.AsSpan(start, Math.Min(random.Next(1, 9), bytes.Length - start));
            if (random.Next(2) == 0)
            {
                random.NextBytes(run);
            }
            else
            {
                run.Fill(extremes[random.Next(extremes.Length)]);
            }

            WholeOrRefused(bytes);
        }
    }

    [Fact]
    public void Every_byte_of_one_array_set_to_every_value()
    {
        var stream = new MemoryStream();
        Npy.Write(stream, Arrays[0].Item2, "a");
        var whole = stream.ToArray();
        for (var at = 0; at < whole.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var bytes = whole.ToArray();
                bytes[at] = (byte)value;
                try
                {
                    Whole(ReadNpy(bytes));
                }
                catch (DeepExpException) { }
            }
        }
    }

    [Fact]
    public void A_damaged_file_on_disk()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        try
        {
            var bytes = WriteNpz(true, Arrays);
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] ^= 0xFF;
                File.WriteAllBytes(path, bytes);
                WholeOrRefused(() => Npz.Read(path));
                bytes[at] ^= 0xFF;
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WholeOrRefused(byte[] bytes) => WholeOrRefused(() => ReadNpz(bytes));

    private static void WholeOrRefused(Func<IReadOnlyDictionary<string, NpyArray>> read)
    {
        try
        {
            Assert.All(read().Values, Whole);
        }
        catch (DeepExpException e)
        {
            Assert.Equal("LoadNpz", e.Operation);
        }
    }

    private static void Whole(NpyArray array) =>
        Assert.Equal(
            array.Shape.Aggregate(1L, (product, size) => product * size),
            array.Data.Length
        );
}
