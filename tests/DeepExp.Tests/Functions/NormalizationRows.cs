using DeepExp.Functional;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class NormalizationRows
{
    private static Tensor Ones(Tensor like, params int[] shape) =>
        TensorModule.ones(like.DType, shape);

    internal static readonly Row[] All =
    [
        new(
            "BatchNormalization",
            v => F.BatchNormalization(v[0], v[1], v[2]),
            t => Normalization.batchNormalization(2e-5, null, t[1], t[2], t[0]).Item1,
            [5, 3, 2],
            [3],
            [3]
        ),
        new(
            "BatchNormalization",
            v => F.BatchNormalization(v[0], v[1], v[2], eps: 0.1, axis: [0, 1]),
            t => Normalization.batchNormalization(0.1, Some<int[]>([0, 1]), t[1], t[2], t[0]).Item1,
            [5, 3, 2],
            [2],
            [2]
        ),
        new(
            "BatchNormalization",
            v => F.BatchNormalization(v[0], v[1], v[2], axis: 0),
            t => Normalization.batchNormalization(2e-5, Some<int[]>([0]), t[1], t[2], t[0]).Item1,
            [5, 3, 2],
            [3, 2],
            [3, 2]
        ),
        new(
            "FixedBatchNormalization",
            v => F.FixedBatchNormalization(v[0], v[1], v[2], v[3], F.Exp(v[4])),
            t =>
                Normalization.fixedBatchNormalization(
                    2e-5,
                    null,
                    new(t[3], TensorModule.exp(t[4])),
                    t[1],
                    t[2],
                    t[0]
                ),
            [5, 3, 2],
            [3],
            [3],
            [3],
            [3]
        ),
        new(
            "FixedBatchNormalization",
            v => F.FixedBatchNormalization(v[0], v[1], v[2], v[3], F.Exp(v[4]), 0.1, axis: 1),
            t =>
                Normalization.fixedBatchNormalization(
                    0.1,
                    Some<int[]>([1]),
                    new(t[3], TensorModule.exp(t[4])),
                    t[1],
                    t[2],
                    t[0]
                ),
            [5, 3],
            [5],
            [5],
            [5],
            [5]
        ),
        new(
            "BatchRenormalization",
            v =>
                F.BatchRenormalization(
                    v[0],
                    v[1],
                    v[2],
                    2,
                    0.5,
                    runningMean: Ones(v[0].Data, 3),
                    runningVar: Ones(v[0].Data, 3)
                ),
            t =>
                Normalization
                    .batchRenormalization(
                        2e-5,
                        2,
                        0.5,
                        new(Ones(t[0], 3), Ones(t[0], 3)),
                        t[1],
                        t[2],
                        t[0]
                    )
                    .Item1,
            [5, 3, 2],
            [3],
            [3]
        ),
        new(
            "FixedBatchRenormalization",
            v => F.FixedBatchRenormalization(v[0], v[1], v[2], v[3], F.Exp(v[4])),
            t =>
                Normalization.fixedBatchNormalization(
                    2e-5,
                    null,
                    new(t[3], TensorModule.exp(t[4])),
                    t[1],
                    t[2],
                    t[0]
                ),
            [5, 3],
            [3],
            [3],
            [3],
            [3]
        ),
        new(
            "DecorrelatedBatchNormalization",
            v => F.DecorrelatedBatchNormalization(v[0], groups: 2),
            t => Whitening.decorrelatedBatchNormalization(2e-5, 2, t[0]).Item1,
            [9, 4]
        ),
        new(
            "FixedDecorrelatedBatchNormalization",
            v => F.FixedDecorrelatedBatchNormalization(v[0], v[1], v[2], groups: 2),
            t => Whitening.fixedDecorrelatedBatchNormalization(2, t[1], t[2], t[0]),
            [3, 4],
            [2, 2],
            [2, 2, 2]
        ),
        new(
            "GroupNormalization",
            v => F.GroupNormalization(v[0], 2, v[1], v[2]),
            t => Normalization.groupNormalization(1e-5, 2, t[1], t[2], t[0]),
            [3, 4, 2],
            [4],
            [4]
        ),
        new(
            "LayerNormalization",
            v => F.LayerNormalization(v[0], v[1], v[2]),
            t => Normalization.layerNormalization(1e-5, t[1], t[2], t[0]),
            [3, 4],
            [4],
            [4]
        ),
        new(
            "LocalResponseNormalization",
            v => F.LocalResponseNormalization(v[0]),
            t => Normalization.localResponseNormalization(5, 2, 1e-4, 0.75, t[0]),
            [2, 7, 3]
        ),
        new(
            "LocalResponseNormalization",
            v => F.LocalResponseNormalization(v[0], 3, 1, 0.1, 0.5),
            t => Normalization.localResponseNormalization(3, 1, 0.1, 0.5, t[0]),
            [2, 7, 3]
        ),
        new(
            "Normalize",
            v => F.Normalize(v[0]),
            t => Normalization.normalize(1e-5, [1], t[0]),
            [3, 4]
        ),
        new(
            "Normalize",
            v => F.Normalize(v[0], axis: [0, 2]),
            t => Normalization.normalize(1e-5, [0, 2], t[0]),
            [3, 4, 2]
        ),
    ];
}
