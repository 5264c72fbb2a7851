using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

internal readonly unsafe struct V256<T>(Vector256<T> lanes) : IVector<V256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> lanes = lanes;

    public static int Count => Vector256<T>.Count;

    public static V256<T> Load(T* at) => new(Vector256.Load(at));

    public static void Store(V256<T> x, T* at) => x.lanes.Store(at);

    public static V256<T> Broadcast(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Constant(double value) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Create((float)value).As<float, T>()
                : Vector256.Create(value).As<double, T>()
        );

    public static V256<T> operator +(V256<T> x, V256<T> y) => new(x.lanes + y.lanes);

    public static V256<T> operator -(V256<T> x, V256<T> y) => new(x.lanes - y.lanes);

    public static V256<T> operator *(V256<T> x, V256<T> y) => new(x.lanes * y.lanes);

    public static V256<T> operator /(V256<T> x, V256<T> y) => new(x.lanes / y.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> MultiplyAdd(V256<T> x, V256<T> y, V256<T> z) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256
                    .MultiplyAddEstimate(x.lanes.AsSingle(), y.lanes.AsSingle(), z.lanes.AsSingle())
                    .As<float, T>()
                : Vector256
                    .MultiplyAddEstimate(x.lanes.AsDouble(), y.lanes.AsDouble(), z.lanes.AsDouble())
                    .As<double, T>()
        );

    public static V256<T> Abs(V256<T> x) => new(Vector256.Abs(x.lanes));

    public static V256<T> Max(V256<T> x, V256<T> y) => new(Vector256.Max(x.lanes, y.lanes));

    public static V256<T> Sqrt(V256<T> x) => new(Vector256.Sqrt(x.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Round(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector256.Round(x.lanes.AsDouble()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> ScaleB(V256<T> x, V256<T> n)
    {
        if (Avx512F.VL.IsSupported)
            return new(
                typeof(T) == typeof(float)
                    ? Avx512F.VL.Scale(x.lanes.AsSingle(), n.lanes.AsSingle()).As<float, T>()
                    : Avx512F.VL.Scale(x.lanes.AsDouble(), n.lanes.AsDouble()).As<double, T>()
            );
        // 2ⁿ itself may overflow or underflow where the product does not.
        V256<T> half = Round(n * Constant(0.5));
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V256<T> PowerOfTwo(V256<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector256.Create(FloatBits.Power)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector256
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector256.Create(DoubleBits.Power)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Exponent(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (
                            (x.lanes.AsInt32() + Vector256.Create(FloatBits.One - FloatBits.Root))
                            >>> 23
                        ) | Vector256.Create(FloatBits.Whole)
                    ).AsSingle() - Vector256.Create(FloatBits.Bias)
                ).As<float, T>()
                : (
                    (
                        (
                            (x.lanes.AsInt64() + Vector256.Create(DoubleBits.One - DoubleBits.Root))
                            >>> 52
                        ) | Vector256.Create(DoubleBits.Whole)
                    ).AsDouble() - Vector256.Create(DoubleBits.Bias)
                ).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Significand(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (x.lanes.AsInt32() + Vector256.Create(FloatBits.One - FloatBits.Root))
                        & Vector256.Create(FloatBits.Fraction)
                    ) + Vector256.Create(FloatBits.Root)
                ).As<int, T>()
                : (
                    (
                        (x.lanes.AsInt64() + Vector256.Create(DoubleBits.One - DoubleBits.Root))
                        & Vector256.Create(DoubleBits.Fraction)
                    ) + Vector256.Create(DoubleBits.Root)
                ).As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V256<T> Alternate(V256<T> x, V256<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (n.lanes.AsSingle() + Vector256.Create(FloatBits.Power)).AsInt32()
                            - Vector256.Create(1)
                        << 31
                    ) ^ x.lanes.AsInt32()
                ).As<int, T>()
                : (
                    (
                        (n.lanes.AsDouble() + Vector256.Create(DoubleBits.Power)).AsInt64()
                            - Vector256.Create(1L)
                        << 63
                    ) ^ x.lanes.AsInt64()
                ).As<long, T>()
        );

    public static V256<T> CopySign(V256<T> x, V256<T> sign) =>
        new(Vector256.CopySign(x.lanes, sign.lanes));

    public static V256<T> Clamp(V256<T> x, V256<T> low, V256<T> high) =>
        new(Vector256.MinNative(high.lanes, Vector256.MaxNative(low.lanes, x.lanes)));

    public static bool AllAtMost(V256<T> x, V256<T> y) =>
        Vector256.LessThanOrEqualAll(x.lanes, y.lanes);

    public static V256<T> IfAtMost(V256<T> x, V256<T> y, V256<T> then, V256<T> otherwise) =>
        new(
            Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(x.lanes, y.lanes),
                then.lanes,
                otherwise.lanes
            )
        );

    public static V256<T> IfPositive(V256<T> x, V256<T> otherwise) =>
        IfAtMost(x, default, otherwise, x);

    public static T Sum(V256<T> x) => V128<T>.Sum(new(x.lanes.GetLower() + x.lanes.GetUpper()));

    public static T Largest(V256<T> x) =>
        V128<T>.Largest(new(Vector128.Max(x.lanes.GetLower(), x.lanes.GetUpper())));

    public static int FirstAtLeast(V256<T> x, V256<T> y) =>
        BitOperations.TrailingZeroCount(
            Vector256.GreaterThanOrEqual(x.lanes, y.lanes).ExtractMostSignificantBits()
        );
}
