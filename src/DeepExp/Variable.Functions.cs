using DeepExp.Functional;

namespace DeepExp;

public partial class Variable
{
    /// <summary>The variable with its axes in reverse order.</summary>
    public Variable T => Functions.Transpose(this);

    /// <summary>The same elements under another shape; one length may be -1, which is inferred.</summary>
    public Variable Reshape(params int[] shape) => Functions.Reshape(this, shape);

    /// <summary>The same elements under another shape; one length may be -1, which is inferred.</summary>
    public Variable Reshape(Extents shape) => Functions.Reshape(this, shape);

    /// <summary>Axis i of the result is axis axes[i] of this; without axes, all in reverse order.</summary>
    public Variable Transpose(params int[] axes) => Functions.Transpose(this, axes);

    /// <summary>Axis i of the result is axis axes[i] of this.</summary>
    public Variable Transpose(Extents axes) => Functions.Transpose(this, axes);

    /// <summary>this[…] with NumPy's meaning: <c>x.Get(1, 2..^1, null)</c>; see <see cref="Functions.GetItem"/>.</summary>
    public Variable Get(params Subscript?[] slices) => Functions.GetItem(this, slices);

    /// <summary>The sum over the axes, or over all; with keepdims they stay with length 1.</summary>
    public Variable Sum(Extents? axis = null, bool keepdims = false) =>
        Functions.Sum(this, axis, keepdims);

    /// <summary>The mean over the axes, or over all; with keepdims they stay with length 1.</summary>
    public Variable Mean(Extents? axis = null, bool keepdims = false) =>
        Functions.Mean(this, axis, keepdims: keepdims);

    /// <summary>|x|</summary>
    public Variable Abs() => Functions.Absolute(this);

    /// <summary>x^exponent; C# has no operator for powers.</summary>
    public Variable Pow(double exponent) => Functions.Pow(this, exponent);

    /// <summary>x^exponent, element by element.</summary>
    public Variable Pow(Variable exponent) => Functions.Pow(this, exponent);

    /// <summary>The greatest whole numbers that are no larger than this / y; C# has no operator for it, and it has no slope.</summary>
    public Variable FloorDivide(Variable y) => Of(TensorModule.floor((this / y).Traced()));

    /// <summary>The greatest whole numbers that are no larger than this / c.</summary>
    public Variable FloorDivide(double c) => Of(TensorModule.floor((this / c).Traced()));

    /// <summary>The matrix product over the last two axes; leading axes broadcast.</summary>
    public Variable MatMul(Variable b) => Functions.MatMul(this, b);
}
