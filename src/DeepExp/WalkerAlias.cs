using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// A distribution over classes 0, 1, … from which a draw takes one step however many they are (Walker's alias method). What is
/// drawn comes from <see cref="Rng"/>.
/// </summary>
public sealed class WalkerAlias
{
    private readonly AliasTable table;

    /// <summary>A distribution with probabilities that are given up to a common factor.</summary>
    /// <exception cref="DeepExpException">There is no class, a number is negative or not finite, or all are 0.</exception>
    public WalkerAlias(IEnumerable<double> probs) =>
        table = AliasTableModule.ofWeights([.. probs.Given()]);

    /// <summary>Independent draws, int32 of the given shape.</summary>
    public Tensor Sample(params int[] shape) =>
        AliasTableModule.sample(shape.Given(), Rng.NextKey(), table);
}
