using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
    /// The words of four counters that follow each other, in order. Each has a lane of 64 bits; as a product reads the lower half of a
    /// lane alone, nothing has to be cleared above it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint>, Vector256<uint>) FourBlocks(ulong key, ulong counter)
    {
        Vector256<uint> multiplier0 = Vector256.Create(Multiplier0);
        Vector256<uint> multiplier1 = Vector256.Create(Multiplier1);
        Vector256<ulong> k0 = Vector256.Create(key);
        Vector256<ulong> k1 = Vector256.Create(key >> 32);
        Vector256<ulong> c0 = Vector256.Create(counter) + Vector256.Create(0UL, 1, 2, 3);
        Vector256<ulong> c1 = c0 >>> 32;
        Vector256<ulong> c2 = default;
        Vector256<ulong> c3 = default;
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(multiplier0, c0.AsUInt32());
            Vector256<ulong> product1 = Avx2.Multiply(multiplier1, c2.AsUInt32());
            (c0, c1, c2, c3) = (
                (product1 >>> 32) ^ c1 ^ k0,
                product1,
                (product0 >>> 32) ^ c3 ^ k1,
                product0
            );
            k0 += Vector256.Create((ulong)Weyl0);
            k1 += Vector256.Create((ulong)Weyl1);
        }
        Vector256<ulong> lower = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> c01 = (c0 & lower) | (c1 << 32);
        Vector256<ulong> c23 = (c2 & lower) | (c3 << 32);
        return (InTurns(c01.GetLower(), c23.GetLower()), InTurns(c01.GetUpper(), c23.GetUpper()));
    }

    private static Vector256<uint> InTurns(Vector128<ulong> x, Vector128<ulong> y) =>
        Vector256.Shuffle(Vector256.Create(x, y), Vector256.Create(0UL, 2, 1, 3)).AsUInt32();

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
        ulong counter = 0;
        if (Avx2.IsSupported)
            for (; y.Length >= 16; counter += 4, y = y[16..])
            {
                (Vector256<uint> first, Vector256<uint> second) = FourBlocks(key, counter);
                Unit(first).CopyTo(y);
                Unit(second).CopyTo(y[8..]);
            }
        for (; !y.IsEmpty; counter++)
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

    private static Vector256<float> Unit(Vector256<uint> words) =>
        Vector256.ConvertToSingle((words >>> 8).AsInt32()) * (1f / (1 << 24));
}
