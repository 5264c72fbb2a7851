using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

internal readonly unsafe struct V128<T>(Vector128<T> lanes) : IVector<V128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> lanes = lanes;

    public static int Count => Vector128<T>.Count;

    public static V128<T> Load(T* at) => new(Vector128.Load(at));

    public static void Store(V128<T> x, T* at) => x.lanes.Store(at);

    public static V128<T> Broadcast(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Constant(double value) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Create((float)value).As<float, T>()
                : Vector128.Create(value).As<double, T>()
        );

    public static V128<T> operator +(V128<T> x, V128<T> y) => new(x.lanes + y.lanes);

    public static V128<T> operator -(V128<T> x, V128<T> y) => new(x.lanes - y.lanes);

    public static V128<T> operator *(V128<T> x, V128<T> y) => new(x.lanes * y.lanes);

    public static V128<T> operator /(V128<T> x, V128<T> y) => new(x.lanes / y.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> MultiplyAdd(V128<T> x, V128<T> y, V128<T> z) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128
                    .MultiplyAddEstimate(x.lanes.AsSingle(), y.lanes.AsSingle(), z.lanes.AsSingle())
                    .As<float, T>()
                : Vector128
                    .MultiplyAddEstimate(x.lanes.AsDouble(), y.lanes.AsDouble(), z.lanes.AsDouble())
                    .As<double, T>()
        );

    public static V128<T> Abs(V128<T> x) => new(Vector128.Abs(x.lanes));

    public static V128<T> Max(V128<T> x, V128<T> y) => new(Vector128.Max(x.lanes, y.lanes));

    public static V128<T> Sqrt(V128<T> x) => new(Vector128.Sqrt(x.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Round(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector128.Round(x.lanes.AsDouble()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> ScaleB(V128<T> x, V128<T> n)
    {
        if (Avx512F.VL.IsSupported)
            return new(
                typeof(T) == typeof(float)
                    ? Avx512F.VL.Scale(x.lanes.AsSingle(), n.lanes.AsSingle()).As<float, T>()
                    : Avx512F.VL.Scale(x.lanes.AsDouble(), n.lanes.AsDouble()).As<double, T>()
            );
        // 2ⁿ itself may overflow or underflow where the product does not.
        V128<T> half = Round(n * Constant(0.5));
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V128<T> PowerOfTwo(V128<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector128.Create(FloatBits.Power)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector128
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector128.Create(DoubleBits.Power)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Exponent(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (
                            (x.lanes.AsInt32() + Vector128.Create(FloatBits.One - FloatBits.Root))
                            >>> 23
                        ) | Vector128.Create(FloatBits.Whole)
                    ).AsSingle() - Vector128.Create(FloatBits.Bias)
                ).As<float, T>()
                : (
                    (
                        (
                            (x.lanes.AsInt64() + Vector128.Create(DoubleBits.One - DoubleBits.Root))
                            >>> 52
                        ) | Vector128.Create(DoubleBits.Whole)
                    ).AsDouble() - Vector128.Create(DoubleBits.Bias)
                ).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Significand(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (x.lanes.AsInt32() + Vector128.Create(FloatBits.One - FloatBits.Root))
                        & Vector128.Create(FloatBits.Fraction)
                    ) + Vector128.Create(FloatBits.Root)
                ).As<int, T>()
                : (
                    (
                        (x.lanes.AsInt64() + Vector128.Create(DoubleBits.One - DoubleBits.Root))
                        & Vector128.Create(DoubleBits.Fraction)
                    ) + Vector128.Create(DoubleBits.Root)
                ).As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V128<T> Alternate(V128<T> x, V128<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (n.lanes.AsSingle() + Vector128.Create(FloatBits.Power)).AsInt32()
                            - Vector128.Create(1)
                        << 31
                    ) ^ x.lanes.AsInt32()
                ).As<int, T>()
                : (
                    (
                        (n.lanes.AsDouble() + Vector128.Create(DoubleBits.Power)).AsInt64()
                            - Vector128.Create(1L)
                        << 63
                    ) ^ x.lanes.AsInt64()
                ).As<long, T>()
        );

    public static V128<T> CopySign(V128<T> x, V128<T> sign) =>
        new(Vector128.CopySign(x.lanes, sign.lanes));

    public static V128<T> Clamp(V128<T> x, V128<T> low, V128<T> high) =>
        new(Vector128.MinNative(high.lanes, Vector128.MaxNative(low.lanes, x.lanes)));

    public static bool AllAtMost(V128<T> x, V128<T> y) =>
        Vector128.LessThanOrEqualAll(x.lanes, y.lanes);

    public static V128<T> IfAtMost(V128<T> x, V128<T> y, V128<T> then, V128<T> otherwise) =>
        new(
            Vector128.ConditionalSelect(
                Vector128.LessThanOrEqual(x.lanes, y.lanes),
                then.lanes,
                otherwise.lanes
            )
        );

    public static V128<T> IfPositive(V128<T> x, V128<T> otherwise) =>
        IfAtMost(x, default, otherwise, x);

    public static T Sum(V128<T> x) => Vector128.Sum(x.lanes);

    public static T Largest(V128<T> x)
    {
        Vector128<double> halves = x.lanes.AsDouble();
        Vector128<T> y = Vector128.Max(
            x.lanes,
            Vector128.Shuffle(halves, Vector128.Create(1L, 0)).As<double, T>()
        );
        return typeof(T) == typeof(double)
            ? y.ToScalar()
            : Vector128
                .Max(
                    y,
                    Vector128.Shuffle(y.AsSingle(), Vector128.Create(1, 0, 3, 2)).As<float, T>()
                )
                .ToScalar();
    }

    public static int FirstAtLeast(V128<T> x, V128<T> y) =>
        BitOperations.TrailingZeroCount(
            Vector128.GreaterThanOrEqual(x.lanes, y.lanes).ExtractMostSignificantBits()
        );
}

/// <summary>
/// How numbers are written in bits. Power is 1.5·2ᵐ, where m is the number of bits behind the point, plus the bias of the exponent: the
/// sum with a whole number n holds n + bias in its last bits, which shifted by m are the number 2ⁿ. Bits below those of 2ᵐ, filled with a
/// whole number, are its sum with 2ᵐ, the bits of which are Whole; Bias is 2ᵐ plus the bias. Root is √½.
/// </summary>
internal static class FloatBits
{
    public const float Power = 12582912f + 127;
    public const float Bias = 8388608f + 127;
    public const int Whole = 0x4B000000;
    public const int One = 0x3F800000;
    public const int Root = 0x3F3504F3;
    public const int Fraction = 0x007FFFFF;
}

/// <summary>As <see cref="FloatBits"/>.</summary>
internal static class DoubleBits
{
    public const double Power = 6755399441055744.0 + 1023;
    public const double Bias = 4503599627370496.0 + 1023;
    public const long Whole = 0x4330000000000000;
    public const long One = 0x3FF0000000000000;
    public const long Root = 0x3FE6A09E667F3BCD;
    public const long Fraction = 0x000FFFFFFFFFFFFF;
}
