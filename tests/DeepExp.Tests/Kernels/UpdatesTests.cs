using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class UpdatesTests
{
    /// <summary>p, g and three states, to the next p and states.</summary>
    private delegate double[] Definition(double p, double g, double a, double b, double c);

    [Fact]
    public void Sgd() => Agrees(new Updates.Sgd(0.1), (p, g, _, _, _) => [p - (0.1 * g)]);

    [Fact]
    public void Momentum() =>
        Agrees(
            new Updates.Momentum(0.1, 0.9),
            (p, g, v, _, _) => [p + (0.9 * v) - (0.1 * g), (0.9 * v) - (0.1 * g)]
        );

    [Fact]
    public void Nesterov() =>
        Agrees(
            new Updates.Nesterov(0.1, 0.9),
            (p, g, v, _, _) =>
            {
                v = (0.9 * v) - (0.1 * g);
                return [p + (0.9 * 0.9 * v) - (1.9 * 0.1 * g), v];
            }
        );

    [Fact]
    public void CorrectedMomentum() =>
        Agrees(
            new Updates.CorrectedMomentum(0.1, 0.9),
            (p, g, v, _, _) => [p + (0.1 * ((0.9 * v) - g)), (0.9 * v) - g]
        );

    [Fact]
    public void AdaGrad() =>
        Agrees(
            new Updates.AdaGrad(0.1, 0.01),
            (p, g, h, _, _) => [p - (0.1 * g / (Math.Sqrt(h + (g * g)) + 0.01)), h + (g * g)]
        );

    [Fact]
    public void AdaDelta() =>
        Agrees(
            new Updates.AdaDelta(0.9, 0.01),
            (p, g, n, d, _) =>
            {
                n = (0.9 * n) + (0.1 * g * g);
                double step = Math.Sqrt((d + 0.01) / (n + 0.01)) * g;
                return [p - step, n, (0.9 * d) + (0.1 * step * step)];
            }
        );

    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(0, 0.01)]
    public void RmsProp(double inside, double outside) =>
        Agrees(
            new Updates.RmsProp(0.1, 0.9, inside, outside),
            (p, g, n, _, _) =>
            {
                n = (0.9 * n) + (0.1 * g * g);
                return [p - (0.1 * g / (Math.Sqrt(n + inside) + outside)), n];
            }
        );

    [Fact]
    public void RmsPropGraves() =>
        Agrees(
            new Updates.RmsPropGraves(0.1, 0.9, 0.8, 9),
            (p, g, n, m, step) =>
            {
                n = (0.9 * n) + (0.1 * g * g);
                m = (0.9 * m) + (0.1 * g);
                step = (0.8 * step) - (0.1 * g / Math.Sqrt(n - (m * m) + 9));
                return [p + step, n, m, step];
            }
        );

    [Fact]
    public void Smorms3() =>
        Agrees(
            new Updates.Smorms3(0.1, 0.01),
            (p, g, mem, m, n) =>
            {
                double r = 1 / (mem + 1);
                m = ((1 - r) * m) + (r * g);
                n = ((1 - r) * n) + (r * g * g);
                double x = m * m / (n + 0.01);
                p -= g * Math.Min(x, 0.1) / (Math.Sqrt(n) + 0.01);
                return [p, 1 + (mem * (1 - x)), m, n];
            }
        );

    [Fact]
    public void Msvag() =>
        Agrees(
            new Updates.Msvag(0.1, 0.9, 0.5, 0.3, 0.7, 0.01),
            (p, g, m, v, _) =>
            {
                m += 0.1 * (g - m);
                v += 0.1 * ((g * g) - v);
                double square = m / 0.5 * m / 0.5;
                double spread = square + (0.3 * ((v / 0.5) - square) / 0.7);
                double factor = spread > 0 ? Math.Min(square / spread, 1) : 0;
                return [p - (0.7 * ((0.1 * m / 0.5 * factor) + (0.01 * p))), m, v];
            }
        );

    [Fact]
    public void Adam() =>
        Agrees(
            new Updates.Adam(0.01, 0.9, 0.999, 1e-3, 0.5, 0.02),
            (p, g, m, v, _) =>
            {
                (m, v) = Means(g, m, v);
                return [p - (0.5 * ((0.01 * m / (Math.Sqrt(v) + 1e-3)) + (0.02 * p))), m, v];
            }
        );

    [Fact]
    public void AdaBound() =>
        Agrees(
            new Updates.AdaBound(0.01, 0.9, 0.999, 1e-3, 0.5, 0.02, 0.008, 0.012),
            (p, g, m, v, _) =>
            {
                (m, v) = Means(g, m, v);
                double rate = Math.Clamp(0.01 / (Math.Sqrt(v) + 1e-3), 0.008, 0.012);
                return [p - (0.5 * ((rate * m) + (0.02 * p))), m, v];
            }
        );

    [Fact]
    public void AmsGrad() =>
        Agrees(
            new Updates.AmsGrad(0.01, 0.9, 0.999, 1e-3, 0.5, 0.02, 0.008, double.PositiveInfinity),
            (p, g, m, v, u) =>
            {
                (m, v) = Means(g, m, v);
                u = Math.Max(u, v);
                double rate = Math.Max(0.01 / (Math.Sqrt(u) + 1e-3), 0.008);
                return [p - (0.5 * ((rate * m) + (0.02 * p))), m, v, u];
            }
        );

    private static (double M, double V) Means(double g, double m, double v) =>
        (m + (0.1 * (g - m)), v + (0.001 * ((g * g) - v)));

    private static void Agrees<TUpdate>(TUpdate update, Definition definition)
        where TUpdate : struct, IUpdate => EveryWidth.Run(new Check<TUpdate>(update, definition));

    private sealed class Check<TUpdate>(TUpdate update, Definition definition) : ICheck
        where TUpdate : struct, IUpdate
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(1);
            foreach (int n in Data.Sizes.Where(n => n >= W.Count))
            {
                T[][] x =
                [
                    Data.Uniform<T>(random, n),
                    Data.Uniform<T>(random, n),
                    .. Enumerable
                        .Range(0, TUpdate.States)
                        .Select(_ => Data.Uniform<T>(random, n, 0.1, 2)),
                ];
                T[][] y = [new T[n], .. Enumerable.Range(0, TUpdate.States).Select(_ => new T[n])];
                W.Update(update, x, y);
                double At(int k, int i) => k < x.Length ? Data.Real(x[k][i]) : 0;
                for (int i = 0; i < n; i++)
                {
                    double[] expected = definition(
                        At(0, i),
                        At(1, i),
                        At(2, i),
                        At(3, i),
                        At(4, i)
                    );
                    for (int k = 0; k < y.Length; k++)
                        Data.Near(expected[k], y[k][i], 16, 2);
                }
                // The same bits at every width, and in place.
                T[][] alone = [.. y.Select(_ => new T[n])];
                Width<Scalar<T>, T>.Update(update, x, alone);
                Assert.Equal(alone, y);
                W.Update(update, x, [x[0], .. x[2..]]);
                Assert.Equal(y, [x[0], .. x[2..]]);
            }
        }
    }
}
