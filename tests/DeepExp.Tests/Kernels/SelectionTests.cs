using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class SelectionTests
{
    [Fact]
    public void Select() => EveryWidth.Run(new Check());

    [Fact]
    public void SpecialValues()
    {
        float[] c =
        [
            1,
            -1,
            0,
            -0f,
            float.NaN,
            float.Epsilon,
            -float.Epsilon,
            float.PositiveInfinity,
            float.NegativeInfinity,
        ];
        float[] nan = [.. c.Select(_ => float.NaN)];
        float[] seven = [.. c.Select(_ => 7f)];
        var z = new float[c.Length];
        Selection.Select(c, seven, nan, z.AsSpan());
        Assert.Equal(c.Select(a => a > 0 ? 7 : float.NaN), z);
        Selection.Select(c, nan, seven, z.AsSpan());
        Assert.Equal(c.Select(a => a > 0 ? float.NaN : 7), z);
        foreach (float a in c)
        {
            Selection.Select([a], [1f], [2f], z.AsSpan(0, 1));
            Assert.Equal(a > 0 ? 1 : 2, z[0]);
        }
    }

    private sealed class Check : ICheck
    {
        public void Run<W, T>()
            where W : IWidth<T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var random = new Random(1);
            foreach (int n in Data.Sizes.Where(n => n >= W.Count))
            {
                T[][] cxy =
                [
                    Data.Uniform<T>(random, n),
                    Data.Uniform<T>(random, n),
                    Data.Uniform<T>(random, n),
                ];
                T[] expected =
                [
                    .. Enumerable
                        .Range(0, n)
                        .Select(i => cxy[0][i] > T.Zero ? cxy[1][i] : cxy[2][i]),
                ];
                var z = new T[n];
                W.Select(cxy[0], cxy[1], cxy[2], z);
                Assert.Equal(expected, z);
                for (int side = 0; side < 3; side++)
                {
                    T[][] copy = [.. cxy.Select(a => a.ToArray())];
                    W.Select(copy[0], copy[1], copy[2], copy[side]);
                    Assert.Equal(expected, copy[side]);
                }
            }
        }
    }
}
