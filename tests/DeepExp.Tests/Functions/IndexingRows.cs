using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class IndexingRows
{
    private static readonly Tensor Twice = TensorModule.int32([3], [1, 0, 1]);

    internal static readonly Row[] All =
    [
        Read([1], [Subscript.NewAt(1)], [3, 4]),
        Read([^1], [Subscript.NewAt(-1)], [3, 4]),
        Read([1..^1], [Range(1, -1)], [5, 2]),
        Read([0..2, ^2..], [Range(0, 2), Range(-2, null)], [3, 4]),
        Read([2..^0], [Range(2, null)], [3, 4]),
        Read([^0..], [Range(int.MaxValue, null)], [3, 4]),
        Read([Subscript.Slice(null, 0, -2)], [Range(null, 0, -2)], [5, 2]),
        Read(
            [null, Subscript.Ellipsis, 0],
            [Subscript.NewAxis, Subscript.Ellipsis, Subscript.NewAt(0)],
            [3, 4, 2]
        ),
        Read([new[] { 1, 0, 1 }], [Subscript.NewIndices(Twice)], [3, 4]),
        Read([Twice], [Subscript.NewIndices(Twice)], [3, 4]),
        Read(
            [
                0..,
                new[,]
                {
                    { 1, 0 },
                },
            ],
            [Range(0, null), Subscript.NewIndices(TensorModule.int32([1, 2], [1, 0]))],
            [3, 4]
        ),
        Read([new[] { true, false, true }], [Subscript.NewMask([3], [true, false, true])], [3, 4]),
        Read(
            [
                new[,]
                {
                    { true, false },
                    { true, true },
                },
            ],
            [Subscript.NewMask([2, 2], [true, false, true, true])],
            [2, 2, 3]
        ),
        new(
            "GetItem",
            v => v[0].Get(1, ..2),
            t => Indexing.getItem(List(Subscript.NewAt(1), Range(0, 2)), t[0]),
            [3, 4]
        ),
        new(
            "ScatterAdd",
            v => F.ScatterAdd(v[0], [new[] { 1, 0, 1 }, 1..], v[1]),
            t => Indexing.scatterAdd(List(Subscript.NewIndices(Twice), Range(1, null)), t[1], t[0]),
            [3, 4],
            [3, 3]
        ),
        new(
            "ScatterAdd",
            v => F.ScatterAdd(v[0], 1, v[1]),
            t => Indexing.scatterAdd(List(Subscript.NewAt(1)), t[1], t[0]),
            [3, 4],
            [4]
        ),
        new(
            "SelectItem",
            v => F.SelectItem(v[0], Twice),
            t => Indexing.selectItem(Twice, t[0]),
            [3, 2]
        ),
        new(
            "Permutate",
            v => F.Permutate(v[0], [2, 0, 1]),
            t => Indexing.permutate([2, 0, 1], 0, false, t[0]),
            [3, 2]
        ),
        new(
            "Permutate",
            v => F.Permutate(v[0], [2, 0, 1], axis: 1, inv: true),
            t => Indexing.permutate([2, 0, 1], 1, true, t[0]),
            [2, 3]
        ),
        new(
            "Where",
            v => F.Where(Twice, v[0], v[1]),
            t => TensorModule.where(TensorModule.cast(t[0].DType, Twice), t[0], t[1]),
            [2, 3],
            [3]
        ),
        new(
            "PadSequence",
            v => F.PadSequence(v),
            t => Indexing.padSequence(FSharpOption<int>.None, 0, ManipulationRows.List(t)),
            [2, 2],
            [3, 2]
        ),
        new(
            "PadSequence",
            v => F.PadSequence(v, length: 4, padding: -1),
            t => Indexing.padSequence(FSharpOption<int>.Some(4), -1, ManipulationRows.List(t)),
            [2, 2],
            [3, 2]
        ),
        new(
            "TransposeSequence",
            v => ManipulationRows.Joined(F.TransposeSequence(v)),
            t => ManipulationRows.Joined(Indexing.transposeSequence(ManipulationRows.List(t))),
            [3, 2],
            [1, 2]
        ),
    ];

    private static Row Read(Subscript?[] slices, Subscript[] subscripts, int[] shape) =>
        new(
            "GetItem",
            v => F.GetItem(v[0], slices),
            t => Indexing.getItem(List(subscripts), t[0]),
            shape
        );

    private static FSharpList<Subscript> List(params Subscript[] subscripts) =>
        ListModule.OfSeq(subscripts);

    private static Subscript Range(int? start, int? stop, int step = 1) =>
        Subscript.NewRange(OptionModule.OfNullable(start), OptionModule.OfNullable(stop), step);
}
