using System.Reflection;
using DeepExp.Functional;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

/// <summary>A function of the façade is the core function of the same name, bit for bit, and so is its gradient.</summary>
public class FunctionsTests
{
    internal static readonly Row[] Rows =
    [
        .. ActivationRows.All,
        .. ArrayRows.All,
        .. ClassificationRows.All,
        .. ConnectionRows.All,
        .. ConvolutionRows.All,
        .. EvaluationRows.All,
        .. ImageRows.All,
        .. IndexingRows.All,
        .. LossRows.All,
        .. ManipulationRows.All,
        .. PaddingRows.All,
        .. ElementaryRows.All,
        .. LinearAlgebraRows.All,
        .. ReductionRows.All,
        .. SpecialRows.All,
        .. PoolingRows.All,
        .. RegionPoolingRows.All,
        .. NormalizationRows.All,
        .. NoiseRows.All,
        .. RecurrentRows.All,
        .. UtilRows.All,
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Rows.Length; i++)
                data.Add(i, Rows[i].Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_the_function_of_the_core(int index, string name)
    {
        Assert.Equal(Rows[index].Name, name);
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
            for (var seed = 0; seed < 5; seed++)
                SameAsCore(Rows[index], dtype, seed);
    }

    private static void SameAsCore(Row given, DType dtype, int seed)
    {
        Tensor[] xs = [.. given.Shapes.Select((shape, i) => Random(seed * 10 + i, dtype, shape))];
        if (given.Positive)
            xs = Array.ConvertAll(xs, TensorModule.exp);

        var pullback = Gradient.pullback(FuncConvert.FromFunc(given.Core), xs);
        var gy = Random(seed + 100, pullback.Item1.DType, pullback.Item1.Shape);
        var expected = pullback.Item2.Invoke(gy);

        Variable[] variables = [.. xs.Select(Var)];
        var y = given.Facade(variables);
        y.Grad = gy;
        y.Backward();

        Same(pullback.Item1, y.Data);
        Assert.All(
            variables.Zip(expected),
            pair => Same(pair.Second, pair.First.Grad ?? TensorModule.zerosLike(pair.First.Data))
        );
    }

    [Fact]
    public void Every_function_has_a_case()
    {
        var functions = typeof(DeepExp.Functions)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Select(method => method.Name)
            .ToHashSet();
        var named = Rows.Select(row => row.Name).ToHashSet();
        var (without, of) = (functions.Except(named), named.Except(functions));
        Assert.True(
            functions.SetEquals(named),
            $"Without a row: {string.Join(", ", without)}. Rows of nothing: {string.Join(", ", of)}."
        );
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_takes_constants_and_gives_one(int index, string name)
    {
        Assert.Equal(Rows[index].Name, name);
        Variable[] constants =
        [
            .. Rows[index].Shapes.Select(shape => (Variable)Random(1, DType.Float32, shape)),
        ];
        Assert.False(Rows[index].Facade(constants).RequiresGrad);
    }

    [Property(MaxTest = 50)]
    public void Linear_reads_further_axes_as_one_row(int seed)
    {
        var (x, W) = (Random(seed, DType.Float32, 4, 2, 3), Random(seed + 1, DType.Float32, 5, 6));
        Same(F.Linear(F.Reshape(x, 4, 6), W).Data, F.Linear(x, W).Data);
    }

    [Fact]
    public void A_shape_is_numbers_a_tuple_an_array_or_that_of_another()
    {
        var (x, six) = (Range(2, 3), Range(6));
        Tensor[] same =
        [
            F.Reshape(six, 2, 3).Data,
            F.Reshape(six, (2, -1)).Data,
            F.Reshape(six, [2, 3]).Data,
            F.Reshape(six, Var(x).Shape).Data,
            F.SumTo(F.Reshape(six, (1, 2, 1, 3, 1)), (1, 2, 1, 3, 1)).Reshape((2, 3)).Data,
            F.BroadcastTo(x, (4, 1, 2, 3)).Get(0, 0).Data,
            F.Transpose(F.Transpose(x), (1, 0)).Data,
            F.Tile(x, (1, 1)).Data,
        ];
        Assert.All(same, y => Same(x, y));
        Assert.Equal([4, 2, 3], F.BroadcastTo(x, (4, 2, 3)).Shape);
        Assert.Equal([4, 3], F.Tile(x, (2, 1)).Shape);
        Assert.Equal([2, 1], F.SumTo(x, (2, 1)).Shape);
        Assert.Equal([6], F.Reshape(x, -1).Shape);
        Assert.Empty(F.Reshape(Range(1)).Shape);
    }

    [Fact]
    public void Wrong_calls_name_the_function_and_the_shapes()
    {
        Refused("Linear", () => F.Linear(Range(4, 3), Range(2, 5)), "3 features", "4×3", "2×5");
        Refused("Linear", () => F.Linear(Range(3), Range(2, 3)), "shape 3", "batch axis");
        Refused("Linear", () => F.Linear(Range(4, 3), Range(2, 3), Range(3)), "shape 3", "2×3");
        Refused(
            "MeanSquaredError",
            () => F.MeanSquaredError(Range(3, 1), Range(3)),
            "shapes 3×1 and 3"
        );
        Refused("MatMul", () => F.MatMul(Range(2, 3), Range(2, 3)), "2×3", "3 in a", "2 in b");
        Refused("Reshape", () => F.Reshape(Range(2, 3), 4, 2), "2×3", "4×2");
        Refused("Transpose", () => F.Transpose(Range(2, 3), 0), "2×3");
        Refused("Transpose", () => F.Transpose(Range(2, 3), 0, 0), "2×3", "twice");
        Refused("BroadcastTo", () => F.BroadcastTo(Range(2, 3), 3), "2×3", "shape");
        Refused("Sum", () => F.Sum(Range(2, 3), axis: 2), "axis 2", "2×3");
        Refused("Clip", () => F.Clip(Range(2), 1, 0), "the bounds are 1 and 0");
    }
}
