using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Bytes;

namespace DeepExp.Tests.Serialization;

/// <summary>Files are whole or untouched, and the same arrays give the same bytes.</summary>
public sealed class WriteNpzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string Snapshot => Path.Combine(folder, "snapshot_iter_60");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_in_the_given_order(bool compression)
    {
        (string, NpyArray)[] arrays =
        [
            ("l2/W", Floats(1f, -0f, float.NaN, float.Epsilon) with { Shape = [2, 2] }),
            ("l1/b", new([0], Array.Empty<double>())),
            ("t", Floats(60) with { Shape = [] }),
        ];
        Npz.Write(Snapshot, Named(arrays), compression);
        var read = Npz.Read(Snapshot);
        Assert.Equal(arrays.Select(a => a.Item1), read.Keys);
        Assert.All(arrays, a => Assert.Equal(a.Item2.Shape, read[a.Item1].Shape));
        Assert.All(arrays, a => Assert.Equal(a.Item2.Data, read[a.Item1].Data));
        Assert.Equal([Snapshot], Directory.GetFiles(folder));
    }

    [Fact]
    public void No_arrays_are_an_empty_dictionary()
    {
        Npz.Write(Snapshot, []);
        Assert.Empty(Npz.Read(Snapshot));
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        Npz.Write(Snapshot, Named(("W", Floats(1, 2, 3))));
        Assert.Equal(WriteNpz(true, ("W", Floats(1, 2, 3))), File.ReadAllBytes(Snapshot));
        Assert.NotEqual(WriteNpz(true, ("W", Floats(1, 2, 4))), File.ReadAllBytes(Snapshot));
    }

    [Fact]
    public void Entries_bear_the_earliest_time_and_no_zip64()
    {
        using var archive = new System.IO.Compression.ZipArchive(
            new MemoryStream(WriteNpz(false, ("W", Floats(new float[100]))))
        );
        var entry = Assert.Single(archive.Entries);
        Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime);
        Assert.Equal(entry.Length, entry.CompressedLength);
        Assert.True(WriteNpz(true, ("W", Floats(new float[100]))).Length < 400);
        Assert.Equal(-1, WriteNpz(true, ("W", Floats(1))).AsSpan().IndexOf("PK\u0006\u0006"u8));
    }

    [Fact]
    public void A_failure_half_way_leaves_the_file_as_it_was()
    {
        Npz.Write(Snapshot, Named(("W", Floats(1, 2, 3))));
        var before = File.ReadAllBytes(Snapshot);

        static IEnumerable<KeyValuePair<string, NpyArray>> Breaking()
        {
            yield return KeyValuePair.Create("W", Floats(new float[100_000]));
            throw new InvalidOperationException("the model is gone");
        }

        Assert.Throws<InvalidOperationException>(() => Npz.Write(Snapshot, Breaking()));
        Assert.Throws<DeepExpException>(() =>
            Npz.Write(Snapshot, Named(("W", Floats(4)), ("b", new([2], new float[3]))))
        );
        Assert.Equal(before, File.ReadAllBytes(Snapshot));
        Assert.Equal([Snapshot], Directory.GetFiles(folder));
    }

    private static void Refused(string path, params string[] says)
    {
        var error = Assert.Throws<DeepExpException>(() => Npz.Write(path, Named(("W", Floats(1)))));
        Assert.StartsWith($"SaveNpz: {path}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", error.Message, StringComparison.Ordinal);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_nothing_beside()
    {
        Directory.CreateDirectory(Snapshot);
        Refused(Snapshot, "a folder, a device or a pipe has this name");
        Assert.Empty(Directory.GetFiles(folder));
        Refused(Path.Combine(folder, "none", "a.npz"), "cannot be written", "none/a.npz");
        Refused(Path.Combine(folder, new string('n', 300)), "cannot be written");
    }

    [Fact]
    public void What_is_no_file_is_not_written_to()
    {
        if (OperatingSystem.IsWindows())
            return;
        Refused("/dev/full", "a device");
        Refused("/dev/null", "a device");
        Assert.True(File.Exists("/dev/null") && new FileInfo("/dev/null").Length == 0);
        var link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, "/dev/full");
        Refused(link, "a device");
        Assert.Equal("/dev/full", new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_symbolic_link_is_followed()
    {
        if (OperatingSystem.IsWindows())
            return;
        var link = Path.Combine(folder, "link");
        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        File.CreateSymbolicLink(link, Path.Combine("other", "a.npz"));
        for (var time = 0; time < 2; time++)
            Npz.Write(link, Named(("W", Floats(time))));
        Assert.Equal(new[] { 1f }, Npz.Read(Path.Combine(other, "a.npz"))["W"].Data);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Single(Directory.GetFiles(other));

        File.WriteAllText(Snapshot, "");
        Npz.Write(Snapshot, Named(("W", Floats(1))));
        Assert.Single(Npz.Read(Snapshot));

        File.CreateSymbolicLink(Path.Combine(folder, "ring"), "ring");
        Refused(Path.Combine(folder, "ring"), "cannot be written");
    }

    [Fact]
    public void A_name_that_would_be_lost_is_refused()
    {
        Fails("twice", "W", "W");
        Fails("Unicode", "W", "\uD800");

        void Fails(string says, params string[] names)
        {
            var arrays = names.Select(name => KeyValuePair.Create(name, Floats(1)));
            var error = Assert.Throws<DeepExpException>(() => Npz.Write(Snapshot, arrays));
            Assert.Equal("SaveNpz", error.Operation);
            Assert.Contains(Snapshot, error.Message, StringComparison.Ordinal);
            Assert.Contains(says, error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(Snapshot));
        }
    }

    [Fact]
    public void A_name_as_long_as_zip_allows()
    {
        var longest = new string('n', 65_531);
        Assert.Equal(longest, Assert.Single(ReadNpz(WriteNpz(true, (longest, Floats(1))))).Key);
        Assert.Throws<DeepExpException>(() => WriteNpz(true, (longest + "n", Floats(1))));
    }
}
