using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The part of samples whose class t (int32) has the highest score in y.</summary>
    public static Variable Accuracy(Variable y, Variable t, int? ignoreLabel = null) =>
        Evaluation.accuracy(OptionModule.OfNullable(ignoreLabel), t.Traced(), y.Floats());

    /// <summary>The part of labels t (int32), 1 or 0, that agree with y ≥ 0; -1 is ignored.</summary>
    public static Variable BinaryAccuracy(Variable y, Variable t) =>
        Evaluation.binaryAccuracy(t.Traced(), y.Floats());

    /// <summary>The precision, the recall and their F-score for each class, and how many samples it has.</summary>
    public static (
        Variable Precision,
        Variable Recall,
        Variable FBetaScore,
        Variable Support
    ) ClassificationSummary(
        Variable y,
        Variable t,
        int? labelNum = null,
        double beta = 1,
        int ignoreLabel = -1
    )
    {
        var (precision, recall, score, support) = Evaluation.classificationSummary(
            OptionModule.OfNullable(labelNum),
            beta,
            ignoreLabel,
            t.Traced(),
            y.Floats()
        );
        return (precision, recall, score, support);
    }

    /// <summary>The precision for each class, and how many samples it has.</summary>
    public static (Variable Score, Variable Support) Precision(
        Variable y,
        Variable t,
        int? labelNum = null,
        int ignoreLabel = -1
    ) =>
        Constants(
            Evaluation.precision(
                OptionModule.OfNullable(labelNum),
                ignoreLabel,
                t.Traced(),
                y.Floats()
            )
        );

    /// <summary>The recall for each class, and how many samples it has.</summary>
    public static (Variable Score, Variable Support) Recall(
        Variable y,
        Variable t,
        int? labelNum = null,
        int ignoreLabel = -1
    ) =>
        Constants(
            Evaluation.recall(
                OptionModule.OfNullable(labelNum),
                ignoreLabel,
                t.Traced(),
                y.Floats()
            )
        );

    /// <summary>The harmonic mean of precision and recall for each class, and how many samples it has.</summary>
    public static (Variable Score, Variable Support) F1Score(
        Variable y,
        Variable t,
        int? labelNum = null,
        int ignoreLabel = -1
    ) =>
        Constants(
            Evaluation.f1Score(
                OptionModule.OfNullable(labelNum),
                ignoreLabel,
                t.Traced(),
                y.Floats()
            )
        );

    /// <summary>1 - Σ (pred - true)² / Σ (true - its mean)² over the batch for each output, their mean or each.</summary>
    /// <remarks>
    /// \[ R^2 = 1 - \frac{\sum_i w_i\,(\text{pred}_i - \text{true}_i)^2}{\sum_i w_i\,(\text{true}_i - m)^2}, \qquad
    /// m = \frac{\sum_i w_i\,\text{true}_i}{\sum_i w_i} \]
    /// with the weights \( w \) of sampleWeight, all 1 without it.
    /// </remarks>
    public static Variable R2Score(
        Variable pred,
        Variable @true,
        Variable? sampleWeight = null,
        Multioutput multioutput = Multioutput.UniformAverage
    ) =>
        Evaluation.r2Score(
            multioutput,
            sampleWeight.OptionLike(pred),
            @true.FloatsLike(pred),
            pred.Floats()
        );

    private static (Variable, Variable) Constants(Tuple<Tensor, Tensor> tensors) =>
        (tensors.Item1, tensors.Item2);
}
