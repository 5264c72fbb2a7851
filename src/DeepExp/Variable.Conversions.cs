using DeepExp.Functional;
using MathNet.Numerics.LinearAlgebra;

namespace DeepExp;

public partial class Variable
{
    /// <summary>A copy of the elements, row-major, converted to <typeparamref name="TElement"/>.</summary>
    public TElement[] ToArray<TElement>()
        where TElement : System.Numerics.INumberBase<TElement> => Linked.ToArray<TElement>();

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
    public static explicit operator Matrix<float>(Variable x) => TensorModule.toMatrix32(x.Data);

    /// <summary>A copy as a MathNet matrix of float64.</summary>
    public static explicit operator Matrix<double>(Variable x) => TensorModule.toMatrix(x.Data);
}
