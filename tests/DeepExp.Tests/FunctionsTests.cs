using System.Reflection;
using DeepExp.Functional;
using FsCheck.Xunit;
using Microsoft.FSharp.Core;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests;

/// <summary>A function of the façade is the core function of the same name, bit for bit, and so is its gradient.</summary>
public class FunctionsTests
{
    private sealed record Case(
        string Name,
        Func<Variable[], Variable> Facade,
        Func<Tensor[], Tensor> Core,
        params int[][] Shapes
    )
    {
        /// <summary>Whether the function is defined for positive numbers only.</summary>
        public bool Positive { get; init; }
    }

    private static readonly Case[] cases =
    [
        new("Relu", v => F.Relu(v[0]), t => Activation.relu(t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0]), t => Activation.leakyRelu(0.2, t[0]), [4, 5]),
        new("LeakyRelu", v => F.LeakyRelu(v[0], 0.7), t => Activation.leakyRelu(0.7, t[0]), [3]),
        new("Tanh", v => F.Tanh(v[0]), t => Activation.tanh(t[0]), [4, 5]),
        new("Sigmoid", v => F.Sigmoid(v[0]), t => Activation.sigmoid(t[0]), [2, 3, 4]),
        new(
            "Linear",
            v => F.Linear(v[0], v[1], v[2]),
            t => Connection.linear(t[1], FSharpOption<Tensor>.Some(t[2]), t[0]),
            [5, 3],
            [4, 3],
            [4]
        ),
        new(
            "Linear",
            v => F.Linear(v[0], v[1]),
            t => Connection.linear(t[1], FSharpOption<Tensor>.None, t[0]),
            [5, 3, 2],
            [4, 6]
        ),
        new(
            "MeanSquaredError",
            v => F.MeanSquaredError(v[0], v[1]),
            t => Loss.meanSquaredError(t[1], t[0]),
            [4, 3],
            [4, 3]
        ),
        new("Absolute", v => F.Absolute(v[0]), t => TensorModule.abs(t[0]), [7]),
        new("Clip", v => F.Clip(v[0], -0.5, 0.9), t => TensorModule.clip(-0.5, 0.9, t[0]), [20]),
        new(
            "Cast",
            v => F.Cast(v[0], DType.Float64),
            t => TensorModule.cast(DType.Float64, t[0]),
            [4]
        ),
        new(
            "Cast",
            v => F.Cast(v[0], DType.Float32),
            t => TensorModule.cast(DType.Float32, t[0]),
            [4]
        ),
        new("Exp", v => F.Exp(v[0]), t => TensorModule.exp(t[0]), [2, 5]),
        new("Log", v => F.Log(v[0]), t => TensorModule.log(t[0]), [2, 5]) { Positive = true },
        new("Sqrt", v => F.Sqrt(v[0]), t => TensorModule.sqrt(t[0]), [2, 5]) { Positive = true },
        new("Sign", v => F.Sign(v[0]), t => TensorModule.sign(t[0]), [2, 5]),
        new("Pow", v => F.Pow(v[0], 2), t => TensorModule.power(2, t[0]), [2, 5]),
        new("Pow", v => F.Pow(v[0], -0.5), t => TensorModule.power(-0.5, t[0]), [6])
        {
            Positive = true,
        },
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1]),
            t => TensorModule.matmul(t[0], t[1]),
            [2, 3],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transa: true),
            t => TensorModule.matmulWith(true, false, t[0], t[1]),
            [3, 2],
            [3, 4]
        ),
        new(
            "MatMul",
            v => F.MatMul(v[0], v[1], transb: true),
            t => TensorModule.matmulWith(false, true, t[0], t[1]),
            [5, 2, 3],
            [4, 3]
        ),
        new("Sum", v => F.Sum(v[0]), t => TensorModule.sum(t[0]), [3, 4]),
        new("Sum", v => F.Sum(v[0], axis: -1), t => TensorModule.sumOver([1], false, t[0]), [3, 4]),
        new(
            "Sum",
            v => F.Sum(v[0], axis: [0, 2], keepdims: true),
            t => TensorModule.sumOver([0, 2], true, t[0]),
            [3, 4, 2]
        ),
        new("Mean", v => F.Mean(v[0]), t => TensorModule.mean(t[0]), [3, 4]),
        new(
            "Mean",
            v => F.Mean(v[0], axis: 0, keepdims: true),
            t => TensorModule.meanOver([0], true, t[0]),
            [3, 4]
        ),
        new(
            "Mean",
            v => F.Mean(v[0], [0, 1]),
            t => TensorModule.meanOver([0, 1], false, t[0]),
            [3, 4]
        ),
        new(
            "Reshape",
            v => F.Reshape(v[0], 2, -1),
            t => TensorModule.reshape([2, -1], t[0]),
            [3, 4]
        ),
        new("Transpose", v => F.Transpose(v[0]), t => TensorModule.transpose(t[0]), [2, 3, 4]),
        new(
            "Transpose",
            v => F.Transpose(v[0], 1, -1, 0),
            t => TensorModule.permute([1, 2, 0], t[0]),
            [2, 3, 4]
        ),
        new(
            "BroadcastTo",
            v => F.BroadcastTo(v[0], 5, 2, 3),
            t => TensorModule.broadcastTo([5, 2, 3], t[0]),
            [2, 1]
        ),
    ];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < cases.Length; i++)
                data.Add(i, cases[i].Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_the_function_of_the_core(int index, string name)
    {
        Assert.Equal(cases[index].Name, name);
        foreach (var dtype in (DType[])[DType.Float32, DType.Float64])
            for (var seed = 0; seed < 5; seed++)
                SameAsCore(cases[index], dtype, seed);
    }

    private static void SameAsCore(Case given, DType dtype, int seed)
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
    public void Every_function_has_a_case() =>
        Assert.Equal(
            typeof(Functions)
                .GetMethods(BindingFlags.Public | BindingFlags.Static)
                .Select(method => method.Name)
                .Distinct()
                .Order(),
            cases.Select(one => one.Name).Distinct().Order()
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_takes_constants_and_gives_one(int index, string name)
    {
        Assert.Equal(cases[index].Name, name);
        Variable[] constants =
        [
            .. cases[index].Shapes.Select(shape => (Variable)Random(1, DType.Float32, shape)),
        ];
        Assert.False(cases[index].Facade(constants).RequiresGrad);
    }

    [Property(MaxTest = 50)]
    public void Linear_reads_further_axes_as_one_row(int seed)
    {
        var (x, W) = (Random(seed, DType.Float32, 4, 2, 3), Random(seed + 1, DType.Float32, 5, 6));
        Same(F.Linear(F.Reshape(x, 4, 6), W).Data, F.Linear(x, W).Data);
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
            "3×1",
            "shape 3"
        );
        Refused("MatMul", () => F.MatMul(Range(2, 3), Range(2, 3)), "2×3", "3 in a", "2 in b");
        Refused("Reshape", () => F.Reshape(Range(2, 3), 4, 2), "2×3", "4×2");
        Refused("Transpose", () => F.Transpose(Range(2, 3), 0), "2×3");
        Refused("Transpose", () => F.Transpose(Range(2, 3), 0, 0), "2×3", "twice");
        Refused("BroadcastTo", () => F.BroadcastTo(Range(2, 3), 3), "2×3", "shape");
        Refused("Sum", () => F.Sum(Range(2, 3), axis: 2), "axis 2", "2×3");
        Refused("Clip", () => F.Clip(Range(2), 1, 0), "low is 1", "high is 0");
    }
}
