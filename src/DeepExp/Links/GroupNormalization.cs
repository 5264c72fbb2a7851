using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// Each sample of x: N×C×… normalised over groups of channels (Wu and He, «Group normalization», 2018), with parameters gamma and
/// beta: C.
/// </summary>
public sealed class GroupNormalization : Link
{
    private readonly int groups;
    private readonly double eps;

    /// <summary>A layer with <paramref name="groups"/> groups of channels.</summary>
    /// <param name="groups">The number of groups, which divides that of channels.</param>
    /// <param name="size">The number C of channels; null leaves it to the first call.</param>
    /// <param name="eps">What is added to variances.</param>
    /// <param name="initialGamma">How gamma begins; 1 by default.</param>
    /// <param name="initialBeta">How beta begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or groups do not divide it.</exception>
    public GroupNormalization(
        int groups,
        int? size = null,
        double eps = 1e-5,
        Initializer? initialGamma = null,
        Initializer? initialBeta = null
    )
    {
        Sizes.RequirePositive("GroupNormalization", ("groups", groups), ("size", size));
        Sizes.RequireGroups("GroupNormalization", "size", size ?? groups, groups);
        (this.groups, this.eps) = (groups, eps);
        int[]? shape = size is { } channels ? [channels] : null;
        Gamma = AddParam("gamma", shape, initializer: initialGamma ?? 1.0);
        Beta = AddParam("beta", shape, initializer: initialBeta ?? 0.0);
    }

    /// <summary>The scale, C.</summary>
    public DeepExp.Parameter Gamma { get; }

    /// <summary>The shift, C.</summary>
    public DeepExp.Parameter Beta { get; }

    /// <summary>x: N×C×… normalised, times gamma, plus beta.</summary>
    public Variable Forward(Variable x)
    {
        Sizes.Begin(x, Gamma, Beta);
        return F.GroupNormalization(x, groups, Gamma, Beta, eps);
    }
}
