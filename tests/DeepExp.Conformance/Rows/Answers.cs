using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DeepExp.Functional;
using Xunit;
using F = DeepExp.Functions;

namespace DeepExp.Conformance;

/// <summary>What comes out of a call, against what came out of Chainer's.</summary>
internal static class Answers
{
    /// <summary>The tolerance for float32, whose rows Chainer computed in float32.</summary>
    private const double Single = 2e-5;

    /// <summary>Variables and tensors in order, whatever tuples and lists hold them.</summary>
    public static IEnumerable<Variable> Flatten(object? result) =>
        result switch
        {
            null => [],
            Variable y => [y],
            Tensor y => [y],
            ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Flatten(tuple[i])),
            IEnumerable list => list.Cast<object?>().SelectMany(Flatten),
            _ => throw new InvalidDataException($"A result is of type {result.GetType()}."),
        };

    public static void Agrees(
        double relative,
        JsonElement expected,
        IReadOnlyList<Variable> actual,
        string what
    )
    {
        Assert.Equal(expected.GetArrayLength(), actual.Count);
        foreach (var (i, array) in expected.EnumerateArray().Index())
            Within(relative, Golden.Array(array), actual[i].Data, $"{what} {i}");
    }

    /// <summary>No gradient, here and there, is a gradient of zeros.</summary>
    public static void GradientAgrees(
        double relative,
        JsonElement expected,
        Variable x,
        string what
    )
    {
        var zeros = TensorModule.zerosLike(x.Data);
        Within(
            relative,
            expected.ValueKind == JsonValueKind.Null ? zeros : Golden.Array(expected),
            x.Grad ?? zeros,
            $"gradient of {what}"
        );
    }

    /// <summary>Sends all the gradients back together: the gradient of the sum of the inner products with them.</summary>
    public static void SendBack(
        IEnumerable<Variable> outputs,
        IEnumerable<JsonElement> gradients
    ) =>
        outputs
            .Zip(gradients)
            .Where(pair => pair.Second.ValueKind != JsonValueKind.Null)
            .Select(pair => F.Sum(pair.First * Golden.Array(pair.Second)))
            .Aggregate((sum, product) => sum + product)
            .Backward();

    private static void Within(double relative, Tensor expected, Tensor actual, string what) =>
        Agree.Within(
            expected.DType.IsFloat32 ? Math.Max(relative, Single) : relative,
            expected,
            actual,
            what
        );
}
