using DeepExp.Functional;
using Microsoft.FSharp.Core;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

internal static class ReductionRows
{
    private static readonly FSharpOption<int> last = FSharpOption<int>.Some(-1);
    private static readonly FSharpOption<int> all = FSharpOption<int>.None;

    internal static readonly Row[] All =
    [
        new("ArgMax", v => Seen(F.ArgMax(v[0])), t => Seen(Reduction.argMax(all, t[0])), [3, 4]),
        new(
            "ArgMax",
            v => Seen(F.ArgMax(v[0], axis: -1)),
            t => Seen(Reduction.argMax(last, t[0])),
            [3, 4]
        ),
        new("ArgMin", v => Seen(F.ArgMin(v[0])), t => Seen(Reduction.argMin(all, t[0])), [3, 4]),
        new(
            "ArgMin",
            v => Seen(F.ArgMin(v[0], axis: -1)),
            t => Seen(Reduction.argMin(last, t[0])),
            [3, 4]
        ),
        new("Average", v => F.Average(v[0]), t => TensorModule.mean(t[0]), [3, 4]),
        new(
            "Average",
            v => F.Average(v[0], axis: 1, weights: v[1], keepdims: true),
            t => Reduction.average(t[1], [1], true, t[0]),
            [3, 4],
            [4]
        ),
        new(
            "Average",
            v => F.Average(v[0], [0, 1], v[1]),
            t => Reduction.average(t[1], [0, 1], false, t[0]),
            [3, 4],
            [3, 4]
        ),
        new("CumProd", v => F.CumProd(v[0]), t => Reduction.cumProd(all, t[0]), [3, 4]),
        new("CumProd", v => F.CumProd(v[0], axis: -1), t => Reduction.cumProd(last, t[0]), [3, 4]),
        new("CumSum", v => F.CumSum(v[0]), t => Reduction.cumSum(all, t[0]), [3, 4]),
        new("CumSum", v => F.CumSum(v[0], axis: -1), t => Reduction.cumSum(last, t[0]), [3, 4]),
        new("LogSumExp", v => F.LogSumExp(v[0]), t => Reduction.logSumExp([0, 1], t[0]), [3, 4]),
        new(
            "LogSumExp",
            v => F.LogSumExp(v[0], axis: 1),
            t => Reduction.logSumExp([1], t[0]),
            [3, 4]
        ),
        new(
            "LogSumExp",
            v => F.LogSumExp(v[0], [0, -1]),
            t => Reduction.logSumExp([0, 2], t[0]),
            [3, 4, 2]
        ),
        new("Max", v => F.Max(v[0]), t => Reduction.max([0, 1], false, t[0]), [3, 4]),
        new(
            "Max",
            v => F.Max(v[0], axis: 1, keepdims: true),
            t => Reduction.max([1], true, t[0]),
            [3, 4]
        ),
        new(
            "Max",
            v => F.Max(v[0], [0, 2], keepdims: true),
            t => Reduction.max([0, 2], true, t[0]),
            [3, 4, 2]
        ),
        new("Mean", v => F.Mean(v[0]), t => TensorModule.mean(t[0]), [3, 4]),
        new(
            "Mean",
            v => F.Mean(v[0], axis: 0, keepdims: true),
            t => TensorModule.meanOver([0], true, t[0]),
            [3, 4]
        ),
        new(
            "Mean",
            v => F.Mean(v[0], 0, v[1]),
            t => Reduction.average(t[1], [0], false, t[0]),
            [3, 4],
            [3]
        ),
        new(
            "Mean",
            v => F.Mean(v[0], [0, 1]),
            t => TensorModule.meanOver([0, 1], false, t[0]),
            [3, 4]
        ),
        new("Min", v => F.Min(v[0]), t => Reduction.min([0, 1], false, t[0]), [3, 4]),
        new(
            "Min",
            v => F.Min(v[0], axis: 1, keepdims: true),
            t => Reduction.min([1], true, t[0]),
            [3, 4]
        ),
        new("Min", v => F.Min(v[0], [0, 2]), t => Reduction.min([0, 2], false, t[0]), [3, 4, 2]),
        new("Prod", v => F.Prod(v[0]), t => Reduction.prod([0, 1], false, t[0]), [3, 4]),
        new(
            "Prod",
            v => F.Prod(v[0], axis: 1, keepdims: true),
            t => Reduction.prod([1], true, t[0]),
            [3, 4]
        ),
        new("Prod", v => F.Prod(v[0], [0, 2]), t => Reduction.prod([0, 2], false, t[0]), [3, 4, 2]),
        new("Sum", v => F.Sum(v[0]), t => TensorModule.sum(t[0]), [3, 4]),
        new("Sum", v => F.Sum(v[0], axis: -1), t => TensorModule.sumOver([1], false, t[0]), [3, 4]),
        new(
            "Sum",
            v => F.Sum(v[0], axis: (0, 2), keepdims: true),
            t => TensorModule.sumOver([0, 2], true, t[0]),
            [3, 4, 2]
        ),
        new("SumTo", v => F.SumTo(v[0], 4, 1), t => Reduction.sumTo([4, 1], t[0]), [3, 4, 2]),
    ];

    // Places are integers, which receive no gradient.
    private static Variable Seen(Variable places) => F.Cast(places, DType.Float64);

    private static Tensor Seen(Tensor places) => TensorModule.cast(DType.Float64, places);
}
