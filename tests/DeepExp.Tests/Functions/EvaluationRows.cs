using DeepExp.Functional;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class EvaluationRows
{
    private static readonly Tensor Classes = (Tensor)new[] { 2, -1, 0, 1, 2 };
    private static readonly Tensor Signs = (Tensor)new[] { 1, -1, 0, 1, 0 };

    private static readonly FSharpOption<int> Nothing = FSharpOption<int>.None;

    internal static readonly Row[] All =
    [
        Measure(
            "Accuracy",
            y => F.Accuracy(y, Classes),
            y => Evaluation.accuracy(Nothing, Classes, y)
        ),
        Measure(
            "Accuracy",
            y => F.Accuracy(y, Classes, ignoreLabel: -1),
            y => Evaluation.accuracy(FSharpOption<int>.Some(-1), Classes, y)
        ),
        new(
            "BinaryAccuracy",
            v => F.BinaryAccuracy(v[0], Signs),
            t => Evaluation.binaryAccuracy(Signs, t[0]),
            [5]
        ),
        Measure(
            "ClassificationSummary",
            y => F.ClassificationSummary(y, Classes).Precision,
            y => Evaluation.classificationSummary(Nothing, 1, -1, Classes, y).Item1
        ),
        Measure(
            "ClassificationSummary",
            y => F.ClassificationSummary(y, Classes, labelNum: 4, beta: 2, ignoreLabel: -1).Recall,
            y =>
                Evaluation.classificationSummary(FSharpOption<int>.Some(4), 2, -1, Classes, y).Item2
        ),
        Measure(
            "ClassificationSummary",
            y => F.ClassificationSummary(y, Classes, labelNum: 4, beta: 2).FBetaScore,
            y =>
                Evaluation.classificationSummary(FSharpOption<int>.Some(4), 2, -1, Classes, y).Item3
        ),
        Measure(
            "ClassificationSummary",
            y => F.Cast(F.ClassificationSummary(y, Classes).Support, y.DType),
            y =>
                TensorModule.cast(
                    y.DType,
                    Evaluation.classificationSummary(Nothing, 1, -1, Classes, y).Item4
                )
        ),
        Measure(
            "Precision",
            y => F.Precision(y, Classes).Score,
            y => Evaluation.precision(Nothing, -1, Classes, y).Item1
        ),
        Measure(
            "Recall",
            y => F.Recall(y, Classes, labelNum: 4).Score,
            y => Evaluation.recall(FSharpOption<int>.Some(4), -1, Classes, y).Item1
        ),
        Measure(
            "F1Score",
            y => F.F1Score(y, Classes).Score,
            y => Evaluation.f1Score(Nothing, -1, Classes, y).Item1
        ),
        Measure(
            "F1Score",
            y => F.Cast(F.F1Score(y, Classes).Support, y.DType),
            y => TensorModule.cast(y.DType, Evaluation.f1Score(Nothing, -1, Classes, y).Item2)
        ),
        new(
            "R2Score",
            v => F.R2Score(v[0], v[1]),
            t =>
                Evaluation.r2Score(
                    Multioutput.UniformAverage,
                    FSharpOption<Tensor>.None,
                    t[1],
                    t[0]
                ),
            [5, 3],
            [5, 3]
        ),
        new(
            "R2Score",
            v => F.R2Score(v[0], v[1], v[2], Multioutput.RawValues),
            t =>
                Evaluation.r2Score(
                    Multioutput.RawValues,
                    FSharpOption<Tensor>.Some(t[2]),
                    t[1],
                    t[0]
                ),
            [5, 3],
            [5, 3],
            [5]
        )
        {
            Positive = true,
        },
    ];

    private static Row Measure(
        string name,
        Func<Variable, Variable> facade,
        Func<Tensor, Tensor> core
    ) => new(name, v => facade(v[0]), t => core(t[0]), [5, 3]);
}
