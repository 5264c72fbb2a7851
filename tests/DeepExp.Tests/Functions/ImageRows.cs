using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ImageRows
{
    internal static readonly Row[] All =
    [
        new(
            "Im2Col",
            v => F.Im2Col(v[0], 2),
            t => Image.im2col([2], [1], [0], [1], false, t[0]),
            [2, 3, 4, 4]
        ),
        new(
            "Im2Col",
            v => F.Im2Col(v[0], (2, 1), stride: 2, pad: (1, 0), coverAll: true, dilate: (2, 1)),
            t => Image.im2col([2, 1], [2, 2], [1, 0], [2, 1], true, t[0]),
            [2, 3, 4, 4]
        ),
        new(
            "Depth2Space",
            v => F.Depth2Space(v[0], 2),
            t => Image.depth2space(2, t[0]),
            [1, 8, 2, 3]
        ),
        new(
            "Space2Depth",
            v => F.Space2Depth(v[0], 2),
            t => Image.space2depth(2, t[0]),
            [1, 2, 4, 6]
        ),
        new(
            "ResizeImages",
            v => F.ResizeImages(v[0], (3, 5)),
            t => Image.resizeImages([3, 5], Interpolation.Bilinear, true, t[0]),
            [1, 2, 4, 4]
        ),
        new(
            "ResizeImages",
            v => F.ResizeImages(v[0], (3, 5), alignCorners: false),
            t => Image.resizeImages([3, 5], Interpolation.Bilinear, false, t[0]),
            [1, 2, 4, 4]
        ),
        new(
            "ResizeImages",
            v => F.ResizeImages(v[0], (3, 5), Interpolation.Nearest),
            t => Image.resizeImages([3, 5], Interpolation.Nearest, true, t[0]),
            [1, 2, 4, 4]
        ),
        new(
            "SpatialTransformerGrid",
            v => F.SpatialTransformerGrid(v[0], (3, 4)),
            t => Image.spatialTransformerGrid([3, 4], t[0]),
            [2, 2, 3]
        ),
        new(
            "SpatialTransformerSampler",
            v => F.SpatialTransformerSampler(v[0], v[1]),
            t => Image.spatialTransformerSampler(t[1], t[0]),
            [2, 3, 4, 4],
            [2, 2, 3, 2]
        ),
    ];
}
