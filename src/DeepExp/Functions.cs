using DeepExp.Functional;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// Chainer's functions on variables. Each forwards to the function of the same name in the core, where its definition stands.
/// Import as <c>using F = DeepExp.Functions;</c>.
/// </summary>
public static partial class Functions
{
    /// <summary>max(x, 0)</summary>
    public static Variable Relu(Variable x) => Variable.Of(Activation.relu(x.Traced));

    /// <summary>x where x &gt; 0, slope · x elsewhere</summary>
    public static Variable LeakyRelu(Variable x, double slope = 0.2) =>
        Variable.Of(Activation.leakyRelu(slope, x.Traced));

    /// <summary>(e^x - e^-x) / (e^x + e^-x)</summary>
    public static Variable Tanh(Variable x) => Variable.Of(Activation.tanh(x.Traced));

    /// <summary>1 / (1 + e^-x)</summary>
    public static Variable Sigmoid(Variable x) => Variable.Of(Activation.sigmoid(x.Traced));

    /// <summary>y = x Wᵀ + b for x: N×in, W: out×in, b: out. An x with more axes is read as N×in.</summary>
    public static Variable Linear(Variable x, Variable W, Variable? b = null) =>
        Variable.Of(
            Connection.linear(W.Traced, b is null ? FSharpOption<Tensor>.None : b.Traced, x.Traced)
        );

    /// <summary>The mean over all elements of (x0 - x1)²; the shapes must be equal.</summary>
    public static Variable MeanSquaredError(Variable x0, Variable x1) =>
        Variable.Of(Loss.meanSquaredError(x1.Traced, x0.Traced));

    /// <summary>|x|</summary>
    public static Variable Absolute(Variable x) => Variable.Of(TensorModule.abs(x.Traced));

    /// <summary>min(max(x, xMin), xMax)</summary>
    public static Variable Clip(Variable x, double xMin, double xMax) =>
        Variable.Of(TensorModule.clip(xMin, xMax, x.Traced));

    /// <summary>The elements as another type; the gradient returns in the type of x.</summary>
    public static Variable Cast(Variable x, DType typ) =>
        Variable.Of(TensorModule.cast(typ, x.Traced));

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

    /// <summary>The same elements under another shape; one length may be -1, which is inferred.</summary>
    public static Variable Reshape(Variable x, params int[] shape) =>
        Variable.Of(TensorModule.reshape(shape, x.Traced));

    /// <summary>Axis i of the result is axis axes[i] of x; without axes, all in reverse order.</summary>
    public static Variable Transpose(Variable x, params int[] axes) =>
        Variable.Of(
            axes.Length == 0
                ? TensorModule.transpose(x.Traced)
                : TensorModule.permute(axes, x.Traced)
        );

    /// <summary>x repeated along axes of length 1, and along missing leading axes, until it has the given shape.</summary>
    public static Variable BroadcastTo(Variable x, params int[] shape) =>
        Variable.Of(TensorModule.broadcastTo(shape, x.Traced));

    private static int[] Axes(Variable x, int? axis) =>
        axis is { } one ? [one] : [.. Enumerable.Range(0, x.Ndim)];
}
