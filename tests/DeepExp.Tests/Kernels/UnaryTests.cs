using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class UnaryTests
{
    private static void Formula<TFormula>(
        TFormula f,
        Func<double, double> reference,
        double low,
        double high,
        double ulps
    )
        where TFormula : struct, IUnaryFormula =>
        EveryWidth.Run(new UnaryCheck<TFormula>(f, reference, low, high, ulps));

    [Fact]
    public void Scale() => Formula(new Scale(1.5), x => 1.5 * x, -3, 3, 0);

    [Fact]
    public void Shift() => Formula(new Shift(0.75), x => x + 0.75, -3, 3, 1);

    [Fact]
    public void Abs() => Formula(default(Abs), Math.Abs, -3, 3, 0);

    [Fact]
    public void Sign() => Formula(default(Sign), x => Math.Sign(x), -3, 3, 0);

    [Fact]
    public void Sqrt() => Formula(default(Sqrt), Math.Sqrt, 0, 9, 0.5);

    [Fact]
    public void Exp() => Formula(default(Exp), Math.Exp, -80, 80, 3);

    [Fact]
    public void Log() => Formula(default(Log), Math.Log, 1e-3, 1e3, 4);

    [Fact]
    public void Tanh() => Formula(default(Tanh), Math.Tanh, -2, 2, 6);

    [Fact]
    public void TanhNearZero() => Formula(default(Tanh), Math.Tanh, -1e-6, 1e-6, 4);

    [Fact]
    public void TanhFar() => Formula(default(Tanh), Math.Tanh, -200, 200, 4);

    [Fact]
    public void Sigmoid() => Formula(default(Sigmoid), x => 1 / (1 + Math.Exp(-x)), -80, 80, 6);

    [Theory]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(-2.5)]
    [InlineData(4)]
    [InlineData(0)]
    public void Power(double exponent)
    {
        var random = new Random(2);
        foreach (int n in Data.Sizes)
        {
            PowerOf<float>(exponent, n, random);
            PowerOf<double>(exponent, n, random);
        }
    }

    private static void PowerOf<T>(double exponent, int n, Random random)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] x = Data.Uniform<T>(random, n, 0.1, 3);
        var y = new T[n];
        Elementwise.Map(new Power(exponent), x, y.AsSpan());
        Data.Near<T>([.. x.Select(a => Math.Pow(Data.Real(a), exponent))], y, 2);
    }

    [Fact]
    public void PowerOfNegativesIsExactForWholeExponents()
    {
        Assert.Equal([4f, 9f], Map(new Power(2), -2f, -3f));
        Assert.Equal([-8f, -27f], Map(new Power(3), -2f, -3f));
        Assert.Equal([-0.5f, float.NegativeInfinity], Map(new Power(-1), -2f, -0f));
        Assert.Equal([16f, 81f], Map(new Power(4), -2f, -3f));
        Assert.Equal([float.NaN, float.NaN], Map(new Power(0.5), -2f, float.NaN));
        Assert.Equal([1f, 1f], Map(new Power(0), float.PositiveInfinity, 0f));
    }

    [Fact]
    public void SpecialValues()
    {
        float[] x = [0f, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        Assert.Equal(
            [0, 0, 0x7FC00000, 0x3F800000, unchecked((int)0xBF800000)],
            Bits(Map(default(Sign), x))
        );
        Assert.Equal([0, 0, 0x7FC00000, 0x7F800000, 0x7F800000], Bits(Map(default(Abs), x)));
        Assert.Equal(
            [0, int.MinValue, 0x7FC00000, 0x3F800000, unchecked((int)0xBF800000)],
            Bits(Map(default(Tanh), x))
        );
        Assert.Equal([1, 1, float.NaN, float.PositiveInfinity, 0], Map(default(Exp), x));
        Assert.Equal([0.5f, 0.5f, float.NaN, 1, 0], Map(default(Sigmoid), x));
        Assert.Equal(
            [
                float.NegativeInfinity,
                float.NegativeInfinity,
                float.NaN,
                float.PositiveInfinity,
                float.NaN,
            ],
            Map(default(Log), x)
        );
    }

    [Fact]
    public void AnElementDoesNotDependOnItsPlace()
    {
        OneByOne(new Scale(0.3));
        OneByOne(new Shift(0.3));
        OneByOne(new Power(0.5));
        OneByOne(new Power(1.7));
        OneByOne(new Power(-7));
        OneByOne(default(Exp));
        OneByOne(default(Log));
        OneByOne(default(Sin));
        OneByOne(default(Cos));
        OneByOne(default(Tanh));
        OneByOne(default(Sigmoid));
        OneByOne(default(Expm1));
        OneByOne(default(Log1p));
        OneByOne(default(Softplus));
    }

    private static void OneByOne<TOp>(TOp op)
        where TOp : struct, IUnary
    {
        var random = new Random(3);
        foreach (int n in Data.Sizes)
        {
            float[] x = Data.Uniform<float>(random, n, 0.1, 3);
            float[] y = Map(op, x);
            Assert.Equal(x.Select(a => Map(op, a)[0]), y);
            Elementwise.Map(op, x, x.AsSpan());
            Assert.Equal(y, x);
        }
    }

    private static float[] Map<TOp>(TOp op, params float[] x)
        where TOp : struct, IUnary
    {
        var y = new float[x.Length];
        Elementwise.Map(op, x, y.AsSpan());
        return y;
    }

    /// <summary>Bit for bit, but any NaN counts as the positive quiet one.</summary>
    private static int[] Bits(float[] x) =>
        [.. x.Select(a => float.IsNaN(a) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(a))];
}
