using DeepExp.Functional;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Export;

/// <summary>A network to be written out, and the shape of its input.</summary>
internal sealed record Net(Link Model, Func<Variable, Variable> Function, DType DType, int[] Shape)
{
    /// <summary>Inputs on which the source and the network must agree.</summary>
    public IEnumerable<Tensor> Inputs =>
        Enumerable.Range(0, 6).Select(seed => 3 * Random(seed, DType, Shape));

    public string Source(SourceLanguage language, string name) =>
        Exporter.ToSource(language, name, Model, Function, TensorModule.zeros(DType, Shape));
}

/// <summary>A model of any parameters and links.</summary>
internal sealed class Bag : Chain
{
    public Bag(params (string Name, Link Link)[] links)
    {
        foreach (var (name, link) in links)
            AddLink(name, link);
    }

    public Bag With(string name, Tensor data)
    {
        AddParam(name, data);
        return this;
    }
}

internal static class Nets
{
    /// <summary>By the name under which they are written out.</summary>
    public static IReadOnlyDictionary<string, Net> All { get; } =
        new Dictionary<string, Net>
        {
            ["relu32"] = Dense(DType.Float32, F.Relu, 3, 8, 2),
            ["relu64"] = Dense(DType.Float64, F.Relu, 3, 8, 2),
            ["leaky32"] = Dense(DType.Float32, x => F.LeakyRelu(x), 1, 16, 32, 1),
            ["leaky64"] = Dense(DType.Float64, x => F.LeakyRelu(x), 1, 16, 32, 1),
            ["tanh32"] = Dense(DType.Float32, F.Tanh, 2, 5, 1),
            ["tanh64"] = Dense(DType.Float64, F.Tanh, 2, 5, 1),
            ["sigmoid32"] = Dense(DType.Float32, F.Sigmoid, 1, 4, 3),
            ["sigmoid64"] = Dense(DType.Float64, F.Sigmoid, 1, 4, 3),
            ["batch64"] = Dense(DType.Float64, F.Tanh, 3, 4, 2) with { Shape = [5, 3] },
            ["elementwise64"] = Of(
                DType.Float64,
                x =>
                    F.Exp(-x)
                    + F.Log(F.Absolute(x) + 1) * F.Sqrt(F.Absolute(x))
                    - 2 / (F.Pow(x, 2) + 1),
                4
            ),
            ["steps32"] = Of(
                DType.Float32,
                x => F.Sign(x) * F.Clip(x, -0.5, 1.5) / 3 - F.LeakyRelu(x, 1e-8),
                2,
                2
            ),
            ["shapes64"] = Of(
                DType.Float64,
                x => F.Transpose(F.Reshape(F.Transpose(x, 2, 0, 1), 4, 6)) * 2,
                2,
                3,
                4
            ),
            ["sums64"] = Of(
                DType.Float64,
                x => F.Sum(x, [0, 2], keepdims: true) * x + F.Mean(x, axis: 1, keepdims: true),
                2,
                3,
                4
            ),
            ["sum64"] = Of(DType.Float64, x => F.Sum(x), 2, 3),
            ["number64"] = Of(DType.Float64, x => 2 * x),
            ["broadcast64"] = Of(
                DType.Float64,
                x => F.BroadcastTo(x, 3, 2, 4) * new double[] { 1, 2, 3, 4 } + x,
                2,
                1
            ),
            ["gram64"] = Of(DType.Float64, x => F.MatMul(x, x, transb: true), 2, 3, 4),
            ["cogram64"] = Of(DType.Float64, x => F.MatMul(x, x, transa: true), 2, 3, 4),
            ["square64"] = Of(
                DType.Float64,
                x => F.MatMul(x, F.MatMul(x, x), transa: true, transb: true),
                3,
                3
            ),
            ["vectors64"] = Of(DType.Float64, x => F.MatMul(F.MatMul(x, x) * x, x), 4),
            ["narrow64"] = Of(
                DType.Float64,
                x => F.Cast(F.Sqrt(F.Absolute(F.Cast(x, DType.Float32))), DType.Float64) + x,
                3
            ),
            ["whole32"] = Of(
                DType.Float32,
                x => x + F.Cast(F.Cast(x, DType.Int32), DType.Float32),
                3
            ),
            ["convolution32"] = Convolutional(DType.Float32),
            ["convolution64"] = Convolutional(DType.Float64),
            ["windows64"] = Of(
                DType.Float64,
                x =>
                {
                    var h = F.Convolution2D(
                        x,
                        Constant(1, 4, 1, 2, 2),
                        stride: (1, 2),
                        dilate: (2, 1),
                        groups: 2
                    );
                    h = F.AveragePooling2D(h, 2, stride: 1, pad: 1);
                    return F.Deconvolution2D(h, Constant(2, 4, 2, 3, 2), stride: 2, pad: 1);
                },
                2,
                2,
                6,
                7
            ),
            ["pieces64"] = Of(
                DType.Float64,
                x =>
                {
                    var parts = F.SplitAxis(x, [1, 3], axis: 1);
                    var row = F.Concat([F.Flip(parts[2], 0), parts[0], parts[1]], axis: 1);
                    return F.Vstack(row, x * row, F.GetItem(x, 1..) - F.GetItem(x, ..^1));
                },
                3,
                5
            ),
            ["moved64"] = Of(DType.Float64, x => F.Shift(x) + x, 1, 11, 3, 4),
            ["lookups64"] = Of(
                DType.Float64,
                x => F.GetItem(x, new[] { 2, 0, 2 }) * F.Permutate(x, [1, 2, 0], axis: 0),
                3,
                2,
                2
            ),
            ["scattered64"] = Of(
                DType.Float64,
                x => F.ScatterAdd(x, [new[] { 2, 0, 2 }], F.Tanh(x)),
                3,
                2
            ),
            ["largest64"] = Of(
                DType.Float64,
                x => F.Max(x, [0, 2], keepdims: true) * F.Max(x, axis: 1, keepdims: true),
                2,
                3,
                4
            ),
            ["masked64"] = Of(
                DType.Float64,
                x => F.Softmax(x + new[] { 0, double.NegativeInfinity, 0, 0 }),
                3,
                4
            ),
            ["logarithms32"] = Logarithms(DType.Float32),
            ["logarithms64"] = Logarithms(DType.Float64),
            ["names64"] = Names(),
        };

    private static Net Of(DType dtype, Func<Variable, Variable> function, params int[] shape) =>
        new(new Bag(), function, dtype, shape);

    private static Net Dense(DType dtype, Func<Variable, Variable> activation, params int[] widths)
    {
        Rng.Seed(1);
        var layers = new ChainList();
        for (var i = 1; i < widths.Length; i++)
            layers.AddLink(
                new L.Linear(
                    widths[i - 1],
                    widths[i],
                    initialBias: Initializer.Normal(0.5),
                    dtype: dtype
                )
            );
        return new(
            layers,
            x => layers.Cast<L.Linear>().Aggregate(x, (h, layer) => activation(layer.Forward(h))),
            dtype,
            [1, widths[0]]
        );
    }

    private static Net Convolutional(DType dtype) =>
        Of(
            dtype,
            x =>
            {
                Variable Weights(int seed, params int[] shape) => 0.2 * Random(seed, dtype, shape);
                var h = F.Convolution2D(x, Weights(1, 4, 2, 3, 3), Weights(2, 4), pad: 1);
                h = F.MaxPooling2D(F.Relu(h), 3, stride: 2, pad: 1);
                return F.Softmax(F.Linear(h, Weights(3, 3, 36), Weights(4, 3)));
            },
            2,
            2,
            5,
            5
        );

    // Near 0 too, where e^x - 1 and ln(1 + x) would lose all digits.
    private static Net Logarithms(DType dtype) =>
        Of(
            dtype,
            x =>
            {
                var two = TensorModule.full(dtype, [], 2);
                return F.Expm1(x)
                    + 1e8 * F.Expm1(1e-8 * x)
                    + F.Log1p(F.Absolute(x))
                    + 1e8 * F.Log1p(1e-8 * x)
                    + F.Softplus(x)
                    + F.Fmod(x, two)
                    + F.Arctan2(x, two)
                    + F.Floor(x);
            },
            8
        );

    private static Tensor Constant(int seed, params int[] shape) =>
        Random(seed, DType.Float64, shape);

    // Names that are variables of the source, keywords, no identifiers, the function's own, or two that become one.
    private static Net Names()
    {
        string[] names =
        [
            "x",
            "y",
            "k",
            "i0",
            "i1",
            "v1",
            "v2",
            "c0",
            "double",
            "class",
            "exp",
            "Math",
            "_",
            "3",
            "l-1",
            "Ä b",
            "a_b",
            "names64",
            "names64_run",
        ];
        var model = new Bag(
            ("a", new Bag().With("b", Value(-1))),
            ("names64", new Bag().With("run", Value(-2)))
        );
        for (var i = 0; i < names.Length; i++)
            model.With(names[i], Value(i));
        return new(
            model,
            x =>
                model
                    .Params()
                    .Aggregate(
                        x,
                        (h, parameter) => F.Tanh(F.MatMul(h, parameter) + new double[] { 0.1, 0.2 })
                    ),
            DType.Float64,
            [3, 2]
        );
    }

    private static Tensor Value(int seed) => Random(seed, DType.Float64, 2, 2);
}
