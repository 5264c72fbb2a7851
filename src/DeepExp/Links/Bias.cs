using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>x + b, where the axes of b are those of x from a given one on. See <see cref="F.Bias"/>.</summary>
public sealed class Bias : Link
{
    private readonly int axis;

    /// <summary>A shift of the given shape, or one that is given with each x.</summary>
    /// <param name="axis">The axis of x with which that of b begin.</param>
    /// <param name="shape">The shape of the parameter b; without it the link has none.</param>
    public Bias(int axis = 1, int[]? shape = null)
    {
        this.axis = axis;
        if (shape is not null)
            B = AddParam("b", shape, initializer: 0.0);
    }

    /// <summary>The shift, which begins as 0; null without shape.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>x + b</summary>
    /// <exception cref="DeepExpException">The link has no b.</exception>
    public Variable Forward(Variable x) =>
        F.Bias(
            x.Given(),
            B
                ?? throw new DeepExpException(
                    "Bias",
                    "the link has no b; give it a shape, or call it with two inputs."
                ),
            axis
        );

    /// <summary>x + y, for a link without b.</summary>
    /// <exception cref="DeepExpException">The link has a b of its own.</exception>
    public Variable Forward(Variable x, Variable y) =>
        B is null
            ? F.Bias(x, y, axis)
            : throw new DeepExpException(
                "Bias",
                "two inputs are given, but the link has a b of its own; call it with one."
            );
}
