using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class BinaryTests
{
    [Fact]
    public void Add() => EveryWidth.Run(new Check<Add>(default, (x, y) => x + y));

    [Fact]
    public void Subtract() => EveryWidth.Run(new Check<Subtract>(default, (x, y) => x - y));

    [Fact]
    public void Multiply() => EveryWidth.Run(new Check<Multiply>(default, (x, y) => x * y));

    [Fact]
    public void Divide() => EveryWidth.Run(new Check<Divide>(default, (x, y) => x / y));

    [Fact]
    public void Rectify() =>
        EveryWidth.Run(new Check<Rectify>(new Rectify(0.25), (x, y) => x <= 0 ? 0.25 * y : y));

    [Fact]
    public void Equal() => EveryWidth.Run(new Check<Equal>(default, (x, y) => x == y ? 1 : 0));

    [Fact]
    public void EqualSpecialValues()
    {
        float inf = float.PositiveInfinity;
        float[] x = [1, 1, -0f, inf, -inf, inf, float.NaN, float.NaN, 1, float.Epsilon];
        float[] y = [1, 1.5f, 0, inf, -inf, -inf, float.NaN, 1, float.NaN, 0];
        var z = new float[10];
        new Equal().Run<float>(x, y, z);
        Assert.Equal([1, 0, 1, 1, 1, 0, 0, 0, 0, 0], z);
        new Equal().Run<float>(x, [1], z);
        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1, 0], z);
    }

    [Fact]
    public void RectifySpecialValues()
    {
        float[] x = [-1, -1, -1, -0f, 0, float.NaN, float.NegativeInfinity, 1, 1, -1];
        float[] y =
        [
            float.NaN,
            float.PositiveInfinity,
            float.NegativeInfinity,
            -3,
            5,
            7,
            2,
            float.NaN,
            -0f,
            -0f,
        ];
        var z = new float[10];
        new Rectify(0).Run<float>(x, y, z);
        Assert.Equal([0, 0, 0, 0, 0, 7, 0, float.NaN, -0f, 0], z);
        Assert.All(z[..5], a => Assert.False(float.IsNegative(a)));
        Assert.False(float.IsNegative(z[9]));
        new Rectify(0.5).Run<float>(x, y, z);
        Assert.Equal(
            [
                float.NaN,
                float.PositiveInfinity,
                float.NegativeInfinity,
                -1.5f,
                2.5f,
                7,
                1,
                float.NaN,
                -0f,
                -0f,
            ],
            z
        );
    }

    [Fact]
    public void ScalarForms()
    {
        var random = new Random(4);
        foreach (int n in Data.Sizes)
        {
            double[] x = Data.Uniform<double>(random, n);
            var z = new double[n];
            new Subtract().Run<double>(x, [0.5], z);
            Assert.Equal(x.Select(a => a - 0.5), z);
            new Subtract().Run<double>([0.5], x, z);
            Assert.Equal(x.Select(a => 0.5 - a), z);
            new Rectify(0).Run<double>(x, [2], z);
            Assert.Equal(x.Select(a => a <= 0 ? 0.0 : 2), z);
            new Rectify(0.1).Run<double>([-1], x, z);
            Assert.Equal(x.Select(a => 0.1 * a), z);
            new Divide().Run<double>(x, [4], x);
            Assert.Equal(z.Select(a => a / 0.1 / 4), x, (a, b) => Math.Abs(a - b) < 1e-14);
        }
    }

    private sealed class Check<TFormula>(TFormula f, Func<double, double, double> reference)
        : ICheck
        where TFormula : struct, IBinaryFormula
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(1);
            foreach (int n in Data.Sizes.Where(n => n >= W.Count))
            {
                T[] x = Data.Uniform<T>(random, n);
                T[] y = Data.Uniform<T>(random, n);
                var z = new T[n];
                double[] Expected(T[] a, T[] b) =>
                    [
                        .. Enumerable
                            .Range(0, n)
                            .Select(i =>
                                reference(
                                    Data.Real(a[a.Length == n ? i : 0]),
                                    Data.Real(b[b.Length == n ? i : 0])
                                )
                            ),
                    ];

                W.Zip(f, x, y, z);
                Data.Near<T>(Expected(x, y), z, 1);
                if (n > 1)
                {
                    W.Zip(f, x, y.AsSpan(0, 1), z);
                    Data.Near<T>(Expected(x, y[..1]), z, 1);
                    W.Zip(f, x.AsSpan(0, 1), y, z);
                    Data.Near<T>(Expected(x[..1], y), z, 1);
                }
                W.Zip(f, x, x, z);
                double[] both = Expected(x, x);
                W.Zip(f, x, x, x);
                Assert.Equal(z, x);
                Data.Near<T>(both, z, 1);
                double[] right = Expected(x, y);
                W.Zip(f, x, y, y);
                Data.Near<T>(right, y, 1);
            }
        }
    }
}
