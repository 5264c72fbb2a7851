using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using L = DeepExp.Links;

namespace DeepExp.Tests;

/// <summary>Each initializer is that of the core, with a key of the thread's row.</summary>
public class InitializerTests
{
    private static readonly Dictionary<
        string,
        (Initializer Facade, Func<DType, int[], Key, Tensor> Core)
    > pairs = new()
    {
        ["Constant"] = (
            Initializer.Constant(2),
            (dtype, shape, key) => Initializers.constant(2, dtype, shape, key)
        ),
        ["Zero"] = (Initializer.Zero(), (dtype, shape, _) => TensorModule.zeros(dtype, shape)),
        ["One"] = (Initializer.One(), (dtype, shape, _) => TensorModule.ones(dtype, shape)),
        ["NaN"] = (
            Initializer.NaN(),
            (dtype, shape, _) => TensorModule.full(dtype, shape, double.NaN)
        ),
        ["Identity"] = (Initializer.Identity(2), Initial(Initializers.identity, 2)),
        ["Normal"] = (Initializer.Normal(), Initial(Initializers.normal, 0.05)),
        ["LeCunNormal"] = (Initializer.LeCunNormal(), Initial(Initializers.lecunNormal, 1)),
        ["GlorotNormal"] = (Initializer.GlorotNormal(2), Initial(Initializers.glorotNormal, 2)),
        ["HeNormal"] = (
            Initializer.HeNormal(),
            (dtype, shape, key) => Initializers.heNormal(1, FanOption.FanIn, dtype, shape, key)
        ),
        ["HeNormal out"] = (
            Initializer.HeNormal(2, fanOption: FanOption.FanOut),
            (dtype, shape, key) => Initializers.heNormal(2, FanOption.FanOut, dtype, shape, key)
        ),
        ["Uniform"] = (Initializer.Uniform(), Initial(Initializers.uniform, 0.05)),
        ["LeCunUniform"] = (Initializer.LeCunUniform(2), Initial(Initializers.lecunUniform, 2)),
        ["GlorotUniform"] = (Initializer.GlorotUniform(), Initial(Initializers.glorotUniform, 1)),
        ["HeUniform"] = (Initializer.HeUniform(), Initial(Initializers.heUniform, 1)),
        ["Orthogonal"] = (
            Initializer.Orthogonal(),
            (dtype, shape, key) =>
                Initializers.orthogonal(1.1, OrthogonalMode.Auto, dtype, shape, key)
        ),
        ["UpsamplingDeconvFilter"] = (
            Initializer.UpsamplingDeconvFilter("linear"),
            Initializers.upsamplingDeconvFilter
        ),
        ["DownsamplingConvFilter"] = (
            Initializer.DownsamplingConvFilter(),
            Initializers.downsamplingConvFilter
        ),
    };

    private static Func<DType, int[], Key, Tensor> Initial(
        Func<double, DType, int[], Key, Tensor> core,
        double scale
    ) => (dtype, shape, key) => core(scale, dtype, shape, key);

    public static TheoryData<string> Names => [.. pairs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_that_of_the_core(string name)
    {
        int[] shape = name.EndsWith("Filter", StringComparison.Ordinal) ? [2, 2, 3, 3] : [4, 4];
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
        {
            Rng.Seed(5);
            var made = pairs[name].Facade.Make(dtype, shape);
            Rng.Seed(5);
            Same(pairs[name].Core(dtype, shape, Rng.NextKey()), made);
            Assert.Equal(DType.Float32, pairs[name].Facade.Make(null, shape).DType);
        }
    }

    [Fact]
    public void A_users_function_is_an_initializer_and_is_checked()
    {
        var layer = new L.Linear(
            3,
            2,
            initialW: new Initializer((dtype, shape) => TensorModule.full(dtype, shape, shape[1]))
        );
        Holds(layer.W, 3, 3, 3, 3, 3, 3);
        Refused(
            "Initializer",
            () =>
                _ = new L.Linear(
                    3,
                    2,
                    initialW: new Initializer((dtype, _) => TensorModule.zeros(dtype, [2, 2]))
                ),
            "shape 2×2",
            "shape 2×3"
        );
        Refused(
            "Initializer",
            () =>
                _ = new L.Linear(
                    3,
                    2,
                    initialW: new Initializer(
                        (_, shape) => TensorModule.zeros(DType.Float64, shape)
                    )
                ),
            "float64",
            "float32"
        );
    }

    [Fact]
    public void Fans_are_those_of_the_core()
    {
        Assert.Equal((12, 8), Initializer.GetFans(2, 3, 4));
        Refused("GetFans", () => Initializer.GetFans(3), "shape 3");
    }

    [Fact]
    public void An_initializer_has_a_type_and_a_key_of_its_own()
    {
        var key = KeyModule.ofSeed(3);
        var linear = new L.Linear(
            2,
            3,
            initialW: Initializer.Normal(scale: 0.1, dtype: DType.Float64, rng: key)
        );
        Assert.Equal(DType.Float64, linear.W.DType);
        Assert.Equal(DType.Float32, linear.B!.DType);
        Same(Initializers.normal(0.1, DType.Float64, [3, 2], KeyModule.at(0, key)), linear.W.Data);
        var once = Initializer.Uniform(0.1, rng: key);
        Assert.NotEqual(
            once.Make(null, 2, 2).ToArray<float>(),
            once.Make(null, 2, 2).ToArray<float>()
        );
        Assert.Equal(DType.Float64, new Parameter(Initializer.One(DType.Float64), [2]).DType);
        Refused(
            "Initializer",
            () =>
                _ = new L.Linear(
                    2,
                    3,
                    initialW: Initializer.One(DType.Float64),
                    dtype: DType.Float32
                ),
            "float64",
            "float32"
        );
    }

    [Fact]
    public void Interpolation_other_than_linear_is_refused()
    {
        Refused(
            "UpsamplingDeconvFilter",
            () => Initializer.UpsamplingDeconvFilter("cubic"),
            "«cubic»"
        );
        Refused(
            "DownsamplingConvFilter",
            () => Initializer.DownsamplingConvFilter("cubic"),
            "«cubic»"
        );
    }
}
