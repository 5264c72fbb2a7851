using DeepExp.Functional;
using Microsoft.FSharp.Core;
using static DeepExp.Tests.Functions.Row;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ConnectionRows
{
    private static readonly Tensor ids = new[,]
    {
        { 0, 2, 1 },
        { 2, 2, 3 },
    };

    internal static readonly Row[] All =
    [
        new(
            "Linear",
            v => F.Linear(v[0], v[1], v[2]),
            t => Connection.linear(t[1], Some(t[2]), t[0]),
            [5, 3],
            [4, 3],
            [4]
        ),
        new(
            "Linear",
            v => F.Linear(v[0], v[1]),
            t => Connection.linear(t[1], null, t[0]),
            [5, 3, 2],
            [4, 6]
        ),
        new(
            "Linear",
            v => F.Linear(v[0], v[1], v[2], nBatchAxes: 2),
            t => Connection.linearOver(2, t[1], Some(t[2]), t[0]),
            [5, 3, 2],
            [4, 2],
            [4]
        ),
        new("EmbedID", v => F.EmbedID(ids, v[0]), t => Connection.embedId(null, t[0], ids), [4, 2]),
        new(
            "EmbedID",
            v => F.EmbedID(ids, v[0], ignoreLabel: 2),
            t => Connection.embedId(Some(2), t[0], ids),
            [4, 2]
        ),
        new(
            "Bilinear",
            v => F.Bilinear(v[0], v[1], v[2]),
            t => Connection.bilinear(t[2], null, t[0], t[1]),
            [2, 3],
            [2, 4],
            [3, 4, 2]
        ),
        new(
            "Bilinear",
            v => F.Bilinear(v[0], v[1], v[2], v[3], v[4], v[5]),
            t => Connection.bilinear(t[2], Some(Tuple.Create(t[3], t[4], t[5])), t[0], t[1]),
            [2, 3],
            [2, 4],
            [3, 4, 2],
            [3, 2],
            [4, 2],
            [2]
        ),
        new("Shift", v => F.Shift(v[0]), t => Connection.shift(3, 1, t[0]), [2, 10, 3, 4]),
        new(
            "Shift",
            v => F.Shift(v[0], ksize: 5, dilate: 2),
            t => Connection.shift(5, 2, t[0]),
            [1, 25, 4, 3]
        ),
    ];
}
