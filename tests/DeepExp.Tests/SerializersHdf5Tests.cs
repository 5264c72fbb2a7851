using DeepExp.Functional;
using DeepExp.Serialization;
using DeepExp.Serialization.Hdf5;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public sealed class SerializersHdf5Tests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly string file;

    public SerializersHdf5Tests() => file = Path.Combine(folder, "a.h5");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ChainList Net(DType? dtype = null) =>
        new(new L.Linear(2, 3, dtype: dtype), new L.Linear(3, 1, dtype: dtype));

    private static Optimizer Trained(ChainList net, Optimizer optimizer, int steps)
    {
        optimizer.Setup(net);
        Train(net, optimizer, steps);
        optimizer.NewEpoch();
        return optimizer;
    }

    private static void Train(ChainList net, Optimizer optimizer, int steps)
    {
        var dtype = net.Params().First().DType;
        for (var step = 0; step < steps; step++)
            optimizer.Update(() =>
                F.MeanSquaredError(
                    net.Cast<L.Linear>()
                        .Aggregate(
                            (Variable)Random(step, dtype, 5, 2),
                            (h, layer) => F.Tanh(layer.Forward(h))
                        ),
                    Random(step + 100, dtype, 5, 1)
                )
            );
    }

    private string State(Optimizer optimizer)
    {
        var other = Path.Combine(folder, "state.npz");
        Serializers.SaveNpz(other, optimizer);
        return string.Join(
            '\n',
            Serializers.LoadNpz(other).Select(named => $"{named.Key} {Bits(named.Value)}")
        );
    }

    private void Write(params (string Name, NpyArray? Array)[] arrays) =>
        Hdf5Writer.Write(file, arrays.Select(a => KeyValuePair.Create(a.Name, a.Array)));

    [Theory]
    [InlineData(false, 4)]
    [InlineData(false, 0)]
    [InlineData(true, 9)]
    [InlineData(true, 0)]
    public void Model_and_optimizer_come_back(bool isFloat64, int compression)
    {
        var dtype = isFloat64 ? DType.Float64 : DType.Float32;
        foreach (var make in (Func<Optimizer>[])[() => new SGD(), () => new Adam()])
        {
            var net = Net(dtype);
            var optimizer = Trained(net, make(), 7);
            var state = Path.Combine(folder, "b.h5");
            Serializers.SaveHdf5(file, net, compression);
            Serializers.SaveHdf5(state, optimizer, compression);

            var (net2, optimizer2) = (Net(dtype), make());
            optimizer2.Setup(net2);
            Serializers.LoadHdf5(file, net2);
            Serializers.LoadHdf5(state, optimizer2);
            Same(net, net2);
            Assert.Equal((7, 1), (optimizer2.T, optimizer2.Epoch));
            Assert.Equal(State(optimizer), State(optimizer2));

            Train(net, optimizer, 5);
            Train(net2, optimizer2, 5);
            Same(net, net2);
        }
    }

    [Fact]
    public void Keys_are_Chainers()
    {
        Serializers.SaveHdf5(file, Trained(Net(), new Adam(), 2));
        using var read = Hdf5File.Open(file);
        Assert.Equal(["0", "1", "epoch", "t"], read.NamesNear("x"));
        Assert.Equal(["0/W/m", "0/W/t", "0/W/v"], read.NamesNear("0/W/x"));
        Assert.Equal(new[] { 2L }, read.Find("0/W/t")!.Data);
        Assert.Empty(read.Find("t")!.Shape);
    }

    [Fact]
    public void A_missing_key_is_an_error_unless_not_strict()
    {
        var net = Net();
        var before = Bits(net);
        Write(
            ("0/W", new NpyArray([3, 2], new float[6])),
            ("more", new NpyArray([], new float[1]))
        );
        Refused("LoadHdf5", () => Serializers.LoadHdf5(file, net), file, "«0/b»", "[0/W]");
        Assert.Equal(before, Bits(net));

        Serializers.LoadHdf5(file, net, strict: false);
        Same(TensorModule.zeros(DType.Float32, [3, 2]), ((L.Linear)net[0]).W.Data);
        Assert.Equal(before.Split('\n')[1..], Bits(net).Split('\n')[1..]);
    }

    [Fact]
    public void A_link_may_stand_deeper_in_the_file()
    {
        var whole = new ChainList(Net(), Net());
        Serializers.SaveHdf5(file, whole);
        var part = Net();
        Serializers.LoadHdf5(file, part, path: "1/");
        Same(whole[1], part);
        Refused(
            "LoadHdf5",
            () => Serializers.LoadHdf5(file, part, path: "2/"),
            "«2/0/W»",
            "[0, 1]"
        );
    }

    public static TheoryData<string> BadArrays => [.. badArrays.Keys];

    // The first key is right in each, so that a load that is not all or nothing shows.
    private static readonly Dictionary<string, ((string, NpyArray?) B, string Says)> badArrays =
        new()
        {
            ["wrong shape"] = (("0/b", new([4], new float[4])), "shape 4"),
            ["wrong rank"] = (("0/b", new([3, 1], new float[3])), "shape 3×1"),
            ["one for three"] = (("0/b", new([1], new float[1])), "shape 1"),
            ["a group"] = (("0/b/c", new([3], new float[3])), "group of [c]"),
            ["empty"] = (("0/b", null), "h5py.Empty"),
            ["too long integers"] = (
                ("0/b", new([3], new[] { 1, 2, long.MaxValue })),
                "holds 9223372036854775807"
            ),
        };

    [Theory]
    [MemberData(nameof(BadArrays))]
    public void A_bad_array_leaves_the_model_as_it_was(string what)
    {
        var net = Net();
        var before = Bits(net);
        var (b, says) = badArrays[what];
        Write(("0/W", new NpyArray([3, 2], new float[6])), b);
        foreach (var strict in (bool[])[true, false])
            Refused(
                "LoadHdf5",
                () => Serializers.LoadHdf5(file, net, strict: strict),
                file,
                "0/b",
                says
            );
        Assert.Equal(before, Bits(net));
    }

    [Fact]
    public void A_cut_file_leaves_model_and_optimizer_as_they_were()
    {
        var net = Net();
        var optimizer = Trained(net, new Adam(), 3);
        var (before, stateBefore) = (Bits(net), State(optimizer));
        Serializers.SaveHdf5(file, Trained(Net(), new Adam(), 5));
        var whole = File.ReadAllBytes(file);
        foreach (
            var bytes in (byte[][])
                [
                    [],
                    whole[..^1],
                    whole[..500],
                    [.. whole[8..]],
                ]
        )
        {
            File.WriteAllBytes(file, bytes);
            Refused("LoadHdf5", () => Serializers.LoadHdf5(file, net), file);
            Refused("LoadHdf5", () => Serializers.LoadHdf5(file, optimizer), file);
        }
        Assert.Equal((before, stateBefore, 3), (Bits(net), State(optimizer), optimizer.T));
        Refused(
            "LoadHdf5",
            () => Serializers.LoadHdf5(file + "x", net),
            file + "x",
            "cannot be read"
        );
    }

    [Fact]
    public void A_bad_state_leaves_the_optimizer_as_it_was()
    {
        var optimizer = Trained(Net(), new Adam(), 3);
        var before = State(optimizer);
        foreach (var bad in (Array[])[new[] { -1L }, new[] { 1.5 }, new[] { double.NaN }])
        {
            Write(("t", new([], new[] { 5L })), ("epoch", new([], bad)));
            Refused(
                "LoadHdf5",
                () => Serializers.LoadHdf5(file, optimizer, strict: false),
                "«epoch»"
            );
        }
        Assert.Equal((before, 3), (State(optimizer), optimizer.T));
    }

    [Fact]
    public void What_cannot_be_saved_is_refused()
    {
        Refused("SaveHdf5", () => Serializers.SaveHdf5(file, new Adam()), "Setup(model)");
        Refused("LoadHdf5", () => Serializers.LoadHdf5(file, new Adam()), "Setup(model)");
        Refused("SaveHdf5", () => Serializers.SaveHdf5(file, Net(), 10), file, "10", "0 to 9");
        Assert.Empty(Directory.GetFiles(folder));
    }
}
