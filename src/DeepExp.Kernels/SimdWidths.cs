using System.Numerics;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

internal readonly unsafe struct V512<T>(Vector512<T> lanes) : IVector<V512<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> lanes = lanes;

    public static int Count => Vector512<T>.Count;

    public static V512<T> Load(T* at) => new(Vector512.Load(at));

    public static void Store(V512<T> x, T* at) => x.lanes.Store(at);

    public static V512<T> Broadcast(T value) => new(Vector512.Create(value));

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

    public static V512<T> Abs(V512<T> x) => new(Vector512.Abs(x.lanes));

    public static V512<T> Max(V512<T> x, V512<T> y) => new(Vector512.Max(x.lanes, y.lanes));

    public static V512<T> Sqrt(V512<T> x) => new(Vector512.Sqrt(x.lanes));

    public static V512<T> Round(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector512.Round(x.lanes.AsDouble()).As<double, T>()
        );

    public static V512<T> PowerOfTwo(V512<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector512.Create(PowerBits.Single)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector512
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector512.Create(PowerBits.Double)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    public static V512<T> Log(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512.Log(x.lanes.AsSingle()).As<float, T>()
                : Vector512.Log(x.lanes.AsDouble()).As<double, T>()
        );

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
}

internal readonly unsafe struct V256<T>(Vector256<T> lanes) : IVector<V256<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> lanes = lanes;

    public static int Count => Vector256<T>.Count;

    public static V256<T> Load(T* at) => new(Vector256.Load(at));

    public static void Store(V256<T> x, T* at) => x.lanes.Store(at);

    public static V256<T> Broadcast(T value) => new(Vector256.Create(value));

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

    public static V256<T> Round(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector256.Round(x.lanes.AsDouble()).As<double, T>()
        );

    public static V256<T> PowerOfTwo(V256<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector256.Create(PowerBits.Single)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector256
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector256.Create(PowerBits.Double)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    public static V256<T> Log(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256.Log(x.lanes.AsSingle()).As<float, T>()
                : Vector256.Log(x.lanes.AsDouble()).As<double, T>()
        );

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
}

internal readonly unsafe struct V128<T>(Vector128<T> lanes) : IVector<V128<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> lanes = lanes;

    public static int Count => Vector128<T>.Count;

    public static V128<T> Load(T* at) => new(Vector128.Load(at));

    public static void Store(V128<T> x, T* at) => x.lanes.Store(at);

    public static V128<T> Broadcast(T value) => new(Vector128.Create(value));

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

    public static V128<T> Round(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Round(x.lanes.AsSingle()).As<float, T>()
                : Vector128.Round(x.lanes.AsDouble()).As<double, T>()
        );

    public static V128<T> PowerOfTwo(V128<T> n) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128
                    .ShiftLeft(
                        (n.lanes.AsSingle() + Vector128.Create(PowerBits.Single)).AsInt32(),
                        23
                    )
                    .As<int, T>()
                : Vector128
                    .ShiftLeft(
                        (n.lanes.AsDouble() + Vector128.Create(PowerBits.Double)).AsInt64(),
                        52
                    )
                    .As<long, T>()
        );

    public static V128<T> Log(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Log(x.lanes.AsSingle()).As<float, T>()
                : Vector128.Log(x.lanes.AsDouble()).As<double, T>()
        );

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
}

/// <summary>
/// 1.5·2ᵐ, where m is the number of bits behind the point, plus the bias of the exponent: the sum with a whole number n holds n + bias in
/// its last bits, which shifted by m are the number 2ⁿ.
/// </summary>
internal static class PowerBits
{
    public const float Single = 12582912f + 127;
    public const double Double = 6755399441055744.0 + 1023;
}
