using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class ReductionTests
{
    [Property(MaxTest = 200)]
    public void AgreesWithAnIndexLoop(int seed)
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

    [Fact]
    public void MaxOfSpecialValues()
    {
        float[] x = [-0f, float.NegativeInfinity, 1, 0, float.PositiveInfinity, float.NaN];
        Assert.Equal([float.NaN], Max(x, 1));
        Assert.Equal([0f, float.PositiveInfinity, float.NaN], Max(x, 3));
        Assert.False(float.IsNegative(Max([0f, -0f], 1)[0]));
        Assert.False(float.IsNegative(Max([-0f, 0f], 1)[0]));
        Assert.Equal([float.NegativeInfinity], Max([float.NegativeInfinity], 1));
        Assert.Equal([float.NegativeInfinity, float.NegativeInfinity], Max([], 2));
    }

    private static float[] Max(float[] x, int columns)
    {
        var y = new float[columns];
        Reduction.Max(x, [x.Length / columns, columns], [true, false], y.AsSpan());
        return y;
    }

    [Property(MaxTest = 200)]
    public void ArgMaxIsTheFirstLargest(int seed)
    {
        var random = new Random(seed);
        int outer = random.Next(4);
        int length = random.Next(12);
        int inner = random.Next(4) == 0 ? random.Next(700) : random.Next(4);
        // Few different numbers, so that many are equal.
        float[] values =
        [
            -1,
            -0f,
            0,
            2,
            float.NegativeInfinity,
            random.Next(2) == 0 ? float.NaN : 1,
        ];
        float[] x =
        [
            .. Enumerable.Range(0, outer * length * inner).Select(_ => values[random.Next(6)]),
        ];
        var y = new int[outer * inner];
        Reduction.ArgMax<float>(x, outer, length, inner, y);
        for (int o = 0; o < outer; o++)
        for (int i = 0; i < inner; i++)
        {
            float[] column =
            [
                .. Enumerable.Range(0, length).Select(j => x[(((o * length) + j) * inner) + i]),
            ];
            float top = column.Any(float.IsNaN)
                ? float.NaN
                : column.Append(float.NegativeInfinity).Max();
            Assert.Equal(Math.Max(0, Array.IndexOf(column, top)), y[(o * inner) + i]);
        }
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
            int[] to = [.. Data.Indices(shape).Select(index => Data.Dot(index, places))];
            T[] y = Data.Uniform<T>(new Random(seed), Data.Count(kept));

            var sums = new double[y.Length];
            for (int i = 0; i < x.Length; i++)
                sums[to[i]] += Data.Real(x[i]);
            W.Reduce(default(Reduction.Total), x, shape, reduced, y);
            Data.Near<T>(sums, y, 8, Math.Sqrt(x.Length / Math.Max(1.0, y.Length)) * 2);

            W.Reduce(default(Reduction.Largest), x, shape, reduced, y);
            Assert.Equal(Largest(x, to, y.Length), y);
            if (x.Length == 0)
                return;
            x[new Random(seed).Next(x.Length)] = T.NaN;
            W.Reduce(default(Reduction.Largest), x, shape, reduced, y);
            Assert.Equal(Largest(x, to, y.Length), y);
        }

        private static T[] Largest<T>(T[] x, int[] to, int count)
            where T : IFloatingPointIeee754<T>
        {
            var y = new T[count];
            Array.Fill(y, T.NegativeInfinity);
            for (int i = 0; i < x.Length; i++)
                y[to[i]] = T.Max(y[to[i]], x[i]);
            return y;
        }
    }
}
