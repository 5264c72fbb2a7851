using Xunit;

namespace DeepExp.Conformance;

/// <summary>The net as Chainer saved it in HDF5 is the one that it saved as .npz, and stays so when saved again.</summary>
public sealed class Hdf5Tests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static MyChain Load(string file)
    {
        var model = new MyChain();
        Serializers.LoadHdf5(file, model);
        return model;
    }

    private static MyChain LoadNpz()
    {
        var model = new MyChain();
        Serializers.LoadNpz(Golden.PathOf("mychain.npz"), model);
        return model;
    }

    [Fact]
    public void The_net_is_that_of_the_npz_file() =>
        Agree.Bits(LoadNpz(), Load(Golden.PathOf("mychain.h5")));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public void Saved_again_it_is_the_same(int compression)
    {
        var file = Path.Combine(folder, "m.h5");
        Serializers.SaveHdf5(file, Load(Golden.PathOf("mychain.h5")), compression);
        Agree.Bits(LoadNpz(), Load(file));
    }

    [Fact]
    public void The_state_of_Adam_comes_back()
    {
        var (adam, loaded) = (new Adam().Setup(new MyChain()), new Adam().Setup(new MyChain()));
        Serializers.LoadNpz(Golden.PathOf("adam.npz"), adam);
        var file = Path.Combine(folder, "a.h5");
        Serializers.SaveHdf5(file, adam);
        Serializers.LoadHdf5(file, loaded);
        Assert.Equal(60, loaded.T);

        var again = Path.Combine(folder, "a.npz");
        Serializers.SaveNpz(again, loaded);
        var state = Serializers.LoadNpz(again);
        Assert.All(
            Serializers.LoadNpz(Golden.PathOf("adam.npz")),
            named => Agree.Bits(named.Value, state[named.Key])
        );
    }
}
