using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// A linear-chain conditional random field (Lafferty et al., 2001), with the scores of neighbours as parameter cost:
/// labels×labels. See <see cref="F.Crf1d"/>.
/// </summary>
public sealed class CRF1d : Link
{
    /// <summary>A field over sequences of <paramref name="nLabel"/> labels.</summary>
    /// <param name="nLabel">The number of labels.</param>
    /// <param name="initialCost">How cost begins; 0 by default.</param>
    /// <exception cref="DeepExpException">The number is not positive.</exception>
    public CRF1d(int nLabel, Initializer? initialCost = null)
    {
        Sizes.RequirePositive("CRF1d", ("nLabel", nLabel));
        Cost = AddParam("cost", [nLabel, nLabel], initializer: initialCost ?? 0.0);
    }

    /// <summary>The scores of neighbours, labels×labels.</summary>
    public DeepExp.Parameter Cost { get; }

    /// <summary>The negative log-likelihood of the labels ys (int32), with the scores xs.</summary>
    /// <param name="xs">The scores over time, each n×labels, sorted by descending length; or, transposed, of each sequence.</param>
    /// <param name="ys">The labels over time, each n; or, transposed, of each sequence.</param>
    /// <param name="reduce">The mean over the sequences, or each (No), in the order in which they are given.</param>
    /// <param name="transpose">Whether xs and ys hold a sequence each, in any order of lengths.</param>
    public Variable Forward(
        Variable[] xs,
        Variable[] ys,
        Reduce reduce = Reduce.Mean,
        bool transpose = false
    )
    {
        if (!transpose)
            return F.Crf1d(Cost, xs, ys, reduce);
        var order = ByLength(xs);
        var loss = F.Crf1d(Cost, OverTime(xs, order), OverTime(ys, order), reduce);
        return reduce == Reduce.No ? F.Permutate(loss, order, inv: true) : loss;
    }

    /// <summary>The labels of highest score, over time or, transposed, of each sequence; and that score of each sequence.</summary>
    public (Variable Score, Tensor[] Path) Argmax(Variable[] xs, bool transpose = false)
    {
        if (!transpose)
            return F.ArgmaxCrf1d(Cost, xs);
        var order = ByLength(xs);
        var (score, path) = F.ArgmaxCrf1d(Cost, OverTime(xs, order));
        var sequences = F.TransposeSequence(Array.ConvertAll(path, labels => (Variable)labels));
        return (
            F.Permutate(score, order, inv: true),
            [
                .. order
                    .Zip(sequences)
                    .OrderBy(sequence => sequence.First)
                    .Select(sequence => sequence.Second.Data),
            ]
        );
    }

    private static int[] ByLength(Variable[] xs) =>
        [.. Enumerable.Range(0, xs.Length).OrderByDescending(i => xs[i].Shape[0])];

    private static Variable[] OverTime(Variable[] sequences, int[] order) =>
        F.TransposeSequence([.. order.Select(i => sequences[i])]);
}
