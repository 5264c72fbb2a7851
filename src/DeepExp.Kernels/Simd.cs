using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A row of numbers side by side in one register or several: what the matrix product needs.</summary>
internal unsafe interface IRow<TSelf, T>
    where TSelf : unmanaged, IRow<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract int Count { get; }
    static abstract TSelf Load(T* at);
    static abstract void Store(TSelf x, T* at);
    static abstract TSelf Broadcast(T value);

    static abstract TSelf operator +(TSelf x, TSelf y);

    /// <summary>x·y + z, fused where the hardware has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);

    /// <summary>The first <paramref name="n"/> lanes from memory, zero in the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf LoadFirst(int n, T* at)
    {
        TSelf x = default;
        Unsafe.CopyBlockUnaligned(&x, at, (uint)(n * sizeof(T)));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual void StoreFirst(int n, TSelf x, T* at) =>
        Unsafe.CopyBlockUnaligned(at, &x, (uint)(n * sizeof(T)));
}

/// <summary>A register of numbers: every kernel is written once over it and compiled for each width.</summary>
internal unsafe interface IVector<TSelf, T> : IRow<TSelf, T>
    where TSelf : unmanaged, IVector<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The value rounded to T, in every lane.</summary>
    static abstract TSelf Constant(double value);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator *(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf Abs(TSelf x);
    static abstract TSelf Sqrt(TSelf x);
    static abstract TSelf Exp(TSelf x);
    static abstract TSelf Log(TSelf x);

    /// <summary>Lane by lane x &lt;= y ? then : otherwise.</summary>
    static abstract TSelf IfAtMost(TSelf x, TSelf y, TSelf then, TSelf otherwise);

    static abstract T Sum(TSelf x);
}

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

    public static V512<T> Sqrt(V512<T> x) => new(Vector512.Sqrt(x.lanes));

    public static V512<T> Exp(V512<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector512
                    .Narrow(
                        Vector512.Exp(Vector512.WidenLower(x.lanes.AsSingle())),
                        Vector512.Exp(Vector512.WidenUpper(x.lanes.AsSingle()))
                    )
                    .As<float, T>()
                : Vector512.Exp(x.lanes.AsDouble()).As<double, T>()
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

    public static V256<T> Sqrt(V256<T> x) => new(Vector256.Sqrt(x.lanes));

    public static V256<T> Exp(V256<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector256
                    .Narrow(
                        Vector256.Exp(Vector256.WidenLower(x.lanes.AsSingle())),
                        Vector256.Exp(Vector256.WidenUpper(x.lanes.AsSingle()))
                    )
                    .As<float, T>()
                : Vector256.Exp(x.lanes.AsDouble()).As<double, T>()
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

    public static V128<T> Sqrt(V128<T> x) => new(Vector128.Sqrt(x.lanes));

    public static V128<T> Exp(V128<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128
                    .Narrow(
                        Vector128.Exp(Vector128.WidenLower(x.lanes.AsSingle())),
                        Vector128.Exp(Vector128.WidenUpper(x.lanes.AsSingle()))
                    )
                    .As<float, T>()
                : Vector128.Exp(x.lanes.AsDouble()).As<double, T>()
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

    public static T Sum(V128<T> x) => Vector128.Sum(x.lanes);
}

internal readonly unsafe struct Scalar<T>(T lane) : IVector<Scalar<T>, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T lane = lane;

    public static int Count => 1;

    public static Scalar<T> Load(T* at) => new(*at);

    public static void Store(Scalar<T> x, T* at) => *at = x.lane;

    public static Scalar<T> Broadcast(T value) => new(value);

    public static Scalar<T> Constant(double value) => new(T.CreateTruncating(value));

    public static Scalar<T> operator +(Scalar<T> x, Scalar<T> y) => new(x.lane + y.lane);

    public static Scalar<T> operator -(Scalar<T> x, Scalar<T> y) => new(x.lane - y.lane);

    public static Scalar<T> operator *(Scalar<T> x, Scalar<T> y) => new(x.lane * y.lane);

    public static Scalar<T> operator /(Scalar<T> x, Scalar<T> y) => new(x.lane / y.lane);

    public static Scalar<T> MultiplyAdd(Scalar<T> x, Scalar<T> y, Scalar<T> z) =>
        new(T.MultiplyAddEstimate(x.lane, y.lane, z.lane));

    public static Scalar<T> Abs(Scalar<T> x) => new(T.Abs(x.lane));

    public static Scalar<T> Sqrt(Scalar<T> x) => new(T.Sqrt(x.lane));

    public static Scalar<T> Exp(Scalar<T> x) => new(T.Exp(x.lane));

    public static Scalar<T> Log(Scalar<T> x) => new(T.Log(x.lane));

    public static Scalar<T> IfAtMost(
        Scalar<T> x,
        Scalar<T> y,
        Scalar<T> then,
        Scalar<T> otherwise
    ) => x.lane <= y.lane ? then : otherwise;

    public static T Sum(Scalar<T> x) => x.lane;
}

/// <summary>Two registers side by side: a row twice as wide.</summary>
internal readonly unsafe struct Twice<V, T>(V left, V right) : IRow<Twice<V, T>, T>
    where V : unmanaged, IRow<V, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly V left = left;
    private readonly V right = right;

    public static int Count => 2 * V.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> Load(T* at) => new(V.Load(at), V.Load(at + V.Count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Twice<V, T> x, T* at)
    {
        V.Store(x.left, at);
        V.Store(x.right, at + V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> Broadcast(T value)
    {
        V all = V.Broadcast(value);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> operator +(Twice<V, T> x, Twice<V, T> y) =>
        new(x.left + y.left, x.right + y.right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> MultiplyAdd(Twice<V, T> x, Twice<V, T> y, Twice<V, T> z) =>
        new(V.MultiplyAdd(x.left, y.left, z.left), V.MultiplyAdd(x.right, y.right, z.right));
}
