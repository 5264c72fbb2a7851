using DeepExp.Functional;
using Microsoft.FSharp.Core;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ConvolutionRows
{
    internal static readonly Row[] All =
    [
        new(
            "Convolution1D",
            v => F.Convolution1D(v[0], v[1]),
            t => Convolve(Plain(1), t),
            [2, 4, 7],
            [3, 4, 3]
        ),
        new(
            "Convolution1D",
            v =>
                F.Convolution1D(
                    v[0],
                    v[1],
                    v[2],
                    stride: 2,
                    pad: 1,
                    coverAll: true,
                    dilate: 1,
                    groups: 2
                ),
            t => Convolve(new([2], [1], [1], 2, true), t),
            [2, 4, 7],
            [6, 2, 3],
            [6]
        ),
        new(
            "Convolution2D",
            v => F.Convolution2D(v[0], v[1]),
            t => Convolve(Plain(2), t),
            [2, 4, 6, 5],
            [3, 4, 3, 2]
        ),
        new(
            "Convolution2D",
            v =>
                F.Convolution2D(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1),
                    pad: (1, 0),
                    coverAll: true,
                    dilate: (1, 2),
                    groups: 2
                ),
            t => Convolve(new([2, 1], [1, 0], [1, 2], 2, true), t),
            [2, 4, 6, 5],
            [6, 2, 3, 2],
            [6]
        ),
        new(
            "Convolution3D",
            v => F.Convolution3D(v[0], v[1]),
            t => Convolve(Plain(3), t),
            [2, 4, 4, 3, 3],
            [3, 4, 2, 1, 2]
        ),
        new(
            "Convolution3D",
            v =>
                F.Convolution3D(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1, 2),
                    pad: (1, 0, 1),
                    coverAll: true,
                    dilate: (1, 2, 1),
                    groups: 2
                ),
            t => Convolve(new([2, 1, 2], [1, 0, 1], [1, 2, 1], 2, true), t),
            [2, 4, 4, 3, 3],
            [6, 2, 2, 1, 2],
            [6]
        ),
        new(
            "ConvolutionND",
            v => F.ConvolutionND(v[0], v[1]),
            t => Convolve(Plain(2), t),
            [2, 4, 6, 5],
            [3, 4, 3, 2]
        ),
        new(
            "ConvolutionND",
            v =>
                F.ConvolutionND(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1),
                    pad: (1, 0),
                    coverAll: true,
                    dilate: (1, 2),
                    groups: 2
                ),
            t => Convolve(new([2, 1], [1, 0], [1, 2], 2, true), t),
            [2, 4, 6, 5],
            [6, 2, 3, 2],
            [6]
        ),
        new(
            "DilatedConvolution2D",
            v => F.DilatedConvolution2D(v[0], v[1]),
            t => Convolve(Plain(2), t),
            [2, 3, 5, 5],
            [2, 3, 2, 2]
        ),
        new(
            "DilatedConvolution2D",
            v => F.DilatedConvolution2D(v[0], v[1], v[2], 2, 1, (2, 1), true),
            t => Convolve(new([2, 2], [1, 1], [2, 1], 1, true), t),
            [2, 3, 5, 5],
            [2, 3, 2, 2],
            [2]
        ),
        new(
            "Deconvolution1D",
            v => F.Deconvolution1D(v[0], v[1]),
            t => Deconvolve(Plain(1), null, t),
            [2, 4, 4],
            [4, 3, 3]
        ),
        new(
            "Deconvolution1D",
            v =>
                F.Deconvolution1D(
                    v[0],
                    v[1],
                    v[2],
                    stride: 2,
                    pad: 1,
                    outsize: 8,
                    dilate: 1,
                    groups: 2
                ),
            t => Deconvolve(new([2], [1], [1], 2, false), [8], t),
            [2, 4, 4],
            [4, 3, 3],
            [6]
        ),
        new(
            "Deconvolution2D",
            v => F.Deconvolution2D(v[0], v[1]),
            t => Deconvolve(Plain(2), null, t),
            [2, 4, 3, 4],
            [4, 3, 3, 2]
        ),
        new(
            "Deconvolution2D",
            v =>
                F.Deconvolution2D(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1),
                    pad: (1, 0),
                    outsize: (6, 6),
                    dilate: (1, 2),
                    groups: 2
                ),
            t => Deconvolve(new([2, 1], [1, 0], [1, 2], 2, false), [6, 6], t),
            [2, 4, 3, 4],
            [4, 3, 3, 2],
            [6]
        ),
        new(
            "Deconvolution3D",
            v => F.Deconvolution3D(v[0], v[1]),
            t => Deconvolve(Plain(3), null, t),
            [2, 4, 2, 2, 3],
            [4, 3, 2, 1, 2]
        ),
        new(
            "Deconvolution3D",
            v =>
                F.Deconvolution3D(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1, 2),
                    pad: (1, 0, 1),
                    outsize: (3, 2, 4),
                    dilate: (1, 2, 1),
                    groups: 2
                ),
            t => Deconvolve(new([2, 1, 2], [1, 0, 1], [1, 2, 1], 2, false), [3, 2, 4], t),
            [2, 4, 2, 2, 3],
            [4, 3, 2, 1, 2],
            [6]
        ),
        new(
            "DeconvolutionND",
            v => F.DeconvolutionND(v[0], v[1]),
            t => Deconvolve(Plain(2), null, t),
            [2, 4, 3, 4],
            [4, 3, 3, 2]
        ),
        new(
            "DeconvolutionND",
            v =>
                F.DeconvolutionND(
                    v[0],
                    v[1],
                    v[2],
                    stride: (2, 1),
                    pad: (1, 0),
                    outsize: (6, 6),
                    dilate: (1, 2),
                    groups: 2
                ),
            t => Deconvolve(new([2, 1], [1, 0], [1, 2], 2, false), [6, 6], t),
            [2, 4, 3, 4],
            [4, 3, 3, 2],
            [6]
        ),
        new(
            "DepthwiseConvolution2D",
            v => F.DepthwiseConvolution2D(v[0], v[1]),
            t => Convolution.depthwiseConvolution(Plain(2), t[1], null, t[0]),
            [2, 3, 4, 4],
            [2, 3, 2, 3]
        ),
        new(
            "DepthwiseConvolution2D",
            v => F.DepthwiseConvolution2D(v[0], v[1], v[2], (1, 2), 1),
            t =>
                Convolution.depthwiseConvolution(
                    new([1, 2], [1, 1], [1, 1], 1, false),
                    t[1],
                    Some(t[2]),
                    t[0]
                ),
            [2, 3, 4, 4],
            [2, 3, 2, 3],
            [6]
        ),
        new(
            "LocalConvolution2D",
            v => F.LocalConvolution2D(v[0], v[1]),
            t => Convolution.localConvolution([1, 1], t[1], null, t[0]),
            [2, 3, 3, 4],
            [2, 2, 3, 3, 2, 2]
        ),
        new(
            "LocalConvolution2D",
            v => F.LocalConvolution2D(v[0], v[1], v[2], stride: (1, 2)),
            t => Convolution.localConvolution([1, 2], t[1], Some(t[2]), t[0]),
            [2, 3, 3, 4],
            [2, 2, 2, 3, 2, 2],
            [2, 2, 2]
        ),
        new(
            "DeformableConvolution2DSampler",
            v => F.DeformableConvolution2DSampler(v[0], v[1], v[2]),
            t => Convolution.deformableConvolutionSampler([1, 1], [0, 0], t[1], t[2], null, t[0]),
            [2, 3, 4, 4],
            [2, 8, 3, 3],
            [2, 3, 2, 2]
        ),
        new(
            "DeformableConvolution2DSampler",
            v => F.DeformableConvolution2DSampler(v[0], v[1], v[2], v[3], stride: (1, 2), pad: 1),
            t =>
                Convolution.deformableConvolutionSampler(
                    [1, 2],
                    [1, 1],
                    t[1],
                    t[2],
                    Some(t[3]),
                    t[0]
                ),
            [2, 3, 4, 4],
            [2, 8, 5, 3],
            [2, 3, 2, 2],
            [2]
        ),
    ];

    private static ConvolutionOptions Plain(int axes)
    {
        int[] Each(int length) => [.. Enumerable.Repeat(length, axes)];
        return new(Each(1), Each(0), Each(1), 1, false);
    }

    private static FSharpOption<Tensor>? Bias(Tensor[] t) => t.Length == 3 ? Some(t[2]) : null;

    private static Tensor Convolve(ConvolutionOptions options, Tensor[] t) =>
        Convolution.convolution(options, t[1], Bias(t), t[0]);

    private static Tensor Deconvolve(ConvolutionOptions options, int[]? outsize, Tensor[] t) =>
        Convolution.deconvolution(
            options,
            outsize is null ? null : Some(outsize),
            t[1],
            Bias(t),
            t[0]
        );
}
