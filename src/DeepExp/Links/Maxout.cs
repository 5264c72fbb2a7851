using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// The largest of poolSize linear functions for each feature (Goodfellow et al., «Maxout networks», 2013); its link linear is a
/// <see cref="Linear"/> to out·pool features.
/// </summary>
public sealed class Maxout : Chain
{
    private readonly Linear linear;
    private readonly int poolSize;

    /// <summary>A layer from <paramref name="inSize"/> to <paramref name="outSize"/> features.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of features of y.</param>
    /// <param name="poolSize">Of how many linear functions the largest is taken.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default; an array is out×pool×in.</param>
    /// <param name="initialBias">How b begins; 0 by default; an array is out×pool.</param>
    /// <param name="nobias">Whether to leave out b, as Chainer's None for initialBias does.</param>
    /// <exception cref="DeepExpException">A size is not positive, or an initial array has another shape.</exception>
    public Maxout(
        int? inSize,
        int outSize,
        int poolSize,
        Initializer? initialW = null,
        Initializer? initialBias = null,
        bool nobias = false
    )
    {
        Sizes.RequirePositive(
            "Maxout",
            ("inSize", inSize),
            ("outSize", outSize),
            ("poolSize", poolSize)
        );
        this.poolSize = poolSize;
        linear = AddLink(
            "linear",
            new Linear(
                inSize,
                outSize * poolSize,
                nobias,
                initialW is null ? null : InRows("initialW", initialW, outSize, poolSize, inSize),
                initialBias is null ? null : InRows("initialBias", initialBias, outSize, poolSize)
            )
        );
    }

    /// <summary>y: N×out for x: N×in.</summary>
    public Variable Forward(Variable x) => F.Maxout(linear.Forward(x), poolSize);

    // An array has the axes out and pool apart, which the linear layer has as one.
    private static Initializer InRows(string name, Initializer initial, params int?[] lengths)
    {
        if (initial.Values is not { } values)
            return initial;
        if (
            values.Rank != lengths.Length
            || lengths
                .Where((length, axis) => length is not null && length != values.Shape[axis])
                .Any()
        )
            throw new DeepExpException(
                "Maxout",
                $"{name} has shape {Messages.Shape(values)}, but must be {string.Join('×', lengths.Select(length => length?.ToString() ?? "in"))}."
            );
        return F.Reshape(values, [-1, .. values.Shape[2..]]).Data;
    }
}
