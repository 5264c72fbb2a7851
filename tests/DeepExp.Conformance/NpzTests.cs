using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>A net and its Adam as Chainer saved them after 60 steps: loaded, saved again, and trained on.</summary>
public sealed class NpzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static MyChain Load(string file)
    {
        var model = new MyChain();
        Serializers.LoadNpz(Golden.PathOf(file), model);
        return model;
    }

    private static (MyChain Model, Optimizer Adam) LoadBoth()
    {
        var model = Load("mychain.npz");
        var adam = new Adam().Setup(model);
        Serializers.LoadNpz(Golden.PathOf("adam.npz"), adam);
        return (model, adam);
    }

    [Theory]
    [InlineData("mychain.npz")]
    [InlineData("mychain-uncompressed.npz")]
    public void The_net_answers_as_in_Chainer(string file)
    {
        var adam = Golden.Json("tutorial.json").GetProperty("adam");
        var model = Load(file);
        Agree.Within(0, Golden.Arrays(adam.GetProperty("final")), model, file);
        Agree.Within(
            1e-6,
            Golden.Array(adam.GetProperty("predict").GetProperty("y")),
            model.Predict(Golden.Array(adam.GetProperty("predict").GetProperty("x"))).Data,
            file
        );
    }

    [Fact]
    public void Compression_changes_no_answer() =>
        Agree.Bits(Load("mychain-uncompressed.npz"), Load("mychain.npz"));

    [Fact]
    public void The_state_of_Adam_is_that_of_the_file()
    {
        var (_, adam) = LoadBoth();
        Assert.Equal(60, adam.T);
        Same(
            Serializers.LoadNpz(Golden.PathOf("adam.npz")),
            Saved(file => Serializers.SaveNpz(file, adam))
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Saved_again_the_net_is_that_of_the_file(bool compression)
    {
        var model = Load("mychain.npz");
        Same(
            Serializers.LoadNpz(Golden.PathOf("mychain.npz")),
            Saved(file => Serializers.SaveNpz(file, model, compression))
        );
    }

    [Fact]
    public void Training_goes_on_where_Chainer_stopped()
    {
        var (model, adam) = LoadBoth();
        var before = LossOn(model);
        Train(model, adam, 200);
        Assert.Equal(260, adam.T);
        Assert.True(LossOn(model) < before / 10, $"{before} fell only to {LossOn(model)}");
    }

    [Fact]
    public void Training_goes_on_as_if_it_had_never_been_saved()
    {
        var (model, adam) = LoadBoth();
        Train(model, adam, 10);

        var (modelFile, adamFile) = (Path.Combine(folder, "m.npz"), Path.Combine(folder, "a.npz"));
        Serializers.SaveNpz(modelFile, model);
        Serializers.SaveNpz(adamFile, adam);
        var loaded = new MyChain();
        Serializers.LoadNpz(modelFile, loaded);
        var loadedAdam = new Adam().Setup(loaded);
        Serializers.LoadNpz(adamFile, loadedAdam);

        Train(model, adam, 10);
        Train(loaded, loadedAdam, 10);
        Agree.Bits(model, loaded);
        Assert.Equal(80, loadedAdam.T);
    }

    [Fact]
    public void The_state_of_Adam_changes_the_next_step()
    {
        var (model, adam) = LoadBoth();
        var fresh = Load("mychain.npz");
        Train(model, adam, 1);
        Train(fresh, new Adam().Setup(fresh), 1);
        Assert.NotEqual(
            model.Params().First().ToArray<float>(),
            fresh.Params().First().ToArray<float>()
        );
    }

    private static Tensor Grid { get; } =
        TensorModule.float32([20, 1], [.. Enumerable.Range(0, 20).Select(i => i / 20f)]);

    private static double LossOn(MyChain model) => model.Loss(Grid, TensorModule.exp(Grid)).Item();

    private static void Train(MyChain model, Optimizer adam, int steps)
    {
        for (var step = 0; step < steps; step++)
            adam.Update(model.Loss, Grid, TensorModule.exp(Grid));
    }

    private IReadOnlyDictionary<string, Tensor> Saved(Action<string> save)
    {
        var file = Path.Combine(folder, "saved.npz");
        save(file);
        return Serializers.LoadNpz(file);
    }

    private static void Same(
        IReadOnlyDictionary<string, Tensor> expected,
        IReadOnlyDictionary<string, Tensor> actual
    )
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, named => Agree.Bits(named.Value, actual[named.Key]));
    }
}
