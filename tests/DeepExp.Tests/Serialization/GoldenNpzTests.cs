using DeepExp.Serialization;
using Xunit;

namespace DeepExp.Tests.Serialization;

/// <summary>Files that Chainer wrote.</summary>
public class GoldenNpzTests
{
    private static IReadOnlyDictionary<string, NpyArray> Golden(string file) =>
        Npz.Read(Path.Combine(AppContext.BaseDirectory, "golden", file));

    [Theory]
    [InlineData("mychain.npz")]
    [InlineData("mychain-uncompressed.npz")]
    public void A_chain_is_read(string file)
    {
        (string, string, float)[] expected =
        [
            ("l1/W", "(16, 1)", -1.0800974f),
            ("l1/b", "(16,)", 0.022051293f),
            ("l2/W", "(32, 16)", 0.43251917f),
            ("l2/b", "(32,)", 0.053125057f),
            ("l3/W", "(1, 32)", 0.10402739f),
            ("l3/b", "(1,)", 0.050125673f),
        ];
        var found = Golden(file)
            .Select(a =>
                (a.Key, NpyHeader.Tuple(a.Value.Shape), Assert.IsType<float[]>(a.Value.Data)[0])
            );
        Assert.Equal(expected, found);
    }

    [Fact]
    public void Compression_changes_no_bit()
    {
        var deflated = Golden("mychain.npz");
        var stored = Golden("mychain-uncompressed.npz");
        Assert.Equal(stored.Keys, deflated.Keys);
        Assert.All(stored, a => Assert.Equal(a.Value.Data, deflated[a.Key].Data));
    }

    [Fact]
    public void The_state_of_an_optimizer_is_read()
    {
        var state = Golden("adam.npz");
        Assert.Equal(20, state.Count);
        Assert.Equal(["t", "epoch", "l1/W/t", "l1/W/m", "l1/W/v"], state.Keys.Take(5));
        Assert.Empty(state["t"].Shape);
        Assert.Equal([60L], Assert.IsType<long[]>(state["t"].Data));
        Assert.Equal(typeof(long), state["l3/b/t"].ElementType);
        Assert.Equal([32, 16], state["l2/W/v"].Shape);
        Assert.Equal(2.202477e-06f, Assert.IsType<float[]>(state["l2/W/v"].Data)[0]);
    }

    [Fact]
    public void Written_again_the_entries_are_the_bytes_that_NumPy_wrote()
    {
        var golden = File.ReadAllBytes(
            Path.Combine(AppContext.BaseDirectory, "golden", "mychain-uncompressed.npz")
        );
        var stream = new MemoryStream();
        Npy.Write(stream, Bytes.ReadNpz(golden)["l2/W"], "l2/W");
        Assert.Equal(2176, stream.Length);
        Assert.True(golden.AsSpan().IndexOf(stream.ToArray()) > 0);
    }
}
