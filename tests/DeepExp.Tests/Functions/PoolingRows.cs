using DeepExp.Functional;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class PoolingRows
{
    private static readonly Tensor places = TensorModule.int32(
        [1, 2, 2, 3],
        [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
    );

    internal static readonly Row[] All =
    [
        new(
            "MaxPooling1D",
            v => F.MaxPooling1D(v[0], 2),
            t => Pooling.maxPooling([2], null, [0], true, t[0]),
            [2, 3, 7]
        ),
        new(
            "MaxPooling1D",
            v => F.MaxPooling1D(v[0], 3, 2, 1, coverAll: false),
            t => Pooling.maxPooling([3], Some<int[]>([2]), [1], false, t[0]),
            [2, 3, 7]
        ),
        new(
            "MaxPooling1D",
            v => F.MaxPooling1D(v[0], 3, 2, 1, true, returnIndices: true).Y,
            t => Pooling.maxPoolingWithIndices([3], Some<int[]>([2]), [1], true, t[0]).Item1,
            [2, 3, 7]
        ),
        new(
            "MaxPooling2D",
            v => F.MaxPooling2D(v[0], 2),
            t => Pooling.maxPooling([2, 2], null, [0, 0], true, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "MaxPooling2D",
            v => F.MaxPooling2D(v[0], (3, 2), (2, 3), (1, 0), coverAll: false),
            t => Pooling.maxPooling([3, 2], Some<int[]>([2, 3]), [1, 0], false, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "MaxPooling2D",
            v => F.MaxPooling2D(v[0], (3, 2), (2, 3), (1, 0), true, returnIndices: true).Y,
            t =>
                Pooling
                    .maxPoolingWithIndices([3, 2], Some<int[]>([2, 3]), [1, 0], true, t[0])
                    .Item1,
            [2, 3, 5, 6]
        ),
        new(
            "MaxPooling3D",
            v => F.MaxPooling3D(v[0], 2),
            t => Pooling.maxPooling([2, 2, 2], null, [0, 0, 0], true, t[0]),
            [2, 3, 4, 3, 5]
        ),
        new(
            "MaxPooling3D",
            v => F.MaxPooling3D(v[0], (3, 2, 3), (2, 3, 1), (1, 0, 1), coverAll: false),
            t => Pooling.maxPooling([3, 2, 3], Some<int[]>([2, 3, 1]), [1, 0, 1], false, t[0]),
            [2, 3, 4, 3, 5]
        ),
        new(
            "MaxPooling3D",
            v => F.MaxPooling3D(v[0], (3, 2, 3), (2, 3, 1), (1, 0, 1), true, returnIndices: true).Y,
            t =>
                Pooling
                    .maxPoolingWithIndices([3, 2, 3], Some<int[]>([2, 3, 1]), [1, 0, 1], true, t[0])
                    .Item1,
            [2, 3, 4, 3, 5]
        ),
        new(
            "MaxPoolingND",
            v => F.MaxPoolingND(v[0], 2),
            t => Pooling.maxPooling([2, 2], null, [0, 0], true, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "MaxPoolingND",
            v => F.MaxPoolingND(v[0], (3, 2), (2, 3), (1, 0), coverAll: false),
            t => Pooling.maxPooling([3, 2], Some<int[]>([2, 3]), [1, 0], false, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "MaxPoolingND",
            v => F.MaxPoolingND(v[0], (3, 2), (2, 3), (1, 0), true, returnIndices: true).Y,
            t =>
                Pooling
                    .maxPoolingWithIndices([3, 2], Some<int[]>([2, 3]), [1, 0], true, t[0])
                    .Item1,
            [2, 3, 5, 6]
        ),
        new(
            "AveragePooling1D",
            v => F.AveragePooling1D(v[0], 2),
            t => Pooling.averagePooling([2], null, [0], Some(0.0), t[0]),
            [2, 3, 7]
        ),
        new(
            "AveragePooling1D",
            v => F.AveragePooling1D(v[0], 3, 2, 1, padValue: null),
            t => Pooling.averagePooling([3], Some<int[]>([2]), [1], null, t[0]),
            [2, 3, 7]
        ),
        new(
            "AveragePooling1D",
            v => F.AveragePooling1D(v[0], 3, 2, 1, padValue: 1.5),
            t => Pooling.averagePooling([3], Some<int[]>([2]), [1], Some(1.5), t[0]),
            [2, 3, 7]
        ),
        new(
            "AveragePooling2D",
            v => F.AveragePooling2D(v[0], 2),
            t => Pooling.averagePooling([2, 2], null, [0, 0], Some(0.0), t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "AveragePooling2D",
            v => F.AveragePooling2D(v[0], (3, 2), (2, 3), (1, 0)),
            t => Pooling.averagePooling([3, 2], Some<int[]>([2, 3]), [1, 0], Some(0.0), t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "AveragePooling3D",
            v => F.AveragePooling3D(v[0], 2),
            t => Pooling.averagePooling([2, 2, 2], null, [0, 0, 0], Some(0.0), t[0]),
            [2, 3, 4, 3, 5]
        ),
        new(
            "AveragePooling3D",
            v => F.AveragePooling3D(v[0], (3, 2, 3), (2, 3, 1), (1, 0, 1), padValue: null),
            t => Pooling.averagePooling([3, 2, 3], Some<int[]>([2, 3, 1]), [1, 0, 1], null, t[0]),
            [2, 3, 4, 3, 5]
        ),
        new(
            "AveragePooling3D",
            v => F.AveragePooling3D(v[0], (3, 2, 3), (2, 3, 1), (1, 0, 1), padValue: 1.5),
            t =>
                Pooling.averagePooling(
                    [3, 2, 3],
                    Some<int[]>([2, 3, 1]),
                    [1, 0, 1],
                    Some(1.5),
                    t[0]
                ),
            [2, 3, 4, 3, 5]
        ),
        new(
            "AveragePoolingND",
            v => F.AveragePoolingND(v[0], 2),
            t => Pooling.averagePooling([2, 2], null, [0, 0], Some(0.0), t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "AveragePoolingND",
            v => F.AveragePoolingND(v[0], (3, 2), (2, 3), (1, 0), padValue: null),
            t => Pooling.averagePooling([3, 2], Some<int[]>([2, 3]), [1, 0], null, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "AveragePoolingND",
            v => F.AveragePoolingND(v[0], (3, 2), (2, 3), (1, 0), padValue: 1.5),
            t => Pooling.averagePooling([3, 2], Some<int[]>([2, 3]), [1, 0], Some(1.5), t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "Unpooling1D",
            v => F.Unpooling1D(v[0], 2),
            t => Pooling.unpooling([2], null, [0], true, null, t[0]),
            [2, 3, 4]
        ),
        new(
            "Unpooling1D",
            v => F.Unpooling1D(v[0], 3, 2, 1, outsize: 7, coverAll: false),
            t => Pooling.unpooling([3], Some<int[]>([2]), [1], false, Some<int[]>([7]), t[0]),
            [2, 3, 4]
        ),
        new(
            "Unpooling2D",
            v => F.Unpooling2D(v[0], 2),
            t => Pooling.unpooling([2, 2], null, [0, 0], true, null, t[0]),
            [2, 3, 3, 2]
        ),
        new(
            "Unpooling2D",
            v => F.Unpooling2D(v[0], (3, 2), (2, 1), (1, 0), outsize: (5, 3), coverAll: false),
            t =>
                Pooling.unpooling(
                    [3, 2],
                    Some<int[]>([2, 1]),
                    [1, 0],
                    false,
                    Some<int[]>([5, 3]),
                    t[0]
                ),
            [2, 3, 3, 2]
        ),
        new(
            "Unpooling3D",
            v => F.Unpooling3D(v[0], 2),
            t => Pooling.unpooling([2, 2, 2], null, [0, 0, 0], true, null, t[0]),
            [2, 3, 2, 3, 2]
        ),
        new(
            "Unpooling3D",
            v =>
                F.Unpooling3D(
                    v[0],
                    (3, 2, 3),
                    (2, 1, 2),
                    (1, 0, 1),
                    outsize: (3, 4, 3),
                    coverAll: false
                ),
            t =>
                Pooling.unpooling(
                    [3, 2, 3],
                    Some<int[]>([2, 1, 2]),
                    [1, 0, 1],
                    false,
                    Some<int[]>([3, 4, 3]),
                    t[0]
                ),
            [2, 3, 2, 3, 2]
        ),
        new(
            "UnpoolingND",
            v => F.UnpoolingND(v[0], 2),
            t => Pooling.unpooling([2, 2], null, [0, 0], true, null, t[0]),
            [2, 3, 3, 2]
        ),
        new(
            "UnpoolingND",
            v => F.UnpoolingND(v[0], (3, 2), (2, 1), (1, 0), outsize: (5, 3), coverAll: false),
            t =>
                Pooling.unpooling(
                    [3, 2],
                    Some<int[]>([2, 1]),
                    [1, 0],
                    false,
                    Some<int[]>([5, 3]),
                    t[0]
                ),
            [2, 3, 3, 2]
        ),
        new(
            "Upsampling2D",
            v => F.Upsampling2D(v[0], places, 2),
            t => Pooling.upsampling(places, [2, 2], null, [0, 0], true, null, t[0]),
            [1, 2, 2, 3]
        ),
        new(
            "Upsampling2D",
            v =>
                F.Upsampling2D(
                    v[0],
                    places,
                    (2, 3),
                    stride: 2,
                    pad: (0, 1),
                    outsize: (4, 6),
                    coverAll: false
                ),
            t =>
                Pooling.upsampling(
                    places,
                    [2, 3],
                    Some<int[]>([2, 2]),
                    [0, 1],
                    false,
                    Some<int[]>([4, 6]),
                    t[0]
                ),
            [1, 2, 2, 3]
        ),
        new("Upsampling2D", v => Restored(v[0]), t => Restored(t[0]), [2, 3, 5, 4]),
        new(
            "SpatialPyramidPooling2D",
            v => F.SpatialPyramidPooling2D(v[0], 2),
            t => Pooling.spatialPyramidPooling(2, t[0]),
            [2, 3, 5, 4]
        ),
        new(
            "SpatialPyramidPooling2D",
            v => F.SpatialPyramidPooling2D(v[0], 3, pooling: PoolType.Max),
            t => Pooling.spatialPyramidPooling(3, t[0]),
            [2, 1, 4, 7]
        ),
    ];

    private static Variable Restored(Variable x)
    {
        var (y, indices) = F.MaxPooling2D(x, 2, null, null, true, returnIndices: true);
        return F.Upsampling2D(y, indices, 2, outsize: (5, 4));
    }

    private static Tensor Restored(Tensor x)
    {
        var (y, indices) = Pooling.maxPoolingWithIndices([2, 2], null, [0, 0], true, x);
        return Pooling.upsampling(indices, [2, 2], null, [0, 0], true, Some<int[]>([5, 4]), y);
    }
}
