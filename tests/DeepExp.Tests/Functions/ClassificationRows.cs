using DeepExp.Functional;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ClassificationRows
{
    private static readonly Tensor Classes = (Tensor)new[] { 2, -1, 0 };
    private static readonly Tensor Known = (Tensor)new[] { 2, 1, 0 };

    private static readonly Tensor Both = (Tensor)
        new[,]
        {
            { 1, 0, 1, -1 },
            { 0, 0, 1, 1 },
            { -1, 1, 1, 0 },
        };

    private static readonly Tensor Samples = (Tensor)
        new[,]
        {
            { 2, 4, 1 },
            { -1, 0, 0 },
            { 1, 1, 3 },
        };

    private static readonly Tensor Others = (Tensor)
        new[,]
        {
            { 4, 1 },
            { 0, 3 },
            { 2, 3 },
        };

    private static readonly Tensor Read = (Tensor)
        new[,]
        {
            { 1, 2 },
            { 2, -1 },
        };

    private static readonly Tensor[] Chain = [(Tensor)new[] { 0, 2 }, (Tensor)new[] { 1 }];

    internal static readonly Row[] All =
    [
        new(
            "SoftmaxCrossEntropy",
            v => F.SoftmaxCrossEntropy(v[0], Classes),
            t => Classification.softmaxCrossEntropy(Classification.defaults, Classes, t[0]),
            [3, 4]
        ),
        new(
            "SoftmaxCrossEntropy",
            v =>
                F.SoftmaxCrossEntropy(
                    v[0],
                    Known,
                    normalize: false,
                    cacheScore: false,
                    classWeight: v[1],
                    ignoreLabel: 1,
                    enableDoubleBackprop: true
                ),
            t =>
                Classification.softmaxCrossEntropy(
                    new(
                        false,
                        FSharpOption<Tensor>.Some(t[1]),
                        1,
                        Reduce.Mean,
                        SoftTargetLoss.CrossEntropy
                    ),
                    Known,
                    t[0]
                ),
            [3, 4],
            [4]
        ),
        new(
            "SoftmaxCrossEntropy",
            v =>
                F.SoftmaxCrossEntropy(
                    v[0],
                    F.Softmax(v[1]),
                    reduce: Reduce.No,
                    softTargetLoss: SoftTargetLoss.KlDivergence
                ),
            t =>
                Classification.softmaxCrossEntropy(
                    new(
                        true,
                        FSharpOption<Tensor>.None,
                        -1,
                        Reduce.No,
                        SoftTargetLoss.KlDivergence
                    ),
                    Activation.softmax(1, t[1]),
                    t[0]
                ),
            [3, 4],
            [3, 4]
        ),
        new(
            "SigmoidCrossEntropy",
            v => F.SigmoidCrossEntropy(v[0], Both),
            t => Classification.sigmoidCrossEntropy(true, Reduce.Mean, Both, t[0]),
            [3, 4]
        ),
        new(
            "SigmoidCrossEntropy",
            v => F.SigmoidCrossEntropy(v[0], Both, false, Reduce.No),
            t => Classification.sigmoidCrossEntropy(false, Reduce.No, Both, t[0]),
            [3, 4]
        ),
        new(
            "Hinge",
            v => F.Hinge(v[0], Known),
            t => Classification.hinge(HingeNorm.L1, Reduce.Mean, Known, t[0]),
            [3, 4]
        ),
        new(
            "Hinge",
            v => F.Hinge(v[0], Known, HingeNorm.L2, Reduce.No),
            t => Classification.hinge(HingeNorm.L2, Reduce.No, Known, t[0]),
            [3, 4]
        ),
        new(
            "NegativeSampling",
            v => F.NegativeSampling(v[0], Classes, v[1], _ => Samples, 2),
            t => Sampling.negativeSampling(Reduce.Sum, t[1], WithClasses, t[0]),
            [3, 2],
            [5, 2]
        ),
        new(
            "NegativeSampling",
            v =>
                F.NegativeSampling(
                    v[0],
                    Classes,
                    v[1],
                    _ => Samples,
                    2,
                    Reduce.No,
                    returnSamples: true
                ).Loss,
            t => Sampling.negativeSampling(Reduce.No, t[1], WithClasses, t[0]),
            [3, 2],
            [5, 2]
        ),
        new(
            "BlackOut",
            v => F.BlackOut(v[0], Known, v[1], Others),
            t => Sampling.blackOut(Reduce.Mean, Known, t[1], Others, t[0]),
            [3, 2],
            [5, 2]
        ),
        new(
            "BlackOut",
            v => F.BlackOut(v[0], Known, v[1], Others, Reduce.No),
            t => Sampling.blackOut(Reduce.No, Known, t[1], Others, t[0]),
            [3, 2],
            [5, 2]
        ),
        new(
            "ConnectionistTemporalClassification",
            v => F.ConnectionistTemporalClassification(v, Read, 0, labelLength: [2, 1]),
            t =>
                Sequence.connectionistTemporalClassification(
                    0,
                    FSharpOption<int[]>.None,
                    FSharpOption<int[]>.Some([2, 1]),
                    Reduce.Mean,
                    Read,
                    t
                ),
            [2, 3],
            [2, 3],
            [2, 3]
        ),
        new(
            "ConnectionistTemporalClassification",
            v => F.ConnectionistTemporalClassification(v, Read, 0, [2, 1], [2, 1], Reduce.No),
            t =>
                Sequence.connectionistTemporalClassification(
                    0,
                    FSharpOption<int[]>.Some([2, 1]),
                    FSharpOption<int[]>.Some([2, 1]),
                    Reduce.No,
                    Read,
                    t
                ),
            [2, 3],
            [2, 3]
        ),
        new(
            "Crf1d",
            v => F.Crf1d(v[0], v[1..], Constants(Chain)),
            t => Sequence.crf1d(Reduce.Mean, t[0], Chain, t[1..]),
            [3, 3],
            [2, 3],
            [1, 3]
        ),
        new(
            "Crf1d",
            v => F.Crf1d(v[0], v[1..], Constants(Chain), Reduce.No),
            t => Sequence.crf1d(Reduce.No, t[0], Chain, t[1..]),
            [3, 3],
            [2, 3],
            [1, 3]
        ),
        new(
            "ArgmaxCrf1d",
            v => F.ArgmaxCrf1d(v[0], v[1..]).Score,
            t => Sequence.argmaxCrf1d(t[0], t[1..]).Item1,
            [3, 3],
            [2, 3],
            [1, 3]
        ),
        new(
            "ArgmaxCrf1d",
            v => Scores(F.ArgmaxCrf1d(v[0], v[1..]).Path, v[0].DType),
            t => Scores(Sequence.argmaxCrf1d(t[0], t[1..]).Item2, t[0].DType),
            [3, 3],
            [2, 3],
            [1, 3]
        ),
    ];

    private static Tensor WithClasses =>
        Sampling.draw(FuncConvert.FromFunc((int[] _) => Samples), 2, [2, -1, 0]);

    private static Variable[] Constants(Tensor[] tensors) =>
        Array.ConvertAll(tensors, tensor => (Variable)tensor);

    private static Tensor Scores(Tensor[] path, DType dtype) =>
        TensorModule.create(dtype, [3], [.. path.SelectMany(labels => labels.ToArray<double>())]);
}
