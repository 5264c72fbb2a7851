using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>A vector for each of a number of words, with the parameter W: in×out. See <see cref="F.EmbedID"/>.</summary>
public sealed class EmbedID : Link
{
    /// <summary>A table of <paramref name="inSize"/> vectors with <paramref name="outSize"/> elements.</summary>
    /// <param name="inSize">The number of words.</param>
    /// <param name="outSize">The number of elements of a vector.</param>
    /// <param name="initialW">How W begins; N(0, 1) by default.</param>
    /// <param name="ignoreLabel">An index that gives zeros; none by default.</param>
    /// <exception cref="DeepExpException">A size is not positive.</exception>
    public EmbedID(int inSize, int outSize, Initializer? initialW = null, int? ignoreLabel = null)
    {
        Sizes.RequirePositive("EmbedID", ("inSize", inSize), ("outSize", outSize));
        IgnoreLabel = ignoreLabel;
        W = AddParam("W", [inSize, outSize], initializer: initialW ?? Initializer.Normal(1.0));
    }

    /// <summary>The vectors, in×out.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The index that gives zeros.</summary>
    public int? IgnoreLabel { get; }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, object? Value)> PrintableSpecs =>
        [("in_size", W.Shape[0]), ("out_size", W.Shape[1])];

    /// <summary>Row x[i] of W for each index of x (int32); y has the shape of x and out.</summary>
    public Variable Forward(Variable x) => F.EmbedID(x, W, IgnoreLabel);
}
