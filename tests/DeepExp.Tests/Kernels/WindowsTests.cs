using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class WindowsTests
{
    [Property(MaxTest = 500)]
    public void AgreesWithAnIndexLoop(int seed)
    {
        var random = new Random(seed);
        int rank = random.Next(1, 5);
        int most = rank < 3 ? 12 : 4;
        int[] Draw(int low, int high) =>
            [.. Enumerable.Range(0, rank).Select(_ => random.Next(low, high))];
        var geometry = new Geometry(
            random.Next(12) == 0 ? 0 : random.Next(1, 4),
            random.Next(12) == 0 ? 0 : random.Next(1, 4),
            [.. Draw(1, most).Select(n => random.Next(20) == 0 ? 0 : n)],
            Draw(1, 4),
            random.Next(2) == 0 ? Draw(1, 2) : Draw(1, 5),
            random.Next(2) == 0 ? Draw(0, 1) : Draw(0, 5),
            Draw(1, 4),
            random.Next(4) == 0
                ? Draw(1, 2)
                : [.. Draw(1, most).Select(n => random.Next(20) == 0 ? 0 : n)]
        );
        geometry.Check<float>(random);
        geometry.Check<double>(random);
    }

    [Fact]
    public void WideRows()
    {
        foreach (int n in Data.Sizes)
        foreach (int stride in new[] { 1, 2, 3 })
            new Geometry(2, 2, [3, n], [2, 3], [1, stride], [1, 1], [1, 2], [3, n]).Check<float>(
                new Random(n)
            );
    }

    [Fact]
    public void BeyondTheRightEdge()
    {
        var y = new float[12];
        Windows.Unfold<float>([1, 2, 3], 1, 1, [3], [2], [2], [1], [3], [6], -1, y);
        Assert.Equal([-1, 2, -1, -1, -1, -1, 3, -1, -1, -1, -1, -1], y);
        var gx = new float[3];
        Windows.Fold<float>([.. Enumerable.Range(0, 12)], 1, 1, [3], [2], [2], [1], [3], [6], gx);
        Assert.Equal([0, 1, 6], gx);
    }

    private sealed record Geometry(
        int Batch,
        int Channels,
        int[] Size,
        int[] Kernel,
        int[] Stride,
        int[] Pad,
        int[] Dilate,
        int[] OutSize
    )
    {
        public void Check<T>(Random random)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T fill = T.NegativeInfinity;
            T[] x = Data.Uniform<T>(random, Batch * Channels * Data.Count(Size));
            int[] from = [.. From()];
            T[] g = Data.Uniform<T>(random, from.Length);
            T[] y = [.. from.Select(i => i < 0 ? fill : x[i])];
            var gx = new T[x.Length];
            for (int i = 0; i < g.Length; i++)
                if (from[i] >= 0)
                    gx[from[i]] += g[i];

            T[] unfolded = Data.Uniform<T>(random, y.Length);
            Unfold(x, fill, unfolded);
            Assert.Equal(y, unfolded);
            T[] folded = Data.Uniform<T>(random, gx.Length);
            Fold(g, folded);
            Assert.Equal(gx, folded);
            if (typeof(T) == typeof(double))
            {
                Unfold(x, T.Zero, unfolded);
                Data.Near(
                    Data.Real(Data.Product(unfolded, g)),
                    Data.Product(x, folded),
                    8,
                    g.Length
                );
            }
        }

        /// <summary>Where in x each element of y comes from, -1 for outside.</summary>
        private IEnumerable<int> From()
        {
            int rank = Size.Length;
            int[] inside = Data.Strides([Batch, Channels, .. Size]);
            foreach (int[] index in Data.Indices([Channels, .. Kernel, Batch, .. OutSize]))
            {
                int[] place =
                [
                    .. Enumerable
                        .Range(0, rank)
                        .Select(axis =>
                            (index[rank + 2 + axis] * Stride[axis])
                            + (index[1 + axis] * Dilate[axis])
                            - Pad[axis]
                        ),
                ];
                yield return place.Zip(Size).All(p => p.First >= 0 && p.First < p.Second)
                    ? Data.Dot([index[rank + 1], index[0], .. place], inside)
                    : -1;
            }
        }

        private void Unfold<T>(T[] x, T fill, T[] y)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            Windows.Unfold(
                x,
                Batch,
                Channels,
                Size,
                Kernel,
                Stride,
                Pad,
                Dilate,
                OutSize,
                fill,
                y.AsSpan()
            );

        private void Fold<T>(T[] g, T[] gx)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            Windows.Fold(
                g,
                Batch,
                Channels,
                Size,
                Kernel,
                Stride,
                Pad,
                Dilate,
                OutSize,
                gx.AsSpan()
            );
    }
}
