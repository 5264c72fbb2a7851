using System.Numerics;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>Seeded numbers, sizes around every register width, and comparison with a reference in double.</summary>
internal static class Data
{
    /// <summary>0, 1, and the neighbours of every multiple of a register that a loop could end at.</summary>
    public static readonly int[] Sizes =
    [
        0,
        1,
        2,
        3,
        4,
        5,
        7,
        8,
        9,
        15,
        16,
        17,
        31,
        32,
        33,
        47,
        48,
        63,
        64,
        65,
        100,
        129,
        515,
    ];

    public static T[] Uniform<T>(Random random, int count, double low = -2, double high = 2)
        where T : INumber<T>
    {
        var x = new T[count];
        for (int i = 0; i < count; i++)
            x[i] = T.CreateTruncating(low + ((high - low) * random.NextDouble()));
        return x;
    }

    public static double Real<T>(T x)
        where T : INumber<T> => double.CreateTruncating(x);

    /// <summary>|actual - expected| ≤ ulps·ε·max(|expected|, scale); NaN equals NaN, infinities equal themselves.</summary>
    public static void Near<T>(double expected, T actual, double ulps, double scale = 0)
        where T : INumber<T>
    {
        double epsilon = typeof(T) == typeof(float) ? Math.Pow(2, -23) : Math.Pow(2, -52);
        double tiny = typeof(T) == typeof(float) ? float.Epsilon : double.Epsilon;
        double got = Real(actual);
        double rounded = typeof(T) == typeof(float) ? (float)expected : expected;
        if (got.Equals(rounded))
            return;
        double bound = (ulps * epsilon * Math.Max(Math.Abs(expected), scale)) + tiny;
        Assert.True(
            Math.Abs(got - expected) <= bound,
            $"expected {expected:R}, got {got:R}, allowed ±{bound:R}"
        );
    }

    public static void Near<T>(
        IReadOnlyList<double> expected,
        ReadOnlySpan<T> actual,
        double ulps,
        double scale = 0
    )
        where T : INumber<T>
    {
        Assert.Equal(expected.Count, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Near(expected[i], actual[i], ulps, scale);
    }

    /// <summary>⟨x, y⟩ = Σ xᵢ·yᵢ</summary>
    public static T Product<T>(T[] x, T[] y)
        where T : INumber<T> => x.Zip(y, (a, b) => a * b).Aggregate(T.Zero, (a, b) => a + b);

    public static int Count(ReadOnlySpan<int> shape)
    {
        int count = 1;
        foreach (int n in shape)
            count *= n;
        return count;
    }

    /// <summary>Row-major strides in elements.</summary>
    public static int[] Strides(ReadOnlySpan<int> shape)
    {
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--])
            strides[axis] = stride;
        return strides;
    }

    /// <summary>All indices of a shape in row-major order.</summary>
    public static IEnumerable<int[]> Indices(int[] shape)
    {
        int count = Count(shape);
        int[] strides = Strides(shape);
        for (int i = 0; i < count; i++)
            yield return [.. shape.Select((n, axis) => i / strides[axis] % n)];
    }

    public static int Dot(int[] index, int[] strides) => index.Zip(strides, (i, s) => i * s).Sum();
}
