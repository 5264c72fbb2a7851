using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests;

public class LinearTests
{
    [Fact]
    public void By_default_W_is_LeCun_normal_and_b_is_zero()
    {
        Rng.Seed(3);
        var layer = new L.Linear(400, 300);
        Assert.Equal([300, 400], layer.W.Shape);
        Assert.Equal([300], layer.B!.Shape);
        Assert.Equal(("W", "b"), (layer.W.Name, layer.B.Name));
        Assert.Equal(DType.Float32, layer.W.DType);
        Assert.All(layer.B.ToArray<float>(), b => Assert.Equal(0, b));
        var W = layer.W.ToArray<double>();
        Assert.InRange(W.Average(), -0.001, 0.001);
        Assert.InRange(W.Average(w => w * w) * 400, 0.98, 1.02);
    }

    [Fact]
    public void A_type_or_a_bias_that_cannot_be_is_refused_by_the_layer()
    {
        Refused("Linear", () => _ = new L.Linear(3, 2, dtype: DType.Int32), "«W»", "int32");
        Refused(
            "Linear",
            () => _ = new L.Linear(3, 2, nobias: true, initialBias: 1.0),
            "initialBias",
            "nobias"
        );
    }

    [Fact]
    public void The_same_seed_makes_the_same_layer()
    {
        Rng.Seed(3);
        var (first, second) = (new L.Linear(4, 3), new L.Linear(4, 3));
        Rng.Seed(3);
        Same(first, new L.Linear(4, 3));
        Assert.NotEqual(Bits(first), Bits(second));
    }

    [Fact]
    public void W_and_b_begin_with_a_number()
    {
        var layer = new L.Linear(2, 1, initialW: 0.5, initialBias: 3);
        Holds(layer.W, 0.5, 0.5);
        Holds(layer.B!, 3);
    }

    [Fact]
    public void W_and_b_begin_with_an_array_of_any_type()
    {
        L.Linear[] layers =
        [
            new(
                2,
                1,
                initialW: new float[,]
                {
                    { 1, 2 },
                },
                initialBias: new float[] { 3 }
            ),
            new(
                2,
                1,
                initialW: new double[,]
                {
                    { 1, 2 },
                },
                initialBias: new double[] { 3 }
            ),
            new(2, 1, initialW: Range(1, 2) + 1, initialBias: Range(1) + 3),
            new(
                2,
                1,
                initialW: Initializer.Constant(Range(1, 2) + 1),
                initialBias: Initializer.Constant(3)
            ),
        ];
        foreach (var layer in layers)
        {
            Assert.Equal((DType.Float32, DType.Float32), (layer.W.DType, layer.B!.DType));
            Holds(layer.W, 1, 2);
            Holds(layer.B, 3);
        }
    }

    [Fact]
    public void Float64_if_asked_for()
    {
        var layer = new L.Linear(
            2,
            1,
            initialW: new double[,]
            {
                { 0.1, 0.2 },
            },
            dtype: DType.Float64
        );
        Holds(layer.W, 0.1, 0.2);
        Assert.Equal(DType.Float64, layer.B!.DType);
        Assert.Equal(
            DType.Float64,
            layer
                .Forward(
                    new double[,]
                    {
                        { 1, 1 },
                    }
                )
                .DType
        );
    }

    [Fact]
    public void Wrong_shapes_and_sizes_are_refused()
    {
        Refused(
            "Initializer",
            () =>
                _ = new L.Linear(
                    2,
                    1,
                    initialW: new float[,]
                    {
                        { 1 },
                        { 2 },
                    }
                ),
            "2×1",
            "1×2"
        );
        Refused(
            "Initializer",
            () => _ = new L.Linear(2, 1, initialW: new float[] { 1, 2 }),
            "shape 2"
        );
        Refused(
            "Initializer",
            () => _ = new L.Linear(2, 1, initialBias: new float[] { 1, 2 }),
            "shape 1"
        );
        Refused("Linear", () => _ = new L.Linear(0, 1), "0 and 1");
        Refused("Linear", () => _ = new L.Linear(1, -1), "1 and -1");
        Refused(
            "Linear",
            () => new L.Linear(3, 2).Forward(Range(4, 5)),
            "5 features",
            "4×5",
            "2×3"
        );
    }

    [Fact]
    public void Without_bias_there_is_no_b()
    {
        var layer = new L.Linear(2, 1, nobias: true, initialW: 2);
        Assert.Null(layer.B);
        Assert.Equal(["/W"], layer.NamedParams().Select(named => named.Path));
        Holds(
            layer.Forward(
                new float[,]
                {
                    { 1, 3 },
                }
            ),
            8
        );
    }

    [Fact]
    public void Forward_is_the_function_of_its_parameters()
    {
        var layer = new L.Linear(3, 2);
        var x = Range(4, 3);
        Same(F.Linear(x, layer.W, layer.B).Data, layer.Forward(x).Data);
        F.Sum(layer.Forward(x)).Backward();
        HasGrad(layer.B!, 4, 4);
        HasGrad(layer.W, 18, 22, 26, 18, 22, 26);
    }

    [Fact]
    public void An_initial_array_is_copied()
    {
        float[,] array =
        {
            { 1, 2 },
        };
        var layer = new L.Linear(2, 1, initialW: array);
        array[0, 0] = 99;
        Holds(layer.W, 1, 2);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(2.0)]
    public void Normal_has_the_scale_asked_for(double scale)
    {
        Rng.Seed(1);
        var W = new L.Linear(300, 300, initialW: Initializer.Normal(scale)).W.ToArray<double>();
        Assert.InRange(Math.Sqrt(W.Average(w => w * w)) / scale, 0.99, 1.01);
    }

    [Fact]
    public void The_batch_may_have_several_axes()
    {
        var linear = new L.Linear(5);
        var x = Random(1, DType.Float32, 2, 3, 4);
        var y = linear.Forward(x, nBatchAxes: 2);
        Assert.Equal([2, 3, 5], y.Shape);
        Assert.Equal([5, 4], linear.W.Shape);
        Same(F.Linear(x, linear.W, linear.B, 2).Data, y.Data);
        Refused("Linear", () => linear.Forward(x, nBatchAxes: 3), "2×3×4", "3 axes");
    }
}
