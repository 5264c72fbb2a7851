using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class MatMulTests
{
    [Property(MaxTest = 100)]
    public void AgreesWithThreeLoops(int seed)
    {
        var random = new Random(seed);
        int Size() => random.Next(4) == 0 ? random.Next(4) : random.Next(1, 70);
        EveryWidth.Run(new Check(seed, Size(), Size(), Size()));
    }

    [Theory]
    [InlineData(100, 16, 1)]
    [InlineData(100, 32, 16)]
    [InlineData(100, 1, 32)]
    [InlineData(1, 32, 100)]
    [InlineData(16, 1, 100)]
    [InlineData(1, 1, 1000)]
    [InlineData(1, 1000, 1)]
    [InlineData(0, 3, 2)]
    [InlineData(3, 0, 2)]
    [InlineData(3, 2, 0)]
    public void ThinShapes(int m, int n, int k) => EveryWidth.Run(new Check(7, m, n, k));

    /// <summary>Beyond every block and every threshold between packed and direct, by a few rows and columns.</summary>
    [Theory]
    [InlineData(7, 1027, 261)]
    [InlineData(21, 1027, 261)]
    [InlineData(133, 70, 517)]
    [InlineData(261, 131, 300)]
    [InlineData(37, 10, 135)]
    [InlineData(3, 261, 135)]
    [InlineData(66, 5, 64)]
    public void BlockedShapes(int m, int n, int k) => EveryWidth.Run(new Check(11, m, n, k));

    [Fact]
    public void PublicFormOverwrites()
    {
        float[] c = [float.NaN, float.NaN, float.NaN, float.NaN];
        MatMul.Multiply(2, 2, 2, [1f, 2, 3, 4], false, [5f, 6, 7, 8], true, c.AsSpan());
        Assert.Equal([17, 23, 39, 53], c);
    }

    private sealed class Check(int seed, int m, int n, int k) : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(seed);
            T[] a = Data.Uniform<T>(random, m * k, -1, 1);
            T[] b = Data.Uniform<T>(random, k * n, -1, 1);
            foreach (bool transA in new[] { false, true })
            foreach (bool transB in new[] { false, true })
            {
                // A guard behind c holds what a write past its end would change.
                T guard = T.CreateTruncating(123);
                var c = new T[(m * n) + 64];
                Array.Fill(c, guard);
                W.Multiply(1, m, n, k, a, transA, b, transB, c.AsSpan(0, m * n));
                for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int p = 0; p < k; p++)
                        sum +=
                            Data.Real(a[transA ? (p * m) + i : (i * k) + p])
                            * Data.Real(b[transB ? (j * k) + p : (p * n) + j]);
                    Data.Near(sum, c[(i * n) + j], 16, Math.Sqrt(k));
                }
                Assert.All(c[(m * n)..], x => Assert.Equal(guard, x));
            }
        }
    }
}
