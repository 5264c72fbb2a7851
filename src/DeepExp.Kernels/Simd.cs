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

    static abstract TSelf operator *(TSelf x, TSelf y);

    /// <summary>Lane by lane x where it is positive or NaN, otherwise the other.</summary>
    static abstract TSelf IfPositive(TSelf x, TSelf otherwise);

    /// <summary>x·y + z, fused where the hardware has it.</summary>
    static abstract TSelf MultiplyAdd(TSelf x, TSelf y, TSelf z);
}

/// <summary>A register of numbers, float or double: every kernel is written once over it and compiled for each width.</summary>
internal unsafe interface IVector<TSelf, T> : IRow<TSelf, T>
    where TSelf : unmanaged, IVector<TSelf, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The value rounded to T, in every lane.</summary>
    static abstract TSelf Constant(double value);

    static abstract TSelf operator -(TSelf x, TSelf y);

    static abstract TSelf operator /(TSelf x, TSelf y);

    static abstract TSelf Abs(TSelf x);

    /// <summary>NaN where either is NaN; 0 is larger than -0.</summary>
    static abstract TSelf Max(TSelf x, TSelf y);
    static abstract TSelf Sqrt(TSelf x);
    static abstract TSelf Round(TSelf x);

    /// <summary>2ⁿ for whole n within the exponents of T.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);
    static abstract TSelf Log(TSelf x);

    /// <summary>Lane by lane x &lt;= y ? then : otherwise.</summary>
    static abstract TSelf IfAtMost(TSelf x, TSelf y, TSelf then, TSelf otherwise);

    static abstract T Sum(TSelf x);

    /// <summary>The first <paramref name="n"/> lanes from memory, zero in the rest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf LoadFirst(int n, T* at)
    {
        TSelf x = default;
        for (int i = 0; i < n; i++)
            ((T*)&x)[i] = at[i];
        return x;
    }
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

    // The library's maximum of two numbers branches.
    public static Scalar<T> Max(Scalar<T> x, Scalar<T> y) =>
        new(
            Vector128
                .Max(Vector128.CreateScalarUnsafe(x.lane), Vector128.CreateScalarUnsafe(y.lane))
                .ToScalar()
        );

    public static Scalar<T> Sqrt(Scalar<T> x) => new(T.Sqrt(x.lane));

    public static Scalar<T> Round(Scalar<T> x) => new(T.Round(x.lane));

    public static Scalar<T> PowerOfTwo(Scalar<T> n) =>
        new(T.ScaleB(T.One, int.CreateTruncating(n.lane)));

    // The library's logarithm of one number differs from that of its registers in the last place.
    public static Scalar<T> Log(Scalar<T> x) =>
        new(
            typeof(T) == typeof(float)
                ? Vector128.Log(Vector128.Create(x.lane).AsSingle()).As<float, T>().ToScalar()
                : Vector128.Log(Vector128.Create(x.lane).AsDouble()).As<double, T>().ToScalar()
        );

    public static Scalar<T> IfAtMost(
        Scalar<T> x,
        Scalar<T> y,
        Scalar<T> then,
        Scalar<T> otherwise
    ) => x.lane <= y.lane ? then : otherwise;

    public static Scalar<T> IfPositive(Scalar<T> x, Scalar<T> otherwise) =>
        IfAtMost(x, default, otherwise, x);

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
    public static Twice<V, T> operator *(Twice<V, T> x, Twice<V, T> y) =>
        new(x.left * y.left, x.right * y.right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> IfPositive(Twice<V, T> x, Twice<V, T> otherwise) =>
        new(V.IfPositive(x.left, otherwise.left), V.IfPositive(x.right, otherwise.right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Twice<V, T> MultiplyAdd(Twice<V, T> x, Twice<V, T> y, Twice<V, T> z) =>
        new(V.MultiplyAdd(x.left, y.left, z.left), V.MultiplyAdd(x.right, y.right, z.right));
}
