using DeepExp.Functional;
using DeepExp.Serialization;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Saving;

/// <summary>What is saved comes back.</summary>
public abstract class RoundTripTests : FileTests
{
    private protected RoundTripTests(Format format)
        : base(format) { }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public void Model_and_optimizer_come_back(bool isFloat64, bool compression)
    {
        var dtype = isFloat64 ? DType.Float64 : DType.Float32;
        foreach (var make in AllOptimizers.Makers)
        {
            var net = Net(dtype);
            var optimizer = Trained(net, make(), 7);
            var state = InFolder("b.file");
            Format.Save(File, net, compression);
            Format.Save(state, optimizer, compression);

            var (net2, optimizer2) = (Net(dtype), make());
            optimizer2.Setup(net2);
            Format.Load(File, net2);
            Format.Load(state, optimizer2);
            Same(net, net2);
            Assert.Equal((7, 1), (optimizer2.T, optimizer2.Epoch));
            Assert.Equal(State(optimizer), State(optimizer2));

            Train(net, optimizer, 5);
            Train(net2, optimizer2, 5);
            Same(net, net2);
        }
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
        Format.Save(File, saved, compression);
        Assert.Equal(saved.Keys, Format.Keys(File));
        var reader = Format.Reader(File);
        Assert.All(saved, named => Same(named.Value, reader.Call(named.Key, null)));
    }

    [Fact]
    public void Integers_and_odd_numbers_come_back()
    {
        Dictionary<string, Tensor> saved = new()
        {
            ["labels"] = new[] { 1, -2, int.MaxValue },
            ["odd"] = new[] { float.NaN, float.NegativeInfinity, -0f, float.Epsilon },
        };
        Save(saved);
        Assert.All(saved, named => Same(named.Value, Format.Reader(File).Call(named.Key, null)));
    }

    [Fact]
    public void A_record_of_the_core_is_saved_by_its_names_and_loaded_into_a_chain()
    {
        Linear[] layers =
        [
            LinearModule.init(DType.Float32, 2, 3, KeyModule.ofSeed(1)),
            LinearModule.init(DType.Float32, 3, 1, KeyModule.ofSeed(2)),
        ];
        Save(
            Parameters.named(layers).Select(named => KeyValuePair.Create(named.Item1, named.Item2))
        );
        var net = Net();
        Format.Load(File, net);
        Same(layers[0].W, First(net).W.Data);
        Same(layers[1].b!.Value, ((L.Linear)net[1]).B!.Data);
    }
}

public sealed class NpzRoundTripTests() : RoundTripTests(Format.Npz)
{
    [Fact]
    public void All_tensors_of_a_file_and_integers_of_every_type_as_int32()
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
            ("u8", new NpyArray([2], new ulong[] { 1, int.MaxValue })),
            ("none", NpyArray.None)
        );
        var loaded = Serializers.LoadNpz(File);
        Assert.All(loaded.Values, x => Assert.Equal(DType.Int32, x.DType));
        Assert.Equal(
            "1 0|-1 127|1 255|-1 32767|1 65535|-2147483648 2147483647|1 2147483647|-2147483648 2147483647|1 2147483647",
            string.Join('|', loaded.Values.Select(x => string.Join(' ', x.ToArray<int>())))
        );
    }
}

public sealed class Hdf5RoundTripTests() : RoundTripTests(Format.Hdf5)
{
    [Fact]
    public void A_level_that_gzip_has_not_is_refused()
    {
        Refused("SaveHdf5", () => Serializers.SaveHdf5(File, Net(), 10), File, "10", "0 to 9");
        Refused("SaveHdf5", () => Serializers.SaveHdf5(File, Net(), -1), "-1", "0 to 9");
        Assert.False(System.IO.File.Exists(File));
    }
}
