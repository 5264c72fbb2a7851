using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

public partial class WrongCalls
{
    private static Table Losses =>
        new()
        {
            { "ClippedRelu: z is 0, but must be above 0.", () => F.ClippedRelu(Ones(2), z: 0) },
            {
                "Softplus: beta is 0, but must be a finite number other than 0.",
                () => F.Softplus(Ones(2), beta: 0)
            },
            {
                "Dropout: ratio is 1; a probability to drop lies in [0, 1).",
                () => F.Dropout(Ones(2), ratio: 1, mask: Ones(2))
            },
            {
                "HuberLoss: delta is -1, but must be above 0.",
                () => F.HuberLoss(Ones(2, 3), Ones(2, 3), delta: -1)
            },
            {
                "SigmoidCrossEntropy: t holds 2, but its labels are 1, 0, -1.",
                () => F.SigmoidCrossEntropy(Ones(2), Labels(1, 2))
            },
            {
                "Contrastive: y holds -1, but its labels are 1, 0.",
                () => F.Contrastive(Ones(2, 3), Ones(2, 3), Labels(1, -1))
            },
            {
                "BinaryAccuracy: t holds 2, but its labels are 1, 0, -1.",
                () => F.BinaryAccuracy(Ones(2), Labels(1, 2))
            },
            {
                "Recall: labelNum is -1, but a number of classes is not below 0.",
                () => F.Recall(Ones(1, 3), Labels(1), labelNum: -1)
            },
            { "Softmax: axis 1 does not exist: a scalar has no axes.", () => F.Softmax(Ones()) },
            {
                "BatchNormalization: eps is -1, but must be a finite number of at least 0.",
                () => F.BatchNormalization(Ones(2, 3), Ones(3), Ones(3), eps: -1)
            },
            {
                "BatchNormalization: decay is 2, but must lie in [0, 1].",
                () => F.BatchNormalization(Ones(2, 3), Ones(3), Ones(3), decay: 2)
            },
            {
                "FixedBatchRenormalization: eps is NaN, but must be a finite number of at least 0.",
                () =>
                    F.FixedBatchRenormalization(
                        Ones(2, 3),
                        Ones(3),
                        Ones(3),
                        Ones(3),
                        Ones(3),
                        double.NaN
                    )
            },
            {
                "GroupNormalization: eps is -1, but must be a finite number of at least 0.",
                () => F.GroupNormalization(Ones(2, 4), 2, Ones(4), Ones(4), eps: -1)
            },
            {
                "LayerNormalization: eps is -1, but must be a finite number of at least 0.",
                () => F.LayerNormalization(Ones(2, 4), Ones(4), Ones(4), eps: -1)
            },
            {
                "Normalize: eps is Infinity, but must be a finite number of at least 0.",
                () => F.Normalize(Ones(2, 4), double.PositiveInfinity)
            },
            {
                "DecorrelatedBatchNormalization: decay is -1, but must lie in [0, 1].",
                () => F.DecorrelatedBatchNormalization(Ones(2, 4), 2, decay: -1)
            },
            {
                "DecorrelatedBatchNormalization: the running mean is float32 of shape 4, but must be float32 of shape 2×2.",
                () => F.DecorrelatedBatchNormalization(Ones(2, 4), 2, runningMean: Ones(4))
            },
            {
                "Rrelu: x is 2 float32 and r is 2 float64; element types are never mixed: cast one of them.",
                () => F.Rrelu(Ones(2), r: Ones64(2))
            },
            {
                "Upsampling2D: the indices are 1×1×1×1 float32, but must be int32.",
                () => F.Upsampling2D(Ones(1, 1, 1, 1), Ones(1, 1, 1, 1), 2)
            },
            {
                "Scale: y has shape 2, which is not that of x (2×2) from axis 2147483647 on; each length must be equal.",
                () => F.Scale(Ones(2, 2), Ones(2), axis: int.MaxValue)
            },
            {
                "Softmax: axis 1 does not exist in shape 3; axes go from -1 to 0.",
                () => F.Softmax(Ones(3))
            },
            {
                "Maxout: axis 1 of x (shape 2×5) has length 5, which is no multiple of the pool size 2.",
                () => F.Maxout(Ones(2, 5), 2)
            },
            {
                "Prelu: W has shape 2, but must have that of the first axes of x (shape 2×3) after the batch.",
                () => F.Prelu(Ones(2, 3), Ones(2))
            },
            {
                "Rrelu: l is 0.5 and u is 0.2, but 0 ≤ l < u < 1 is needed.",
                () => F.Rrelu(Ones(2), 0.5, 0.2)
            },
            {
                "AbsoluteError: shapes 2 and 3 differ; they must be equal.",
                () => F.AbsoluteError(Ones(2), Ones(3))
            },
            {
                "HuberLoss: reduce is Mean, but must be SumAlongSecondAxis or No.",
                () => F.HuberLoss(Ones(2, 3), Ones(2, 3), 1, Reduce.Mean)
            },
            {
                "HuberLoss: x has shape 2, but must be N×K or N×K×… to be summed along the second axis.",
                () => F.HuberLoss(Ones(2), Ones(2), 1)
            },
            {
                "SoftmaxCrossEntropy: t holds 3, but there are 3 classes, counted from 0.",
                () => F.SoftmaxCrossEntropy(Ones(2, 3), Labels(0, 3))
            },
            {
                "SoftmaxCrossEntropy: t is 3 int32, but must be 2 int32.",
                () => F.SoftmaxCrossEntropy(Ones(2, 3), Labels(0, 1, 2))
            },
            {
                "SoftmaxCrossEntropy: x is 2×3 float32 and t is 2 float32; t must be labels (2 int32) or a distribution (2×3 float32).",
                () => F.SoftmaxCrossEntropy(Ones(2, 3), Ones(2))
            },
            {
                "LogSoftmax: axis 1 of x (shape 2×0) has no elements, but there must be a class.",
                () => F.LogSoftmax(Ones(2, 0))
            },
            {
                "NegativeSampling: t holds 3, but there are 3 classes, counted from 0.",
                () => F.NegativeSampling(Ones(1, 2), Labels(3), Ones(3, 2), _ => Labels(0), 1)
            },
            {
                "Crf1d: cost is 2×2 float32 and xs[0] is 1×2 float64; element types are never mixed: cast one of them.",
                () => F.Crf1d(Ones(2, 2), [Ones64(1, 2)], [Labels(0)])
            },
            {
                "SigmoidCrossEntropy: t is 2 float32, but must be 2 int32.",
                () => F.SigmoidCrossEntropy(Ones(2), Ones(2))
            },
            {
                "Crf1d: a batch of 2 follows one of 1; sequences are sorted by descending length, so batches never grow.",
                () => F.Crf1d(Ones(3, 3), [Ones(1, 3), Ones(2, 3)], [Labels(0), Labels(0, 1)])
            },
            {
                "ConnectionistTemporalClassification: inputLength holds 3, but lengths go from 1 to 1.",
                () =>
                    F.ConnectionistTemporalClassification(
                        [Ones(1, 3)],
                        TensorModule.int32([1, 1], [1]),
                        blankSymbol: 0,
                        inputLength: [3]
                    )
            },
            {
                "DiscriminativeMarginBasedClusteringLoss: embeddings has 2 dimensions (shape 1×2×1×1), but maxEmbeddingDim is 3.",
                () =>
                    F.DiscriminativeMarginBasedClusteringLoss(
                        Ones(1, 2, 1, 1),
                        TensorModule.int32([1, 1, 1], [1]),
                        0.5,
                        1.5,
                        maxEmbeddingDim: 3
                    )
            },
            {
                "Accuracy: t is 3 int32, but must be 2 int32.",
                () => F.Accuracy(Ones(2, 3), Labels(0, 1, 2))
            },
            {
                "R2Score: pred has shape 2 and true has shape 3; they must be equal.",
                () => F.R2Score(Ones(2), Ones(3))
            },
        };
}
