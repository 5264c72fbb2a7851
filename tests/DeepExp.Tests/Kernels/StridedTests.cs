using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class StridedTests
{
    [Property(MaxTest = 1000)]
    public void GatherAgreesWithAnIndexLoop(int seed)
    {
        var random = new Random(seed);
        int[] source = new int[random.Next(5)];
        for (int axis = 0; axis < source.Length; axis++)
            source[axis] = random.Next(10) == 0 ? 0 : random.Next(1, 20);
        int[] sourceStrides = Data.Strides(source);
        int[] order = [.. Enumerable.Range(0, source.Length)];
        random.Shuffle(order);
        var shape = new int[source.Length];
        var strides = new int[source.Length];
        int offset = 0;
        for (int axis = 0; axis < order.Length; axis++)
        {
            (shape[axis], strides[axis]) = (source[order[axis]], sourceStrides[order[axis]]);
            switch (random.Next(4))
            {
                case 0 when shape[axis] > 0:
                    offset += (shape[axis] - 1) * strides[axis];
                    strides[axis] = -strides[axis];
                    break;
                case 1 when shape[axis] > 0:
                    strides[axis] = 0;
                    break;
                case 2 when shape[axis] > 2:
                    offset += strides[axis];
                    shape[axis] -= 2;
                    break;
            }
        }
        int[] x = [.. Enumerable.Range(0, Data.Count(source))];
        AgreesWithAnIndexLoop(x, offset, strides, shape);
        AgreesWithAnIndexLoop([.. x.Select(i => (double)i)], offset, strides, shape);
        AgreesWithAnIndexLoop([.. x.Select(i => (byte)i)], offset, strides, shape);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 3)]
    [InlineData(16, 16)]
    [InlineData(33, 17)]
    [InlineData(100, 65)]
    public void Transpose(int m, int n)
    {
        float[] x = Data.Uniform<float>(new Random(m), m * n);
        AgreesWithAnIndexLoop(x, 0, [1, m], [m, n]);
        AgreesWithAnIndexLoop(x, (m * n) - 1, [-1, -m], [m, n]);
    }

    private static void AgreesWithAnIndexLoop<T>(T[] x, int offset, int[] strides, int[] shape)
        where T : unmanaged
    {
        var y = new T[Data.Count(shape)];
        Strided.Gather(x, offset, strides, shape, y.AsSpan());
        Assert.Equal(Data.Indices(shape).Select(i => x[offset + Data.Dot(i, strides)]), y);
    }
}
