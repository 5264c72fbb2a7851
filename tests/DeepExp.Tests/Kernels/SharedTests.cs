using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>Large arrays are cut among threads: the bits do not depend on how many, also where the result takes the place of an operand.</summary>
[Collection(nameof(MatMulThreadsTests))]
public sealed class SharedTests : IDisposable
{
    private const int Large = (1 << 16) + 37;

    private readonly int before = Threads.Count;

    public void Dispose() => Threads.Count = before;

    [Fact]
    public void ElementByElement() => EveryWidth.Run(new Elementwise());

    [Fact]
    public void UpdatesInPlace() => EveryWidth.Run(new Updated());

    [Theory]
    [InlineData(new[] { 300, 501 }, new[] { true, false })]
    [InlineData(new[] { 300, 501 }, new[] { false, true })]
    [InlineData(new[] { 50, 20, 301 }, new[] { true, false, true })]
    [InlineData(new[] { 50, 20, 301 }, new[] { false, true, false })]
    [InlineData(new[] { 7, 20, 5, 301 }, new[] { true, false, true, false })]
    public void Reductions(int[] shape, bool[] reduced) =>
        EveryWidth.Run(new Reduced(shape, reduced));

    [Theory]
    [InlineData(1, Large, 1)]
    [InlineData(3, 997, 37)]
    [InlineData(500, 3, 150)]
    public void Indices(int outer, int length, int inner)
    {
        var random = new Random(1);
        int[] indices = [.. Enumerable.Range(0, length).Select(_ => random.Next(-1, length))];
        float[] x = Data.Uniform<float>(random, outer * length * inner);
        Same(() =>
        {
            var y = new float[x.Length];
            Indexed.Gather(x, outer, length, inner, indices, y.AsSpan());
            return y;
        });
        Same(() =>
        {
            var gx = new float[x.Length];
            Indexed.Scatter(x, outer, length, inner, indices, gx.AsSpan());
            return gx;
        });
    }

    private static void Same<T>(Func<T[]> compute)
        where T : unmanaged
    {
        Threads.Count = 1;
        T[] alone = compute();
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Threads.Count = threads;
            Assert.True(alone.AsSpan().SequenceEqual(compute()));
        }
    }

    private sealed class Elementwise : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(2);
            T[] x = Data.Uniform<T>(random, Large);
            T[] y = Data.Uniform<T>(random, Large);
            Same(() => InPlace(z => W.Map(default(Exp), z, z)));
            Same(() => InPlace(z => W.Zip(default(Subtract), z, y, z)));
            Same(() => InPlace(z => W.Zip(default(Subtract), y.AsSpan(0, 1), z, z)));
            Same(() => InPlace(z => W.Select(z, x, y, z)));

            T[] InPlace(Action<T[]> change)
            {
                T[] z = [.. x];
                change(z);
                return z;
            }
        }
    }

    private sealed class Updated : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(3);
            T[][] x = [.. Enumerable.Range(0, 4).Select(_ => Data.Uniform<T>(random, Large))];
            Same(() =>
            {
                T[][] y = [.. x.Select(each => each.ToArray())];
                W.Update(
                    new Updates.Adam(0.01, 0.9, 0.999, 1e-3, 0.5, 0.02),
                    y,
                    [y[0], y[2], y[3]]
                );
                return (T[])[.. y[0], .. y[2], .. y[3]];
            });
        }
    }

    private sealed class Reduced(int[] shape, bool[] reduced) : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T[] x = Data.Uniform<T>(new Random(4), Windows.Product(shape));
            int results = 1;
            for (int i = 0; i < shape.Length; i++)
                results *= reduced[i] ? 1 : shape[i];
            Same(() =>
            {
                var y = new T[results];
                W.Reduce(default(Reduction.Total), x, shape, reduced, y);
                return y;
            });
        }
    }
}
