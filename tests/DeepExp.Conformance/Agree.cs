using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>Agreement with what Chainer computed.</summary>
internal static class Agree
{
    /// <summary>Each element differs by at most <paramref name="relative"/> times the largest element expected.</summary>
    public static void Within(double relative, Tensor expected, Tensor actual, string what)
    {
        Assert.True(
            expected.DType.Equals(actual.DType) && expected.Shape.SequenceEqual(actual.Shape),
            $"{what}: expected {expected}, got {actual}"
        );
        var (wanted, got) = (expected.ToArray<double>(), actual.ToArray<double>());
        var largest = wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(
                wanted[i].Equals(got[i]) || Math.Abs(got[i] - wanted[i]) <= relative * largest,
                $"{what}[{i}]: expected {wanted[i]:R}, got {got[i]:R}"
            );
    }

    /// <summary>The parameters of the link are those expected, no more and no fewer.</summary>
    public static void Within(
        double relative,
        IReadOnlyDictionary<string, Tensor> expected,
        Link link,
        string what
    )
    {
        var parameters = link.NamedParams()
            .ToDictionary(named => named.Path[1..], named => named.Param);
        Assert.Equal(expected.Keys.Order(), parameters.Keys.Order());
        foreach (var (path, value) in expected)
            Within(relative, value, parameters[path].Data, $"{what}, {path}");
    }

    public static void Within(double relative, double expected, double actual, string what) =>
        Assert.True(
            Math.Abs(actual - expected) <= relative * Math.Abs(expected),
            $"{what}: expected {expected:R}, got {actual:R}"
        );

    /// <summary>The same bits in every parameter of both links.</summary>
    public static void Bits(Link expected, Link actual)
    {
        var pairs = expected.NamedParams().Zip(actual.NamedParams()).ToList();
        Assert.Equal(expected.NamedParams().Count(), pairs.Count);
        foreach (var ((path, mine), (otherPath, theirs)) in pairs)
        {
            Assert.Equal(path, otherPath);
            Bits(mine.Data, theirs.Data);
        }
    }

    public static void Bits(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.DType, actual.DType);
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(
            expected.ToArray<double>().Select(BitConverter.DoubleToInt64Bits),
            actual.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)
        );
    }
}
