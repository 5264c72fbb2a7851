using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepExp.Kernels;

/// <summary>
/// Philox4x32-10: random numbers as a function of a key and a counter. J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, Parallel
/// random numbers: as easy as 1, 2, 3, SC 2011.
/// </summary>
public static class Philox
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four random words of a counter of 128 bits under a key of 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint, uint, uint, uint) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        (uint k0, uint k1) = ((uint)key, (uint)(key >> 32));
        (uint c0, uint c1) = ((uint)counterLow, (uint)(counterLow >> 32));
        (uint c2, uint c3) = ((uint)counterHigh, (uint)(counterHigh >> 32));
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = (
                (uint)(product1 >> 32) ^ c1 ^ k0,
                (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ k1,
                (uint)product0
            );
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>
    /// Uniform on [0, 1): multiples of 2⁻²⁴ for numbers of 32 bits, of 2⁻⁵³ for those of 64. Element i depends on the key and i only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Uniform<T>(ulong key, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(double))
            Uniform(key, MemoryMarshal.Cast<T, double>(y));
        else
            Uniform(key, MemoryMarshal.Cast<T, float>(y));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Uniform(ulong key, Span<float> y)
    {
        for (ulong counter = 0; !y.IsEmpty; counter++)
        {
            (uint w0, uint w1, uint w2, uint w3) = Block(key, counter, 0);
            y[0] = Unit(w0);
            if (y.Length > 1)
                y[1] = Unit(w1);
            if (y.Length > 2)
                y[2] = Unit(w2);
            if (y.Length > 3)
                y[3] = Unit(w3);
            y = y[Math.Min(4, y.Length)..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Uniform(ulong key, Span<double> y)
    {
        for (ulong counter = 0; !y.IsEmpty; counter++)
        {
            (uint w0, uint w1, uint w2, uint w3) = Block(key, counter, 0);
            y[0] = Unit(w0, w1);
            if (y.Length > 1)
                y[1] = Unit(w2, w3);
            y = y[Math.Min(2, y.Length)..];
        }
    }

    /// <summary>
    /// N(0, 1) after Box and Muller, in pairs: √(-2 ln u)·cos 2πv and √(-2 ln u)·sin 2πv. Element i depends on the key and i only.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normal<T>(ulong key, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i += 2)
        {
            (uint w0, uint w1, uint w2, uint w3) = Block(key, (ulong)(i / 2), 0);
            // 1 - u lies in (0, 1], where the logarithm is finite.
            double radius = Math.Sqrt(-2 * Math.Log(1 - Unit(w0, w1)));
            (double sin, double cos) = Math.SinCos(2 * Math.PI * Unit(w2, w3));
            y[i] = T.CreateTruncating(radius * cos);
            if (i + 1 < y.Length)
                y[i + 1] = T.CreateTruncating(radius * sin);
        }
    }

    private static double Unit(uint low, uint high) =>
        ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));

    private static float Unit(uint word) => (word >> 8) * (1f / (1 << 24));
}
