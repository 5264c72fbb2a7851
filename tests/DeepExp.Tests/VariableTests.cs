using DeepExp.Functional;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

public class VariableTests
{
    [Fact]
    public void It_tells_its_shape_and_type()
    {
        var x = new Variable(Range(2, 3), "x");
        Assert.Equal([2, 3], x.Shape);
        Assert.Equal((2, 6, 2), (x.Ndim, x.Size, x.Length));
        Refused("Length", () => _ = Var(Scalar(7)).Length, "no axis");
        Assert.Equal(DType.Float32, x.DType);
        Assert.True(x.RequiresGrad);
        Assert.Null(x.Grad);
        Assert.Equal(5, x[1, 2]);
        Assert.Equal("variable x(float32 2×3 [[0, 1, 2], [3, 4, 5]])", x.ToString());
        Assert.Equal("variable(float32 scalar 7)", Var(Scalar(7)).ToString());
    }

    [Fact]
    public void A_shape_handed_out_is_the_callers_own()
    {
        var x = Var(Range(2, 3));
        x.Shape[0] = 99;
        Assert.Equal([2, 3], x.Shape);
    }

    [Fact]
    public void Integers_receive_no_gradient()
    {
        Tensor labels = new[] { 1, 2 };
        Refused("Variable", () => _ = Var(labels), "int32", "shape 2", "requiresGrad: false");
        Assert.False(new Variable(labels, requiresGrad: false).RequiresGrad);
    }

    [Fact]
    public void New_data_keeps_shape_and_type()
    {
        var x = Var(1, 2);
        x.Data = new float[] { 3, 4 };
        Holds(x, 3, 4);
        Assert.True(x.RequiresGrad);
        Refused(
            "Variable.Data",
            () => x.Data = new float[] { 1 },
            "float32 of shape 1",
            "float32 of shape 2"
        );
        Refused("Variable.Data", () => x.Data = new double[] { 1, 2 }, "float64 of shape 2");
        Holds(x, 3, 4);
    }

    [Fact]
    public void New_data_leaves_a_constant_a_constant()
    {
        Variable c = new float[] { 1, 2 };
        c.Data = new float[] { 3, 4 };
        Assert.False(c.RequiresGrad);
        Assert.False(new Variable(Range(2), requiresGrad: false).RequiresGrad);
    }

    [Fact]
    public void Data_carries_no_trace()
    {
        var x = Var(2);
        var y = Var((x * x).Data) * 3.0;
        y.Backward();
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_trace_made_before_keeps_the_old_data()
    {
        var x = Var(3);
        var y = x * x;
        x.Data = new float[] { 100 };
        y.Backward();
        HasGrad(x, 6);
    }

    [Fact]
    public void A_gradient_has_the_shape_and_type_of_the_data()
    {
        var x = Var(1, 2);
        x.Grad = new float[] { 5, 6 };
        Refused(
            "Variable.Grad",
            () => x.Grad = new float[] { 1 },
            "float32 of shape 1",
            "float32 of shape 2"
        );
        Refused("Variable.Grad", () => x.Grad = new double[] { 1, 2 }, "float64");
        HasGrad(x, 5, 6);
        HasGrad(new Variable(Range(2), grad: x.Grad), 5, 6);
        Refused("Variable.Grad", () => _ = new Variable(Range(3), grad: x.Grad), "shape 2");
        x.ZeroGrad();
        HasGrad(x, 0, 0);
        x.ClearGrad();
        Assert.Null(x.Grad);
        x.Grad = null;
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Gradients_of_another_variable_are_added()
    {
        var (x, y) = (Var(1, 2), Var(3, 4));
        x.AddGrad(y);
        Assert.Null(x.Grad);
        y.Grad = new float[] { 1, 1 };
        x.AddGrad(y);
        x.AddGrad(y);
        HasGrad(x, 2, 2);
        HasGrad(y, 1, 1);
        Assert.Throws<DeepExpException>(() => Var(1).AddGrad(y));
    }

    [Fact]
    public void Data_of_another_variable_is_taken_over()
    {
        var x = Var(1, 2);
        x.CopyData(Var(3, 4));
        Holds(x, 3, 4);
        Assert.Throws<DeepExpException>(() => x.CopyData(Var(3)));
    }

    [Fact]
    public void An_element_outside_is_refused()
    {
        var x = Var(Range(2, 3));
        Refused("Item", () => _ = x[2, 0], "2, 0", "2×3");
        Refused("Item", () => _ = x[0], "2×3");
        Refused("ToScalar", () => x.Item(), "2×3");
        Assert.Equal(4, Var(Scalar(4)).Item());
    }

    [Fact]
    public void A_number_on_either_side()
    {
        var x = Var(1, 2, 4);
        Holds(x + 1, 2, 3, 5);
        Holds(1 + x, 2, 3, 5);
        Holds(x - 1, 0, 1, 3);
        Holds(1 - x, 0, -1, -3);
        Holds(x * 2, 2, 4, 8);
        Holds(2 * x, 2, 4, 8);
        Holds(x / 2, 0.5, 1, 2);
        Holds(2 / x, 2, 1, 0.5);
        Holds(-x, -1, -2, -4);
        Assert.Same(x, +x);
    }

    [Fact]
    public void Operators_on_variables_and_their_gradients()
    {
        (Func<Variable, Variable, Variable> F, double Y, double Gx0, double Gx1)[] cases =
        [
            ((x0, x1) => x0 + x1, 10, 1, 1),
            ((x0, x1) => x0 - x1, 6, 1, -1),
            ((x0, x1) => x0 * x1, 16, 2, 8),
            ((x0, x1) => x0 / x1, 4, 0.5, -2),
            ((x0, x1) => -x0 + 0 * x1, -8, -1, 0),
            ((x0, x1) => 3 + x0 + 3 + 0 * x1, 14, 1, 0),
            ((x0, x1) => 3 - x0 - 3 + 0 * x1, -8, -1, 0),
            ((x0, x1) => 16 / x0 / 2 + 0 * x1, 1, -0.125, 0),
        ];
        foreach (var (f, value, gx0, gx1) in cases)
        {
            var (x0, x1) = (Var(8), Var(2));
            var y = f(x0, x1);
            y.Backward();
            Holds(y, value);
            HasGrad(x0, gx0);
            HasGrad(x1, gx1);
        }
    }

    [Fact]
    public void Shapes_broadcast_and_gradients_are_summed_back()
    {
        var matrix = Var(Range(2, 3));
        var row = Var(10, 20, 30);
        var column = Var(Range(2, 1));
        var y = matrix * row + column;
        Holds(y, 0, 20, 60, 31, 81, 151);
        F.Sum(y).Backward();
        HasGrad(matrix, 10, 20, 30, 10, 20, 30);
        HasGrad(row, 3, 5, 7);
        HasGrad(column, 3, 3);
        Assert.Throws<DeepExpException>(() => matrix + Var(1, 2));
    }

    [Fact]
    public void Types_never_mix()
    {
        Assert.Throws<DeepExpException>(() => Var(1) + Var(new double[] { 1 }));
        Holds(F.Cast(Var(1.5f), DType.Float64) + Var(new double[] { 1 }), 2.5);
    }

    [Fact]
    public void Cast_returns_the_gradient_in_the_type_of_x()
    {
        var x = Var(1.5f, 2.5f);
        var y = F.Cast(x, DType.Float64);
        Assert.Equal(DType.Float64, y.DType);
        F.Sum(y * y).Backward();
        Assert.Equal(DType.Float32, x.Grad!.DType);
        HasGrad(x, 3, 5);
        Holds(F.Cast(x, DType.Int32), 1, 2);
        Assert.Equal(DType.Int32, F.Cast(x, DType.Int32).DType);
    }

    [Fact]
    public void Arrays_become_constants()
    {
        Variable[] constants =
        [
            new float[] { 1, 2 },
            new double[] { 1, 2 },
            new float[,]
            {
                { 1, 2 },
            },
            new double[,]
            {
                { 1, 2 },
            },
            Matrix<float>.Build.DenseOfArray(
                new float[,]
                {
                    { 1, 2 },
                }
            ),
            Matrix<double>.Build.DenseOfArray(
                new double[,]
                {
                    { 1, 2 },
                }
            ),
            Range(2) + 1,
        ];
        foreach (var c in constants)
        {
            Holds(c, 1, 2);
            Assert.False(c.RequiresGrad);
        }

        Assert.Equal(
            "float32 2|float64 2|float32 1×2|float64 1×2|float32 1×2|float64 1×2|float32 2",
            string.Join('|', constants.Select(c => $"{c.DType} {ShapeModule.format([.. c.Shape])}"))
        );
    }

    [Fact]
    public void What_may_be_an_array_or_a_variable()
    {
        var x = Var(1, 2);
        Assert.Same(x, Chainer.AsVariable(x));
        Assert.False(Chainer.AsVariable(new float[] { 1, 2 }).RequiresGrad);
        Same(Range(2) + 1, Chainer.AsArray(x * 1));
        Assert.Null(((Variable)Chainer.AsArray(x * 1)).Creator);
        Same(Range(2) + 1, Chainer.AsArray(new float[] { 1, 2 }));
    }

    [Fact]
    public void Variables_become_arrays()
    {
        var x = Var(Range(2, 3));
        Assert.Equal([0, 1, 2, 3, 4, 5], (float[])x);
        Assert.Equal(
            new float[,]
            {
                { 0, 1, 2 },
                { 3, 4, 5 },
            },
            (float[,])x
        );
        Assert.Equal(Matrix<float>.Build.Dense(2, 3, (i, j) => 3 * i + j), (Matrix<float>)x);
        Assert.Equal(Matrix<double>.Build.Dense(2, 3, (i, j) => 3 * i + j), (Matrix<double>)x);
        Assert.Equal([0, 1, 2, 3, 4, 5], x.ToArray<int>());
        Assert.Equal(
            new double[,]
            {
                { 0, 1, 2 },
                { 3, 4, 5 },
            },
            x.Data.ToArray2D<double>()
        );
        Refused("ToArray2D", () => Range(3).ToArray2D<float>(), "shape 3");
        Refused("Tensor.toMatrix", () => _ = (Matrix<double>)Var(1), "shape 1");
    }

    [Fact]
    public void Arrays_are_copied_in_and_out()
    {
        float[] array = [1, 2];
        var x = Var(array);
        array[0] = 99;
        ((float[])x)[1] = 99;
        Holds(x, 1, 2);
    }

    [Fact]
    public void MathNet_matrices_of_any_storage()
    {
        var sparse = Matrix<double>.Build.SparseDiagonal(2, 3, 5);
        Holds(sparse, 5, 0, 0, 0, 5, 0);
        var columnsFirst = Matrix<float>.Build.Dense(2, 3, [0, 3, 1, 4, 2, 5]);
        Holds(columnsFirst, 0, 1, 2, 3, 4, 5);
        Holds(columnsFirst.Transpose(), 0, 3, 1, 4, 2, 5);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2, 3)]
    [InlineData(2, 1, 4)]
    [InlineData(0)]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void Tensors_of_System_Numerics_and_back(params int[] shape)
    {
        var x = Range(shape);
        var numerics = x.ToNumericsTensor<float>();
        Assert.Equal(shape.Select(length => (nint)length), numerics.Lengths.ToArray());
        Same(x, numerics.AsReadOnlyTensorSpan().ToTensor());

        var x64 = Random(1, DType.Float64, shape);
        Same(x64, x64.ToNumericsTensor<double>().AsReadOnlyTensorSpan().ToTensor());
    }

    [Fact]
    public void Variables_of_System_Numerics_and_arrays_and_back()
    {
        var numerics = Range(2, 3).ToNumericsTensor<float>();
        Variable x = numerics;
        Same(Range(2, 3), x.Data);
        Assert.False(x.RequiresGrad);
        Variable x64 = Range(2, 3).ToNumericsTensor<double>();
        Same(TensorModule.cast(DType.Float64, Range(2, 3)), x64.Data);
        Same(x.Data, ((Variable)(System.Numerics.Tensors.Tensor<float>)x64).Data);
        Same(x64.Data, ((Variable)(System.Numerics.Tensors.Tensor<double>)x).Data);
        Same(x.Data, ((Variable)x.ToNumericsTensor<float>()).Data);
        Same(x64.Data, (double[,])x);
        Same(F.Flatten(x64).Data, (double[])x);
    }

    [Fact]
    public void What_is_not_there_is_an_argument_that_is_missing()
    {
        Assert.Throws<ArgumentNullException>(() => Var((Tensor)null!));
        Assert.Throws<ArgumentNullException>(() => new Parameter((Tensor)null!));
        Assert.Throws<ArgumentNullException>(() => (Variable)(Tensor)null!);
        Assert.Throws<ArgumentNullException>(() => (Variable)(float[])null!);
        Assert.Throws<ArgumentNullException>(() => (Variable)(double[,])null!);
        Assert.Throws<ArgumentNullException>(() => (Variable)(Matrix<float>)null!);
        Assert.Throws<ArgumentNullException>(() =>
            (Variable)(System.Numerics.Tensors.Tensor<float>)null!
        );
        Assert.Throws<ArgumentNullException>(() => (float[])(Variable)null!);
        Assert.Throws<ArgumentNullException>(() => (double[,])(Variable)null!);
        Assert.Throws<ArgumentNullException>(() => new ChainList(null!, null!));
    }

    [Fact]
    public void A_number_has_one_axis_in_System_Numerics() =>
        Assert.Equal([7f], Scalar(7).ToNumericsTensor<float>().ToArray());

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    public void Empty_matrices(int rows, int columns)
    {
        var x = Var(new float[rows, columns]);
        Assert.Equal([rows, columns], x.Shape);
        var array = (float[,])x;
        Assert.Equal((rows, columns), (array.GetLength(0), array.GetLength(1)));
        var y = F.Sum(F.Relu(x * 2 + 1));
        y.Backward();
        Assert.Equal(0, y.Item());
        Assert.Equal([rows, columns], x.Grad!.Shape);
        Refused("ToScalar", () => x.Item(), "0 elements");
    }

    [Fact]
    public void T_is_the_transpose()
    {
        var x = Var(Range(2, 3));
        Holds(x.T, 0, 3, 1, 4, 2, 5);
        Assert.Equal([3, 2], x.T.Shape);
    }
}
