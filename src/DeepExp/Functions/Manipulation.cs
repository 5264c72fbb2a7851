using System.Runtime.CompilerServices;
using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>The variables one after the other along an axis; all other lengths are equal.</summary>
    public static Variable Concat(Variable[] xs, int axis = 1) =>
        Variable.Of(TensorModule.concat(axis, xs.Traced().ToFSharpList()));

    /// <summary>The variables, which have one shape, side by side on a new axis of the result.</summary>
    public static Variable Stack(Variable[] xs, int axis = 0) =>
        Variable.Of(Manipulation.stack(axis, xs.Traced().ToFSharpList()));

    /// <summary>One after the other along axis 1, vectors along axis 0.</summary>
    public static Variable Hstack(params Variable[] xs) =>
        Variable.Of(Manipulation.hstack(xs.Traced().ToFSharpList()));

    /// <summary>One below the other along axis 0, where a vector is a row.</summary>
    public static Variable Vstack(params Variable[] xs) =>
        Variable.Of(Manipulation.vstack(xs.Traced().ToFSharpList()));

    /// <summary>One behind the other along axis 2, where a vector n is 1×n×1 and a matrix m×n is m×n×1.</summary>
    public static Variable Dstack(params Variable[] xs) =>
        Variable.Of(Manipulation.dstack(xs.Traced().ToFSharpList()));

    /// <summary>x cut along an axis into a number of pieces of equal length.</summary>
    public static Variable[] SplitAxis(Variable x, int indicesOrSections, int axis) =>
        Variables(Manipulation.splitSections(indicesOrSections, axis, x.Traced()));

    /// <summary>x cut along an axis before each of the indices, which ascend.</summary>
    public static Variable[] SplitAxis(Variable x, int[] indicesOrSections, int axis) =>
        Variables(Manipulation.splitAxis(indicesOrSections.Given(), axis, x.Traced()));

    /// <summary>The slices of x along an axis, which vanishes.</summary>
    public static Variable[] Separate(Variable x, int axis = 0) =>
        Variables(Manipulation.separate(axis, x.Traced()));

    /// <summary>x without the given axes, which have length 1; without all such axes if none is given.</summary>
    public static Variable Squeeze(Variable x, Extents? axis = null) =>
        Variable.Of(Manipulation.squeeze(Optional.ToOption(axis?.Lengths), x.Traced()));

    /// <summary>x with an axis of length 1 more, which is the given one of the result.</summary>
    public static Variable ExpandDims(Variable x, int axis) =>
        Variable.Of(Manipulation.expandDims(axis, x.Traced()));

    /// <summary>All elements on one axis, the batch axis among what is flattened.</summary>
    public static Variable Flatten(Variable x) => Variable.Of(Manipulation.flatten(x.Traced()));

    /// <summary>x in reverse order along an axis.</summary>
    public static Variable Flip(Variable x, int axis) =>
        Variable.Of(Manipulation.flip(axis, x.Traced()));

    /// <summary>a in reverse order along axis 1, from left to right.</summary>
    public static Variable Fliplr(Variable a) => Variable.Of(Manipulation.fliplr(a.Traced()));

    /// <summary>a in reverse order along axis 0, upside down.</summary>
    public static Variable Flipud(Variable a) => Variable.Of(Manipulation.flipud(a.Traced()));

    /// <summary>x with two axes exchanged.</summary>
    public static Variable Swapaxes(Variable x, int axis1, int axis2) =>
        Variable.Of(Manipulation.swapaxes(axis1, axis2, x.Traced()));

    /// <summary>x with one axis moved; the others keep their order.</summary>
    public static Variable Moveaxis(Variable x, int source, int destination) =>
        Moveaxis(x, [source], [destination]);

    /// <summary>x with each source axis moved to the destination of the same place; the others keep their order.</summary>
    public static Variable Moveaxis(Variable x, int[] source, int[] destination) =>
        Variable.Of(Manipulation.moveaxis(source.Given(), destination.Given(), x.Traced()));

    /// <summary>x with an axis moved to stand before what is axis start; the others keep their order.</summary>
    public static Variable Rollaxis(Variable x, int axis, int start = 0) =>
        Variable.Of(Manipulation.rollaxis(axis, start, x.Traced()));

    /// <summary>x laid side by side with itself, reps[i] times along axis i; missing leading axes, or reps, are 1.</summary>
    public static Variable Tile(Variable x, params int[] reps) =>
        Variable.Of(Manipulation.tile(reps.Given(), x.Traced()));

    /// <summary>x laid side by side with itself, reps[i] times along axis i; missing leading axes, or reps, are 1.</summary>
    public static Variable Tile(Variable x, Extents reps) => Tile(x, reps.Lengths);

    /// <summary>Each slice along an axis, or each element if none is given, so many times.</summary>
    public static Variable Repeat(Variable x, int repeats, int? axis = null) =>
        Repeat(x, [repeats], axis);

    /// <summary>Each slice along an axis, or each element if none is given, as many times as its number says.</summary>
    public static Variable Repeat(Variable x, int[] repeats, int? axis = null) =>
        Variable.Of(Manipulation.repeat(repeats.Given(), axis.ToOption(), x.Traced()));

    /// <summary>The variables repeated to the one shape in which they all meet.</summary>
    public static Variable[] Broadcast(params Variable[] args) =>
        Variables(Manipulation.broadcast(args.Traced().ToFSharpList()));

    /// <summary>The elements x[…, i, i + offset, …] of two axes, which vanish; i runs along the last axis of the result.</summary>
    public static Variable Diagonal(Variable x, int offset = 0, int axis1 = 0, int axis2 = 1) =>
        Variable.Of(Manipulation.diagonal(offset, axis1, axis2, x.Traced()));

    internal static Variable[] Variables(FSharpList<Tensor> ys) => [.. ys.Select(Variable.Of)];
}
