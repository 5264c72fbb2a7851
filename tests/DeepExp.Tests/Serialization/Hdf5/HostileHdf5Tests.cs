using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Hdf5.Files;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>Files that lie about themselves or ask for too much.</summary>
public class HostileHdf5Tests
{
    private static readonly NpyArray six = new([2, 3], new[] { 1f, 2f, 3f, 4f, 5f, 6f });
    private static readonly byte[] deflated = Write(4, ("l1/W", six));
    private static readonly byte[] contiguous = Write(0, ("l1/W", six));

    private static readonly byte[] sizes = Number(2, 3);

    private static byte[] Number(params long[] numbers) =>
        [.. numbers.SelectMany(BitConverter.GetBytes)];

    /// <summary>The same file with the bytes at the first place of <paramref name="found"/> replaced.</summary>
    private static byte[] Forge(byte[] file, byte[] found, byte[] replaced, int skip = 0)
    {
        var at = file.AsSpan().IndexOf(found);
        Assert.True(at >= 0);
        var forged = file.ToArray();
        replaced.CopyTo(forged, at + skip);
        return forged;
    }

    [Fact]
    public void What_is_no_hdf5_file_is_refused()
    {
        Refused(() => Find([], "W"), "a.h5", "894844460D0A1A0A");
        Refused(() => Find("not a file of that kind"u8.ToArray(), "W"), "a.h5", "6E6F74206120");
        Refused(() => Find(deflated[..20], "W"), "a.h5", "ends too early");
        Refused(() => Find(deflated[..^30], "W"), "a.h5", "cut or damaged");
        Refused(() => Find(Forge(deflated, [0, 0, 0, 0, 0, 8, 8], [9]), "W"), "a.h5", "version 9");
        Refused(() => Find(Forge(deflated, [0, 0, 0, 0, 0, 8, 8], [4], 5), "W"), "4", "8 and 8");
    }

    [Theory]
    [InlineData(1L << 40, 3L, "dimension 0")]
    [InlineData(-1L, 3L, "dimension 0")]
    [InlineData(1L << 30, 1L << 30, "over the limit")]
    [InlineData(1L << 30, 3L, "over the limit")]
    [InlineData(1L << 27, 3L, "LoadHdf5")]
    [InlineData(3L, 3L, "LoadHdf5")]
    public void A_false_shape_allocates_nothing(long rows, long columns, string says)
    {
        foreach (var file in (byte[][])[deflated, contiguous])
        {
            // The shape of the dataset, which stands before those of the chunk in the file's end.
            var forged = file.ToArray();
            var at = forged.AsSpan().LastIndexOf(sizes);
            Number(rows, columns).CopyTo(forged, at);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Refused(() => Find(forged, "l1/W"), "'l1/W'", says);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_bomb_is_held_to_its_shape()
    {
        var zeros = Write(9, ("W", new([16 << 20], new float[16 << 20])));
        Assert.True(zeros.Length < 1 << 17);
        Refused(
            () => Find(zeros, "W", new NpzLimits { ArrayBytes = 1 << 20 }),
            "'W'",
            "67108864",
            "1048576"
        );
        Refused(() => Find(zeros, "W", new NpzLimits { TotalBytes = 1 << 20 }), "'W'");

        // A chunk of 64 MiB behind an array of 4 bytes, whose chunk shape tells the truth or lies.
        var small = zeros.ToArray();
        var length = Number(16 << 20);
        Number(4).CopyTo(small, small.AsSpan().LastIndexOf(length));
        Refused(() => Find(small, "W", new NpzLimits { ArrayBytes = 1 << 20 }), "'W'");
    }

    /// <summary>The same file with another shape of its one array, and of the one chunk that holds it.</summary>
    private static byte[] Reshape(byte[] file, int[] from, int[] to)
    {
        var forged = file.ToArray();
        byte[] Sizes(int[] shape) => Number([.. shape]);
        byte[] ChunkSizes(int[] shape) => [.. shape.SelectMany(BitConverter.GetBytes)];
        // Before the head of the array, the tree of its chunks tells the shape too.
        Sizes(to).CopyTo(forged, forged.AsSpan().LastIndexOf(Sizes(from)));
        ChunkSizes(to).CopyTo(forged, forged.AsSpan().LastIndexOf(ChunkSizes([.. from, 4])));
        return forged;
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    public void A_chunk_holds_no_more_and_no_less_than_its_shape(int rows, int columns) =>
        Refused(
            () => Find(Reshape(deflated, [2, 3], [rows, columns]), "l1/W"),
            "'l1/W'",
            $"does not inflate to {4 * rows * columns} bytes"
        );

    [Theory]
    [InlineData(0, "no deflated chunk")]
    [InlineData(-1, "does not inflate")]
    public void A_byte_inflates_to_1032_at_most(int more, string says)
    {
        var file = Write(
            4,
            ("W", new([4000], Enumerable.Range(0, 4000).Select(i => 1f / i).ToArray()))
        );
        var stored = BitConverter.ToInt32(file, file.AsSpan().LastIndexOf("TREE\u0001"u8) + 24);
        var length = ((stored + 1) * 1032 / 4) + more;
        Refused(() => Find(Reshape(file, [4000], [length]), "W"), says);
    }

    [Fact]
    public void The_limit_in_all_holds_over_all_arrays()
    {
        var file = Write(4, ("a", six), ("b", six));
        using var both = new DeepExp.Serialization.Hdf5.Hdf5File(
            new MemoryStream(file),
            "a.h5",
            new NpzLimits { TotalBytes = 47 }
        );
        Assert.NotNull(both.Find("a"));
        Refused(() => both.Find("b"), "'b'", "23 left");
    }

    [Fact]
    public void A_ring_of_nodes_ends()
    {
        // The tree of symbols of the root has itself as its only child, a level below or on its own level.
        var tree = deflated.AsSpan().LastIndexOf("TREE"u8);
        foreach (var level in (byte[])[0, 1, 255])
        {
            var forged = deflated.ToArray();
            forged[tree + 5] = level;
            Number(tree).CopyTo(forged, tree + 32);
            Refused(() => Find(forged, "l1/W"), "'l1/W'");
        }
    }

    [Fact]
    public void A_wide_tree_of_one_node_again_and_again_ends()
    {
        // 255 levels of nodes, each with 64 times the node below: more nodes than there are atoms.
        const int Levels = 255;
        const int Children = 64;
        var file = new List<byte>(deflated);
        var start = (file.Count + 7) & ~7;
        file.AddRange(new byte[start - file.Count]);
        const int NodeLength = 24 + (Children * 16) + 8;
        for (var level = Levels; level > 0; level--)
        {
            var below = start + (NodeLength * (Levels - level + 1));
            byte[] head = [.. "TREE"u8, 0, (byte)level, Children, 0, .. Number(-1, -1)];
            file.AddRange(head);
            for (var child = 0; child < Children; child++)
            {
                file.AddRange(Number(0, below));
            }

            file.AddRange(Number(0));
        }

        byte[] leaf = [.. "TREE"u8, 0, 0, 0, 0, .. Number(-1, -1)];
        file.AddRange(leaf);
        var bytes = file.ToArray();
        // The head of the root group is the last before, and begins with the address of its tree.
        var header = deflated.Length - 16;
        Number(start).CopyTo(bytes, header);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => Find(bytes, "l1/W"), "describes the arrays");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 28);
    }

    [Fact]
    public void A_message_bears_no_long_or_wild_name()
    {
        var name = new string('n', 5000);
        Refused(
            () => Find(Write(4, (name + "/a\u001b[2Jb\nc", six)), name),
            "'" + name[..80] + "…'",
            "[a?[2Jb?c]"
        );
    }

    [Fact]
    public void A_head_that_goes_on_forever_ends()
    {
        // The head of the array goes on where it began.
        var header = contiguous.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 0, 4, 0, 1, 0, 0, 0]);
        var forged = contiguous.ToArray();
        // The fill value, of 8 bytes, cannot hold a continuation; the type, of 24, can.
        var type = contiguous.AsSpan().IndexOf((ReadOnlySpan<byte>)[3, 0, 24, 0]);
        forged[type] = 0x10;
        Number(header + 16, 64).CopyTo(forged, type + 8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => Find(forged, "l1/W"), "object header");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Chunks_that_share_their_bytes_are_refused() =>
        Refused(() => Find(Bytes("overlap.h5"), "W"), "'W'", "overlap");
}
