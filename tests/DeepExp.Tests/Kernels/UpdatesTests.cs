using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class UpdatesTests
{
    [Fact]
    public void Sgd()
    {
        var random = new Random(1);
        foreach (int n in Data.Sizes)
        {
            float[] p = Data.Uniform<float>(random, n);
            float[] g = Data.Uniform<float>(random, n);
            var next = new float[n];
            Updates.Sgd(p, g, 0.1, next.AsSpan());
            Data.Near<float>([.. p.Zip(g, (x, y) => x - ((double)0.1f * y))], next, 1, 1);
        }
    }

    [Fact]
    public void Adam() => EveryWidth.Run(new Check());

    private sealed class Check : ICheck
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
                    Data.Uniform<T>(random, n),
                    Data.Uniform<T>(random, n, 0, 2),
                ];
                T[] p = new T[n];
                T[] m = new T[n];
                T[] v = new T[n];
                W.Adam(x, [0.01, 0.9, 0.999, 1e-8, 0.5, 0.02], p, m, v);
                for (int i = 0; i < n; i++)
                {
                    (double p0, double g) = (Data.Real(x[0][i]), Data.Real(x[1][i]));
                    double m1 = Data.Real(x[2][i]) + (0.1 * (g - Data.Real(x[2][i])));
                    double v1 = Data.Real(x[3][i]) + (0.001 * ((g * g) - Data.Real(x[3][i])));
                    Data.Near(m1, m[i], 4, 2);
                    Data.Near(v1, v[i], 4, 2);
                    Data.Near(
                        p0 - (0.5 * ((0.01 * m1 / (Math.Sqrt(v1) + 1e-8)) + (0.02 * p0))),
                        p[i],
                        4,
                        2
                    );
                }
            }
        }
    }
}
