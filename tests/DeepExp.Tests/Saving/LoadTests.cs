using DeepExp.Functional;
using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Saving;

/// <summary>What is asked for is taken, from where it stands, in the type that is wanted.</summary>
public abstract class LoadTests : FileTests
{
    private protected LoadTests(Format format)
        : base(format) { }

    [Fact]
    public void A_missing_key_is_an_error_unless_not_strict()
    {
        var net = Net();
        var before = Bits(net);
        Write(("0/W", new NpyArray([3, 2], new float[6])));
        LoadRefused(net, strict: true, "«0/b»", "[0/W]");
        Assert.Equal(before, Bits(net));

        Format.Load(File, net, strict: false);
        Same(TensorModule.zeros(DType.Float32, [3, 2]), First(net).W.Data);
        Assert.Equal(before.Split('\n')[1..], Bits(net).Split('\n')[1..]);
    }

    [Fact]
    public void Further_keys_are_ignored()
    {
        var net = Net();
        var saved = net.NamedParams()
            .ToDictionary(named => named.Path[1..], named => named.Param.Data);
        saved["more"] = Range(2);
        Save(saved);
        var other = Net();
        Format.Load(File, other);
        Same(net, other);
    }

    private static IEnumerable<IgnoreNames> BothOfTheFirst(string path) =>
        [
            new[] { $"{path}0/W", $"{path}0/b" },
            new(key => key.StartsWith($"{path}0/", StringComparison.Ordinal)),
            (Func<string, bool>)(key => key[..^1] == $"{path}0/"),
        ];

    [Theory]
    [InlineData("")]
    [InlineData("deep/er/")]
    public void Ignored_keys_stay_as_they_are(string path)
    {
        var saved = Net();
        Save(
            saved
                .NamedParams()
                .Skip(2)
                .Select(named => KeyValuePair.Create(path + named.Path[1..], named.Param.Data))
                .Append(KeyValuePair.Create($"{path}0/W", Range(7)))
        );
        foreach (var ignoreNames in BothOfTheFirst(path))
        {
            var net = Net();
            var first = Bits(net[0]);
            Format.Load(File, net, path, ignoreNames: ignoreNames);
            Assert.Equal(first, Bits(net[0]));
            Same(saved[1], net[1]);
        }

        // One of two is not enough, and a key is meant with its path.
        foreach (var one in (string[])[$"{path}0/W", "W", "/0/b", "0/"])
            Refused(
                Format.LoadName,
                () => Format.Load(File, Net(), path, ignoreNames: one),
                one == $"{path}0/W" ? $"«{path}0/b»" : "«0/W»"
            );
    }

    [Fact]
    public void Ignored_keys_of_an_optimizer()
    {
        var (optimizer, other) = (Trained(Net(), new Adam(), 3), Trained(Net(), new Adam(), 5));
        Format.Save(File, other);
        Format.Load(File, optimizer, ignoreNames: "epoch");
        optimizer.NewEpoch();
        other.NewEpoch();
        Assert.Equal(State(other), State(optimizer));
        Format.Load(File, optimizer, ignoreNames: "t");
        Assert.Equal((5, 1), (optimizer.T, optimizer.Epoch));
    }

    [Fact]
    public void A_link_may_stand_deeper_in_the_file()
    {
        var whole = new ChainList(Net(), Net());
        Format.Save(File, whole);
        var part = Net();
        Format.Load(File, part, path: "1/");
        Same(whole[1], part);
        Refused(Format.LoadName, () => Format.Load(File, part, path: "2/"), "«2/0/W»");
    }

    [Fact]
    public void Values_are_converted_to_the_type_of_the_parameter()
    {
        var (wide, narrow) = (Net(DType.Float64), Net());
        Format.Save(File, wide);
        Format.Load(File, narrow);
        Assert.All(
            wide.Params().Zip(narrow.Params()),
            pair => Same(TensorModule.cast(DType.Float32, pair.First.Data), pair.Second.Data)
        );
        Write(
            ("0/W", new NpyArray([3, 2], new long[] { 1, 2, 3, 4, 5, 6 })),
            ("0/b", new NpyArray([3], new Half[] { (Half)0.5, (Half)1, (Half)2 }))
        );
        Format.Load(File, narrow, strict: false);
        Holds(First(narrow).W, 1, 2, 3, 4, 5, 6);
        Holds(First(narrow).B!, 0.5, 1, 2);
    }

    [Fact]
    public void What_is_infinite_stays_so_but_nothing_becomes_so()
    {
        var net = Net();
        var before = Bits(net);
        Write(
            ("0/W", new NpyArray([3, 2], new float[6])),
            ("0/b", new NpyArray([3], new[] { double.PositiveInfinity, 1, 1e300 }))
        );
        LoadRefused(net, strict: false, "«0/b» holds 1E+300", "float32");
        Assert.Equal(before, Bits(net));
        Write(("0/b", new NpyArray([3], new[] { double.PositiveInfinity, double.NaN, 1e-300 })));
        Format.Load(File, net, strict: false);
        Holds(First(net).B!, double.PositiveInfinity, double.NaN, 0);
    }
}

public sealed class NpzLoadTests() : LoadTests(Format.Npz);

public sealed class Hdf5LoadTests() : LoadTests(Format.Hdf5);
