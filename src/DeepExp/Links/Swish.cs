using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// x · sigmoid(beta x), with beta that is learned (Ramachandran et al., «Searching for activation functions», 2017).
/// </summary>
public sealed class Swish : Link
{
    /// <summary>A beta for the first axes of x after the batch.</summary>
    /// <param name="betaShape">The shape of beta, [] for one number; null leaves it to the first call, for all axes after the batch.</param>
    /// <param name="betaInit">How beta begins; 1 by default.</param>
    /// <exception cref="DeepExpException">An initial array has another shape.</exception>
    public Swish(int[]? betaShape, Initializer? betaInit = null) =>
        Beta = AddParam("beta", betaShape, initializer: betaInit ?? 1.0);

    /// <summary>The factors.</summary>
    public DeepExp.Parameter Beta { get; }

    /// <summary>x · sigmoid(beta x)</summary>
    public Variable Forward(Variable x)
    {
        Sizes.Begin([.. x.Given().Shape.Skip(1)], Beta);
        return F.Swish(x, Beta);
    }
}
