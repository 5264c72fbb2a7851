using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Cli.Fit;

/// <summary>The network that learns: linear layers l1, l2, ..., as a <see cref="SavedModel"/> has them.</summary>
internal sealed class Net : Chain
{
    private readonly List<L.Linear> layers = [];

    internal Net(IEnumerable<int> sizes)
    {
        foreach (var (inSize, outSize) in sizes.Zip(sizes.Skip(1)))
            layers.Add(AddLink($"l{layers.Count + 1}", new L.Linear(inSize, outSize)));
    }

    internal Variable Loss(Variable x, Variable t) =>
        F.MeanSquaredError(
            SavedModel.Forward(x, layers.Select(layer => (Func<Variable, Variable>)layer.Forward)),
            t
        );

    /// <summary>The network as it is now.</summary>
    internal SavedModel Now(Data data) =>
        new(
            data.Inputs,
            [data.Target],
            [.. layers.Select(layer => (layer.W.Data, (Tensor?)layer.B!.Data))]
        );
}
