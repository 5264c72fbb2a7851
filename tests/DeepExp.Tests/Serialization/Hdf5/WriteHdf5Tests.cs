using System.Diagnostics;
using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;
using PureHDF;
using Xunit;
using static DeepExp.Tests.Serialization.Hdf5.Files;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>What is written is read back, by us and by others, and files are whole or untouched.</summary>
public sealed class WriteHdf5Tests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string Snapshot => Path.Combine(folder, "snapshot_iter_60");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static NpyArray Floats(params float[] data) => new([data.Length], data);

    private static readonly (string Name, NpyArray Array)[] arrays =
    [
        ("t", new([], new[] { 60L })),
        ("l1/W", Floats(1f, -0f, float.NaN, float.Epsilon) with { Shape = [2, 2] }),
        ("l1/b", new([3], new[] { 1.5, double.NegativeInfinity, double.MaxValue })),
        ("l1/b2", Floats(7)),
        ("l2/deep/er/n", new([2, 1, 2], new[] { 1, -2, int.MinValue, int.MaxValue })),
        ("none", new([0, 3], Array.Empty<float>())),
        ("重み/é", new([2], new[] { (Half)0.5, (Half)(-2) })),
        ("large", Floats([.. Enumerable.Range(0, 700_000).Select(i => i / 7f)])),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void What_is_written_is_read(int compression)
    {
        var file = Write(compression, [.. arrays.Select(a => (a.Name, a.Array))]);
        foreach (var (name, array) in arrays)
        {
            var read = Read(file, name);
            Assert.Equal(array.Shape, read.Shape);
            Assert.Equal(array.Data, read.Data);
            Assert.Equal(array.Data.GetType(), read.Data.GetType());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Another_library_reads_the_same(int compression)
    {
        var file = Write(compression, [.. arrays.Select(a => (a.Name, a.Array))]);
        using var other = H5File.Open(new MemoryStream(file));
        var dataset = other.Dataset("l1/W");
        Assert.Equal([2UL, 2], dataset.Space.Dimensions);
        Assert.Equal(
            compression > 0 ? H5DataLayoutClass.Chunked : H5DataLayoutClass.Contiguous,
            dataset.Layout.Class
        );
        Assert.Equal(H5DataLayoutClass.Contiguous, other.Dataset("l1/b2").Layout.Class);
        Assert.Equal(arrays[1].Array.Data, dataset.Read<float[,]>().Cast<float>().ToArray());
        Assert.Equal(60, other.Dataset("t").Read<long>());
        Assert.Equal(arrays[2].Array.Data, other.Dataset("l1/b").Read<double[]>());
        Assert.Equal(arrays[7].Array.Data, other.Dataset("large").Read<float[]>());
    }

    [Fact]
    public void What_another_library_writes_is_read()
    {
        var stream = new MemoryStream();
        new H5File
        {
            ["l1"] = new H5Group
            {
                ["W"] = new H5Dataset(
                    new[,]
                    {
                        { 1f, 2f, 3f },
                        { 4f, 5f, 6f },
                    },
                    chunks: [2, 3]
                ),
                ["n"] = new[] { 1L, 2L },
            },
        }.Write(stream);
        var file = stream.ToArray();
        Assert.Equal([2, 3], Read(file, "l1/W").Shape);
        Assert.Equal(new[] { 1f, 2f, 3f, 4f, 5f, 6f }, Read(file, "l1/W").Data);
        Assert.Equal(new[] { 1L, 2L }, Read(file, "l1/n").Data);
    }

    [Fact]
    public void Groups_of_any_size()
    {
        foreach (var count in (int[])[0, 1, 8, 9, 256, 257, 3000])
        {
            var file = Write(4, [.. Enumerable.Range(0, count).Select(i => ($"g/{i}", Floats(i)))]);
            using var ours = new Hdf5File(new MemoryStream(file));
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(new[] { (float)i }, ours.Find($"g/{i}")!.Data);
            }

            using var other = H5File.Open(new MemoryStream(file));
            Assert.Equal(count, count == 0 ? 0 : other.Group("g").Children().Count());
        }
    }

    [Fact]
    public void The_reference_tools_read_it()
    {
        Hdf5Writer.Write(
            Snapshot,
            [
                .. arrays.Select(a => KeyValuePair.Create(a.Name, a.Array)),
                new("empty", NpyArray.None),
            ]
        );
        try
        {
            using var dump = Process.Start(
                new ProcessStartInfo("h5dump", ["-p", "-d", "/l1/W", "-d", "/empty", Snapshot])
                {
                    RedirectStandardOutput = true,
                }
            )!;
            var said = dump.StandardOutput.ReadToEnd();
            dump.WaitForExit();
            Assert.Equal(0, dump.ExitCode);
            Assert.Contains("H5T_IEEE_F32LE", said, StringComparison.Ordinal);
            Assert.Contains("COMPRESSION DEFLATE { LEVEL 4 }", said, StringComparison.Ordinal);
            Assert.Contains("(0,0): 1, -0", said, StringComparison.Ordinal);
            Assert.Contains("DATASPACE  NULL", said, StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // h5dump is not on this machine; what another library reads is checked above.
        }
    }

    [Fact]
    public void A_value_that_is_not_there_is_empty() =>
        Assert.True(Read(Write(4, ("l1/W", NpyArray.None)), "l1/W").IsNone);

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        Assert.Equal(Write(4, ("W", Floats(1, 2, 3))), Write(4, ("W", Floats(1, 2, 3))));
        Assert.NotEqual(Write(4, ("W", Floats(1, 2, 3))), Write(4, ("W", Floats(1, 2, 4))));
        var zeros = ("W", Floats(new float[100_000]));
        Assert.True(Write(4, zeros).Length < 10_000);
        Assert.True(Write(0, zeros).Length > 400_000);
    }

    [Fact]
    public void A_failure_half_way_leaves_the_file_as_it_was()
    {
        Hdf5Writer.Write(Snapshot, [new("W", Floats(1, 2, 3))]);
        var before = File.ReadAllBytes(Snapshot);

        static IEnumerable<KeyValuePair<string, NpyArray>> Breaking()
        {
            yield return new("W", Floats(new float[100_000]));
            throw new InvalidOperationException("the model is gone");
        }

        Assert.Throws<InvalidOperationException>(() => Hdf5Writer.Write(Snapshot, Breaking()));
        Assert.Equal(before, File.ReadAllBytes(Snapshot));
        Assert.Equal([Snapshot], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("twice", "W", "W")]
    [InlineData("an array already", "W", "W/b")]
    [InlineData("twice", "W/b", "W")]
    [InlineData("Unicode", "a//b")]
    [InlineData("Unicode", "/a")]
    [InlineData("Unicode", "")]
    [InlineData("Unicode", "a/./b")]
    [InlineData("Unicode", "a\0b")]
    public void A_name_that_would_be_lost_is_refused(string says, params string[] names)
    {
        var error = Assert.Throws<DeepExpException>(() =>
            Hdf5Writer.Write(Snapshot, names.Select(name => KeyValuePair.Create(name, Floats(1))))
        );
        Assert.Equal("SaveHdf5", error.Operation);
        Assert.Contains(Snapshot, error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Snapshot));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused()
    {
        Assert.Throws<DeepExpException>(() => Write(-1));
        Assert.Throws<DeepExpException>(() => Write(10));
        Assert.Throws<DeepExpException>(() => Write(4, ("\uD800", Floats(1))));
        Assert.Throws<DeepExpException>(() => Write(4, ("b", new([2], new float[3]))));
        Assert.Throws<DeepExpException>(() => Write(4, ("b", new([-1, -3], new float[3]))));
        Assert.Throws<DeepExpException>(() => Write(4, ("b", new([1], new bool[1]))));
        Assert.Throws<DeepExpException>(() => Write(4, ("b", new([1], new string[1]))));
    }
}
