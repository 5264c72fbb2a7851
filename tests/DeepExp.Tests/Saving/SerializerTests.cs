using Xunit;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests.Saving;

/// <summary>Serializers: several models and optimizers side by side, and values one by one.</summary>
public abstract class SerializerTests : FileTests
{
    private protected SerializerTests(Format format)
        : base(format) { }

    private protected void IsWhole(ChainList net, Optimizer optimizer, Deserializer s)
    {
        var (net2, optimizer2) = (Net(), new Adam());
        optimizer2.Setup(net2);
        ((Deserializer)s["all"]["model"]).Load(net2);
        ((Deserializer)s["all"]["optimizer"]).Load(optimizer2);
        Same(net, net2);
        Assert.Equal(State(optimizer), State(optimizer2));
        Same(Range(2, 3), s["all"].Call("x", null));
        Assert.Null(s["all"].Call("none", null));
    }

    private protected static void SaveAll(Serializer s, ChainList net, Optimizer optimizer)
    {
        var all = (Serializer)s["all"];
        ((Serializer)all["model"]).Save(net);
        ((Serializer)all["optimizer"]).Save(optimizer);
        Same(Range(2, 3), all.Call("x", Range(2, 3)));
        Assert.Null(all.Call("none", null));
    }

    [Fact]
    public void Through_a_dictionary()
    {
        var net = Net();
        var optimizer = Trained(net, new Adam(), 3);
        var dictionary = new DictionarySerializer();
        SaveAll(dictionary, net, optimizer);
        Assert.Null(dictionary.Target["all/none"]);
        Assert.Equal(3, dictionary.Target["all/optimizer/1/b/t"]!.ToScalar());
        IsWhole(net, optimizer, new NpzDeserializer(dictionary.Target));

        Format.Save(File, dictionary);
        Assert.Equal(dictionary.Target.Keys.Order(StringComparer.Ordinal), Format.Keys(File));
        IsWhole(net, optimizer, Format.Reader(File));
    }

    [Fact]
    public void A_dictionary_that_is_given()
    {
        Dictionary<string, Tensor?> target = new() { ["a"] = Range(1), ["b"] = Range(1) };
        var s = new DictionarySerializer(target, "deep/");
        s.Save(Net());
        Assert.Equal("deep/", s.Path);
        Assert.Equal(["a", "b", "deep/0/W", "deep/0/b", "deep/1/W", "deep/1/b"], target.Keys);
    }

    [Fact]
    public void Values_are_read_as_the_given_ones_are()
    {
        Save(new Dictionary<string, Tensor> { ["x"] = new[] { 1, 2 } });
        var s = Format.Reader(File);
        Same(new[] { 1.0, 2 }, s.Call("x", new[] { 7.0, 7 }));
        Same(new[] { 1, 2 }, s.Call("x", null));
        Refused(Format.LoadName, () => s.Call("x", Range(3)), "«x»", "shape 2", "shape 3");
        Refused(Format.LoadName, () => s.Call("y", Range(3)), "«y»", "[x]");
        Refused(Format.LoadName, () => ((Deserializer)s["x"]).Load(Net()), "«x/0/W»");
    }

    [Fact]
    public void What_is_not_strict_or_ignored_stays_so_below()
    {
        Save(new Dictionary<string, Tensor> { ["a/x"] = Range(2) });
        foreach (var s in NotStrict(File))
        {
            Same(Range(2), s["a"].Call("x", new[] { 5f, 5 }));
            Same(Range(3), s["a"].Call("y", Range(3)));
            Same(Range(5), s["a"].Call("ignored", Range(5)));
        }
    }

    private protected abstract IEnumerable<Deserializer> NotStrict(string file);
}

public sealed class NpzSerializerTests() : SerializerTests(Format.Npz)
{
    private protected override IEnumerable<Deserializer> NotStrict(string file) =>
        [
            new NpzDeserializer(file, strict: false),
            new NpzDeserializer(file, ignoreNames: new[] { "a/y", "a/ignored" }),
        ];

    [Fact]
    public void A_dictionary_that_does_not_fit_changes_nothing()
    {
        var s = new DictionarySerializer();
        s.Save(Net());
        s.Target["1/b"] = Range(3);
        var net = Net();
        var before = Bits(net);
        Refused(
            "NpzDeserializer",
            () => new NpzDeserializer(s.Target).Load(net),
            "the dictionary",
            "«1/b»",
            "shape 3"
        );
        s.Target.Remove("1/b");
        Refused("NpzDeserializer", () => new NpzDeserializer(s.Target).Load(net), "«1/b»", "0/W");
        Assert.Equal(before, Bits(net));
    }
}

public sealed class Hdf5SerializerTests() : SerializerTests(Format.Hdf5)
{
    private protected override IEnumerable<Deserializer> NotStrict(string file) =>
        [
            new HDF5Deserializer(file, strict: false),
            new HDF5Deserializer(file, ignoreNames: new[] { "a/y", "a/ignored" }),
        ];

    [Fact]
    public void Straight_into_a_file_which_each_call_replaces_as_a_whole()
    {
        var net = Net();
        var optimizer = Trained(net, new Adam(), 3);
        var s = new HDF5Serializer(File, compression: 9);
        SaveAll(s, net, optimizer);
        IsWhole(net, optimizer, new HDF5Deserializer(File));

        var before = System.IO.File.ReadAllBytes(File);
        Refused("SaveHdf5", () => s["all"]["x"].Call("y", Range(1)), "an array already");
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));

        Train(net, optimizer, 1);
        SaveAll(s, net, optimizer);
        IsWhole(net, optimizer, new HDF5Deserializer(File));
        Refused("SaveHdf5", () => new HDF5Serializer(File, 10).Save(net), "0 to 9");
        IsWhole(net, optimizer, new HDF5Deserializer(File));
    }
}
