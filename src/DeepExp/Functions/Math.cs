using DeepExp.Functional;

namespace DeepExp;

public static partial class Functions
{
    /// <summary>|x|</summary>
    public static Variable Absolute(Variable x) => Variable.Of(TensorModule.abs(x.Traced));

    /// <summary>min(max(x, xMin), xMax)</summary>
    public static Variable Clip(Variable x, double xMin, double xMax) =>
        Variable.Of(TensorModule.clip(xMin, xMax, x.Traced));

    /// <summary>e^x</summary>
    public static Variable Exp(Variable x) => Variable.Of(TensorModule.exp(x.Traced));

    /// <summary>The natural logarithm of x.</summary>
    public static Variable Log(Variable x) => Variable.Of(TensorModule.log(x.Traced));

    /// <summary>√x</summary>
    public static Variable Sqrt(Variable x) => Variable.Of(TensorModule.sqrt(x.Traced));

    /// <summary>-1, 0 or 1</summary>
    public static Variable Sign(Variable x) => Variable.Of(TensorModule.sign(x.Traced));

    /// <summary>x^exponent; C# has no operator for powers.</summary>
    public static Variable Pow(Variable x, double exponent) =>
        Variable.Of(TensorModule.power(exponent, x.Traced));

    /// <summary>The matrix product over the last two axes, either factor transposed first if asked to; leading axes broadcast.</summary>
    public static Variable MatMul(
        Variable a,
        Variable b,
        bool transa = false,
        bool transb = false
    ) => Variable.Of(TensorModule.matmulWith(transa, transb, a.Traced, b.Traced));

    /// <summary>The sum over an axis, or over all; with keepdims the axis stays with length 1.</summary>
    public static Variable Sum(Variable x, int? axis = null, bool keepdims = false) =>
        Sum(x, Axes(x, axis), keepdims);

    /// <summary>The sum over several axes; with keepdims they stay with length 1.</summary>
    public static Variable Sum(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(TensorModule.sumOver(axis, keepdims, x.Traced));

    /// <summary>The mean over an axis, or over all; with keepdims the axis stays with length 1.</summary>
    public static Variable Mean(Variable x, int? axis = null, bool keepdims = false) =>
        Mean(x, Axes(x, axis), keepdims);

    /// <summary>The mean over several axes; with keepdims they stay with length 1.</summary>
    public static Variable Mean(Variable x, int[] axis, bool keepdims = false) =>
        Variable.Of(TensorModule.meanOver(axis, keepdims, x.Traced));

    private static int[] Axes(Variable x, int? axis) =>
        axis is { } one ? [one] : [.. Enumerable.Range(0, x.Ndim)];
}
