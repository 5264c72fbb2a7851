using DeepExp.Functional;
using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Saving;

/// <summary>What has no value yet is None in a file, as in Chainer's, and what is None there stays as it is.</summary>
public abstract class NoneTests : FileTests
{
    private protected NoneTests(Format format)
        : base(format) { }

    [Fact]
    public void A_waiting_parameter_waits_on()
    {
        var (saved, loaded) = (LazyNet(), LazyNet());
        Format.Save(File, saved);
        Assert.Equal(["0/W", "0/b", "1/W", "1/b"], Format.Keys(File));
        using (var file = Format.Open(File))
            Assert.Equal(
                [true, false],
                ((string[])["0/W", "0/b"]).Select(key => file.Find(key)!.IsNone)
            );
        Format.Load(File, loaded);
        Assert.False(First(loaded).W.IsInitialized);
        Same(saved[1], loaded[1]);
    }

    [Fact]
    public void A_parameter_with_data_keeps_them()
    {
        var (saved, loaded) = (LazyNet(), Net());
        Format.Save(File, saved);
        var before = Bits(First(loaded).W.Data);
        Format.Load(File, loaded);
        Assert.Equal(before, Bits(First(loaded).W.Data));
        Same(saved[1], loaded[1]);
    }

    [Fact]
    public void A_waiting_parameter_begins_with_the_shape_in_the_file()
    {
        var (saved, loaded) = (Net(), LazyNet());
        Format.Save(File, saved);
        Format.Load(File, loaded);
        Same(saved, loaded);
    }

    [Fact]
    public void Persistent_values_wait_too()
    {
        var (saved, loaded) = (
            new L.BatchNormalization(axis: 0),
            new L.BatchNormalization(axis: 0)
        );
        Format.Save(File, saved);
        Assert.Equal(["N", "avg_mean", "avg_var", "beta", "gamma"], Format.Keys(File));
        Format.Load(File, loaded);
        Assert.All(loaded.Params(), p => Assert.False(p.IsInitialized));
        loaded.Forward(Range(3, 2));
        var before = loaded.AvgMean;
        Format.Load(File, loaded);
        Same(before, loaded.AvgMean);
    }

    [Fact]
    public void A_whole_number_is_never_None()
    {
        var zeros = new NpyArray([2], new float[2]);
        Write(
            ("N", NpyArray.None),
            ("avg_mean", zeros),
            ("avg_var", zeros),
            ("beta", zeros),
            ("gamma", zeros)
        );
        LoadRefused(new L.BatchNormalization(2), strict: true, "«N» is None");
        LoadRefused(new L.BatchNormalization(2), strict: false, "«N» is None");
    }

    [Fact]
    public void An_optimizer_of_a_waiting_model_has_only_counts()
    {
        var optimizer = new Adam().Setup(LazyNet());
        optimizer.NewEpoch();
        Format.Save(File, optimizer);
        Assert.Equal(["0/W/t", "0/b/t", "1/W/t", "1/b/t", "epoch", "t"], Format.Keys(File));
        foreach (var net in (ChainList[])[LazyNet(), Net()])
        {
            var loaded = new Adam().Setup(net);
            Format.Load(File, loaded);
            Assert.Equal((0, 1), (loaded.T, loaded.Epoch));
        }
    }

    [Fact]
    public void A_state_needs_a_parameter_with_data()
    {
        var (saved, waiting) = (Net(), LazyNet());
        var optimizer = Trained(saved, new Adam(), 2);
        Format.Save(File, optimizer);
        var loaded = new Adam().Setup(waiting);
        LoadRefused(loaded, "«0/W/t» is 2", "load the model first");
        Assert.Equal(0, loaded.T);

        waiting.CopyParams(saved);
        Format.Load(File, loaded);
        Assert.Equal(State(optimizer), State(loaded));
    }
}

public sealed class NpzNoneTests() : NoneTests(Format.Npz)
{
    [Fact]
    public void The_bytes_are_those_of_NumPy()
    {
        var stream = new MemoryStream();
        Npy.Write(stream, NpyArray.None, "a.npy");
        // numpy.save(file, numpy.array(None)) of NumPy 1.24.
        Assert.Equal(
            "934e554d5059010076007b276465736372273a20277c4f272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065273a2028292c207d"
                + string.Concat(Enumerable.Repeat("20", 63))
                + "0a8003636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e7374727563740a7100636e756d70790a6e6461727261790a71014b00857102430162"
                + "7103877104527105284b0129636e756d70790a64747970650a710658020000004f3871078988877108527109284b0358010000007c710a4e4e4e4affffffff4affff"
                + "ffff4b3f74710b62895d710c4e6174710d622e",
            Convert.ToHexStringLower(stream.ToArray())
        );
    }

    [Fact]
    public void Any_other_pickle_is_refused()
    {
        var stream = new MemoryStream();
        Npy.Write(stream, NpyArray.None, "a.npy");
        var none = stream.ToArray();
        Assert.True(Serialization.Bytes.ReadNpy(none).IsNone);
        for (var at = none.Length - NpyNone.Pickle.Length; at < none.Length; at++)
        {
            var forged = none.ToArray();
            forged[at] ^= 1;
            Serialization.Bytes.Refused(() => Serialization.Bytes.ReadNpy(forged), "pickle");
        }
        Serialization.Bytes.Refused(() => Serialization.Bytes.ReadNpy(none[..^1]), "pickle");
        Serialization.Bytes.Refused(() => Serialization.Bytes.ReadNpy([.. none, 0]), "pickle");
    }
}

public sealed class Hdf5NoneTests() : NoneTests(Format.Hdf5);
