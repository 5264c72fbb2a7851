using System.IO.Compression;
using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Serialization;

/// <summary>Archives that are damaged, or ask for too much.</summary>
public class HostileNpzTests
{
    private static readonly byte[] One = Zip(("l1/W.npy", Zeros("(2, 3)", 6)));

    [Fact]
    public void What_is_no_zip_is_refused()
    {
        Refused(() => ReadNpz([]), "a.npz", "zip");
        Refused(() => ReadNpz(Zeros("(1,)", 1)), "a.npz", "zip");
        Refused(() => ReadNpz(One[..^30]), "a.npz", "zip");
    }

    [Fact]
    public void An_error_inside_an_entry_names_file_and_entry()
    {
        Refused(
            () => ReadNpz(Zip(("x.npy", Zeros("(1,)", 1)), ("l1/W.npy", [1, 2, 3]))),
            "a.npz, entry 'l1/W.npy'"
        );
        Refused(
            () => ReadNpz(Zip(("l1/W.npy", NpyOf(Header("()", "|O"), [])))),
            "a.npz, entry 'l1/W.npy'",
            "pickle"
        );
    }

    [Fact]
    public void A_message_bears_no_long_or_wild_name()
    {
        var name = new string('n', 5000);
        Refused(() => ReadNpz(Zip((name + ".npy", []))), $"'{name[..80]}…'");
        Refused(() => ReadNpz(Zip(("a\u001b[2Jb\nc.npy", []))), "'a?[2Jb?c.npy'");
    }

    [Fact]
    public void A_name_that_occurs_twice_is_refused()
    {
        var zeros = Zeros("(1,)", 1);
        Refused(() => ReadNpz(Zip(("W.npy", zeros), ("W.npy", zeros))), "entry 'W.npy'", "twice");
    }

    [Fact]
    public void A_member_that_is_no_npy_file_is_not_looked_at()
    {
        var zip = Zip(
            ("l1/", []),
            ("readme.txt", "hello"u8.ToArray()),
            ("l1/W.npy", Zeros("(1,)", 1))
        );
        Assert.Equal("l1/W", Assert.Single(ReadNpz(zip)).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("/W")]
    [InlineData("C:\\W")]
    [InlineData("W.npy")]
    [InlineData("重み")]
    [InlineData("a\0b")]
    public void A_strange_name_is_only_a_key(string name)
    {
        var array = Assert.Single(ReadNpz(Zip((name + ".npy", Zeros("(1,)", 1)))));
        Assert.Equal(name, array.Key);
        Assert.Equal(name, Assert.Single(ReadNpz(WriteNpz(true, (name, Floats(1))))).Key);
    }

    [Fact]
    public void A_wrong_checksum_is_refused()
    {
        Refused(
            () => ReadNpz(Forge(One, Checksum, Int32(7))),
            "entry 'l1/W.npy'",
            "checksum",
            "00000007"
        );
        var stored = Zip(CompressionLevel.NoCompression, ("l1/W.npy", Zeros("(2, 3)", 6)));
        var data = stored.AsSpan().IndexOf("(2, 3)"u8) + 12;
        stored[data] ^= 1;
        Refused(() => ReadNpz(stored), "entry 'l1/W.npy'", "checksum");
    }

    [Fact]
    public void An_encrypted_entry_is_refused()
    {
        Refused(() => ReadNpz(Forge(One, Flags, 1)), "entry 'l1/W.npy'", "encrypted");
    }

    [Fact]
    public void An_unknown_compression_is_refused()
    {
        foreach (var method in (byte[])[12, 14, 99])
            Refused(
                () => ReadNpz(Forge(One, Method, method)),
                "entry 'l1/W.npy'",
                "compress",
                "must be stored or deflated"
            );
    }

    [Fact]
    public void A_false_length_is_refused()
    {
        Refused(() => ReadNpz(Forge(One, Inflated, Int32(10))), "entry 'l1/W.npy'");
        Refused(() => ReadNpz(Forge(One, Inflated, Int32(1000))), "entry 'l1/W.npy'");
        Refused(() => ReadNpz(Forge(One, Compressed, Int32(10))), "entry 'l1/W.npy'");
        Refused(() => ReadNpz(Forge(One, Compressed, Int32(int.MaxValue))), "entry 'l1/W.npy'");
    }

    [Fact]
    public void A_length_that_no_bytes_could_inflate_to_allocates_nothing()
    {
        // Header and directory agree on 2,000,000,000 bytes, but so few bytes cannot hold them.
        var content = Zeros("(500000000,)", 1);
        var zip = Forge(
            Zip(("W.npy", content)),
            Inflated,
            Int32(2_000_000_000 + content.Length - 4)
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadNpz(zip), "cannot inflate");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0, "cannot inflate")]
    [InlineData(-1, "follow the header")]
    public void A_byte_inflates_to_1032_at_most(int more, string says)
    {
        // Deflate's shortest code for its longest match takes 2 bits for 258 bytes.
        using var archive = new ZipArchive(new MemoryStream(One));
        var compressed = (int)archive.Entries[0].CompressedLength;
        var length = ((compressed + 1) * 1032) + more;
        Refused(() => ReadNpz(Forge(One, Inflated, Int32(length))), "entry 'l1/W.npy'", says);
    }

    [Fact]
    public void Zeros_deflated_as_far_as_possible_are_read()
    {
        var zeros = new NpyArray([16 << 20], new byte[16 << 20]);
        var bytes = WriteNpz(true, ("W", zeros));
        Assert.InRange((16 << 20) / (double)bytes.Length, 900, 1032);
        Assert.Equal(16 << 20, ReadNpz(bytes)["W"].Data.Length);
    }

    [Fact]
    public void A_bomb_is_held_to_what_it_says_of_itself()
    {
        // 64 MiB of zeros behind an array of one element, whose directory tells the truth or lies.
        var bomb = Zip(("W.npy", Zeros("(1,)", 16 << 20)));
        Refused(() => ReadNpz(bomb), "entry 'W.npy'", "67108864");
        Refused(
            () => ReadNpz(bomb, new NpzLimits { TotalBytes = 1 << 20 }),
            "a.npz",
            "'W.npy'",
            "1048576"
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(
            () => ReadNpz(Forge(bomb, Inflated, Int32(Zeros("(1,)", 1).Length))),
            "entry 'W.npy'",
            "checksum"
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void The_limit_in_all_holds_to_the_byte()
    {
        var content = Zeros("(6,)", 6);
        var zip = Zip(("a.npy", content), ("b.npy", content));
        Assert.Equal(2, ReadNpz(zip, new NpzLimits { TotalBytes = 2 * content.Length }).Count);
        Refused(
            () => ReadNpz(zip, new NpzLimits { TotalBytes = (2 * content.Length) - 1 }),
            "in all",
            "'b.npy'"
        );
    }

    [Fact]
    public void The_limit_of_an_array_holds_in_an_archive()
    {
        Refused(
            () => ReadNpz(One, new NpzLimits { ArrayBytes = 23 }),
            "entry 'l1/W.npy'",
            "over the limit of 23"
        );
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        var zip = Zip([.. Enumerable.Range(0, 4).Select(i => ($"{i}.npy", Zeros("()", 1)))]);
        Assert.Equal(4, ReadNpz(zip, new NpzLimits { Entries = 4 }).Count);
        Refused(() => ReadNpz(zip, new NpzLimits { Entries = 3 }), "a.npz", "more than 3 entries");
    }

    [Fact]
    public void A_directory_without_end_is_not_read_to_its_end()
    {
        var zip = Zip([.. Enumerable.Range(0, 60_000).Select(i => ($"{i}", Array.Empty<byte>()))]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ReadNpz(zip, new NpzLimits { Entries = 10 }), "more than 10 entries");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        using var forward = new DeflateStream(new MemoryStream(), CompressionMode.Decompress);
        Refused(() => Npz.Read(forward, "a.npz"), "cannot seek", "MemoryStream");
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npz");
        var error = Assert.Throws<DeepExpException>(() => Npz.Read(path));
        Assert.StartsWith(
            $"LoadNpz: {path}: the file cannot be read",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.IsType<FileNotFoundException>(error.InnerException);
        Refused(() => Npz.Read(Path.GetTempPath()), "this is a folder");
        Refused(() => Npz.Read(""), "'' is not the name of a file");
        Refused(() => Npz.Read("a\0b"), "'a?b' is not the name of a file");
    }
}
