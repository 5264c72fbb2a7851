using DeepExp.Functional;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// A value in a computation, and the gradient that comes back to it. Functions of variables are traced;
/// <see cref="Backward"/> on the result fills <see cref="Grad"/> of the variables that it was computed from.
/// </summary>
/// <remarks>
/// <c>new Variable(x)</c> makes a variable that receives a gradient. An array, number or matrix that is given where a variable
/// is expected becomes a constant, through which no gradient flows. Arithmetic is element by element and broadcasts.
/// </remarks>
public class Variable
{
    private Tensor tensor;
    private Tensor? grad;
    private Tensor? zeros;

    /// <summary>A variable with the given data; it receives a gradient unless <paramref name="requiresGrad"/> is false.</summary>
    /// <exception cref="DeepExpException">A gradient is required of integers.</exception>
    public Variable(Tensor data, string? name = null, bool requiresGrad = true)
    {
        if (requiresGrad && data.DType.IsInt32)
            throw new DeepExpException(
                "Variable",
                $"data is int32 of shape {Messages.Shape(data)}; integers receive no gradient, so give requiresGrad: false."
            );
        Name = name;
        tensor = Leaf(data, requiresGrad);
    }

    // The trace knows the variable that the result became, so that a gradient that comes back to the one finds the other. A
    // function that had nothing to do gives back its argument, which belongs to another variable: a step leads on to that.
    private Variable() => tensor = null!;

    internal static Variable Of(Tensor result)
    {
        var variable = new Variable();
        variable.tensor =
            !result.IsTracked ? result
            : result.Tag is null ? result.Tagged(variable)
            : result.Followed(variable);
        return variable;
    }

    /// <summary>The name, for messages and files; null if it has none.</summary>
    public string? Name { get; internal set; }

    /// <summary>The elements. New data keeps the shape and type; a trace made before keeps the old.</summary>
    /// <exception cref="DeepExpException">The new data has another shape or type.</exception>
    public Tensor Data
    {
        get => tensor.Untracked;
        set
        {
            Messages.RequireLike("Variable.Data", "data", value, tensor);
            tensor = Leaf(value, tensor.IsTracked);
        }
    }

    /// <summary>The gradient that came back, of the shape of the data; null before, and after <see cref="ClearGrad"/>.</summary>
    /// <exception cref="DeepExpException">The new gradient has another shape or type than the data.</exception>
    public Tensor? Grad
    {
        get => grad;
        set
        {
            if (value is not null)
                Messages.RequireLike("Variable.Grad", "gradient", value, tensor);
            grad = value?.Untracked;
        }
    }

    /// <summary>The lengths of the axes, slowest first; empty for a scalar.</summary>
    public IReadOnlyList<int> Shape => tensor.Shape;

    /// <summary>The number of axes.</summary>
    public int Ndim => tensor.Rank;

    /// <summary>The number of elements.</summary>
    public int Size => tensor.Size;

    /// <summary>The type of the elements.</summary>
    public DType DType => tensor.DType;

    /// <summary>Whether a gradient would come back to it.</summary>
    public bool RequiresGrad => tensor.IsTracked;

    /// <summary>The matrix with its axes in reverse order.</summary>
    public Variable T => Functions.Transpose(this);

    internal Tensor Traced => tensor;

    /// <summary>
    /// Sends <see cref="Grad"/> back through everything that this variable was computed from; the gradient of a single number
    /// begins as 1. Gradients are added to those that the variables already hold. Results between, and this one, keep theirs
    /// only with <paramref name="retainGrad"/>. A variable that was not computed sends nothing back.
    /// </summary>
    /// <exception cref="DeepExpException">It has more than one element and no gradient was set.</exception>
    public void Backward(bool retainGrad = false)
    {
        if (grad is null && Size != 1)
            throw new DeepExpException(
                "Backward",
                $"the variable has shape {Messages.Shape(tensor)} and no gradient; set Grad, or start from one number such as a loss."
            );

        if (tensor.Origin.IsResult)
            Gradient.backward(
                tensor,
                grad ?? TensorModule.onesLike(tensor),
                recorded: false,
                since: 0,
                Visit(retainGrad)
            );
    }

    private static FSharpFunc<Tensor, FSharpFunc<Tensor, Unit>> Visit(bool retainGrad) =>
        FuncConvert.FromAction<Tensor, Tensor>(
            (x, gradient) =>
            {
                if (x.Tag is not Variable variable)
                    return;
                if (x.Origin.IsVariable)
                    variable.grad =
                        variable.grad is null || ReferenceEquals(variable.grad, variable.zeros)
                            ? gradient
                            : variable.grad + gradient;
                else
                    variable.grad = retainGrad ? gradient : null;
            }
        );

    private Tensor Leaf(Tensor data, bool requiresGrad) =>
        requiresGrad ? data.Untracked.Followed(this) : data.Untracked;

    /// <summary>Forgets the gradient.</summary>
    public void ClearGrad() => grad = null;

    /// <summary>Sets the gradient to zeros.</summary>
    public void ZeroGrad() => grad = zeros ??= TensorModule.zerosLike(tensor);

    /// <summary>Adds the gradient of another variable to this one's; nothing happens if it has none.</summary>
    public void AddGrad(Variable variable)
    {
        if (variable.grad is { } other)
            Grad = grad is null ? other : grad + other;
    }

    /// <summary>Takes over the data of another variable of the same shape and type.</summary>
    public void CopyData(Variable variable) => Data = variable.Data;

    /// <summary>One element, by its indices from the slowest axis.</summary>
    [System.Runtime.CompilerServices.IndexerName("Element")]
    public double this[params int[] indices] => tensor[indices];

    /// <summary>The only element.</summary>
    /// <exception cref="DeepExpException">It has more elements, or none.</exception>
    public double Item() => tensor.ToScalar();

    /// <summary>A copy of the elements, row-major, converted to <typeparamref name="TElement"/>.</summary>
    public TElement[] ToArray<TElement>()
        where TElement : System.Numerics.INumberBase<TElement> => tensor.ToArray<TElement>();

    /// <inheritdoc/>
    public override string ToString() =>
        Name is null ? $"variable({tensor})" : $"variable {Name}({tensor})";

    /// <summary>x + y</summary>
    public static Variable operator +(Variable x, Variable y) => Of(x.tensor + y.tensor);

    /// <summary>x + c</summary>
    public static Variable operator +(Variable x, double c) => Of(x.tensor + c);

    /// <summary>c + x</summary>
    public static Variable operator +(double c, Variable x) => Of(c + x.tensor);

    /// <summary>x - y</summary>
    public static Variable operator -(Variable x, Variable y) => Of(x.tensor - y.tensor);

    /// <summary>x - c</summary>
    public static Variable operator -(Variable x, double c) => Of(x.tensor - c);

    /// <summary>c - x</summary>
    public static Variable operator -(double c, Variable x) => Of(c - x.tensor);

    /// <summary>x · y, element by element</summary>
    public static Variable operator *(Variable x, Variable y) => Of(x.tensor * y.tensor);

    /// <summary>x · c</summary>
    public static Variable operator *(Variable x, double c) => Of(x.tensor * c);

    /// <summary>c · x</summary>
    public static Variable operator *(double c, Variable x) => Of(c * x.tensor);

    /// <summary>x / y</summary>
    public static Variable operator /(Variable x, Variable y) => Of(x.tensor / y.tensor);

    /// <summary>x / c</summary>
    public static Variable operator /(Variable x, double c) => Of(x.tensor / c);

    /// <summary>c / x</summary>
    public static Variable operator /(double c, Variable x) => Of(c / x.tensor);

    /// <summary>-x</summary>
    public static Variable operator -(Variable x) => Of(-x.tensor);

    /// <summary>A constant.</summary>
    public static implicit operator Variable(Tensor data) => new(data, requiresGrad: false);

    /// <summary>A constant of shape n.</summary>
    public static implicit operator Variable(float[] data) => (Tensor)data;

    /// <summary>A constant of shape m×n.</summary>
    public static implicit operator Variable(float[,] data) => (Tensor)data;

    /// <summary>A float64 constant of shape n.</summary>
    public static implicit operator Variable(double[] data) => (Tensor)data;

    /// <summary>A float64 constant of shape m×n.</summary>
    public static implicit operator Variable(double[,] data) => (Tensor)data;

    /// <summary>A constant of the shape of the matrix.</summary>
    public static implicit operator Variable(Matrix<float> data) => TensorModule.ofMatrix32(data);

    /// <summary>A float64 constant of the shape of the matrix.</summary>
    public static implicit operator Variable(Matrix<double> data) => TensorModule.ofMatrix(data);

    /// <summary>A copy of the elements, row-major.</summary>
    public static explicit operator float[](Variable x) => x.ToArray<float>();

    /// <summary>A copy of the elements of a variable with two axes.</summary>
    public static explicit operator float[,](Variable x) => x.Data.ToArray2D<float>();

    /// <summary>A copy as a MathNet matrix.</summary>
    public static explicit operator Matrix<float>(Variable x) => TensorModule.toMatrix32(x.tensor);

    /// <summary>A copy as a MathNet matrix of float64.</summary>
    public static explicit operator Matrix<double>(Variable x) => TensorModule.toMatrix(x.tensor);
}
