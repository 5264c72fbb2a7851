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

    /// <summary>
    /// Σ w x / Σ w over the axes, or over all; the mean without weights, which are one for each place of a single axis, or of the
    /// shape of x.
    /// </summary>
    public static Variable Average(
        Variable x,
        Extents? axis = null,
        Variable? weights = null,
        bool keepdims = false
    ) => Averaged(x, axis, weights, keepdims);

    /// <summary>The running product along an axis; without an axis, over all elements in row-major order.</summary>
    public static Variable CumProd(Variable x, int? axis = null) =>
        Variable.Of(Reduction.cumProd(axis.ToOption(), x.Floats()));

    /// <summary>The running sum along an axis; without an axis, over all elements in row-major order.</summary>
    public static Variable CumSum(Variable x, int? axis = null) =>
        Variable.Of(Reduction.cumSum(axis.ToOption(), x.Floats()));

    /// <summary>ln Σ e^x over the axes, or over all, without overflow.</summary>
    public static Variable LogSumExp(Variable x, Extents? axis = null) =>
        Variable.Of(Reduction.logSumExp(Axes(x, axis), x.Floats()));

    /// <summary>The largest over the axes, or over all; each of several equal ones receives the whole gradient.</summary>
    public static Variable Max(Variable x, Extents? axis = null, bool keepdims = false) =>
        Variable.Of(Reduction.max(Axes(x, axis), keepdims, x.Floats()));

    /// <summary>Σ w x / Σ w over the axes, or over all: <see cref="Average"/>.</summary>
    /// <inheritdoc cref="Reduction.average" path="/remarks"/>
    public static Variable Mean(
        Variable x,
        Extents? axis = null,
        Variable? weights = null,
        bool keepdims = false
    ) => Averaged(x, axis, weights, keepdims);

    /// <summary>The smallest over the axes, or over all; each of several equal ones receives the whole gradient.</summary>
    public static Variable Min(Variable x, Extents? axis = null, bool keepdims = false) =>
        Variable.Of(Reduction.min(Axes(x, axis), keepdims, x.Floats()));

    /// <summary>The product over the axes, or over all; with keepdims they stay with length 1.</summary>
    public static Variable Prod(Variable x, Extents? axis = null, bool keepdims = false) =>
        Variable.Of(Reduction.prod(Axes(x, axis), keepdims, x.Floats()));

    /// <summary>The sum over the axes, or over all; with keepdims they stay with length 1.</summary>
    public static Variable Sum(Variable x, Extents? axis = null, bool keepdims = false) =>
        Variable.Of(TensorModule.sumOver(Axes(x, axis), keepdims, x.Floats()));

    /// <summary>x summed over the axes along which it could have been broadcast from the shape.</summary>
    public static Variable SumTo(Variable x, params int[] shape) =>
        Variable.Of(Reduction.sumTo(shape.Given(), x.Floats()));

    private static Variable Averaged(
        Variable x,
        Extents? axis,
        Variable? weights,
        bool keepdims,
        [CallerMemberName] string operation = ""
    ) =>
        Variable.Of(
            Reduction.averageAs(
                operation,
                weights.OptionLike(x, operation),
                Axes(x, axis),
                keepdims,
                x.Floats(operation)
            )
        );

    /// <summary>x summed over the axes along which it could have been broadcast from the shape.</summary>
    public static Variable SumTo(Variable x, Extents shape) => SumTo(x, shape.Lengths);

    private static int[] Axes(Variable x, Extents? axis) =>
        axis?.Lengths ?? [.. Enumerable.Range(0, x.Given().Ndim)];
}
