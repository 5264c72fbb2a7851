using System.IO.Compression;
using DeepExp.Functional;
using DeepExp.Serialization;
using DeepExp.Tests.Serialization;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public sealed class SerializersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly string file;

    public SerializersTests() => file = Path.Combine(folder, "a.npz");

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

    private void Write(params (string Name, NpyArray Array)[] arrays) =>
        File.WriteAllBytes(file, Bytes.WriteNpz(true, arrays));

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Model_and_optimizer_come_back(bool isFloat64, bool compression)
    {
        var dtype = isFloat64 ? DType.Float64 : DType.Float32;
        foreach (var make in EachOptimizer)
        {
            var net = Net(dtype);
            var optimizer = Trained(net, make(), 7);
            var state = Path.Combine(folder, "b.npz");
            Serializers.SaveNpz(file, net, compression);
            Serializers.SaveNpz(state, optimizer, compression);

            var (net2, optimizer2) = (Net(dtype), make());
            optimizer2.Setup(net2);
            Serializers.LoadNpz(file, net2);
            Serializers.LoadNpz(state, optimizer2);
            Same(net, net2);
            Assert.Equal((7, 1), (optimizer2.T, optimizer2.Epoch));
            Assert.Equal(State(optimizer), State(optimizer2));

            Train(net, optimizer, 5);
            Train(net2, optimizer2, 5);
            Same(net, net2);
        }
    }

    private static IEnumerable<Func<Optimizer>> EachOptimizer =>
        typeof(Optimizer)
            .Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract)
            .Select(type => type.GetConstructors().Single())
            .Select(constructor =>
                (Func<Optimizer>)(
                    () =>
                        (Optimizer)
                            constructor.Invoke([
                                .. constructor
                                    .GetParameters()
                                    .Select(parameter => parameter.DefaultValue),
                            ])
                )
            );

    [Fact]
    public void Names_of_states_are_Chainers()
    {
        Dictionary<string, string[]> states = new()
        {
            ["SGD"] = [],
            ["MomentumSGD"] = ["v"],
            ["NesterovAG"] = ["v"],
            ["CorrectedMomentumSGD"] = ["v"],
            ["AdaGrad"] = ["h"],
            ["AdaDelta"] = ["msdx", "msg"],
            ["RMSprop"] = ["ms"],
            ["RMSpropGraves"] = ["delta", "g", "n"],
            ["SMORMS3"] = ["g", "g2", "mem"],
            ["MSVAG"] = ["m", "v"],
            ["Adam"] = ["m", "v"],
            ["AdamW"] = ["m", "v"],
            ["AMSGrad"] = ["m", "v", "vhat"],
            ["AdaBound"] = ["m", "v"],
            ["AMSBound"] = ["m", "v", "vhat"],
        };
        foreach (var make in EachOptimizer)
        {
            var net = new ChainList(new L.Linear(2, 1, nobias: true));
            var optimizer = Trained(net, make(), 2);
            string[] names = ["t", .. states[optimizer.GetType().Name]];
            Assert.Equal(
                names.Select(name => $"0/W/{name}").Order(StringComparer.Ordinal),
                Entries(optimizer).Keys.Skip(2).Order(StringComparer.Ordinal)
            );
            Assert.Equal(
                states[optimizer.GetType().Name],
                net.Params().Single().UpdateRule!.State.Keys.Order(StringComparer.Ordinal)
            );
        }
    }

    private static bool IsCount(string key) =>
        key is "t" or "epoch" || key.EndsWith("/t", StringComparison.Ordinal);

    [Fact]
    public void A_file_of_before_the_first_update_holds_only_counts()
    {
        foreach (var make in EachOptimizer)
        {
            var net = Net();
            var optimizer = Trained(net, make(), 3);
            var fresh = State(make().Setup(Net()));
            Serializers.SaveNpz(
                file,
                Entries(make().Setup(Net())).Where(named => IsCount(named.Key))
            );
            Assert.Equal(2 + 4, Serializers.LoadNpz(file).Count);
            Serializers.LoadNpz(file, optimizer);
            Assert.Equal((0, 0), (optimizer.T, optimizer.Epoch));
            Assert.Equal(fresh, State(optimizer));
        }

        var adam = Trained(Net(), new Adam(), 3);
        var before = State(adam);
        Serializers.SaveNpz(file, Entries(adam).Where(named => IsCount(named.Key)));
        Refused("LoadNpz", () => Serializers.LoadNpz(file, adam), "«0/W/m»");
        Assert.Equal(before, State(adam));
    }

    [Property(MaxTest = 20)]
    public void Tensors_come_back(int seed, bool compression)
    {
        var random = new Random(seed);
        var dtype = random.Next(2) == 0 ? DType.Float32 : DType.Float64;
        var saved = Enumerable
            .Range(0, random.Next(4))
            .ToDictionary(
                i => $"{i}/é",
                i =>
                    Random(
                        seed + i,
                        dtype,
                        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(4))]
                    )
            );
        Serializers.SaveNpz(file, saved, compression);
        var loaded = Serializers.LoadNpz(file);
        Assert.Equal(saved.Keys, loaded.Keys);
        Assert.All(saved, named => Same(named.Value, loaded[named.Key]));
    }

    [Fact]
    public void Integers_and_odd_numbers_come_back()
    {
        Dictionary<string, Tensor> saved = new()
        {
            ["labels"] = new[] { 1, -2, int.MaxValue },
            ["odd"] = new[] { float.NaN, float.NegativeInfinity, -0f, float.Epsilon },
        };
        Serializers.SaveNpz(file, saved);
        Assert.All(Serializers.LoadNpz(file), named => Same(saved[named.Key], named.Value));
    }

    [Fact]
    public void Integers_of_every_type_become_int32()
    {
        Write(
            ("b1", new NpyArray([2], new[] { true, false })),
            ("i1", new NpyArray([2], new sbyte[] { -1, 127 })),
            ("u1", new NpyArray([2], new byte[] { 1, 255 })),
            ("i2", new NpyArray([2], new short[] { -1, 32767 })),
            ("u2", new NpyArray([2], new ushort[] { 1, 65535 })),
            ("i4", new NpyArray([2], new[] { int.MinValue, int.MaxValue })),
            ("u4", new NpyArray([2], new uint[] { 1, int.MaxValue })),
            ("i8", new NpyArray([2], new long[] { int.MinValue, int.MaxValue })),
            ("u8", new NpyArray([2], new ulong[] { 1, int.MaxValue }))
        );
        var loaded = Serializers.LoadNpz(file);
        Assert.All(loaded.Values, x => Assert.Equal(DType.Int32, x.DType));
        Assert.Equal(
            "1 0|-1 127|1 255|-1 32767|1 65535|-2147483648 2147483647|1 2147483647|-2147483648 2147483647|1 2147483647",
            string.Join('|', loaded.Values.Select(x => string.Join(' ', x.ToArray<int>())))
        );
    }

    [Fact]
    public void A_record_of_the_core_is_saved_by_its_names_and_loaded_into_a_chain()
    {
        Linear[] layers =
        [
            LinearModule.init(DType.Float32, 2, 3, KeyModule.ofSeed(1)),
            LinearModule.init(DType.Float32, 3, 1, KeyModule.ofSeed(2)),
        ];
        Serializers.SaveNpz(
            file,
            Parameters.named(layers).Select(named => KeyValuePair.Create(named.Item1, named.Item2))
        );
        var net = Net();
        Serializers.LoadNpz(file, net);
        Same(layers[0].W, ((L.Linear)net[0]).W.Data);
        Same(layers[1].b!.Value, ((L.Linear)net[1]).B!.Data);
    }

    [Fact]
    public void A_missing_key_is_an_error_unless_not_strict()
    {
        var net = Net();
        var before = Bits(net);
        Write(("0/W", new NpyArray([3, 2], new float[6])));
        Refused("LoadNpz", () => Serializers.LoadNpz(file, net), "«0/b»", "[0/W]");
        Assert.Equal(before, Bits(net));

        Serializers.LoadNpz(file, net, strict: false);
        Same(TensorModule.zeros(DType.Float32, [3, 2]), ((L.Linear)net[0]).W.Data);
        Assert.Equal(before.Split('\n')[1..], Bits(net).Split('\n')[1..]);
    }

    [Fact]
    public void Further_keys_are_ignored()
    {
        var net = Net();
        var saved = net.NamedParams().ToDictionary(named => named.Path, named => named.Param.Data);
        saved["more"] = Range(2);
        Serializers.SaveNpz(file, saved);
        var other = Net();
        Serializers.LoadNpz(file, other);
        Same(net, other);
    }

    [Fact]
    public void A_link_may_stand_deeper_in_the_file()
    {
        var whole = new ChainList(Net(), Net());
        var optimizer = Trained((ChainList)whole[1], new Adam(), 3);
        Serializers.SaveNpz(file, whole);
        var part = Net();
        Serializers.LoadNpz(file, part, path: "1/");
        Same(whole[1], part);
        Refused("LoadNpz", () => Serializers.LoadNpz(file, part, path: "2/"), "«2/0/W»");

        Serializers.SaveNpz(
            file,
            Entries(optimizer).Select(named => KeyValuePair.Create($"opt/{named.Key}", named.Value))
        );
        var loaded = new Adam().Setup(part);
        Serializers.LoadNpz(file, loaded, path: "opt/");
        Assert.Equal(State(optimizer), State(loaded));
    }

    [Fact]
    public void Values_are_converted_to_the_type_of_the_parameter()
    {
        var (wide, narrow) = (Net(DType.Float64), Net());
        Serializers.SaveNpz(file, wide);
        Serializers.LoadNpz(file, narrow);
        Assert.All(
            wide.Params().Zip(narrow.Params()),
            pair => Same(TensorModule.cast(DType.Float32, pair.First.Data), pair.Second.Data)
        );
        Write(
            ("0/W", new NpyArray([3, 2], new long[] { 1, 2, 3, 4, 5, 6 })),
            ("0/b", new NpyArray([3], new Half[] { (Half)0.5, (Half)1, (Half)2 }))
        );
        Serializers.LoadNpz(file, narrow, strict: false);
        Holds(((L.Linear)narrow[0]).W, 1, 2, 3, 4, 5, 6);
        Holds(((L.Linear)narrow[0]).B!, 0.5, 1, 2);
    }

    // The first key is right in each, so that a load that is not all or nothing shows.
    public static TheoryData<string> BadModels => [.. badModels.Keys];

    private static readonly (string, byte[]) goodW = ("0/W.npy", Bytes.Zeros("(3, 2)", 6));

    private static readonly Dictionary<string, (Func<byte[]> File, string Says)> badModels = new()
    {
        ["wrong shape"] = (() => Bytes.Zip(goodW, ("0/b.npy", Bytes.Zeros("(4,)", 4))), "shape 4"),
        ["wrong rank"] = (
            () => Bytes.Zip(goodW, ("0/b.npy", Bytes.Zeros("(3, 1)", 3))),
            "shape 3×1"
        ),
        ["objects"] = (
            () =>
                Bytes.Zip(
                    goodW,
                    ("0/b.npy", Bytes.NpyOf(Bytes.Header("(3,)", "|O"), new byte[24]))
                ),
            "0/b"
        ),
        ["text"] = (
            () =>
                Bytes.Zip(
                    goodW,
                    ("0/b.npy", Bytes.NpyOf(Bytes.Header("(3,)", "<U1"), new byte[12]))
                ),
            "0/b"
        ),
        ["too long integers"] = (
            () =>
                Bytes.WriteNpz(
                    true,
                    ("0/W", new NpyArray([3, 2], new float[6])),
                    ("0/b", new NpyArray([3], new long[] { 1, 2, long.MaxValue }))
                ),
            "holds 9223372036854775807"
        ),
        ["unsigned integers"] = (
            () =>
                Bytes.WriteNpz(
                    true,
                    ("0/W", new NpyArray([3, 2], new float[6])),
                    ("0/b", new NpyArray([3], new uint[] { 1, 2, uint.MaxValue }))
                ),
            "holds 4294967295"
        ),
        ["cut"] = (() => Bytes.Zip(goodW)[..^30], "a.npz"),
        ["empty"] = (() => [], "a.npz"),
        ["no zip"] = (() => "not a zip at all"u8.ToArray(), "a.npz"),
    };

    [Theory]
    [MemberData(nameof(BadModels))]
    public void A_bad_file_leaves_the_model_as_it_was(string what)
    {
        var net = Net();
        var before = Bits(net);
        File.WriteAllBytes(file, badModels[what].File());
        foreach (var strict in (bool[])[true, false])
            Refused(
                "LoadNpz",
                () => Serializers.LoadNpz(file, net, strict: strict),
                badModels[what].Says
            );
        Assert.Equal(before, Bits(net));
    }

    [Fact]
    public void A_number_too_large_for_the_parameter_is_refused()
    {
        var net = Net();
        var before = Bits(net);
        Write(
            ("0/W", new NpyArray([3, 2], new float[6])),
            ("0/b", new NpyArray([3], new[] { double.PositiveInfinity, 1, 1e300 }))
        );
        Refused(
            "LoadNpz",
            () => Serializers.LoadNpz(file, net, strict: false),
            "«0/b» holds 1E+300",
            "float32"
        );
        Assert.Equal(before, Bits(net));
        Write(("0/b", new NpyArray([3], new[] { double.PositiveInfinity, double.NaN, 1e-300 })));
        Serializers.LoadNpz(file, net, strict: false);
        Holds(((L.Linear)net[0]).B!, double.PositiveInfinity, double.NaN, 0);
    }

    [Fact]
    public void An_array_of_another_shape_is_refused_before_it_is_read()
    {
        const int Length = 16 << 20;
        var net = Net();
        Write(
            ("0/W", new NpyArray([3, 2], new float[6])),
            ("0/b", new NpyArray([Length], new float[Length]))
        );
        var hdf5 = Path.Combine(folder, "a.h5");
        DeepExp.Serialization.Hdf5.Hdf5Writer.Write(
            hdf5,
            Npz.Read(file)
                .Select(named => KeyValuePair.Create<string, NpyArray?>(named.Key, named.Value))
        );
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(
            "LoadNpz",
            () => Serializers.LoadNpz(file, net),
            "«0/b»",
            "shape 16777216 in the file"
        );
        Refused(
            "LoadHdf5",
            () => Serializers.LoadHdf5(hdf5, net),
            "«0/b»",
            "shape 16777216 in the file"
        );
        var other = new Adam().Setup(net);
        Write(("t", new NpyArray([Length], new byte[Length])));
        Refused(
            "LoadNpz",
            () => Serializers.LoadNpz(file, other),
            "«t»",
            "shape 16777216 in the file"
        );
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Length + (8 << 20));
    }

    [Fact]
    public void What_the_model_does_not_ask_for_is_not_read()
    {
        var net = Net();
        Serializers.SaveNpz(file, net);
        var damaged = Bytes.Zip([
            .. Npz.Read(file).Select(named => ($"{named.Key}.npy", Npy(named.Value))),
            ("more.npy", "no array"u8.ToArray()),
        ]);
        File.WriteAllBytes(file, damaged);
        var other = Net();
        Serializers.LoadNpz(file, other);
        Same(net, other);

        static byte[] Npy(NpyArray array)
        {
            var stream = new MemoryStream();
            DeepExp.Serialization.Npy.Write(stream, array, "a.npy");
            return stream.ToArray();
        }
    }

    public static TheoryData<string> BadTimes => [.. badTimes.Keys];

    private static readonly Dictionary<string, NpyArray> badTimes = new()
    {
        ["two"] = new NpyArray([2], new long[] { 1, 2 }),
        ["none"] = new NpyArray([0], Array.Empty<long>()),
        ["negative"] = new NpyArray([], new long[] { -1 }),
        ["fraction"] = new NpyArray([], new double[] { 1.5 }),
        ["NaN"] = new NpyArray([], new double[] { double.NaN }),
        ["infinite"] = new NpyArray([], new double[] { double.PositiveInfinity }),
        ["too large"] = new NpyArray([], new long[] { 1L << 31 }),
    };

    [Theory]
    [MemberData(nameof(BadTimes))]
    public void A_t_that_is_no_number_leaves_the_optimizer_as_it_was(string what)
    {
        var net = Net();
        var optimizer = Trained(net, new Adam(), 3);
        var before = State(optimizer);
        foreach (var key in (string[])["t", "epoch", "1/b/t"])
        {
            Write([
                .. Entries(Trained(Net(), new Adam(), 5))
                    .Select(named =>
                        (named.Key, named.Key == key ? badTimes[what] : Entry.OfTensor(named.Value))
                    ),
            ]);
            Refused("LoadNpz", () => Serializers.LoadNpz(file, optimizer), $"«{key}»");
            Assert.Equal(before, State(optimizer));
            Assert.Equal((3, 1), (optimizer.T, optimizer.Epoch));
        }
    }

    [Fact]
    public void A_bad_state_leaves_the_optimizer_as_it_was()
    {
        var net = Net();
        var optimizer = Trained(net, new Adam(), 3);
        var before = State(optimizer);
        var good = Entries(Trained(Net(), new Adam(), 5));

        var wrongShape = new Dictionary<string, Tensor>(good) { ["1/b/v"] = Range(2) };
        Serializers.SaveNpz(file, wrongShape);
        Refused("LoadNpz", () => Serializers.LoadNpz(file, optimizer), "«1/b/v»", "shape 2");
        Assert.Equal(before, State(optimizer));

        Serializers.SaveNpz(file, good.Where(named => named.Key != "1/b/v"));
        Refused("LoadNpz", () => Serializers.LoadNpz(file, optimizer), "«1/b/v»");
        Assert.Equal(before, State(optimizer));

        Serializers.LoadNpz(file, optimizer, strict: false);
        Assert.Equal(5, optimizer.T);
        Assert.Contains(
            "1/b/v " + before.Split("1/b/v ")[1],
            State(optimizer),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Keys_are_Chainers()
    {
        var net = new ChainList(new L.Linear(2, 1, nobias: true));
        Serializers.SaveNpz(file, Trained(net, new Adam(), 2));
        using (var archive = ZipFile.OpenRead(file))
            Assert.Equal(
                ["t.npy", "epoch.npy", "0/W/t.npy", "0/W/m.npy", "0/W/v.npy"],
                archive.Entries.Select(entry => entry.FullName)
            );
        Assert.Equal(2, Serializers.LoadNpz(file)["0/W/t"].ToScalar());
        Serializers.SaveNpz(file, Trained(net, new SGD(), 2));
        Assert.Equal(["t", "epoch", "0/W/t"], Serializers.LoadNpz(file).Keys);
    }

    private IReadOnlyDictionary<string, Tensor> Entries(Optimizer optimizer)
    {
        var other = Path.Combine(folder, "entries.npz");
        Serializers.SaveNpz(other, optimizer);
        return Serializers.LoadNpz(other);
    }
}
