using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// How a parameter begins. A number or an array given for one means constant values. Random numbers are drawn from
/// <see cref="Rng"/>. A weight has shape out×in×k₁×k₂…; its fan-in is in · Πk, its fan-out out · Πk.
/// </summary>
public sealed class Initializer
{
    private readonly Func<DType, int[], Tensor> make;

    /// <summary>A function that makes a tensor of an element type and shape.</summary>
    public Initializer(Func<DType, int[], Tensor> make) => this.make = make.Given();

    /// <summary>The elements, where they were given.</summary>
    internal Tensor? Values { get; private init; }

    private static Initializer Of(Func<DType, int[], Key, Tensor> core) =>
        new((dtype, shape) => core(dtype, shape, Rng.NextKey()));

    /// <summary>Every element c.</summary>
    public static Initializer Constant(double c) =>
        new((dtype, shape) => TensorModule.full(dtype, shape, c));

    /// <summary>The given elements, whose shape must be that of the parameter.</summary>
    public static Initializer Constant(Tensor values)
    {
        values.Given();
        return new(
            (dtype, shape) =>
                values.Shape.AsSpan().SequenceEqual(shape)
                    ? TensorModule.create(dtype, shape, values.ToArray<double>())
                    : throw new DeepExpException(
                        "Initializer",
                        $"the initial values have shape {Messages.Shape(values)}, but the parameter has shape {Messages.Shape(shape.AsEnumerable())}."
                    )
        )
        {
            Values = values,
        };
    }

    /// <summary>Every element 0.</summary>
    public static Initializer Zero() => Constant(0);

    /// <summary>Every element 1.</summary>
    public static Initializer One() => Constant(1);

    /// <summary>Every element NaN, so that the use of a parameter that was never set shows.</summary>
    public static Initializer NaN() => Constant(double.NaN);

    /// <summary>scale · I, of a square matrix.</summary>
    public static Initializer Identity(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.identity(scale, dtype, shape, key));

    /// <summary>N(0, scale²)</summary>
    public static Initializer Normal(double scale = 0.05) =>
        Of((dtype, shape, key) => Initializers.normal(scale, dtype, shape, key));

    /// <summary>N(0, scale² / fanIn): the default for weights.</summary>
    public static Initializer LeCunNormal(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.lecunNormal(scale, dtype, shape, key));

    /// <summary>N(0, scale² · 2 / (fanIn + fanOut))</summary>
    public static Initializer GlorotNormal(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.glorotNormal(scale, dtype, shape, key));

    /// <summary>N(0, scale² · 2 / fan)</summary>
    public static Initializer HeNormal(double scale = 1.0, FanOption fanOption = FanOption.FanIn) =>
        Of((dtype, shape, key) => Initializers.heNormal(scale, fanOption, dtype, shape, key));

    /// <summary>Uniform in [-scale, scale).</summary>
    public static Initializer Uniform(double scale = 0.05) =>
        Of((dtype, shape, key) => Initializers.uniform(scale, dtype, shape, key));

    /// <summary>Uniform in ±scale · √(3 / fanIn).</summary>
    public static Initializer LeCunUniform(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.lecunUniform(scale, dtype, shape, key));

    /// <summary>Uniform in ±scale · √(6 / (fanIn + fanOut)).</summary>
    public static Initializer GlorotUniform(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.glorotUniform(scale, dtype, shape, key));

    /// <summary>Uniform in ±scale · √(6 / fanIn).</summary>
    public static Initializer HeUniform(double scale = 1.0) =>
        Of((dtype, shape, key) => Initializers.heUniform(scale, dtype, shape, key));

    /// <summary>A random matrix out×in whose shorter side's vectors are orthogonal and of length scale.</summary>
    public static Initializer Orthogonal(
        double scale = 1.1,
        OrthogonalMode mode = OrthogonalMode.Auto
    ) => Of((dtype, shape, key) => Initializers.orthogonal(scale, mode, dtype, shape, key));

    /// <summary>The weight n×n×k₁×k₂… of a deconvolution that enlarges by linear interpolation, each channel by itself.</summary>
    public static Initializer UpsamplingDeconvFilter() => Of(Initializers.upsamplingDeconvFilter);

    /// <summary>The same divided by its sum: the weight of a convolution that reduces by weighted means.</summary>
    public static Initializer DownsamplingConvFilter() => Of(Initializers.downsamplingConvFilter);

    /// <summary>The fan-in and the fan-out of a weight's shape.</summary>
    /// <exception cref="DeepExpException">The shape has fewer than two axes.</exception>
    public static (int FanIn, int FanOut) GetFans(params int[] shape)
    {
        var (fanIn, fanOut) = Initializers.fans(shape.Given());
        return (fanIn, fanOut);
    }

    /// <summary>Every element c.</summary>
    public static implicit operator Initializer(double c) => Constant(c);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(Tensor values) => Constant(values);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(float[] values) => Constant(values.Given());

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(float[,] values) => Constant(values.Given());

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(double[] values) => Constant(values.Given());

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(double[,] values) => Constant(values.Given());

    /// <summary>A tensor of that type and shape that begins so; that of <see cref="Config.DType"/> if none is given.</summary>
    /// <exception cref="DeepExpException">The initializer makes no tensor of that type and shape.</exception>
    public Tensor Make(DType? dtype, params int[] shape)
    {
        var (type, made) = (dtype ?? Config.DType, make(dtype ?? Config.DType, shape.Given()));
        return made.DType.Equals(type) && made.Shape.AsSpan().SequenceEqual(shape)
            ? made
            : throw new DeepExpException(
                "Initializer",
                $"it made {made.DType} of shape {Messages.Shape(made)}, but the parameter is {type} of shape {Messages.Shape(shape.AsEnumerable())}."
            );
    }
}
