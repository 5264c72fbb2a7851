using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// x W, where the axes of W are those of x from a given one on, and then a link bias (<see cref="Bias"/>), if there is one. See
/// <see cref="F.Scale"/>.
/// </summary>
public sealed class Scale : Chain
{
    private readonly int axis;
    private readonly Bias? bias;

    /// <summary>Factors of the given shape, or such that are given with each x.</summary>
    /// <param name="axis">The axis of x with which that of W begin.</param>
    /// <param name="wShape">The shape of the parameter W; without it the link has none.</param>
    /// <param name="biasTerm">Whether there is a bias.</param>
    /// <param name="biasShape">The shape of the bias where there is no W; else it has that of W.</param>
    /// <exception cref="DeepExpException">There is a bias and neither shape is given.</exception>
    public Scale(int axis = 1, int[]? wShape = null, bool biasTerm = false, int[]? biasShape = null)
    {
        this.axis = axis;
        if (wShape is not null)
            W = AddParam("W", wShape, initializer: 1.0);
        if (biasTerm)
            bias = AddLink(
                "bias",
                new Bias(
                    axis,
                    wShape
                        ?? biasShape
                        ?? throw new DeepExpException(
                            "Scale",
                            "the bias has no shape; give biasShape, or wShape for both."
                        )
                )
            );
    }

    /// <summary>The factors, which begin as 1; null without shape.</summary>
    public DeepExp.Parameter? W { get; }

    /// <summary>x W, and the bias.</summary>
    /// <exception cref="DeepExpException">The link has no W.</exception>
    public Variable Forward(Variable x) =>
        Shifted(
            x.Given(),
            W
                ?? throw new DeepExpException(
                    "Scale",
                    "the link has no W; give it wShape, or call it with two inputs."
                )
        );

    /// <summary>x y, and the bias, for a link without W.</summary>
    /// <exception cref="DeepExpException">The link has a W of its own.</exception>
    public Variable Forward(Variable x, Variable y) =>
        W is null
            ? Shifted(x, y)
            : throw new DeepExpException(
                "Scale",
                "two inputs are given, but the link has a W of its own; call it with one."
            );

    private Variable Shifted(Variable x, Variable y)
    {
        var z = F.Scale(x, y, axis);
        return bias?.Forward(z) ?? z;
    }
}
