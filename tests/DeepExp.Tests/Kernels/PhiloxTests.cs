using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class PhiloxTests
{
    /// <summary>The known answers that its authors publish with Philox4x32-10.</summary>
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(
        ulong.MaxValue,
        ulong.MaxValue,
        ulong.MaxValue,
        0x408f276du,
        0x41c83b0eu,
        0xa20bc7c6u,
        0x6d5451fdu
    )]
    [InlineData(
        0x299f31d0a4093822UL,
        0x85a308d3243f6a88UL,
        0x0370734413198a2eUL,
        0xd16cfe09u,
        0x94fdccebu,
        0x5001e420u,
        0x24126ea1u
    )]
    public void KnownAnswers(
        ulong key,
        ulong low,
        ulong high,
        uint w0,
        uint w1,
        uint w2,
        uint w3
    ) => Assert.Equal((w0, w1, w2, w3), Philox.Block(key, low, high));

    [Fact]
    public void AnElementDependsOnKeyAndIndexOnly()
    {
        var uniform = new float[101];
        var normal = new double[101];
        Philox.Uniform(5, uniform.AsSpan());
        Philox.Normal(5, normal.AsSpan());
        for (int n = 0; n <= 101; n++)
        {
            var u = new float[n];
            var g = new double[n];
            Philox.Uniform(5, u.AsSpan());
            Philox.Normal(5, g.AsSpan());
            Assert.Equal(uniform[..n], u);
            Assert.Equal(normal[..n], g);
        }
    }

    [Fact]
    public void UniformIsOnItsGridAndHasTheMomentsOfTheUniform()
    {
        const int n = 1 << 18;
        var x = new float[n];
        var y = new double[n];
        Philox.Uniform(42, x.AsSpan());
        Philox.Uniform(43, y.AsSpan());
        Assert.All(x, u => Assert.True(u is >= 0 and < 1 && float.IsInteger(u * (1 << 24))));
        Assert.All(y, u => Assert.True(u is >= 0 and < 1 && double.IsInteger(u * (1L << 53))));
        Assert.Contains(y, u => (float)u != u);
        foreach (double[] sample in new[] { [.. x.Select(u => (double)u)], y })
        {
            Assert.Equal(0.5, sample.Average(), 0.003);
            Assert.Equal(1 / 12.0, sample.Average(u => (u - 0.5) * (u - 0.5)), 0.001);
            Assert.Equal(
                0,
                sample.Zip(sample.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average(),
                0.001
            );
        }
    }

    [Fact]
    public void NormalHasTheMomentsOfTheNormal()
    {
        const int n = 1 << 18;
        var x = new double[n];
        Philox.Normal(7, x.AsSpan());
        Assert.Equal(0, x.Average(), 0.01);
        Assert.Equal(1, x.Average(a => a * a), 0.015);
        Assert.Equal(0, x.Average(a => a * a * a), 0.04);
        Assert.Equal(3, x.Average(a => a * a * a * a), 0.12);
        Assert.Equal(0, x.Zip(x.Skip(1), (a, b) => a * b).Average(), 0.01);
        Assert.Equal(0.6827, x.Count(a => Math.Abs(a) < 1) / (double)n, 0.005);
        var rounded = new float[n];
        Philox.Normal(7, rounded.AsSpan());
        Assert.Equal(x.Select(a => (float)a), rounded);
    }
}
