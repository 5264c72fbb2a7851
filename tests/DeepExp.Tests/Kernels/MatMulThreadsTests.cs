using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>The number of threads is one of the process: what changes it runs alone.</summary>
[CollectionDefinition(nameof(MatMulThreadsTests), DisableParallelization = true)]
public sealed class MatMulThreadsTestsCollection;

[Collection(nameof(MatMulThreadsTests))]
public sealed class MatMulThreadsTests : IDisposable
{
    private readonly int before = Threads.Count;

    public void Dispose() => Threads.Count = before;

    /// <summary>Cut by rows, by columns, by both; sums along rows; a batch.</summary>
    [Theory]
    [InlineData(1, 133, 517, 270)]
    [InlineData(1, 517, 133, 270)]
    [InlineData(1, 300, 301, 33)]
    [InlineData(1, 7, 1027, 261)]
    [InlineData(1, 1, 1027, 1001)]
    [InlineData(1, 1027, 1, 1001)]
    [InlineData(1, 1027, 10, 101)]
    [InlineData(5, 61, 63, 65)]
    [InlineData(1, 3, 200001, 1)]
    public void BitsDoNotDependOnTheirNumber(int batch, int m, int n, int k) =>
        EveryWidth.Run(new SameBits(batch, m, n, k));

    [Fact]
    public void ManyCallersAtOnceAndNestedOnes()
    {
        const int N = 150;
        float[] a = Data.Uniform<float>(new Random(1), N * N);
        float[] b = Data.Uniform<float>(new Random(2), N * N);
        Threads.Count = 1;
        float[] expected = Product(a, b, N);
        Threads.Count = 3;
        Parallel.For(
            0,
            200,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            _ => Assert.Equal(expected, Product(a, b, N))
        );
    }

    [Fact]
    public void AllocatesNothing()
    {
        const int N = 200;
        Threads.Count = 2;
        var (a, b, c) = (new float[N * N], new float[N * N], new float[N * N]);
        // The first calls start the thread and fill the pools of both.
        for (int i = 0; i < 50; i++)
            Multiply(a, b, c, N);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
            Multiply(a, b, c, N);
        Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void AreAtLeastOne() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Threads.Count = 0);

    private static float[] Product(float[] a, float[] b, int n)
    {
        var c = new float[n * n];
        Multiply(a, b, c, n);
        return c;
    }

    private static void Multiply(float[] a, float[] b, float[] c, int n) =>
        MatMul.Multiply<float>(n, n, n, a, false, b, true, c);

    private sealed class SameBits(int batch, int m, int n, int k) : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(5);
            T[] a = Data.Uniform<T>(random, batch * m * k);
            T[] b = Data.Uniform<T>(random, batch * k * n);
            T[] bias = Data.Uniform<T>(random, n);
            foreach (bool transA in new[] { false, true })
            foreach (bool transB in new[] { false, true })
            {
                T[] With(int threads)
                {
                    Threads.Count = threads;
                    var c = new T[batch * m * n];
                    W.Multiply(batch, m, n, k, a, transA, b, transB, c, bias, 0.1);
                    return c;
                }
                T[] alone = With(1);
                foreach (int threads in new[] { 2, 3, 4, 6 })
                    Assert.True(alone.AsSpan().SequenceEqual(With(threads)));
            }
        }
    }
}
