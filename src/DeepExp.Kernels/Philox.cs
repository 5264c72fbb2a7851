using System.Numerics;
using System.Runtime.CompilerServices;

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
    public static void Uniform<T>(ulong key, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int perBlock = Unsafe.SizeOf<T>() == sizeof(double) ? 2 : 4;
        Span<T> block = stackalloc T[perBlock];
        for (int i = 0; i < y.Length; i += perBlock)
        {
            (uint w0, uint w1, uint w2, uint w3) = Block(key, (ulong)(i / perBlock), 0);
            if (perBlock == 2)
            {
                block[0] = T.CreateTruncating(Unit(w0, w1));
                block[1] = T.CreateTruncating(Unit(w2, w3));
            }
            else
            {
                block[0] = Unit<T>(w0);
                block[1] = Unit<T>(w1);
                block[2] = Unit<T>(w2);
                block[3] = Unit<T>(w3);
            }
            block[..Math.Min(perBlock, y.Length - i)].CopyTo(y[i..]);
        }
    }

    /// <summary>
    /// N(0, 1) after Box and Muller, in pairs: √(-2 ln u)·cos 2πv and √(-2 ln u)·sin 2πv. Element i depends on the key and i only.
    /// </summary>
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

    private static T Unit<T>(uint word)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.CreateTruncating((word >> 8) * (1f / (1 << 24)));
}
