using F = DeepExp.Functions;

namespace DeepExp.Cli;

/// <summary>A saved chain of linear layers l1, l2, ..., each followed by leaky ReLU, as the tutorial trains one.</summary>
internal sealed class SavedModel
{
    private readonly List<(Tensor W, Tensor? B)> layers = [];

    private SavedModel() { }

    /// <summary>The model of a file.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, or holds no such chain from one number on.</exception>
    internal static SavedModel Load(string file)
    {
        var tensors = Serializers.LoadNpz(file);
        var model = new SavedModel();
        var width = 1;
        for (var i = 1; tensors.TryGetValue($"l{i}/W", out var W); i++)
        {
            var b = tensors.GetValueOrDefault($"l{i}/b");
            if (
                W.Rank != 2
                || W.Shape[1] != width
                || W.DType.IsInt32
                || b is not null
                    && (b.Rank != 1 || b.Shape[0] != W.Shape[0] || !b.DType.Equals(W.DType))
                || i > 1 && !W.DType.Equals(model.layers[0].W.DType)
            )
                throw Unfit(file, tensors);
            model.layers.Add((W, b));
            width = W.Shape[0];
        }
        if (
            model.layers.Count == 0
            || tensors.Count != model.layers.Sum(layer => layer.B is null ? 1 : 2)
        )
            throw Unfit(file, tensors);
        return model;
    }

    /// <summary>What the model answers to one number.</summary>
    internal IEnumerable<double> Predict(double x)
    {
        using var mode = Config.NoBackpropMode();
        var h = F.Cast(
            new Variable(
                new double[,]
                {
                    { x },
                }
            ),
            layers[0].W.DType
        );
        foreach (var (W, b) in layers)
            h = F.LeakyRelu(F.Linear(h, W, b is null ? null : (Variable)b), slope: 0.2);
        return Enumerable.Range(0, h.Shape[1]).Select(i => h.Data[0, i]).ToList();
    }

    private static DeepExpException Unfit(
        string file,
        IReadOnlyDictionary<string, Tensor> tensors
    ) =>
        new(
            "Predict",
            $"{file} holds [{string.Join(", ", tensors.Select(named => $"{named.Key} {string.Join('×', named.Value.Shape.ToArray())}"))}], but a model to predict with is a chain of linear layers that begins with one number: l1/W (out×1), l1/b (out), l2/W, ..."
        );
}
