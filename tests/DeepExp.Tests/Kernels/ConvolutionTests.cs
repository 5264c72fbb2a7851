using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>The three sides of a convolution, and where the largest of its windows stand, beside loops over all indices.</summary>
[Collection(nameof(MatMulThreadsTests))]
public sealed class ConvolutionTests : IDisposable
{
    private readonly int before = Threads.Count;

    public void Dispose() => Threads.Count = before;

    [Property(MaxTest = 200)]
    public void AgreesWithAnIndexLoop(int seed)
    {
        var random = new Random(seed);
        int rank = random.Next(1, 4);
        int[] Draw(int low, int high) =>
            [.. Enumerable.Range(0, rank).Select(_ => random.Next(low, high))];
        int groups = random.Next(1, 4);
        var geometry = new Geometry(
            random.Next(0, 6),
            groups * random.Next(1, 3),
            groups * random.Next(1, 3),
            groups,
            Draw(1, rank == 1 ? 40 : 7),
            Draw(1, 4),
            Draw(1, 4),
            Draw(0, 3),
            Draw(1, 3),
            Draw(1, rank == 1 ? 40 : 7)
        );
        geometry.Check<float>(random, 1e-4);
        geometry.Check<double>(random, 1e-11);
    }

    /// <summary>Several samples in a tile, and several tiles in a sample.</summary>
    [Theory]
    [InlineData(40, 7)]
    [InlineData(2, 90)]
    public void BitsDoNotDependOnThreads(int samples, int length)
    {
        int[] lengths = [length, length];
        var geometry = new Geometry(
            samples,
            6,
            10,
            2,
            lengths,
            [3, 3],
            [1, 1],
            [1, 1],
            [1, 1],
            lengths
        );
        Threads.Count = 1;
        var expected = geometry.Sides<float>(new Random(7));
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Threads.Count = threads;
            Assert.Equal(expected, geometry.Sides<float>(new Random(7)));
        }
        geometry.Check<double>(new Random(8), 1e-9);
    }

    private sealed record Geometry(
        int Samples,
        int Channels,
        int Outputs,
        int Groups,
        int[] Size,
        int[] Kernel,
        int[] Stride,
        int[] Pad,
        int[] Dilate,
        int[] OutSize
    )
    {
        private int[] X => [Samples, Channels, .. Size];
        private int[] W => [Outputs, Channels / Groups, .. Kernel];
        private int[] Y => [Samples, Outputs, .. OutSize];

        private ConvolutionShape Shape =>
            new(Samples, Channels, Outputs, Groups, Size, Kernel, Stride, Pad, Dilate, OutSize);

        private (T[] X, T[] W, T[] B, T[] Y) Draw<T>(Random random)
            where T : unmanaged, IFloatingPointIeee754<T> =>
            (
                Data.Uniform<T>(random, Data.Count(X)),
                Data.Uniform<T>(random, Data.Count(W)),
                Data.Uniform<T>(random, Outputs),
                Data.Uniform<T>(random, Data.Count(Y))
            );

        public T[][] Sides<T>(Random random)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (x, w, b, gy) = Draw<T>(random);
            var y = new T[gy.Length];
            var gx = new T[x.Length];
            var gW = new T[w.Length];
            Convolution.Output<T>(Shape, x, w, new(b), y);
            Convolution.Input<T>(Shape, gy, w, gx);
            Convolution.Kernel<T>(Shape, x, gy, gW);
            return [y, gx, gW];
        }

        public void Check<T>(Random random, double tolerance)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            int seed = random.Next();
            var (x, w, b, gy) = Draw<T>(new Random(seed));
            T[][] actual = Sides<T>(new Random(seed));
            T[][] expected =
            [
                [.. gy.Select((_, i) => b[i / Math.Max(1, Data.Count(OutSize)) % Outputs])],
                new T[x.Length],
                new T[w.Length],
            ];
            foreach (var (atX, atW, atY) in Meetings())
            {
                expected[0][atY] += w[atW] * x[atX];
                expected[1][atX] += w[atW] * gy[atY];
                expected[2][atW] += gy[atY] * x[atX];
            }
            foreach (var (e, a) in expected.Zip(actual))
            foreach (var (left, right) in e.Zip(a))
                Assert.Equal(Data.Real(left), Data.Real(right), tolerance);
            CheckPeaks(x);
        }

        private void CheckPeaks<T>(T[] x)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // Few values, so that there are equal ones, and some of them no numbers.
            for (int i = 0; i < x.Length; i++)
                x[i] = i * 7 % 23 == 0 ? T.NaN : T.Round(x[i]);
            int[] windows = [Samples, Channels, .. OutSize];
            var places = new int[Data.Count(windows)];
            var within = new int[places.Length];
            foreach (bool isWithin in new[] { false, true })
                Peaks.Find<T>(
                    x,
                    Samples * Channels,
                    Size,
                    Kernel,
                    Stride,
                    Pad,
                    Dilate,
                    OutSize,
                    isWithin,
                    isWithin ? within : places
                );
            int at = 0;
            foreach (int[] window in Data.Indices(windows))
            {
                int best = -1;
                int bestK = 0;
                int k = 0;
                foreach (int[] element in Data.Indices(Kernel))
                {
                    int[] place = Place(window[2..], element);
                    if (IsInside(place))
                    {
                        int i = Data.Dot([window[0], window[1], .. place], Data.Strides(X));
                        if (best < 0 || (!(x[i] <= x[best]) && !T.IsNaN(x[best])))
                            (best, bestK) = (i, k);
                    }
                    k++;
                }
                Assert.Equal(best, places[at]);
                Assert.Equal(bestK, within[at++]);
            }
        }

        private int[] Place(int[] window, int[] element) =>
            [
                .. window.Select(
                    (o, axis) => (o * Stride[axis]) + (element[axis] * Dilate[axis]) - Pad[axis]
                ),
            ];

        private bool IsInside(int[] place) =>
            place.Zip(Size).All(p => p.First >= 0 && p.First < p.Second);

        private IEnumerable<(int X, int W, int Y)> Meetings()
        {
            int[] x = Data.Strides(X);
            int[] w = Data.Strides(W);
            int[] y = Data.Strides(Y);
            foreach (int[] window in Data.Indices(OutSize))
            foreach (int[] element in Data.Indices(Kernel))
            {
                int[] place = Place(window, element);
                if (!IsInside(place))
                    continue;
                for (int n = 0; n < Samples; n++)
                for (int o = 0; o < Outputs; o++)
                for (int c = 0; c < Channels / Groups; c++)
                    yield return (
                        Data.Dot(
                            [n, (o / (Outputs / Groups) * (Channels / Groups)) + c, .. place],
                            x
                        ),
                        Data.Dot([o, c, .. element], w),
                        Data.Dot([n, o, .. window], y)
                    );
            }
        }
    }
}
