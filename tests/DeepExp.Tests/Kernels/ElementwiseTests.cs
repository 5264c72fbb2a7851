using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class ElementwiseTests
{
    [Property(MaxTest = 500)]
    public void ZipBroadcastsLikeAnIndexLoop(int seed)
    {
        var random = new Random(seed);
        int[] shape = new int[random.Next(5)];
        for (int axis = 0; axis < shape.Length; axis++)
            shape[axis] = random.Next(8) == 0 ? 0 : random.Next(1, random.Next(2) == 0 ? 4 : 20);
        AgreesWithAnIndexLoop(random, shape, Side(random, shape), Side(random, shape));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(100, 3)]
    [InlineData(100, 16)]
    [InlineData(7, 128)]
    [InlineData(7, 129)]
    [InlineData(5, 300)]
    public void RowsAndColumns(int m, int n)
    {
        var random = new Random(m + n);
        foreach ((int p, int q) in new[] { (m, n), (1, n), (m, 1), (1, 1) })
        {
            AgreesWithAnIndexLoop(random, [m, n], [m, n], [p, q]);
            AgreesWithAnIndexLoop(random, [m, n], [p, q], [m, n]);
        }
        AgreesWithAnIndexLoop(random, [m, n], [m, 1], [1, n]);
        AgreesWithAnIndexLoop(random, [m, n], [1, n], [1, n]);
        AgreesWithAnIndexLoop(random, [m, n], [1, 1], [1, 1]);
    }

    [Fact]
    public void ZipMayWriteOverTheSideThatIsNotBroadcast()
    {
        float[] x = [1, 2, 3, 4, 5, 6];
        Elementwise.Zip(default(Subtract), x, [3, 1], [1f, 2, 3], [0, 1], x, [2, 3]);
        Assert.Equal([0, 0, 0, 3, 3, 3], x);
        Elementwise.Zip(default(Subtract), x, [3, 1], [1f, 2], [1, 0], x, [2, 3]);
        Assert.Equal([-1, -1, -1, 1, 1, 1], x);
    }

    private static int[] Side(Random random, int[] shape) =>
        [.. shape.Select(n => random.Next(3) == 0 ? 1 : n)];

    private static void AgreesWithAnIndexLoop(
        Random random,
        int[] shape,
        int[] xShape,
        int[] yShape
    )
    {
        int[] xStrides = [.. Data.Strides(xShape).Zip(xShape, (s, n) => n == 1 ? 0 : s)];
        int[] yStrides = [.. Data.Strides(yShape).Zip(yShape, (s, n) => n == 1 ? 0 : s)];
        float[] x = Data.Uniform<float>(random, Data.Count(xShape));
        float[] y = Data.Uniform<float>(random, Data.Count(yShape));
        float[] z = new float[Data.Count(shape)];
        Elementwise.Zip(default(Subtract), x, xStrides, y, yStrides, z, shape);
        Assert.Equal(
            Data.Indices(shape).Select(i => x[Data.Dot(i, xStrides)] - y[Data.Dot(i, yStrides)]),
            z
        );
    }
}
