using System.Numerics;
using DeepExp.Kernels;
using Xunit;

namespace DeepExp.Tests.Kernels;

/// <summary>A formula against its reference, on numbers from low to high.</summary>
internal sealed class UnaryCheck<TFormula>(
    TFormula f,
    Func<double, double> reference,
    double low,
    double high,
    double ulps
) : ICheck
    where TFormula : struct, IUnaryFormula
{
    public void Run<W, T>()
        where W : IWidth<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (int n in Data.Sizes.Where(n => n >= W.Count))
        {
            T[] x = Data.Uniform<T>(random, n, low, high);
            double[] expected = [.. x.Select(a => reference(Data.Real(a)))];
            var y = new T[n];
            W.Map(f, x, y);
            Data.Near<T>(expected, y, ulps);
            W.Map(f, x, x);
            Assert.Equal(y, x);
        }
    }
}
