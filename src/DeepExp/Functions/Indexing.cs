using DeepExp.Functional;
using Microsoft.FSharp.Collections;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>
    /// x[…] with NumPy's meaning: <c>F.GetItem(x, 1, 2..^1, null)</c>, where null is a new axis. Arrays of indices and masks broadcast
    /// and are read in step; what is read several times receives the sum of the gradients.
    /// </summary>
    public static Variable GetItem(Variable x, params Subscript?[] slices) =>
        Variable.Of(Indexing.getItem(Subscripts(slices.Given()), x.Traced()));

    /// <summary>a with b added to a[…], where b has the shape of a[…]; what is indexed several times is added to as often.</summary>
    public static Variable ScatterAdd(Variable a, Subscript?[] slices, Variable b) =>
        Variable.Of(Indexing.scatterAdd(Subscripts(slices.Given()), b.FloatsLike(a), a.Floats()));

    /// <summary>a with b added to a[slices], as with an array of one.</summary>
    public static Variable ScatterAdd(Variable a, Subscript? slices, Variable b) =>
        ScatterAdd(a, [slices], b);

    /// <summary>x[i, tᵢ] for x: N×C and the indices t: N.</summary>
    public static Variable SelectItem(Variable x, Variable t) =>
        Variable.Of(Indexing.selectItem(t.Traced(), x.Traced()));

    /// <summary>Slice i along the axis is slice indices[i] of x; with inv, slice indices[i] is slice i of x.</summary>
    public static Variable Permutate(Variable x, int[] indices, int axis = 0, bool inv = false) =>
        Variable.Of(Indexing.permutate(indices.Given(), axis, inv, x.Traced()));

    /// <summary>x where the condition is above 0 (a mask holds 1 and 0), y elsewhere; the shapes broadcast.</summary>
    public static Variable Where(Variable condition, Variable x, Variable y) =>
        Variable.Of(
            TensorModule.where(
                TensorModule.cast(x.Floats().DType, condition.Traced()),
                x.Floats(),
                y.FloatsLike(x)
            )
        );

    /// <summary>Sequences as rows, with the padding up to a length, by default that of the longest.</summary>
    public static Variable PadSequence(Variable[] xs, int? length = null, double padding = 0) =>
        Variable.Of(Indexing.padSequence(length.ToOption(), padding, xs.Traced().ToFSharpList()));

    /// <summary>Sequences, the longest first, by steps: result t holds step t of each sequence that is still so long.</summary>
    public static Variable[] TransposeSequence(params Variable[] xs) =>
        Variables(Indexing.transposeSequence(xs.Traced().ToFSharpList()));

    private static FSharpList<Subscript> Subscripts(Subscript?[] slices) =>
        ListModule.OfSeq(slices.Select(one => one ?? Subscript.NewAxis));
}
