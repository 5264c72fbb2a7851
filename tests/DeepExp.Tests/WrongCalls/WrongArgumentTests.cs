using System.Reflection;
using DeepExp.Functional;
using DeepExp.Tests.Functions;
using Xunit;

namespace DeepExp.Tests;

/// <summary>
/// Whatever a function of the façade is composed of, what it refuses is refused by its own name: integers, mixed types, and
/// shapes that do not fit.
/// </summary>
public class WrongArgumentTests
{
    /// <summary>Rows that compute by other functions before the call, or after it.</summary>
    private static readonly Dictionary<string, string[]> around = new()
    {
        ["Arccos"] = ["Tanh"],
        ["Arcsin"] = ["Tanh"],
        ["Arctanh"] = ["Tanh"],
        ["ArgmaxCrf1d"] = ["Tensor.create"],
        ["Cholesky"] = ["MatMul"],
        ["Dropout"] = ["Exp"],
        ["ErfInv"] = ["Tanh"],
        ["ErfcInv"] = ["Sigmoid"],
        ["FixedBatchNormalization"] = ["Exp"],
        ["FixedBatchRenormalization"] = ["Exp"],
        ["Forget"] = ["Concat", "Exp", "Multiply", "Sin"],
        ["Identity"] = ["Divide", "Multiply"],
        ["LSTM"] = ["Add"],
        ["Ndtri"] = ["Sigmoid"],
        ["Separate"] = ["Concat", "Stack"],
        ["SoftmaxCrossEntropy"] = ["Softmax"],
        ["TransposeSequence"] = ["Concat"],
        ["Upsampling2D"] = ["MaxPooling2D"],
        ["Zoneout"] = ["Add"],
    };

    public static TheoryData<int, string> Cases => FunctionsTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_refused_by_the_name_of_the_function(int index, string name)
    {
        var row = FunctionsTests.Rows[index];
        foreach (var xs in Wrong(row))
            if (
                Record.Exception(() => row.Facade(Array.ConvertAll(xs, x => (Variable)x))) is
                { } exception
            )
            {
                var refused = Assert.IsType<DeepExpException>(exception);
                if (!around.GetValueOrDefault(name, []).Contains(refused.Operation))
                    Assert.Equal(name, refused.Operation);
            }
    }

    /// <summary>The inputs of a row, with one of them or all of another type or shape.</summary>
    private static IEnumerable<Tensor[]> Wrong(Row row)
    {
        Tensor[] xs = [.. row.Shapes.Select((shape, i) => Tensors.Random(i, DType.Float32, shape))];
        if (row.Positive)
            xs = Array.ConvertAll(xs, TensorModule.exp);
        foreach (var wrong in Wrong(xs[0]))
            yield return [.. xs.Select(x => wrong.Rank == x.Rank ? x : wrong)];
        yield return Array.ConvertAll(xs, x => TensorModule.cast(DType.Int32, x));
        yield return Array.ConvertAll(xs, x => Ones([.. x.Shape.Select(_ => 0)]));
        for (var i = 0; i < xs.Length; i++)
            foreach (var wrong in Wrong(xs[i]))
                yield return [.. xs[..i], wrong, .. xs[(i + 1)..]];
    }

    private static IEnumerable<Tensor> Wrong(Tensor x)
    {
        yield return TensorModule.cast(DType.Int32, x);
        yield return TensorModule.cast(DType.Float64, x);
        yield return Ones();
        yield return Ones([1, .. x.Shape]);
        yield return Ones([.. x.Shape, 1]);
        for (var axis = 0; axis < x.Rank; axis++)
        {
            yield return Ones([.. x.Shape[..axis], .. x.Shape[(axis + 1)..]]);
            foreach (var length in (int[])[0, 1, x.Shape[axis] + 1])
                yield return Ones([.. x.Shape[..axis], length, .. x.Shape[(axis + 1)..]]);
        }
    }

    private static Tensor Ones(params int[] shape) => TensorModule.ones(DType.Float32, shape);
}
