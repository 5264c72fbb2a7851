using System.Globalization;
using DeepExp.Serialization;
using F = DeepExp.Functions;

namespace DeepExp.Cli;

/// <summary>
/// A saved chain of linear layers l1, l2, ..., with leaky ReLU between them. One that was fitted to a table names its columns,
/// <c>input/NAME</c> and <c>output/NAME</c>, each with the mean and the standard deviation by which it is scaled; without them, as the
/// tutorial saves one, the chain takes one number as it is, and leaky ReLU also follows the last layer.
/// </summary>
internal sealed class SavedModel(
    IReadOnlyList<Column> inputs,
    IReadOnlyList<Column> outputs,
    IReadOnlyList<(Tensor W, Tensor? B)> layers
)
{
    private const double Slope = 0.2;

    // So many rows at once stay in the cache.
    private const int Piece = 256;

    // The part of a column's deviation that an answer may be rounded by.
    private const double Coarsest = 1e-4;
    private const string Input = "input/";
    private const string Output = "output/";

    /// <summary>The columns that it reads, in their order; none if it takes one bare number.</summary>
    internal IReadOnlyList<Column> Inputs { get; } = inputs;

    /// <summary>The columns that it answers; none if it was not fitted to a table.</summary>
    internal IReadOnlyList<Column> Outputs { get; } = outputs;

    /// <summary>How many numbers go in, through each layer, and out.</summary>
    internal IReadOnlyList<int> Sizes { get; } =
    [layers[0].W.Shape[1], .. layers.Select(layer => layer.W.Shape[0])];

    /// <summary>The model of a file.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, or holds no such chain.</exception>
    internal static SavedModel Load(string file)
    {
        var arrays = Arrays(file);
        return Of(arrays)
            ?? throw new DeepExpException(
                "Predict",
                $"{file} holds {Place.List(arrays.Select(named => $"{named.Key} {string.Join('×', named.Value.Shape)}"))}, but a model to predict with was saved by deepexp fit, or is a chain of linear layers that begins with one number: l1/W (out×1), l1/b (out), l2/W, ..."
            );
    }

    /// <summary>The arrays of a file.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, or is of another kind.</exception>
    internal static IReadOnlyDictionary<string, NpyArray> Arrays(string file)
    {
        try
        {
            return Npz.Read(file);
        }
        catch (DeepExpException) when (Table.IsText(file))
        {
            throw new DeepExpException(
                "Model",
                $"{file} is text, as tables are, but a model is an .npz file; it comes first, as in deepexp predict model.npz data.csv."
            );
        }
    }

    /// <summary>The model that consists of these arrays; null if they are something else.</summary>
    internal static SavedModel? Of(IReadOnlyDictionary<string, NpyArray> arrays)
    {
        var layers = new List<(Tensor W, Tensor? B)>();
        for (var i = 1; Values($"l{i}/W") is { } W; i++)
        {
            var b = Values($"l{i}/b");
            if (
                W.Rank != 2
                || W.Shape[0] < 1
                || W.DType.IsInt32
                || b is not null
                    && (b.Rank != 1 || b.Shape[0] != W.Shape[0] || !b.DType.Equals(W.DType))
                || i > 1
                    && (W.Shape[1] != layers[^1].W.Shape[0] || !W.DType.Equals(layers[0].W.DType))
            )
                return null;
            layers.Add((W, b));
        }

        var (inputs, outputs) = (Columns(Input), Columns(Output));
        var known = layers.Sum(layer => layer.B is null ? 1 : 2) + inputs.Count + outputs.Count;
        return
            layers.Count > 0
            && arrays.Count == known
            && layers[0].W.Shape[1] == Math.Max(1, inputs.Count)
            && (inputs.Count > 0) == (outputs.Count > 0)
            && (outputs.Count == 0 || outputs.Count == layers[^1].W.Shape[0])
            ? new(inputs, outputs, layers)
            : null;

        Tensor? Values(string key) =>
            arrays.TryGetValue(key, out var array) && !array.IsNone
                ? Entry.ToTensor(new Place("Predict", key), key, array)
                : null;

        List<Column> Columns(string prefix) =>
            [
                .. from named in arrays
                where named.Key.StartsWith(prefix, StringComparison.Ordinal)
                let column = Column.Of(named.Key[prefix.Length..], named.Value)
                where column is not null
                select column,
            ];
    }

    /// <summary>Saves it, whole or not at all.</summary>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    internal void Save(string file) =>
        Serializers.SaveNpz(
            file,
            [
                .. layers.SelectMany(
                    (layer, i) =>
                        new[] { ($"l{i + 1}/W", layer.W), ($"l{i + 1}/b", layer.B) }
                            .Where(named => named.Item2 is not null)
                            .Select(named => KeyValuePair.Create(named.Item1, named.Item2!))
                ),
                .. Inputs.Select(column => KeyValuePair.Create(Input + column.Name, column.Values)),
                .. Outputs.Select(column =>
                    KeyValuePair.Create(Output + column.Name, column.Values)
                ),
            ]
        );

    /// <summary>What a chain answers to inputs that are scaled already.</summary>
    internal static Variable Forward(Variable x, IEnumerable<Func<Variable, Variable>> layers) =>
        layers
            .Skip(1)
            .Aggregate(layers.First()(x), (h, layer) => layer(F.LeakyRelu(h, slope: Slope)));

    /// <summary>What the model answers.</summary>
    /// <param name="x">The inputs, row by row.</param>
    /// <returns>The answers, row by row.</returns>
    internal double[] Predict(ReadOnlySpan<double> x)
    {
        using var mode = Config.NoBackpropMode();
        var (width, answers) = (Sizes[0], new double[x.Length / Sizes[0] * Sizes[^1]]);
        for (var row = 0; row * width < x.Length; row += Piece)
        {
            var piece = x[(row * width)..];
            Piecewise(piece[..Math.Min(Piece * width, piece.Length)])
                .CopyTo(answers, row * Sizes[^1]);
        }
        return answers;
    }

    /// <summary>
    /// An answer in the fewest digits that give the network's float32 back; in those of float64 where a float32 holds less of the
    /// answer than the network knows, as of years, whose deviation is small beside their mean.
    /// </summary>
    internal string Text(double answer, int output)
    {
        var error = Math.Abs((float)answer - answer);
        var shortest =
            error > Coarsest * (Outputs.Count > 0 ? Outputs[output].Std : 0)
                ? answer
                // Read again as float64, which writes large numbers out.
                : double.Parse(
                    ((float)answer).ToString(CultureInfo.InvariantCulture),
                    CultureInfo.InvariantCulture
                );
        return shortest.ToString(CultureInfo.InvariantCulture);
    }

    private double[] Piecewise(ReadOnlySpan<double> x)
    {
        var scaled = x.ToArray();
        for (var i = 0; i < scaled.Length && Inputs.Count > 0; i++)
            scaled[i] = Inputs[i % Inputs.Count].Scaled(scaled[i]);
        var y = Forward(
            F.Cast(F.Reshape((Variable)scaled, x.Length / Sizes[0], Sizes[0]), layers[0].W.DType),
            layers.Select<(Tensor W, Tensor? B), Func<Variable, Variable>>(layer =>
                h => F.Linear(h, layer.W, layer.B is null ? null : (Variable)layer.B)
            )
        );
        if (Outputs.Count == 0)
            return F.LeakyRelu(y, slope: Slope).ToArray<double>();
        var answers = y.ToArray<double>();
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Outputs[i % Outputs.Count].Unscaled(answers[i]);
        return answers;
    }
}
