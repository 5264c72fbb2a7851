using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// ln(1 + e^(-w·x)) for the target t (int32) and ln(1 + e^(w·x)) for others that are drawn, with rows w of W; a target of -1 is
    /// ignored. The sampler is asked for classes of shape N×(sampleSize + 1), of which the first column is replaced by t.
    /// </summary>
    [OverloadResolutionPriority(1)]
    public static Variable NegativeSampling(
        Variable x,
        Variable t,
        Variable W,
        Func<int[], Tensor> sampler,
        int sampleSize,
        Reduce reduce = Reduce.Sum
    ) => NegativeSampling(x, t, W, sampler, sampleSize, reduce, returnSamples: true).Loss;

    /// <summary>The same, and the classes that were looked at.</summary>
    public static (Variable Loss, Tensor Samples) NegativeSampling(
        Variable x,
        Variable t,
        Variable W,
        Func<int[], Tensor> sampler,
        int sampleSize,
        Reduce reduce = Reduce.Sum,
        bool returnSamples = true
    )
    {
        var samples = Sampling.drawFor(
            FuncConvert.FromFunc(sampler.Given()),
            sampleSize,
            W.FloatsLike(x),
            t.Traced(),
            x.Floats()
        );
        return (
            Variable.Of(Sampling.negativeSampling(reduce, W.FloatsLike(x), samples, x.Floats())),
            samples
        );
    }

    /// <summary>-ln p of the target t (int32) and -ln(1 - p) of the samples (int32), with p the softmax of their w·x.</summary>
    public static Variable BlackOut(
        Variable x,
        Variable t,
        Variable W,
        Variable samples,
        Reduce reduce = Reduce.Mean
    ) =>
        Variable.Of(
            Sampling.blackOut(reduce, t.Traced(), W.FloatsLike(x), samples.Traced(), x.Floats())
        );
}
