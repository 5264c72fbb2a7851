using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// x where x ≥ 0, W x elsewhere, with slopes W that are learned (He et al., «Delving deep into rectifiers», 2015).
/// </summary>
public sealed class PReLU : Link
{
    /// <summary>Slopes for the first axes of x after the batch.</summary>
    /// <param name="shape">The shape of W; one slope for all by default.</param>
    /// <param name="init">How W begins; 0.25 by default.</param>
    /// <exception cref="DeepExpException">An initial array has another shape.</exception>
    public PReLU(int[]? shape = null, Initializer? init = null) =>
        W = AddParam("W", shape ?? [], initializer: init ?? 0.25);

    /// <summary>The slopes.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>x where x ≥ 0, W x elsewhere.</summary>
    public Variable Forward(Variable x) => F.Prelu(x, W);
}
