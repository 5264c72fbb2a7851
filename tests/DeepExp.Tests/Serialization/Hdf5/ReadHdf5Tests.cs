using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Serialization.Hdf5.Files;

namespace DeepExp.Tests.Serialization.Hdf5;

/// <summary>What h5py writes is read, or refused by name.</summary>
public class ReadHdf5Tests
{
    private static readonly byte[] foreign = Bytes("foreign.h5");
    private static readonly byte[] latest = Bytes("latest.h5");

    private static void Counts<T>(byte[] file, string key, int[] shape, Func<int, T> convert)
    {
        var (found, data) = Read(file, key);
        Assert.Equal(shape, found);
        Assert.Equal(
            Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(convert),
            Assert.IsType<T[]>(data)
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("chunked")]
    [InlineData("again")]
    [InlineData("many/0")]
    [InlineData("many/299")]
    [InlineData("/many//150")]
    [InlineData("loop/loop/plain")]
    public void Arrays_however_they_are_stored(string key) =>
        Counts(foreign, key, [7, 5], i => (float)i);

    [Theory]
    [InlineData("plain")]
    [InlineData("one")]
    [InlineData("l1/W")]
    public void The_latest_format(string key) => Counts(latest, key, [7, 5], i => (float)i);

    [Fact]
    public void Chunks()
    {
        Counts(foreign, "shuffled", [7, 5], i => (double)i);
        Counts(foreign, "cube", [3, 4, 5], i => (long)i);
        Counts(foreign, "tiles", [20, 20], i => (short)i);
        Assert.Equal(new[] { 1f, 2f }, Read(foreign, "compact").Data);
    }

    [Fact]
    public void Chunks_that_skipped_a_filter() =>
        Counts(Bytes("skipped.h5"), "W", [4, 8], i => (float)i);

    [Fact]
    public void Numbers_of_every_type_and_byte_order()
    {
        foreach (var type in NpyType.All.Where(type => type.Code != "b1"))
        {
            foreach (var order in (string[])["little/", "big/"])
            {
                var data = Read(foreign, order + type.Code).Data;
                Assert.Equal(type.ArrayType, data.GetType());
                Assert.Equal(
                    [1.0, 2, 100],
                    data.Cast<object>()
                        .Select(x => x is Half half ? (double)half : Convert.ToDouble(x))
                );
            }
        }
    }

    [Fact]
    public void Single_values()
    {
        Assert.Empty(Read(foreign, "scalar").Shape);
        Assert.Equal(new[] { 2.5 }, Read(foreign, "scalar").Data);
        Assert.Equal(new[] { 2.5 }, Read(latest, "scalar").Data);
        Assert.Equal(new sbyte[] { 1, 0 }, Read(foreign, "bool").Data);
        Assert.Equal([0, 3], Read(foreign, "zero").Shape);
        Assert.Empty(Read(foreign, "zero").Data);
        Assert.Equal(new[] { 1f }, Read(foreign, "names/重み").Data);
        Assert.Equal(new[] { 1f, 2f }, Read(foreign, "noted").Data);
        Assert.True(Read(foreign, "none").IsNone);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("many/300")]
    [InlineData("plain/W")]
    [InlineData("loop/loop/missing")]
    public void What_is_not_there_is_null(string key) => Assert.Null(Find(foreign, key));

    [Theory]
    [InlineData("many", "group", "[0, 1, 10,")]
    [InlineData("", "group")]
    [InlineData("text", "sequences")]
    [InlineData("texts", "text")]
    [InlineData("compound", "compound")]
    [InlineData("complex", "compound")]
    [InlineData("sequences", "sequences")]
    [InlineData("soft", "soft or external link")]
    [InlineData("ring", "soft or external link")]
    [InlineData("ring/W", "soft or external link")]
    [InlineData("links/outside", "soft or external link")]
    [InlineData("links/outside/W", "soft or external link")]
    [InlineData("named type", "neither a group nor an array")]
    [InlineData("of named type", "shared")]
    [InlineData("external", "other files")]
    [InlineData("lzf", "filter 32000")]
    [InlineData("holes", "0 of 9 chunks")]
    public void What_is_no_array_of_numbers_is_refused(string key, params string[] says)
    {
        Refused(() => Find(foreign, key), ["a.h5", $"'{key}'", .. says]);
    }

    [Theory]
    [InlineData("ring", "soft or external link")]
    [InlineData("chunked", "index of kind", "libver")]
    [InlineData("many/3", "fractal heap", "libver")]
    public void What_only_the_latest_format_has_is_refused(string key, params string[] says) =>
        Refused(() => Find(latest, key), ["a.h5", $"'{key}'", .. says]);
}
