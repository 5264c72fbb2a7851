using DeepExp.Functional;

namespace DeepExp;

public partial class Variable
{
    /// <summary>The operation that it was computed by; null if it was not computed, or not from variables.</summary>
    public Creator? Creator =>
        Linked.Origin is Origin.Result { Item1: var op, Item2: var inputs }
            ? new(OpModule.name(op), [.. inputs.Select(x => x.Tag as Variable ?? Of(x))])
            : null;

    /// <summary>The number of operations on the longest way from a variable that was not computed; 0 for such a variable.</summary>
    public int Rank
    {
        get
        {
            var ranks = new Dictionary<long, int>();
            foreach (var x in Trace.nodes(Linked))
                ranks[x.Birth] = x.Origin is Origin.Result { Item2: var inputs }
                    ? 1 + inputs.Max(input => ranks.GetValueOrDefault(input.Birth))
                    : 0;
            return ranks.GetValueOrDefault(Linked.Birth);
        }
    }

    /// <summary>
    /// Forgets what it was computed from: gradients end here and stay in <see cref="Grad"/>, also those of results that were
    /// computed from it before.
    /// </summary>
    public void Unchain() => Cut(Linked);

    /// <summary>
    /// <see cref="Unchain"/> of this variable and of every variable that it was computed from, so that the memory they hold is
    /// freed; where it is called now and then on the loss of a recurrent network, gradients go back through the steps since the
    /// last call only.
    /// </summary>
    public void UnchainBackward() => System.Array.ForEach(Trace.nodes(Linked), Cut);

    private static void Cut(Tensor x)
    {
        if (x.Origin.IsResult)
            x.Cut();
    }
}
