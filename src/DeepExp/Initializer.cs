using DeepExp.Functional;

namespace DeepExp;

/// <summary>How a parameter begins. A number or an array given for one means constant values.</summary>
public sealed class Initializer
{
    private readonly Func<DType, int[], Tensor> make;

    private Initializer(Func<DType, int[], Tensor> make) => this.make = make;

    /// <summary>N(0, scale² / fanIn): the default for weights.</summary>
    public static Initializer LeCunNormal(double scale = 1.0) =>
        new((dtype, shape) => Initializers.lecunNormal(scale, dtype, shape, Rng.NextKey()));

    /// <summary>N(0, scale²)</summary>
    public static Initializer Normal(double scale = 0.05) =>
        new((dtype, shape) => Initializers.normal(scale, dtype, shape, Rng.NextKey()));

    /// <summary>Every element c.</summary>
    public static Initializer Constant(double c) =>
        new((dtype, shape) => TensorModule.full(dtype, shape, c));

    /// <summary>The given elements, whose shape must be that of the parameter.</summary>
    public static Initializer Constant(Tensor values) =>
        new(
            (dtype, shape) =>
                values.Shape.AsSpan().SequenceEqual(shape)
                    ? TensorModule.create(dtype, shape, values.ToArray<double>())
                    : throw new DeepExpException(
                        "Initializer",
                        $"the initial values have shape {Messages.Shape(values)}, but the parameter has shape {Messages.Shape(shape.AsEnumerable())}."
                    )
        );

    /// <summary>Every element c.</summary>
    public static implicit operator Initializer(double c) => Constant(c);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(Tensor values) => Constant(values);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(float[] values) => Constant(values);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(float[,] values) => Constant(values);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(double[] values) => Constant(values);

    /// <summary>The given elements.</summary>
    public static implicit operator Initializer(double[,] values) => Constant(values);

    internal Tensor Make(DType? dtype, params int[] shape) => make(dtype ?? Config.DType, shape);
}
