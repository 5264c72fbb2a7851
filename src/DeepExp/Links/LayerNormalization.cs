using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Each row of x: N×D normalised (Ba et al., «Layer normalization», 2016), with parameters gamma and beta: D.
/// </summary>
public sealed class LayerNormalization : Link
{
    private readonly double eps;

    /// <summary>A layer for rows of <paramref name="size"/> features.</summary>
    /// <param name="size">The number D of features; null leaves it to the first call.</param>
    /// <param name="eps">What is added to variances.</param>
    /// <param name="initialGamma">How gamma begins; 1 by default.</param>
    /// <param name="initialBeta">How beta begins; 0 by default.</param>
    /// <exception cref="DeepExpException">The size is not positive.</exception>
    public LayerNormalization(
        int? size = null,
        double eps = 1e-6,
        Initializer? initialGamma = null,
        Initializer? initialBeta = null
    )
    {
        Sizes.RequirePositive("LayerNormalization", ("size", size));
        this.eps = eps;
        int[]? shape = size is { } features ? [features] : null;
        Gamma = AddParam("gamma", shape, initializer: initialGamma ?? 1.0);
        Beta = AddParam("beta", shape, initializer: initialBeta ?? 0.0);
    }

    /// <summary>The scale, D.</summary>
    public DeepExp.Parameter Gamma { get; }

    /// <summary>The shift, D.</summary>
    public DeepExp.Parameter Beta { get; }

    /// <summary>x: N×D normalised, times gamma, plus beta.</summary>
    public Variable Forward(Variable x)
    {
        Sizes.Begin(x, Gamma, Beta);
        return F.LayerNormalization(x, Gamma, Beta, eps);
    }
}
