using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>What is fused into a product gives the bits of the same steps one after the other.</summary>
public sealed class MatMulEpilogueTests
{
    [Property(MaxTest = 60)]
    public void EqualsTheSequence(int seed)
    {
        var random = new Random(seed);
        int Size() => random.Next(4) == 0 ? random.Next(4) : random.Next(1, 70);
        EveryWidth.Run(new Check(seed, random.Next(1, 4), Size(), Size(), Size()));
    }

    /// <summary>Several depths of the sums, thin results, and sums along rows.</summary>
    [Theory]
    [InlineData(1, 20, 70, 600)]
    [InlineData(1, 5, 600, 70)]
    [InlineData(2, 100, 10, 300)]
    [InlineData(2, 1, 40, 300)]
    [InlineData(2, 40, 1, 300)]
    [InlineData(0, 3, 2, 2)]
    [InlineData(2, 3, 4, 0)]
    public void EveryPath(int batch, int m, int n, int k) =>
        EveryWidth.Run(new Check(3, batch, m, n, k));

    /// <summary>Slope 0 cuts to +0, also what is not a number away from it; NaN stays.</summary>
    [Fact]
    public void RectifiesAsTheRectifierDoes()
    {
        float[] c = new float[4];
        float[] b = [float.NegativeInfinity, -1, float.NaN, float.PositiveInfinity];
        MatMul.Multiply<float>(1, 1, 4, 1, [1f], false, b, false, c, new(slope: 0));
        Assert.Equal([0, 0, float.NaN, float.PositiveInfinity], c);
        Assert.False(float.IsNegative(c[1]));
    }

    [Fact]
    public void WithoutEpilogueNothingIsDone()
    {
        float[] c = [float.NaN];
        MatMul.Multiply<float>(1, 1, 1, 1, [-1f], false, [2f], false, c, default);
        Assert.Equal([-2], c);
    }

    private sealed class Check(int seed, int batch, int m, int n, int k) : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(seed);
            T[] a = Data.Uniform<T>(random, batch * m * k, -1, 1);
            T[] b = Data.Uniform<T>(random, batch * k * n, -1, 1);
            T[] bias = Data.Uniform<T>(random, n, -1, 1);
            T[] old = Data.Uniform<T>(random, batch * m * n, -1, 1);
            foreach (bool transA in new[] { false, true })
            foreach (bool transB in new[] { false, true })
            {
                T[] product = new T[batch * m * n];
                for (int i = 0; i < batch; i++)
                    W.Multiply(
                        1,
                        m,
                        n,
                        k,
                        a[(i * m * k)..((i + 1) * m * k)],
                        transA,
                        b[(i * k * n)..((i + 1) * k * n)],
                        transB,
                        product.AsSpan(i * m * n, m * n)
                    );
                foreach (bool accumulate in new[] { false, true })
                foreach (bool biased in new[] { false, true })
                foreach (double? slope in new double?[] { null, 0, 0.2 })
                {
                    T[] fused = [.. old];
                    W.Multiply(
                        batch,
                        m,
                        n,
                        k,
                        a,
                        transA,
                        b,
                        transB,
                        fused,
                        biased ? bias : null,
                        slope,
                        accumulate
                    );
                    for (int i = 0; i < product.Length; i++)
                    {
                        T x = accumulate ? old[i] + product[i] : product[i];
                        if (biased)
                            x += bias[i % n];
                        if (slope is { } s && x <= T.Zero)
                            x = s == 0 ? T.Zero : T.CreateTruncating(s) * x;
                        Assert.Equal(x, fused[i]);
                    }
                }
            }
        }
    }
}
