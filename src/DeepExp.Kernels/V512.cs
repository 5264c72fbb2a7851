using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepExp.Kernels;

internal readonly unsafe struct V512<T>(Vector512<T> lanes) : IVector<V512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> lanes = lanes;

    public static int Count => Vector512<T>.Count;

    public static V512<T> Load(T* at) => new(Vector512.Load(at));

    public static void Store(V512<T> x, T* at) => x.lanes.Store(at);

    public static V512<T> Broadcast(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Constant(double value) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Create((float)value).As<float, T>()
                : Vector512.Create(value).As<double, T>()
        );

    public static V512<T> operator +(V512<T> x, V512<T> y) => new(x.lanes + y.lanes);

    public static V512<T> operator -(V512<T> x, V512<T> y) => new(x.lanes - y.lanes);

    public static V512<T> operator *(V512<T> x, V512<T> y) => new(x.lanes * y.lanes);

    public static V512<T> operator /(V512<T> x, V512<T> y) => new(x.lanes / y.lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(V512<T> x, V512<T> y, V512<T> z) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512
                    .MultiplyAddEstimate(x.lanes.AsSingle(), y.lanes.AsSingle(), z.lanes.AsSingle())
                    .As<float, T>()
                : Vector512
                    .MultiplyAddEstimate(x.lanes.AsDouble(), y.lanes.AsDouble(), z.lanes.AsDouble())
                    .As<double, T>()
        );

    // In one expression, of which the compiler makes one instruction that reads the number and spreads it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> MultiplyAdd(T* x, V512<T> y, V512<T> z) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512
                    .MultiplyAddEstimate(
                        y.lanes.AsSingle(),
                        Vector512.Create(*x).AsSingle(),
                        z.lanes.AsSingle()
                    )
                    .As<float, T>()
                : Vector512
                    .MultiplyAddEstimate(
                        y.lanes.AsDouble(),
                        Vector512.Create(*x).AsDouble(),
                        z.lanes.AsDouble()
                    )
                    .As<double, T>()
        );

    public static V512<T> Abs(V512<T> x) => new(Vector512.Abs(x.lanes));

    public static V512<T> Max(V512<T> x, V512<T> y) => new(Vector512.Max(x.lanes, y.lanes));

    public static V512<T> Sqrt(V512<T> x) => new(Vector512.Sqrt(x.lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Round(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector512.Round(x.lanes.AsDouble()).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> ScaleB(V512<T> x, V512<T> n)
    {
        if (Avx512F.IsSupported)
            return new(
                typeof(T) == typeof(float)
                    ? Avx512F.Scale(x.lanes.AsSingle(), n.lanes.AsSingle()).As<float, T>()
                    : Avx512F.Scale(x.lanes.AsDouble(), n.lanes.AsDouble()).As<double, T>()
            );
        // 2ⁿ itself may overflow or underflow where the product does not.
        V512<T> half = Round(n * Constant(0.5));
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V512<T> PowerOfTwo(V512<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector512.Create(FloatBits.Power)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector512
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector512.Create(DoubleBits.Power)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Exponent(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (
                            (x.lanes.AsInt32() + Vector512.Create(FloatBits.One - FloatBits.Root))
                            >>> 23
                        ) | Vector512.Create(FloatBits.Whole)
                    ).AsSingle() - Vector512.Create(FloatBits.Bias)
                ).As<float, T>()
                : (
                    (
                        (
                            (x.lanes.AsInt64() + Vector512.Create(DoubleBits.One - DoubleBits.Root))
                            >>> 52
                        ) | Vector512.Create(DoubleBits.Whole)
                    ).AsDouble() - Vector512.Create(DoubleBits.Bias)
                ).As<double, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Significand(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (x.lanes.AsInt32() + Vector512.Create(FloatBits.One - FloatBits.Root))
                        & Vector512.Create(FloatBits.Fraction)
                    ) + Vector512.Create(FloatBits.Root)
                ).As<int, T>()
                : (
                    (
                        (x.lanes.AsInt64() + Vector512.Create(DoubleBits.One - DoubleBits.Root))
                        & Vector512.Create(DoubleBits.Fraction)
                    ) + Vector512.Create(DoubleBits.Root)
                ).As<long, T>()
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V512<T> Alternate(V512<T> x, V512<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? (
                    (
                        (n.lanes.AsSingle() + Vector512.Create(FloatBits.Power)).AsInt32()
                            - Vector512.Create(1)
                        << 31
                    ) ^ x.lanes.AsInt32()
                ).As<int, T>()
                : (
                    (
                        (n.lanes.AsDouble() + Vector512.Create(DoubleBits.Power)).AsInt64()
                            - Vector512.Create(1L)
                        << 63
                    ) ^ x.lanes.AsInt64()
                ).As<long, T>()
        );

    public static V512<T> CopySign(V512<T> x, V512<T> sign) =>
        new(Vector512.CopySign(x.lanes, sign.lanes));

    public static V512<T> Clamp(V512<T> x, V512<T> low, V512<T> high) =>
        new(Vector512.MinNative(high.lanes, Vector512.MaxNative(low.lanes, x.lanes)));

    public static bool AllAtMost(V512<T> x, V512<T> y) =>
        Vector512.LessThanOrEqualAll(x.lanes, y.lanes);

    public static V512<T> IfAtMost(V512<T> x, V512<T> y, V512<T> then, V512<T> otherwise) =>
        new(
            Vector512.ConditionalSelect(
                Vector512.LessThanOrEqual(x.lanes, y.lanes),
                then.lanes,
                otherwise.lanes
            )
        );

    public static V512<T> IfPositive(V512<T> x, V512<T> otherwise) =>
        IfAtMost(x, default, otherwise, x);

    public static T Sum(V512<T> x) => V256<T>.Sum(new(x.lanes.GetLower() + x.lanes.GetUpper()));

    public static T Largest(V512<T> x) =>
        V256<T>.Largest(new(Vector256.Max(x.lanes.GetLower(), x.lanes.GetUpper())));

    public static int FirstAtLeast(V512<T> x, V512<T> y) =>
        BitOperations.TrailingZeroCount(
            Vector512.GreaterThanOrEqual(x.lanes, y.lanes).ExtractMostSignificantBits()
        );
}
