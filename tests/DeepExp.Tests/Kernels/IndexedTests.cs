using System.Numerics;
using DeepExp.Kernels;
using FsCheck.Xunit;
using Xunit;

namespace DeepExp.Tests.Kernels;

public sealed class IndexedTests
{
    [Property(MaxTest = 300)]
    public void AgreesWithAnIndexLoop(int seed)
    {
        Check<float>(seed);
        Check<double>(seed);
    }

    [Fact]
    public void GathersWhatIsNoNumberOfTheLibrary()
    {
        var y = new int[4];
        Indexed.Gather([1, 2, 3], 1, 3, 1, [2, -1, 0, 2], y.AsSpan());
        Assert.Equal([3, 0, 1, 3], y);
        var bytes = new byte[6];
        Indexed.Gather<byte>([1, 2, 3, 4], 1, 2, 2, [1, -1, 1], bytes);
        Assert.Equal([3, 4, 0, 0, 3, 4], bytes);
    }

    [Fact]
    public void WhatIsLeftOutDoesNotLeak()
    {
        var gx = new float[3];
        Indexed.Scatter([float.NaN, 1, 2, 4], 1, 3, 1, [-1, 2, 0, 2], gx.AsSpan());
        Assert.Equal([2, 0, 5], gx);
    }

    private static void Check<T>(int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        int outer = random.Next(4);
        int length = random.Next(6);
        int inner = random.Next(3) == 0 ? random.Next(70) : random.Next(4);
        int[] indices =
        [
            .. Enumerable.Range(0, random.Next(9)).Select(_ => random.Next(-1, length)),
        ];
        T[] x = Data.Uniform<T>(random, outer * length * inner);
        T[] g = Data.Uniform<T>(random, outer * indices.Length * inner);

        var y = new T[g.Length];
        var gx = new T[x.Length];
        foreach (int[] index in Data.Indices([outer, indices.Length, inner]))
        {
            (int o, int j, int i) = (index[0], index[1], index[2]);
            if (indices[j] < 0)
                continue;
            int at = (((o * length) + indices[j]) * inner) + i;
            y[(((o * indices.Length) + j) * inner) + i] = x[at];
            gx[at] += g[(((o * indices.Length) + j) * inner) + i];
        }
        T[] gathered = Data.Uniform<T>(random, y.Length);
        Indexed.Gather(x, outer, length, inner, indices, gathered.AsSpan());
        Assert.Equal(y, gathered);
        T[] scattered = Data.Uniform<T>(random, gx.Length);
        Indexed.Scatter(g, outer, length, inner, indices, scattered.AsSpan());
        Assert.Equal(gx, scattered);
        if (typeof(T) == typeof(double))
            Data.Near(Data.Real(Data.Product(y, g)), Data.Product(x, scattered), 8, g.Length);
    }
}
