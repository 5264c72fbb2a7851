using DeepExp.Functional;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ArrayRows
{
    internal static readonly Row[] All =
    [
        new(
            "Cast",
            v => F.Cast(v[0], DType.Float64),
            t => TensorModule.cast(DType.Float64, t[0]),
            [4]
        ),
        new(
            "Cast",
            v => F.Cast(v[0], DType.Float32),
            t => TensorModule.cast(DType.Float32, t[0]),
            [4]
        ),
        new(
            "Reshape",
            v => F.Reshape(v[0], 2, -1),
            t => TensorModule.reshape([2, -1], t[0]),
            [3, 4]
        ),
        new("Transpose", v => F.Transpose(v[0]), t => TensorModule.transpose(t[0]), [2, 3, 4]),
        new(
            "Transpose",
            v => F.Transpose(v[0], 1, -1, 0),
            t => TensorModule.permute([1, 2, 0], t[0]),
            [2, 3, 4]
        ),
        new(
            "BroadcastTo",
            v => F.BroadcastTo(v[0], 5, 2, 3),
            t => TensorModule.broadcastTo([5, 2, 3], t[0]),
            [2, 1]
        ),
    ];
}
