using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class LogExpTests
{
    // The library's own lose their digits near 0; these forms of the same functions do not.
    private static double Expm1(double x) =>
        Math.Abs(x) < 1 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1;

    private static double Log1p(double x) =>
        Math.Abs(x) < 0.5 ? 2 * Math.Atanh(x / (2 + x)) : Math.Log(1 + x);

    private static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    [Theory]
    [InlineData(-1e-30, 1e-30)]
    [InlineData(-1e-6, 1e-6)]
    [InlineData(-0.01, 0.01)]
    [InlineData(-2, 2)]
    [InlineData(-80, 80)]
    public void Expm1Of(double low, double high) =>
        EveryWidth.Run(new UnaryCheck<Expm1>(default, Expm1, low, high, 4));

    [Theory]
    [InlineData(-1e-30, 1e-30)]
    [InlineData(-1e-6, 1e-6)]
    [InlineData(-0.01, 0.01)]
    [InlineData(-0.999, 2)]
    [InlineData(0, 1e6)]
    public void Log1pOf(double low, double high) =>
        EveryWidth.Run(new UnaryCheck<Log1p>(default, Log1p, low, high, 4));

    [Theory]
    [InlineData(-0.01, 0.01)]
    [InlineData(-2, 2)]
    [InlineData(-80, -10)]
    [InlineData(-80, 80)]
    [InlineData(1e3, 1e30)]
    public void SoftplusOf(double low, double high) =>
        EveryWidth.Run(new UnaryCheck<Softplus>(default, Softplus, low, high, 5));

    [Fact]
    public void AtTheEdgesOfDouble()
    {
        const double inf = double.PositiveInfinity;
        double[] x =
        [
            0,
            -0.0,
            inf,
            -inf,
            double.NaN,
            double.MaxValue,
            double.MinValue,
            double.Epsilon,
            -double.Epsilon,
            -1,
            1e-300,
            709.5,
            -740,
            -1.5,
        ];
        Near(x, Expm1, Map(default(Expm1), x), 4);
        Near(x, Log1p, Map(default(Log1p), x), 4);
        Near(x, Softplus, Map(default(Softplus), x), 5);
        Assert.True(double.IsNegative(Map(default(Expm1), x)[1]));
        Assert.True(double.IsNegative(Map(default(Log1p), x)[1]));
        Assert.Equal([-1, inf], Map(default(Expm1), [-inf, 710]));
        Assert.Equal([-inf, double.NaN, inf], Map(default(Log1p), [-1.0, -inf, inf]));
        Assert.Equal([0, inf, Math.Exp(-740)], Map(default(Softplus), [-inf, inf, -740]));
    }

    [Fact]
    public void AtTheEdgesOfFloat()
    {
        const float inf = float.PositiveInfinity;
        float[] x =
        [
            0,
            -0f,
            inf,
            -inf,
            float.NaN,
            float.MaxValue,
            float.MinValue,
            float.Epsilon,
            -float.Epsilon,
            -1,
            88.7f,
            -100,
            -1.5f,
            1e-30f,
            5e-8f,
            -5e-8f,
        ];
        double[] reals = [.. x.Select(a => (double)a)];
        Near(reals, Expm1, Map(default(Expm1), x), 4);
        Near(reals, Log1p, Map(default(Log1p), x), 4);
        Near(reals, Softplus, Map(default(Softplus), x), 5);
        Assert.Equal([-1, inf], Map(default(Expm1), [-inf, 89f]));
        Assert.Equal([-inf, float.NaN, inf], Map(default(Log1p), [-1f, -inf, inf]));
    }

    private static void Near<T>(double[] x, Func<double, double> reference, T[] y, double ulps)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Data.Near<T>([.. x.Select(reference)], y, ulps);

    private static T[] Map<TOp, T>(TOp op, T[] x)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        Elementwise.Map(op, x, y.AsSpan());
        Assert.Equal(x.Select(a => One(op, a)), y);
        return y;
    }

    private static T One<TOp, T>(TOp op, T x)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Elementwise.Map(op, [x], new Span<T>(ref x));
        return x;
    }
}
