using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// How a parameter begins. A number or an array given for one means constant values. Random numbers are drawn from
/// <see cref="Rng"/>, or from a key, and then others for each parameter in turn. With a dtype, a parameter for which none is
/// given is of that type. A weight has shape out×in×k₁×k₂…; its fan-in is in · Πk, its fan-out out · Πk.
/// </summary>
public sealed class Initializer
{
    private readonly Func<DType, int[], Tensor> make;

    /// <summary>A function that makes a tensor of an element type and shape.</summary>
    public Initializer(Func<DType, int[], Tensor> make, DType? dtype = null) =>
        (this.make, DType) = (make.Given(), dtype);

    /// <summary>The type of the parameters that it makes, where none is given for them; null leaves it to <see cref="Config.DType"/>.</summary>
    public DType? DType { get; }

    /// <summary>The elements, where they were given.</summary>
    internal Tensor? Values { get; private init; }

    private static Initializer Of(
        Func<DType, int[], Key, Tensor> core,
        DType? dtype,
        Key? rng = null
    )
    {
        var made = 0;
        return new(
            (type, shape) =>
                core(type, shape, rng is { } key ? KeyModule.at(made++, key) : Rng.NextKey()),
            dtype
        );
    }

    /// <summary>Every element c.</summary>
    public static Initializer Constant(double c, DType? dtype = null) =>
        new((type, shape) => TensorModule.full(type, shape, c), dtype);

    /// <summary>The given elements, whose shape must be that of the parameter.</summary>
    public static Initializer Constant(Tensor values, DType? dtype = null)
    {
        values.Given();
        return new(
            (type, shape) =>
                values.Shape.AsSpan().SequenceEqual(shape)
                    ? TensorModule.create(type, shape, values.ToArray<double>())
                    : throw new DeepExpException(
                        "Initializer",
                        $"the initial values have shape {Messages.Shape(values)}, but the parameter has shape {Messages.Shape(shape.AsEnumerable())}."
                    ),
            dtype
        )
        {
            Values = values,
        };
    }

    /// <summary>Every element 0.</summary>
    public static Initializer Zero(DType? dtype = null) => Constant(0, dtype);

    /// <summary>Every element 1.</summary>
    public static Initializer One(DType? dtype = null) => Constant(1, dtype);

    /// <summary>Every element NaN, so that the use of a parameter that was never set shows.</summary>
    public static Initializer NaN(DType? dtype = null) => Constant(double.NaN, dtype);

    /// <summary>scale · I, of a square matrix.</summary>
    public static Initializer Identity(double scale = 1.0, DType? dtype = null) =>
        Of((type, shape, key) => Initializers.identity(scale, type, shape, key), dtype);

    /// <summary>N(0, scale²)</summary>
    public static Initializer Normal(double scale = 0.05, DType? dtype = null, Key? rng = null) =>
        Of((type, shape, key) => Initializers.normal(scale, type, shape, key), dtype, rng);

    /// <summary>N(0, scale² / fanIn): the default for weights.</summary>
    public static Initializer LeCunNormal(
        double scale = 1.0,
        DType? dtype = null,
        Key? rng = null
    ) => Of((type, shape, key) => Initializers.lecunNormal(scale, type, shape, key), dtype, rng);

    /// <summary>N(0, scale² · 2 / (fanIn + fanOut))</summary>
    public static Initializer GlorotNormal(
        double scale = 1.0,
        DType? dtype = null,
        Key? rng = null
    ) => Of((type, shape, key) => Initializers.glorotNormal(scale, type, shape, key), dtype, rng);

    /// <summary>N(0, scale² · 2 / fan)</summary>
    public static Initializer HeNormal(
        double scale = 1.0,
        DType? dtype = null,
        FanOption fanOption = FanOption.FanIn,
        Key? rng = null
    ) =>
        Of(
            (type, shape, key) => Initializers.heNormal(scale, fanOption, type, shape, key),
            dtype,
            rng
        );

    /// <summary>Uniform in [-scale, scale).</summary>
    public static Initializer Uniform(double scale = 0.05, DType? dtype = null, Key? rng = null) =>
        Of((type, shape, key) => Initializers.uniform(scale, type, shape, key), dtype, rng);

    /// <summary>Uniform in ±scale · √(3 / fanIn).</summary>
    public static Initializer LeCunUniform(
        double scale = 1.0,
        DType? dtype = null,
        Key? rng = null
    ) => Of((type, shape, key) => Initializers.lecunUniform(scale, type, shape, key), dtype, rng);

    /// <summary>Uniform in ±scale · √(6 / (fanIn + fanOut)).</summary>
    public static Initializer GlorotUniform(
        double scale = 1.0,
        DType? dtype = null,
        Key? rng = null
    ) => Of((type, shape, key) => Initializers.glorotUniform(scale, type, shape, key), dtype, rng);

    /// <summary>Uniform in ±scale · √(6 / fanIn).</summary>
    public static Initializer HeUniform(double scale = 1.0, DType? dtype = null, Key? rng = null) =>
        Of((type, shape, key) => Initializers.heUniform(scale, type, shape, key), dtype, rng);

    /// <summary>A random matrix out×in whose shorter side's vectors are orthogonal and of length scale.</summary>
    public static Initializer Orthogonal(
        double scale = 1.1,
        DType? dtype = null,
        OrthogonalMode mode = OrthogonalMode.Auto,
        Key? rng = null
    ) =>
        Of(
            (type, shape, key) => Initializers.orthogonal(scale, mode, type, shape, key),
            dtype,
            rng
        );

    /// <summary>The weight n×n×k₁×k₂… of a deconvolution that enlarges by interpolation, each channel by itself.</summary>
    /// <param name="interpolation">How; «linear», as in Chainer, is all there is.</param>
    /// <param name="dtype">The type; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">Another interpolation is asked for.</exception>
    public static Initializer UpsamplingDeconvFilter(
        string interpolation = "linear",
        DType? dtype = null
    )
    {
        RequireLinear("UpsamplingDeconvFilter", interpolation.Given());
        return Of(Initializers.upsamplingDeconvFilter, dtype);
    }

    /// <summary>The same divided by its sum: the weight of a convolution that reduces by weighted means.</summary>
    /// <param name="interpolation">How; «linear», as in Chainer, is all there is.</param>
    /// <param name="dtype">The type; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">Another interpolation is asked for.</exception>
    public static Initializer DownsamplingConvFilter(
        string interpolation = "linear",
        DType? dtype = null
    )
    {
        RequireLinear("DownsamplingConvFilter", interpolation.Given());
        return Of(Initializers.downsamplingConvFilter, dtype);
    }

    private static void RequireLinear(string operation, string interpolation)
    {
        if (interpolation != "linear")
            throw new DeepExpException(
                operation,
                $"the interpolation is «{interpolation}», but only «linear» is there."
            );
    }

    /// <summary>The fan-in and the fan-out of a weight's shape.</summary>
    /// <inheritdoc cref="Initializers.fans" path="/remarks"/>
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

    /// <summary>The type of a parameter that begins so, for which a type may be given.</summary>
    /// <exception cref="DeepExpException">The initializer is of another type.</exception>
    internal DType TypeOf(DType? given) =>
        given is not null && DType is not null && !given.Equals(DType)
            ? throw new DeepExpException(
                "Initializer",
                $"it is of {DType}, but the parameter is {given}; give the type once."
            )
            : given ?? DType ?? Config.DType;

    /// <summary>A tensor of that shape that begins so; of the initializer's type, or that of <see cref="Config.DType"/>, if none is given.</summary>
    /// <exception cref="DeepExpException">The initializer makes no tensor of that type and shape.</exception>
    public Tensor Make(DType? dtype, params int[] shape)
    {
        var type = TypeOf(dtype);
        var made = make(type, shape.Given());
        return made.DType.Equals(type) && made.Shape.AsSpan().SequenceEqual(shape)
            ? made
            : throw new DeepExpException(
                "Initializer",
                $"it made {made.DType} of shape {Messages.Shape(made)}, but the parameter is {type} of shape {Messages.Shape(shape.AsEnumerable())}."
            );
    }
}
