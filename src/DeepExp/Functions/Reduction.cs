using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>Where along an axis the first largest element stands, as int32; without an axis, in row-major order.</summary>
    public static Variable ArgMax(Variable x, int? axis = null) =>
        Variable.Of(Reduction.argMax(axis.ToOption(), x.Floats()));

    /// <summary>Where along an axis the first smallest element stands, as int32; without an axis, in row-major order.</summary>
    public static Variable ArgMin(Variable x, int? axis = null) =>
        Variable.Of(Reduction.argMin(axis.ToOption(), x.Floats()));

    /// <summary>Σ w x / Σ w over an axis, or over all; the mean without weights, which are one for each place of the axis.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Average(
        Variable x,
        int? axis = null,
        Variable? weights = null,
        bool keepdims = false
    ) => Average(x, Axes(x, axis), weights, keepdims);

    /// <summary>The mean over several axes; weights are of the shape of x.</summary>
    public static Variable Average(
        Variable x,
        int[] axis,
        Variable? weights = null,
        bool keepdims = false
    ) => Averaged(x, axis, weights, keepdims);

    /// <summary>The running product along an axis; without an axis, over all elements in row-major order.</summary>
    public static Variable CumProd(Variable x, int? axis = null) =>
        Variable.Of(Reduction.cumProd(axis.ToOption(), x.Floats()));

    /// <summary>The running sum along an axis; without an axis, over all elements in row-major order.</summary>
    public static Variable CumSum(Variable x, int? axis = null) =>
        Variable.Of(Reduction.cumSum(axis.ToOption(), x.Floats()));

    /// <summary>ln Σ e^x over an axis, or over all, without overflow.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable LogSumExp(Variable x, int? axis = null) => LogSumExp(x, Axes(x, axis));

    /// <summary>ln Σ e^x over several axes, without overflow.</summary>
    public static Variable LogSumExp(Variable x, int[] axis) =>
        Variable.Of(Reduction.logSumExp(axis.Given(), x.Floats()));

    /// <summary>The largest over an axis, or over all; each of several equal ones receives the whole gradient.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Max(Variable x, int? axis = null, bool keepdims = false) =>
        Max(x, Axes(x, axis), keepdims);

    /// <summary>The largest over several axes; each of several equal ones receives the whole gradient.</summary>
    public static Variable Max(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(Reduction.max(axis.Given(), keepdims, x.Floats()));

    /// <summary>Σ w x / Σ w over an axis, or over all: <see cref="Average(Variable, int?, Variable?, bool)"/>.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Mean(
        Variable x,
        int? axis = null,
        Variable? weights = null,
        bool keepdims = false
    ) => Mean(x, Axes(x, axis), weights, keepdims);

    /// <summary>The mean over several axes: <see cref="Average(Variable, int[], Variable?, bool)"/>.</summary>
    public static Variable Mean(
        Variable x,
        int[] axis,
        Variable? weights = null,
        bool keepdims = false
    ) => Averaged(x, axis, weights, keepdims);

    /// <summary>The smallest over an axis, or over all; each of several equal ones receives the whole gradient.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Min(Variable x, int? axis = null, bool keepdims = false) =>
        Min(x, Axes(x, axis), keepdims);

    /// <summary>The smallest over several axes; each of several equal ones receives the whole gradient.</summary>
    public static Variable Min(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(Reduction.min(axis.Given(), keepdims, x.Floats()));

    /// <summary>The product over an axis, or over all; with keepdims the axis stays with length 1.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Prod(Variable x, int? axis = null, bool keepdims = false) =>
        Prod(x, Axes(x, axis), keepdims);

    /// <summary>The product over several axes; with keepdims they stay with length 1.</summary>
    public static Variable Prod(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(Reduction.prod(axis.Given(), keepdims, x.Floats()));

    /// <summary>The sum over an axis, or over all; with keepdims the axis stays with length 1.</summary>
    [OverloadResolutionPriority(1)]
    public static Variable Sum(Variable x, int? axis = null, bool keepdims = false) =>
        Sum(x, Axes(x, axis), keepdims);

    /// <summary>The sum over several axes; with keepdims they stay with length 1.</summary>
    public static Variable Sum(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(TensorModule.sumOver(axis.Given(), keepdims, x.Floats()));

    /// <summary>x summed over the axes along which it could have been broadcast from the shape.</summary>
    public static Variable SumTo(Variable x, params int[] shape) =>
        Variable.Of(Reduction.sumTo(shape.Given(), x.Floats()));

    private static Variable Averaged(
        Variable x,
        int[] axis,
        Variable? weights,
        bool keepdims,
        [CallerMemberName] string operation = ""
    ) =>
        Variable.Of(
            Reduction.averageAs(
                operation,
                weights.OptionLike(x, operation),
                axis.Given(),
                keepdims,
                x.Floats(operation)
            )
        );

    /// <summary>x summed over the axes along which it could have been broadcast from the shape.</summary>
    public static Variable SumTo(Variable x, Extents shape) => SumTo(x, shape.Lengths);

    private static int[] Axes(Variable x, int? axis) =>
        axis is { } one ? [one] : [.. Enumerable.Range(0, x.Given().Ndim)];
}
