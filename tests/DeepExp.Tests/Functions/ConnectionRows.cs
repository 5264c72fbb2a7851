using DeepExp.Functional;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ConnectionRows
{
    internal static readonly Row[] All =
    [
        new(
            "Linear",
            v => F.Linear(v[0], v[1], v[2]),
            t => Connection.linear(t[1], FSharpOption<Tensor>.Some(t[2]), t[0]),
            [5, 3],
            [4, 3],
            [4]
        ),
        new(
            "Linear",
            v => F.Linear(v[0], v[1]),
            t => Connection.linear(t[1], FSharpOption<Tensor>.None, t[0]),
            [5, 3, 2],
            [4, 6]
        ),
    ];
}
