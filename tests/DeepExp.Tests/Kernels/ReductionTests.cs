using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class ReductionTests
{
    [Property(MaxTest = 200)]
    public void SumAgreesWithAnIndexLoop(int seed)
    {
        var random = new Random(seed);
        int[] shape = new int[random.Next(6)];
        for (int axis = 0; axis < shape.Length; axis++)
            shape[axis] = random.Next(12) == 0 ? 0 : random.Next(1, random.Next(2) == 0 ? 4 : 20);
        bool[] reduced = [.. shape.Select(_ => random.Next(2) == 0)];
        EveryWidth.Run(new Check(seed, shape, reduced));
    }

    [Fact]
    public void EverySizeInEveryDirection()
    {
        foreach (int n in Data.Sizes)
        {
            EveryWidth.Run(new Check(n, [n], [true]));
            EveryWidth.Run(new Check(n, [n], [false]));
            EveryWidth.Run(new Check(n, [n, 5], [true, false]));
            EveryWidth.Run(new Check(n, [300, n], [true, false]));
            EveryWidth.Run(new Check(n, [5, n], [false, true]));
            EveryWidth.Run(new Check(n, [3, n, 4], [false, true, false]));
            EveryWidth.Run(new Check(n, [3, n, 4], [true, false, true]));
        }
    }

    [Fact]
    public void LongSumsStayAccurate()
    {
        const int n = 1 << 22;
        float[] x = new float[n];
        Array.Fill(x, 0.1f);
        var y = new float[1];
        Reduction.Sum(x, [n], [true], y.AsSpan());
        Data.Near(n * (double)0.1f, y[0], 8);
        Reduction.Sum(x, [n, 1], [true, false], y.AsSpan());
        Data.Near(n * (double)0.1f, y[0], 8);
        var columns = new float[4];
        Reduction.Sum(x, [n / 4, 4], [true, false], columns.AsSpan());
        Assert.All(columns, a => Data.Near(n / 4 * (double)0.1f, a, 8));
    }

    private sealed class Check(int seed, int[] shape, bool[] reduced) : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] x = Data.Uniform<T>(new Random(seed), Data.Count(shape));
            int[] kept = [.. shape.Where((_, axis) => !reduced[axis])];
            int[] strides = Data.Strides(kept);
            int[] places = new int[shape.Length];
            for (int axis = 0, next = 0; axis < shape.Length; axis++)
                places[axis] = reduced[axis] ? 0 : strides[next++];
            var expected = new double[Data.Count(kept)];
            int i = 0;
            foreach (int[] index in Data.Indices(shape))
                expected[Data.Dot(index, places)] += Data.Real(x[i++]);
            T[] y = Data.Uniform<T>(new Random(seed), expected.Length);
            W.Sum(x, shape, reduced, y);
            Data.Near<T>(expected, y, 8, Math.Sqrt(x.Length / Math.Max(1.0, y.Length)) * 2);
        }
    }
}
