using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ManipulationRows
{
    internal static readonly Row[] All =
    [
        new("Concat", v => F.Concat(v), t => TensorModule.concat(1, List(t)), [2, 3], [2, 1]),
        new("Concat", v => F.Concat(v, axis: 0), t => TensorModule.concat(0, List(t)), [2], [3]),
        new("Stack", v => F.Stack(v), t => Manipulation.stack(0, List(t)), [2, 3], [2, 3]),
        new(
            "Stack",
            v => F.Stack(v, axis: -1),
            t => Manipulation.stack(2, List(t)),
            [2, 3],
            [2, 3]
        ),
        new("Hstack", F.Hstack, t => Manipulation.hstack(List(t)), [2, 3], [2, 1]),
        new("Vstack", F.Vstack, t => Manipulation.vstack(List(t)), [2, 3], [3]),
        new("Dstack", F.Dstack, t => Manipulation.dstack(List(t)), [2, 3], [2, 3]),
        new(
            "SplitAxis",
            v => Joined(F.SplitAxis(v[0], 3, axis: 1)),
            t => Joined(Manipulation.splitSections(3, 1, t[0])),
            [2, 6]
        ),
        new(
            "SplitAxis",
            v => Joined(F.SplitAxis(v[0], [1, 4], axis: -1)),
            t => Joined(Manipulation.splitAxis([1, 4], 1, t[0])),
            [2, 6]
        ),
        new("Separate", v => F.Stack(F.Separate(v[0])), t => t[0], [3, 2]),
        new(
            "Separate",
            v => Joined(F.Separate(v[0], axis: 1)),
            t => Joined(Manipulation.separate(1, t[0])),
            [3, 2]
        ),
        new(
            "Squeeze",
            v => F.Squeeze(v[0]),
            t => Manipulation.squeeze(FSharpOption<int[]>.None, t[0]),
            [1, 3, 1]
        ),
        new("Squeeze", v => F.Squeeze(v[0], axis: 2), t => Squeezed(t[0], 2), [1, 3, 1]),
        new("Squeeze", v => F.Squeeze(v[0], axis: [0, -1]), t => Squeezed(t[0], 0, 2), [1, 3, 1]),
        new(
            "ExpandDims",
            v => F.ExpandDims(v[0], 1),
            t => Manipulation.expandDims(1, t[0]),
            [2, 3]
        ),
        new("Flatten", v => F.Flatten(v[0]), t => Manipulation.flatten(t[0]), [2, 3]),
        new("Flip", v => F.Flip(v[0], axis: 1), t => Manipulation.flip(1, t[0]), [2, 3]),
        new("Fliplr", v => F.Fliplr(v[0]), t => Manipulation.fliplr(t[0]), [2, 3]),
        new("Flipud", v => F.Flipud(v[0]), t => Manipulation.flipud(t[0]), [2, 3]),
        new(
            "Swapaxes",
            v => F.Swapaxes(v[0], 0, 2),
            t => Manipulation.swapaxes(0, 2, t[0]),
            [2, 3, 4]
        ),
        new(
            "Moveaxis",
            v => F.Moveaxis(v[0], 0, 2),
            t => Manipulation.moveaxis([0], [2], t[0]),
            [2, 3, 4]
        ),
        new(
            "Moveaxis",
            v => F.Moveaxis(v[0], [0, 1], [2, 0]),
            t => Manipulation.moveaxis([0, 1], [2, 0], t[0]),
            [2, 3, 4]
        ),
        new(
            "Rollaxis",
            v => F.Rollaxis(v[0], 2),
            t => Manipulation.rollaxis(2, 0, t[0]),
            [2, 3, 4]
        ),
        new(
            "Rollaxis",
            v => F.Rollaxis(v[0], 0, start: 2),
            t => Manipulation.rollaxis(0, 2, t[0]),
            [2, 3, 4]
        ),
        new("Tile", v => F.Tile(v[0], 2, 3), t => Manipulation.tile([2, 3], t[0]), [2, 3]),
        new("Repeat", v => F.Repeat(v[0], 2), t => Repeated(t[0], null, 2), [2, 3]),
        new("Repeat", v => F.Repeat(v[0], 2, axis: 1), t => Repeated(t[0], 1, 2), [2, 3]),
        new(
            "Repeat",
            v => F.Repeat(v[0], [2, 0, 1], axis: 1),
            t => Repeated(t[0], 1, 2, 0, 1),
            [2, 3]
        ),
        new(
            "Broadcast",
            v => Joined(F.Broadcast(v)),
            t => Joined(Manipulation.broadcast(List(t))),
            [2, 1],
            [3]
        ),
        new("Diagonal", v => F.Diagonal(v[0]), t => Manipulation.diagonal(0, 0, 1, t[0]), [3, 3]),
        new(
            "Diagonal",
            v => F.Diagonal(v[0], offset: -1, axis1: 2, axis2: 0),
            t => Manipulation.diagonal(-1, 2, 0, t[0]),
            [3, 2, 4]
        ),
    ];

    /// <summary>Several results as one row of elements.</summary>
    internal static Variable Joined(IEnumerable<Variable> ys) =>
        F.Concat([.. ys.Select(y => F.Reshape(y, -1))], axis: 0);

    internal static Tensor Joined(IEnumerable<Tensor> ys) =>
        TensorModule.concat(0, List(ys.Select(y => TensorModule.reshape([-1], y))));

    internal static FSharpList<Tensor> List(IEnumerable<Tensor> xs) => ListModule.OfSeq(xs);

    private static Tensor Squeezed(Tensor x, params int[] axes) =>
        Manipulation.squeeze(FSharpOption<int[]>.Some(axes), x);

    private static Tensor Repeated(Tensor x, int? axis, params int[] repeats) =>
        Manipulation.repeat(repeats, OptionModule.OfNullable(axis), x);
}
