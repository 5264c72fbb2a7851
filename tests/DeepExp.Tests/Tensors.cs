using DeepExp.Functional;
using Xunit;

namespace DeepExp.Tests;

/// <summary>Tensors to compute with, and how tests compare them.</summary>
internal static class Tensors
{
    /// <summary>Elements of N(0, 1).</summary>
    public static Tensor Random(int seed, DType dtype, params int[] shape) =>
        KeyModule.normal(dtype, shape, KeyModule.ofSeed(seed));

    /// <summary>0, 1, 2, ... in float32.</summary>
    public static Tensor Range(params int[] shape) =>
        TensorModule.float32(
            shape,
            [.. Enumerable.Range(0, ShapeModule.size(shape)).Select(i => (float)i)]
        );

    public static Tensor Scalar(float c) => c;

    // Named, because these tests also see the constructor for results, which takes a tensor alone.
    public static Variable Var(Tensor data) => new(data, name: null);

    public static Variable Var(params float[] data) => new(data, name: null);

    /// <summary>Type, shape and the bits of each element.</summary>
    public static string Bits(Tensor x) =>
        $"{x.DType} {ShapeModule.format(x.Shape)} {string.Join(' ', x.ToArray<double>().Select(e => BitConverter.DoubleToInt64Bits(e).ToString("x16")))}";

    /// <summary>The bits of all parameters of a link, by path.</summary>
    public static string Bits(Link link) =>
        string.Join(
            '\n',
            link.NamedParams().Select(named => $"{named.Path} {Bits(named.Param.Data)}")
        );

    public static void Same(Tensor expected, Tensor? actual) =>
        Assert.Equal(Bits(expected), actual is null ? "null" : Bits(actual));

    public static void Same(Link expected, Link actual) =>
        Assert.Equal(Bits(expected), Bits(actual));

    /// <summary>A float32 tensor or array equals the numbers.</summary>
    public static void Holds(Variable x, params double[] elements) =>
        Assert.Equal(elements, x.ToArray<double>());

    /// <summary>The gradient is there, and equals the numbers.</summary>
    public static void HasGrad(Variable x, params double[] elements) =>
        Assert.Equal(elements, Assert.IsType<Tensor>(x.Grad).ToArray<double>());

    /// <summary>The call is refused by the operation, and the message holds each of these.</summary>
    public static void Refused(string operation, Action call, params string[] says)
    {
        var error = Assert.Throws<DeepExpException>(call);
        Assert.Equal(operation, error.Operation);
        Assert.All(says, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }
}
