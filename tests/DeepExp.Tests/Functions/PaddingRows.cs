using DeepExp.Functional;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class PaddingRows
{
    private static readonly (double, double)[] Zeros = [(0, 0)];

    internal static readonly Row[] All =
    [
        new(
            "Pad",
            v => F.Pad(v[0], 2, PadMode.Edge),
            t => Padding.pad(PadMode.Edge, PadOptions.Defaults, [(2, 2)], t[0]),
            [3, 2]
        ),
        new(
            "Pad",
            v => F.Pad(v[0], (1, 2), PadMode.Constant, constantValues: 0.5),
            t =>
                Padding.pad(
                    PadMode.Constant,
                    Options(constantValues: [(0.5, 0.5)]),
                    [(1, 2)],
                    t[0]
                ),
            [3, 2]
        ),
        new(
            "Pad",
            v => F.Pad(v[0], new[] { (1, 0), (0, 2) }, PadMode.LinearRamp, endValues: (1, -1)),
            t =>
                Padding.pad(
                    PadMode.LinearRamp,
                    Options(endValues: [(1, -1)]),
                    [(1, 0), (0, 2)],
                    t[0]
                ),
            [3, 2]
        ),
        new(
            "Pad",
            v => F.Pad(v[0], 1, PadMode.Mean, statLength: 2),
            t => Padding.pad(PadMode.Mean, Options(statLength: [(2, 2)]), [(1, 1)], t[0]),
            [3, 2]
        ),
        new(
            "Pad",
            v => F.Pad(v[0], 2, PadMode.Reflect, reflectType: ReflectType.Odd),
            t =>
                Padding.pad(PadMode.Reflect, Options(reflectType: ReflectType.Odd), [(2, 2)], t[0]),
            [3, 2]
        ),
    ];

    private static PadOptions Options(
        (double, double)[]? constantValues = null,
        (double, double)[]? endValues = null,
        (int, int)[]? statLength = null,
        ReflectType reflectType = ReflectType.Even
    ) =>
        new(
            constantValues ?? Zeros,
            endValues ?? Zeros,
            statLength is null
                ? FSharpOption<(int, int)[]>.None
                : FSharpOption<(int, int)[]>.Some(statLength),
            reflectType
        );
}
