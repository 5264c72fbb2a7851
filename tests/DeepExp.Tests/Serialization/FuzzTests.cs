using DeepExp.Serialization;
using DeepExp.Tests.Saving;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Serialization;

/// <summary>
/// Whatever happens to the bytes, a read gives whole arrays or the library's exception, and takes little memory; and a load that
/// fails changes nothing.
/// </summary>
public abstract class FuzzTests : IDisposable
{
    private const long MostBytes = 4 << 20;

    private static readonly (string Name, NpyArray Array)[] arrays =
    [
        ("l1/W", new([2, 3], new[] { 1f, 2f, 3f, 4f, 5f, 6f })),
        ("l1/b", NpyArray.None),
        ("t", new([], new[] { 60L })),
    ];

    private readonly string file = Path.GetTempFileName();
    private readonly Format format;

    private protected FuzzTests(Format format) => this.format = format;

    public void Dispose()
    {
        File.Delete(file);
        GC.SuppressFinalize(this);
    }

    private byte[] Small(bool compression) => format.Write(compression, arrays);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_bit_flipped(bool compression)
    {
        var bytes = Small(compression);
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
        var bytes = Small(compression);
        for (var length = 0; length < bytes.Length; length++)
        {
            Refused(format.LoadName, () => format.Open(bytes[..length]).Dispose(), "a.file");
            WholeOrRefused(bytes[length..]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Bytes_overwritten_at_random(int seed) =>
        OverwrittenAtRandom(
            seed,
            rounds: 3000,
            Small(seed % 2 == 0),
            arrays.Select(a => a.Name).ToArray()
        );

    private protected void OverwrittenAtRandom(
        int seed,
        int rounds,
        byte[] whole,
        params string[] keys
    )
    {
        var random = new Random(seed);
        byte[] extremes = [0, 1, 0x7F, 0x80, 0xFF];
        // What describes arrays is rich in what is not zero.
        var places = Enumerable.Range(0, whole.Length).Where(at => whole[at] != 0).ToArray();
        for (var round = 0; round < rounds; round++)
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

    [Fact]
    public void A_load_takes_all_or_nothing()
    {
        var (saved, mine) = (new L.Linear(2, 3), new L.Linear(2, 3));
        var before = Bits(mine);
        format.Save(file, saved);
        var bytes = File.ReadAllBytes(file);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0xFF;
            File.WriteAllBytes(file, bytes);
            bytes[at] ^= 0xFF;
            try
            {
                format.Load(file, mine);
            }
            catch (DeepExpException e)
            {
                Assert.Equal(format.LoadName, e.Operation);
                Assert.Contains(file, e.Message, StringComparison.Ordinal);
                Assert.Equal(before, Bits(mine));
            }

            before = Bits(mine);
        }
    }

    private protected void WholeOrRefused(byte[] bytes, params string[] keys)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var open = format.Open(bytes);
            foreach (var key in keys.Length > 0 ? keys : arrays.Select(a => a.Name))
                Attempt(() => Whole(open.Find(key)));
        }
        catch (DeepExpException e)
        {
            IsExpected(e);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
    }

    private void Attempt(Action read)
    {
        try
        {
            read();
        }
        catch (DeepExpException e)
        {
            IsExpected(e);
        }
    }

    private void IsExpected(DeepExpException e)
    {
        Assert.Equal(format.LoadName, e.Operation);
        Assert.Contains("a.file", e.Message, StringComparison.Ordinal);
    }

    private static void Whole(NpyArray? array)
    {
        if (array is { IsNone: false })
            Assert.Equal(
                array.Shape.Aggregate(1L, (product, size) => product * size),
                array.Data.Length
            );
    }
}

public sealed class NpzFuzzTests() : FuzzTests(Format.Npz)
{
    [Fact]
    public void Every_byte_of_one_array_set_to_every_value()
    {
        foreach (var array in (NpyArray[])[new([2, 3], new float[6]), NpyArray.None])
        {
            var stream = new MemoryStream();
            Npy.Write(stream, array, "a");
            var bytes = stream.ToArray();
            for (var at = 0; at < bytes.Length; at++)
            {
                var whole = bytes[at];
                for (var value = 0; value < 256; value++)
                {
                    bytes[at] = (byte)value;
                    try
                    {
                        Bytes.ReadNpy(bytes);
                    }
                    catch (DeepExpException) { }
                }

                bytes[at] = whole;
            }
        }
    }
}
