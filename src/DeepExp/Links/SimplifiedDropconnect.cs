using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// A linear layer that in training drops weights at random (Wan et al., «Regularization of neural networks using DropConnect»,
/// 2013), with parameters W: out×in and b: out.
/// </summary>
public sealed class SimplifiedDropconnect : Link
{
    private readonly int outSize;
    private readonly double ratio;

    /// <summary>A layer from <paramref name="inSize"/> to <paramref name="outSize"/> features.</summary>
    /// <param name="inSize">The number of features of x; null leaves it to the first call.</param>
    /// <param name="outSize">The number of features of y.</param>
    /// <param name="ratio">The probability to drop a weight.</param>
    /// <param name="nobias">Whether to leave out b.</param>
    /// <param name="initialW">How W begins; LeCun-normal by default.</param>
    /// <param name="initialBias">How b begins; 0 by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public SimplifiedDropconnect(
        int? inSize,
        int outSize,
        double ratio = 0.5,
        bool nobias = false,
        Initializer? initialW = null,
        Initializer? initialBias = null
    )
    {
        Sizes.RequirePositive("SimplifiedDropconnect", ("inSize", inSize), ("outSize", outSize));
        (this.outSize, this.ratio) = (outSize, ratio);
        W = AddParam(
            "W",
            inSize is { } size ? [outSize, size] : null,
            initializer: initialW ?? Initializer.LeCunNormal()
        );
        if (!nobias)
            B = AddParam("b", [outSize], initializer: initialBias ?? 0.0);
    }

    /// <summary>The weights, out×in.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The biases, out; null without bias.</summary>
    public DeepExp.Parameter? B { get; }

    /// <summary>y: N×out for x: N×in.</summary>
    /// <param name="x">N×in.</param>
    /// <param name="train">Whether weights are dropped, whatever the configuration says.</param>
    /// <param name="mask">Zeros where a weight is dropped and ones elsewhere, N×out×in or out×in; drawn if none is given.</param>
    /// <param name="useBatchwiseMask">Whether each sample has a mask of its own.</param>
    public Variable Forward(
        Variable x,
        bool train = true,
        Variable? mask = null,
        bool useBatchwiseMask = true
    )
    {
        if (x.Given().Ndim > 0)
            Sizes.Begin(
                [outSize, x.Shape.Skip(1).Aggregate(1, (size, length) => size * length)],
                W
            );
        return F.SimplifiedDropconnect(x, W, B, ratio, train, mask, useBatchwiseMask);
    }
}
