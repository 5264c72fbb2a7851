using System.Runtime.CompilerServices;
using F = DeepExp.Functions;

namespace DeepExp.Links;

/// <summary>
/// A loss over many classes that looks at the target and at a few others, drawn with probabilities ∝ count^power, with the
/// parameter W: classes×in. See <see cref="F.NegativeSampling(Variable, Variable, Variable, Func{int[], Tensor}, int, Reduce)"/>.
/// </summary>
public sealed class NegativeSampling : Link
{
    private readonly int sampleSize;
    private readonly WalkerAlias sampler;

    /// <summary>A loss over as many classes as there are counts.</summary>
    /// <param name="inSize">The number of features of x.</param>
    /// <param name="counts">How often each class occurs.</param>
    /// <param name="sampleSize">How many others are drawn.</param>
    /// <param name="power">The power of the counts to which probabilities are proportional.</param>
    /// <param name="dtype">The type of W; <see cref="Config.DType"/> by default.</param>
    /// <exception cref="DeepExpException">A size is not positive, or no class occurs.</exception>
    public NegativeSampling(
        int inSize,
        int[] counts,
        int sampleSize,
        double power = 0.75,
        DType? dtype = null
    )
    {
        Sizes.RequirePositive("NegativeSampling", ("inSize", inSize), ("sampleSize", sampleSize));
        this.sampleSize = sampleSize;
        sampler = new(counts.Given().Select(count => Math.Pow(count, power)));
        W = AddParam("W", [counts.Length, inSize], dtype, 0.0);
    }

    /// <summary>The vectors of the classes, which begin as 0.</summary>
    public DeepExp.Parameter W { get; }

    /// <summary>The loss of x: N×in for targets t (int32): N; a target of -1 is ignored.</summary>
    [OverloadResolutionPriority(1)]
    public Variable Forward(Variable x, Variable t, Reduce reduce = Reduce.Sum) =>
        F.NegativeSampling(x, t, W, sampler.Sample, sampleSize, reduce);

    /// <summary>The same, and the classes that were looked at.</summary>
    public (Variable Loss, Tensor Samples) Forward(
        Variable x,
        Variable t,
        Reduce reduce = Reduce.Sum,
        bool returnSamples = true
    ) => F.NegativeSampling(x, t, W, sampler.Sample, sampleSize, reduce, returnSamples);
}
