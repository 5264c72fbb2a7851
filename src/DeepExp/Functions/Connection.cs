using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>y = x Wᵀ + b for x: N×in, W: out×in, b: out. An x with more axes is read as N×in.</summary>
    public static Variable Linear(Variable x, Variable W, Variable? b = null) =>
        Variable.Of(Connection.linear(W.Traced, b.ToOption(), x.Traced));
}
