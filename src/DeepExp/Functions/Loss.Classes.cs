using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// -ln softmax(x)[t] for labels t (int32), or -Σ t ln softmax(x) for a distribution t of the shape of x. The score is always
    /// computed once, and the result can always be differentiated again.
    /// </summary>
    public static Variable SoftmaxCrossEntropy(
        Variable x,
        Variable t,
        bool normalize = true,
        bool cacheScore = true,
        Variable? classWeight = null,
        int ignoreLabel = -1,
        Reduce reduce = Reduce.Mean,
        bool enableDoubleBackprop = false,
        SoftTargetLoss softTargetLoss = SoftTargetLoss.CrossEntropy
    ) =>
        Variable.Of(
            Classification.softmaxCrossEntropy(
                new(normalize, classWeight.OptionLike(x), ignoreLabel, reduce, softTargetLoss),
                t.Traced(),
                x.Floats()
            )
        );

    /// <summary>-(t ln s + (1 - t) ln(1 - s)) with s = sigmoid(x), for labels t (int32) 1 and 0; -1 is ignored.</summary>
    public static Variable SigmoidCrossEntropy(
        Variable x,
        Variable t,
        bool normalize = true,
        Reduce reduce = Reduce.Mean
    ) => Variable.Of(Classification.sigmoidCrossEntropy(normalize, reduce, t.Traced(), x.Floats()));

    /// <summary>max(0, 1 - x) for the class t (int32), max(0, 1 + x) for all others, or their squares; their sum / N.</summary>
    public static Variable Hinge(
        Variable x,
        Variable t,
        HingeNorm norm = HingeNorm.L1,
        Reduce reduce = Reduce.Mean
    ) => Variable.Of(Classification.hinge(norm, reduce, t.Traced(), x.Floats()));

    /// <summary>
    /// -ln of the probability that the labels t (int32) are read from the logits x, over time, when blanks and repetitions vanish.
    /// </summary>
    public static Variable ConnectionistTemporalClassification(
        Variable[] x,
        Variable t,
        int blankSymbol,
        int[]? inputLength = null,
        int[]? labelLength = null,
        Reduce reduce = Reduce.Mean
    ) =>
        Variable.Of(
            Sequence.connectionistTemporalClassification(
                blankSymbol,
                inputLength.ToOption(),
                labelLength.ToOption(),
                reduce,
                t.Traced(),
                x.Floats()
            )
        );

    /// <summary>
    /// The negative log-likelihood of the labels ys (int32) in a conditional random field with the scores xs, over time and sorted by
    /// descending length, and the scores cost of neighbours.
    /// </summary>
    public static Variable Crf1d(
        Variable cost,
        Variable[] xs,
        Variable[] ys,
        Reduce reduce = Reduce.Mean
    ) => Variable.Of(Sequence.crf1d(reduce, cost.Floats(), ys.Traced(), xs.FloatsLike(cost)));

    /// <summary>The labels of highest score in a conditional random field, over time, and that score of each sequence.</summary>
    public static (Variable Score, Tensor[] Path) ArgmaxCrf1d(Variable cost, Variable[] xs)
    {
        var (score, path) = Sequence.argmaxCrf1d(cost.Floats(), xs.FloatsLike(cost));
        return (Variable.Of(score), path);
    }
}
