using System.Numerics.Tensors;
using DeepExp.Functional;
using MathNet.Numerics.LinearAlgebra;

namespace DeepExp;

public partial class Variable
{
    /// <summary>A copy of the elements, row-major, converted to <typeparamref name="TElement"/>.</summary>
    public TElement[] ToArray<TElement>()
        where TElement : System.Numerics.INumberBase<TElement> => Linked.ToArray<TElement>();

    /// <summary>
    /// A tensor of System.Numerics.Tensors with the same shape, its elements converted to <typeparamref name="TElement"/>. A
    /// number, which has no axis there, becomes one element on one axis.
    /// </summary>
    public Tensor<TElement> ToNumericsTensor<TElement>()
        where TElement : System.Numerics.INumberBase<TElement> =>
        Linked.ToNumericsTensor<TElement>();

    /// <summary>A constant.</summary>
    public static implicit operator Variable(Tensor data) => new(data, requiresGrad: false);

    /// <summary>A constant of shape n.</summary>
    public static implicit operator Variable(float[] data) => (Tensor)data.Given();

    /// <summary>A constant of shape m×n.</summary>
    public static implicit operator Variable(float[,] data) => (Tensor)data.Given();

    /// <summary>A float64 constant of shape n.</summary>
    public static implicit operator Variable(double[] data) => (Tensor)data.Given();

    /// <summary>A float64 constant of shape m×n.</summary>
    public static implicit operator Variable(double[,] data) => (Tensor)data.Given();

    /// <summary>An int32 constant of shape n, for labels and indices.</summary>
    public static implicit operator Variable(int[] data) => (Tensor)data.Given();

    /// <summary>An int32 constant of shape m×n, for labels and indices.</summary>
    public static implicit operator Variable(int[,] data) => (Tensor)data.Given();

    /// <summary>A constant of the shape of the matrix.</summary>
    public static implicit operator Variable(Matrix<float> data) =>
        TensorModule.ofMatrix32(data.Given());

    /// <summary>A float64 constant of the shape of the matrix.</summary>
    public static implicit operator Variable(Matrix<double> data) =>
        TensorModule.ofMatrix(data.Given());

    /// <summary>A constant with the shape and the elements of a tensor of System.Numerics.Tensors.</summary>
    public static implicit operator Variable(Tensor<float> data) =>
        ((ReadOnlyTensorSpan<float>)data.Given()).ToTensor();

    /// <summary>A float64 constant with the shape and the elements of a tensor of System.Numerics.Tensors.</summary>
    public static implicit operator Variable(Tensor<double> data) =>
        ((ReadOnlyTensorSpan<double>)data.Given()).ToTensor();

    /// <summary>A copy of the elements, row-major.</summary>
    public static explicit operator float[](Variable x) => x.Given().ToArray<float>();

    /// <summary>A copy of the elements, row-major, as float64.</summary>
    public static explicit operator double[](Variable x) => x.Given().ToArray<double>();

    /// <summary>A copy of the elements of a variable with two axes.</summary>
    public static explicit operator float[,](Variable x) => x.Given().Data.ToArray2D<float>();

    /// <summary>A copy of the elements of a variable with two axes, as float64.</summary>
    public static explicit operator double[,](Variable x) => x.Given().Data.ToArray2D<double>();

    /// <summary>A copy as a tensor of System.Numerics.Tensors.</summary>
    public static explicit operator Tensor<float>(Variable x) =>
        x.Given().ToNumericsTensor<float>();

    /// <summary>A copy as a tensor of System.Numerics.Tensors, as float64.</summary>
    public static explicit operator Tensor<double>(Variable x) =>
        x.Given().ToNumericsTensor<double>();

    /// <summary>A copy as a MathNet matrix.</summary>
    public static explicit operator Matrix<float>(Variable x) =>
        TensorModule.toMatrix32(x.Given().Data);

    /// <summary>A copy as a MathNet matrix of float64.</summary>
    public static explicit operator Matrix<double>(Variable x) =>
        TensorModule.toMatrix(x.Given().Data);
}
