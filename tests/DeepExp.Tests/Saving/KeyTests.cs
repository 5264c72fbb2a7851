using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests.Saving;

/// <summary>Files hold Chainer's keys.</summary>
public abstract class KeyTests : FileTests
{
    private protected KeyTests(Format format)
        : base(format) { }

    private static readonly Dictionary<string, string[]> states = new()
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

    [Fact]
    public void Of_each_state()
    {
        foreach (var make in AllOptimizers.Makers)
        {
            var net = new ChainList(new L.Linear(2, 1, nobias: true));
            var optimizer = Trained(net, make(), 2);
            var names = states[optimizer.GetType().Name];
            Format.Save(File, optimizer);
            Assert.Equal(
                names
                    .Append("t")
                    .Select(name => $"0/W/{name}")
                    .Concat(["t", "epoch"])
                    .Order(StringComparer.Ordinal),
                Format.Keys(File)
            );
            Assert.Equal(
                names,
                net.Params().Single().UpdateRule!.State.Keys.Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public void Counts_are_long_integers_without_axes()
    {
        Format.Save(File, Trained(Net(), new Adam(), 2));
        using var file = Format.Open(File);
        foreach (var key in (string[])["t", "0/W/t"])
        {
            Assert.Equal(new[] { 2L }, file.Find(key)!.Data);
            Assert.Empty(file.Find(key)!.Shape);
        }
    }

    [Fact]
    public void Before_the_first_update_only_counts()
    {
        foreach (var make in AllOptimizers.Makers)
        {
            Format.Save(File, make().Setup(Net()));
            Assert.Equal(["0/W/t", "0/b/t", "1/W/t", "1/b/t", "epoch", "t"], Format.Keys(File));

            var optimizer = Trained(Net(), make(), 3);
            Format.Load(File, optimizer);
            Assert.Equal((0, 0), (optimizer.T, optimizer.Epoch));
            Assert.Equal(State(make().Setup(Net())), State(optimizer));
        }
    }

    [Fact]
    public void After_the_first_update_counts_are_not_enough()
    {
        var adam = Trained(Net(), new Adam(), 3);
        var before = State(adam);
        Save(
            Values(adam)
                .Where(named =>
                    named.Key is "t" or "epoch"
                    || named.Key.EndsWith("/t", StringComparison.Ordinal)
                )
        );
        LoadRefused(adam, "«0/W/m»");
        Assert.Equal(before, State(adam));
    }
}

public sealed class NpzKeyTests() : KeyTests(Format.Npz)
{
    [Fact]
    public void In_their_order()
    {
        var net = new ChainList(new L.Linear(2, 1, nobias: true));
        Serializers.SaveNpz(File, Trained(net, new Adam(), 2));
        Assert.Equal(["t", "epoch", "0/W/t", "0/W/m", "0/W/v"], Npz.Read(File).Keys);
    }
}

public sealed class Hdf5KeyTests() : KeyTests(Format.Hdf5)
{
    [Fact]
    public void In_groups()
    {
        Serializers.SaveHdf5(File, Trained(Net(), new Adam(), 2));
        using var read = Format.Open(File);
        Assert.Equal(["0", "1", "epoch", "t"], read.NamesNear("x"));
        Assert.Equal(["0/W/m", "0/W/t", "0/W/v"], read.NamesNear("0/W/x"));
    }
}
