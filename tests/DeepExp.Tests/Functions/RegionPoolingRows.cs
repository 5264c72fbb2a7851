using DeepExp.Functional;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class RegionPoolingRows
{
    private static readonly Tensor rois = new[,]
    {
        { 0.0, 1, 6, 7 },
        { 3, 2.5, 9, 4 },
        { -2, 0, 3, 20 },
    };
    private static readonly Tensor indexed = new[,]
    {
        { 1.0, 0, 2, 5, 6 },
        { 0, 2, 2, 3, 9 },
    };
    private static readonly Tensor images = new[] { 0, 1, 1 };

    internal static readonly Row[] All =
    [
        new(
            "RoiPooling2D",
            v => F.RoiPooling2D(v[0], indexed, 2, 3, 0.5),
            t => RegionPooling.pooling([2, 3], 0.5, indexed, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiMaxPooling2D",
            v => F.RoiMaxPooling2D(v[0], rois, images, 2, 0.5),
            t => RegionPooling.maxPooling([2, 2], 0.5, images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiMaxPooling2D",
            v => F.RoiMaxPooling2D(v[0], rois, images, (1, 3), 0.75),
            t => RegionPooling.maxPooling([1, 3], 0.75, images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiAveragePooling2D",
            v => F.RoiAveragePooling2D(v[0], rois, images, (1, 3), 0.75),
            t => RegionPooling.averagePooling([1, 3], 0.75, images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiMaxAlign2D",
            v => F.RoiMaxAlign2D(v[0], rois, images, 2, 0.5),
            t => RegionPooling.maxAlign([2, 2], 0.5, null, images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiMaxAlign2D",
            v => F.RoiMaxAlign2D(v[0], rois, images, (1, 3), 0.75, samplingRatio: (2, 1)),
            t => RegionPooling.maxAlign([1, 3], 0.75, Some<int[]>([2, 1]), images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiAverageAlign2D",
            v => F.RoiAverageAlign2D(v[0], rois, images, 2, 0.5),
            t => RegionPooling.averageAlign([2, 2], 0.5, null, images, rois, t[0]),
            [2, 3, 5, 6]
        ),
        new(
            "RoiAverageAlign2D",
            v => F.RoiAverageAlign2D(v[0], rois, images, (1, 3), 0.75, samplingRatio: 3),
            t => RegionPooling.averageAlign([1, 3], 0.75, Some<int[]>([3, 3]), images, rois, t[0]),
            [2, 3, 5, 6]
        ),
    ];
}
