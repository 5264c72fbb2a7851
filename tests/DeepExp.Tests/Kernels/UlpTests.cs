using System.Numerics;
using System.Runtime.CompilerServices;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>The errors that the functions' descriptions state, and that place, length and width of register do not change a bit.</summary>
public sealed class UlpTests
{
    private static double Expm1(double x) =>
        Math.Abs(x) < 1 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1;

    private static double Log1p(double x) =>
        Math.Abs(x) < 0.5 ? 2 * Math.Atanh(x / (2 + x)) : Math.Log(1 + x);

    [Fact]
    public void Exp() => Agrees(default(Exp), Math.Exp, 1);

    [Fact]
    public void Expm1Of() => Agrees(default(Expm1), Expm1, 2);

    [Fact]
    public void Log() => Agrees(default(Log), Math.Log, 1);

    [Fact]
    public void Log1pOf() => Agrees(default(Log1p), Log1p, 2);

    [Fact]
    public void Softplus() =>
        Agrees(default(Softplus), x => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x))), 2);

    [Fact]
    public void Tanh() => Agrees(default(Tanh), Math.Tanh, 3);

    [Fact]
    public void Sigmoid() =>
        Agrees(
            default(Sigmoid),
            x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)),
            3
        );

    [Fact]
    public void Sin() => Agrees(default(Sin), Math.Sin, 2);

    [Fact]
    public void Cos() => Agrees(default(Cos), Math.Cos, 2);

    [Theory]
    [InlineData(1.7)]
    [InlineData(-2.5)]
    [InlineData(7)]
    [InlineData(-100)]
    [InlineData(1e6)]
    public void Power(double exponent)
    {
        // The product with the logarithm is at most 104 in float and 745 in double where the result is neither 0 nor infinite.
        Within(Spread<float>(), new Power(exponent), PowerOf<float>(exponent), 1 + (104 / 32.0));
        Within(Spread<double>(), new Power(exponent), PowerOf<double>(exponent), 2 + (745 / 32.0));
        SameBits(Spread<float>(), new Power(exponent));
        SameBits(Spread<double>(), new Power(exponent));
    }

    private static Func<double, double> PowerOf<T>(double exponent)
        where T : IFloatingPointIeee754<T>
    {
        double p = Data.Real(T.CreateTruncating(exponent));
        return x => Math.Pow(x, p);
    }

    [Fact]
    public void PowerOfSpecialNumbers()
    {
        SpecialNumbers<float>();
        SpecialNumbers<double>();
    }

    private static void SpecialNumbers<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double inf = double.PositiveInfinity;
        double[] some = [0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 2.5, -2.5, 1e-30, -1e30];
        T[] all =
        [
            .. some.Concat([inf, -inf, double.NaN]).Select(a => T.CreateTruncating(a)),
            T.Epsilon,
            -T.Epsilon,
        ];
        foreach (T x in all)
        foreach (T y in all)
        {
            T expected = T.Pow(x, y);
            T[] power = [default];
            default(Raise).Run([x], [y], power.AsSpan());
            Data.Near(Data.Real(expected), power[0], 4);
            Assert.True(T.IsNaN(expected) || T.IsNegative(expected) == T.IsNegative(power[0]));
        }
    }

    private static void Agrees<TOp>(TOp op, Func<double, double> reference, double ulps)
        where TOp : struct, IUnary
    {
        Within(Spread<float>(), op, reference, ulps);
        // The references themselves err by some.
        Within(Spread<double>(), op, reference, ulps + 1.5);
        SameBits(Spread<float>(), op);
        SameBits(Spread<double>(), op);
    }

    /// <summary>Every 9973rd float, or as many doubles of random bits; then numbers of the size that networks hold.</summary>
    private static T[] Spread<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        const int step = 9973;
        var x = new T[(int)((1L << 32) / step)];
        for (int i = 0; i < x.Length; i++)
        {
            uint single = (uint)i * step;
            long wide = random.NextInt64(long.MinValue, long.MaxValue);
            x[i] =
                typeof(T) == typeof(float)
                    ? Unsafe.BitCast<uint, T>(single)
                    : Unsafe.BitCast<long, T>(wide);
        }
        return
        [
            .. x,
            .. Data.Uniform<T>(random, 50_000, -4, 4),
            .. Data.Uniform<T>(random, 50_000, -750, 750),
            .. Data.Uniform<T>(random, 50_000, -1e6, 1e6),
            T.NaN,
            T.PositiveInfinity,
            T.NegativeInfinity,
            T.NegativeZero,
            Top<T>(),
        ];
    }

    private static void Within<TOp, T>(T[] x, TOp op, Func<double, double> reference, double ulps)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        Elementwise.Map(op, x, y.AsSpan());
        for (int i = 0; i < x.Length; i++)
        {
            double expected = reference(Data.Real(x[i]));
            T rounded = T.CreateTruncating(expected);
            if (y[i].Equals(rounded))
                continue;
            double place = Data.Real(T.BitIncrement(T.Abs(rounded)) - T.Abs(rounded));
            double error = Math.Abs(Data.Real(y[i]) - expected) / place;
            bool atTheEnd = T.IsInfinity(rounded) && T.Abs(y[i]) == Top<T>();
            bool pastTheEnd = T.IsInfinity(y[i]) && T.Abs(rounded) == Top<T>();
            Assert.True(
                error <= ulps || atTheEnd || pastTheEnd,
                $"{typeof(TOp).Name}({x[i]}) = {y[i]}, not {expected}: {error} ulps"
            );
        }
    }

    private static void SameBits<TOp, T>(T[] x, TOp op)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var whole = new T[x.Length];
        Elementwise.Map(op, x, whole.AsSpan());
        // Lengths 1 to 32 at all distances from the start of a register, each width thus.
        var y = new T[32];
        for (int i = 0, n = 1; i + n <= x.Length; i += n, n = (n % 32) + 1)
        {
            Span<T> part = y.AsSpan(0, n);
            Elementwise.Map(op, x.AsSpan(i, n), part);
            for (int k = 0; k < n; k++)
                Assert.True(
                    Bits(part[k]) == Bits(whole[i + k])
                        || (T.IsNaN(part[k]) && T.IsNaN(whole[i + k])),
                    $"{typeof(TOp).Name}({x[i + k]}) is {part[k]} among {n} but {whole[i + k]} among {x.Length}"
                );
        }
    }

    private static T Top<T>()
        where T : IFloatingPointIeee754<T> => T.BitDecrement(T.PositiveInfinity);

    private static long Bits<T>(T x)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, int>(x) : Unsafe.BitCast<T, long>(x);
}
