using DeepExp.Functional;
using DeepExp.Serialization;
using Xunit;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests;

public sealed class PersistentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "a.npz");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private sealed class Norm : Link
    {
        public Norm(int size = 2)
        {
            AddParam("gamma", Range(size));
            Mean = AddPersistent("avg_mean", TensorModule.zeros(DType.Float32, [size]));
            N = AddPersistent("N", 0);
            Rate = AddPersistent("rate", 0.5);
        }

        public Persistent<Tensor> Mean { get; }

        public Persistent<int> N { get; }

        public Persistent<double> Rate { get; }

        public void Again(string name) => AddPersistent(name, 1);
    }

    private sealed class Net : Chain
    {
        public Net(int size = 2) => Bn = AddLink("bn", new Norm(size));

        public Norm Bn { get; }
    }

    private static Net Trained()
    {
        var net = new Net();
        net.Bn.Mean.Value = Range(2) + 5;
        net.Bn.N.Value = -3;
        net.Bn.Rate.Value = 0.25;
        return net;
    }

    private static string Values(Net net) =>
        $"{net.Bn.Mean.Value} {net.Bn.N.Value} {net.Bn.Rate.Value}";

    [Fact]
    public void They_are_saved_and_loaded_under_Chainers_keys()
    {
        var (saved, loaded) = (Trained(), new Net());
        Serializers.SaveNpz(File, saved);
        var arrays = Npz.Read(File);
        Assert.Equal(["bn/gamma", "bn/N", "bn/avg_mean", "bn/rate"], arrays.Keys);
        Assert.IsType<long[]>(arrays["bn/N"].Data);
        Assert.Empty(arrays["bn/N"].Shape);
        Serializers.LoadNpz(File, loaded);
        Assert.Equal(Values(saved), Values(loaded));
    }

    [Fact]
    public void A_file_that_does_not_fit_changes_nothing()
    {
        Serializers.SaveNpz(File, new Net(3));
        var net = Trained();
        var before = Values(net);
        Refused("LoadNpz", () => Serializers.LoadNpz(File, net), "bn/");
        Serializers.SaveNpz(File, new Dictionary<string, Tensor> { ["bn/gamma"] = Range(2) });
        Refused("LoadNpz", () => Serializers.LoadNpz(File, net), "«bn/N»");
        Assert.Equal(before, Values(net));
    }

    [Fact]
    public void They_are_no_parameters()
    {
        var net = new Net();
        Assert.Equal(["/bn/gamma"], net.NamedParams().Select(named => named.Path));
        Assert.Equal(
            ["/bn/N", "/bn/avg_mean", "/bn/rate"],
            net.NamedPersistents().Select(named => named.Path)
        );
    }

    [Fact]
    public void They_are_copied_with_the_parameters_unless_left_out()
    {
        var (mine, theirs) = (new Net(), Trained());
        var before = Values(mine);
        mine.CopyParams(theirs, copyPersistent: false);
        Assert.Equal(before, Values(mine));
        mine.CopyParams(theirs);
        Assert.Equal(Values(theirs), Values(mine));
    }

    [Fact]
    public void A_tensor_is_kept_without_its_trace()
    {
        var net = new Net();
        net.Bn.Mean.Value = (Var(1, 2) * 2).Traced();
        Assert.False(Variable.Of(net.Bn.Mean.Value).RequiresGrad);
    }

    [Fact]
    public void Names_are_unique()
    {
        Refused("Norm", () => new Norm().Again("gamma"), "«gamma» is taken");
        Refused("Norm", () => new Norm().Again("N"), "«N» is taken");
        Refused("Norm", () => new Norm().Again("a/b"), "slash");
    }
}
