using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// The BlackOut loss over many classes (Ji et al., 2016), that looks at the target and at a few others, drawn with probabilities
/// ∝ count, with the parameter W: classes×in. See <see cref="F.BlackOut"/>.
/// </summary>
public sealed class BlackOut : Link
{
    private readonly int sampleSize;
    private readonly WalkerAlias sampler;

    /// <summary>A loss over as many classes as there are counts.</summary>
    /// <param name="inSize">The number of features of x.</param>
    /// <param name="counts">How often each class occurs.</param>
    /// <param name="sampleSize">How many others are drawn.</param>
    /// <exception cref="DeepExpException">A size is not positive, or no class occurs.</exception>
    public BlackOut(int inSize, int[] counts, int sampleSize)
    {
        Sizes.RequirePositive("BlackOut", ("inSize", inSize), ("sampleSize", sampleSize));
        this.sampleSize = sampleSize;
        sampler = new(counts.Given().Select(count => (double)count));
        W = AddParam("W", [counts.Length, inSize]);
    }

    /// <summary>The vectors of the classes. As in Chainer they begin as NaN: give them values before the first call.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The mean loss of x: N×in for targets t (int32): N.</summary>
    public Variable Forward(Variable x, Variable t) =>
        F.BlackOut(x, t, W, sampler.Sample(x.Given().Ndim > 0 ? x.Shape[0] : 0, sampleSize));
}
