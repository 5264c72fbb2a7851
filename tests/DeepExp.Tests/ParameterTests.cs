using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public sealed class ParameterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "a.npz");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_waits_for_its_shape()
    {
        var W = new Parameter(2.0, "W");
        Assert.False(W.IsInitialized);
        Assert.True(W.RequiresGrad);
        Assert.Null(W.Grad);
        W.ZeroGrad();
        Assert.Null(W.Grad);
        Assert.Equal("variable W(no data yet)", W.ToString());
        foreach (
            var use in (Action[])
                [() => _ = W.Data, () => _ = W.Shape, () => _ = W * 2, () => W.Grad = Range(2)]
        )
            Refused("Parameter", use, "«W» has no data yet");
        W.Initialize(2, 1);
        Holds(W, 2, 2);
        Assert.Equal([2, 1], W.Shape);
        (W * W).Sum().Backward();
        HasGrad(W, 4, 4);
    }

    [Fact]
    public void It_begins_with_data_a_shape_or_NaN()
    {
        Holds(new Parameter(new float[] { 1, 2 }), 1, 2);
        Holds(new Parameter(3.0, [2]), 3, 3);
        Holds(new Parameter(null, [1]), double.NaN);
        Assert.Equal([2, 3, 1], new Parameter(3.0, (2, 3, 1), "W").Shape);
        Assert.Null(new Parameter(null, [1]).Grad);
        Assert.Equal(DType.Float64, new Parameter(new double[] { 1 }).DType);
        Assert.Equal(DType.Float64, new Parameter(3.0, [2], dtype: DType.Float64).DType);
        Refused("Parameter", () => _ = new Parameter(new[] { 1 }, "n"), "«n» is int32");
        Refused("Initializer", () => new Parameter(Range(2)).Initialize(3), "shape 2", "shape 3");
    }

    [Fact]
    public void Begun_anew_it_forgets_its_gradient()
    {
        var W = new Parameter(3.0, [2]);
        W.Data = new float[] { 1, 2 };
        W.ZeroGrad();
        W.Initialize(2);
        Holds(W, 3, 3);
        Assert.Null(W.Grad);
    }

    [Fact]
    public void A_linear_layer_takes_its_size_from_the_first_x()
    {
        foreach (var layer in (L.Linear[])[new(4), new(null, 4)])
        {
            Assert.False(layer.W.IsInitialized);
            Assert.Equal(["/b"], layer.NamedParams(includeUninit: false).Select(p => p.Path));
            Assert.Equal(["/W", "/b"], layer.NamedParams().Select(p => p.Path));
            Assert.Single(layer.Params(false));
            Assert.Equal(4, layer.CountParams());
            Assert.Equal([5, 4], layer.Forward(Range(5, 2, 3)).Shape);
            Assert.Equal([4, 6], layer.W.Shape);
            Assert.Equal(28, layer.CountParams());
            Refused("Linear", () => layer.Forward(Range(5, 3)), "3 features", "expects 6");
        }

        Refused("Linear", () => _ = new L.Linear(0), "one output");
    }

    [Fact]
    public void An_optimizer_set_up_before_the_first_call_updates_it()
    {
        var layer = new L.Linear(1, initialW: 1);
        var optimizer = new SGD(lr: 1).Setup(layer);
        Refused("Parameter", () => optimizer.Update(), "«W» has no data yet");
        optimizer.Setup(layer);
        optimizer.Update(() => layer.Forward(Range(1, 2)).Sum());
        Holds(layer.W, 1, 0);
    }

    [Fact]
    public void A_file_tells_the_shape()
    {
        var (saved, loaded) = (new L.Linear(2, 3), new L.Linear(3));
        Serializers.SaveNpz(File, saved);
        Serializers.LoadNpz(File, loaded);
        Same(saved, loaded);
    }

    [Fact]
    public void Values_are_copied_into_what_has_none()
    {
        var (mine, theirs) = (new L.Linear(3), new L.Linear(2, 3));
        mine.CopyParams(theirs);
        Same(theirs, mine);
        theirs.CopyParams(mine);
        Refused("Parameter", () => mine.CopyParams(new L.Linear(3)), "«W» has no data yet");
    }

    [Fact]
    public void Updates_are_switched_off_and_on()
    {
        var net = new ChainList(new L.Linear(1, 1, initialW: 1), new L.Linear(1, 1, initialW: 1));
        var (first, second) = ((L.Linear)net[0], (L.Linear)net[1]);
        var optimizer = new Adam(alpha: 0.5).Setup(net);
        void Step() => optimizer.Update(() => second.Forward(first.Forward(Range(1, 1) + 1)).Sum());

        first.DisableUpdate();
        Assert.Equal(
            (false, true, true),
            (first.UpdateEnabled, second.UpdateEnabled, net.UpdateEnabled)
        );
        Step();
        Holds(first.W, 1);
        Assert.NotEqual(1, second.W.Item());
        Serializers.SaveNpz(File, optimizer);
        Assert.Equal(
            (0, 1),
            (
                Serializers.LoadNpz(File)["0/W/t"].ToScalar(),
                Serializers.LoadNpz(File)["1/W/t"].ToScalar()
            )
        );
        net.EnableUpdate();
        Step();
        Assert.NotEqual(1, first.W.Item());
        net.DisableUpdate();
        Assert.False(net.UpdateEnabled);
    }
}
