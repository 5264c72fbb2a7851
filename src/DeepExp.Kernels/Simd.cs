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

    /// <summary>The same with one number, read from memory, in every lane of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual TSelf MultiplyAdd(T* x, TSelf y, TSelf z) =>
        TSelf.MultiplyAdd(TSelf.Broadcast(*x), y, z);
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

    /// <summary>x·2ⁿ, rounded once, for whole n within twice the exponents of T.</summary>
    static abstract TSelf ScaleB(TSelf x, TSelf n);

    /// <summary>The whole k with x/2ᵏ from √½ to √2, for x above 0 that is neither subnormal nor infinite.</summary>
    static abstract TSelf Exponent(TSelf x);

    /// <summary>x/2ᵏ with that k.</summary>
    static abstract TSelf Significand(TSelf x);

    /// <summary>(-1)ⁿ·x for whole n below 2²² in float and 2⁵¹ in double.</summary>
    static abstract TSelf Alternate(TSelf x, TSelf n);

    /// <summary>|x| with the sign of the other.</summary>
    static abstract TSelf CopySign(TSelf x, TSelf sign);

    /// <summary>min(max(x, low), high); NaN stays NaN.</summary>
    static abstract TSelf Clamp(TSelf x, TSelf low, TSelf high);

    /// <summary>Whether x &lt;= y in every lane.</summary>
    static abstract bool AllAtMost(TSelf x, TSelf y);

    /// <summary>Lane by lane x &lt;= y ? then : otherwise.</summary>
    static abstract TSelf IfAtMost(TSelf x, TSelf y, TSelf then, TSelf otherwise);

    static abstract T Sum(TSelf x);

    /// <summary>The largest lane, as <see cref="Max"/> has it.</summary>
    static abstract T Largest(TSelf x);

    /// <summary>The first lane where x &gt;= y, <see cref="IRow{TSelf, T}.Count"/> or more where there is none.</summary>
    static abstract int FirstAtLeast(TSelf x, TSelf y);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> ScaleB(Scalar<T> x, Scalar<T> n) =>
        First(V128<T>.ScaleB(Lanes(x), Lanes(n)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Exponent(Scalar<T> x) => First(V128<T>.Exponent(Lanes(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Significand(Scalar<T> x) => First(V128<T>.Significand(Lanes(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar<T> Alternate(Scalar<T> x, Scalar<T> n) =>
        First(V128<T>.Alternate(Lanes(x), Lanes(n)));

    public static Scalar<T> CopySign(Scalar<T> x, Scalar<T> sign) =>
        new(T.CopySign(x.lane, sign.lane));

    public static Scalar<T> Clamp(Scalar<T> x, Scalar<T> low, Scalar<T> high) =>
        x.lane <= low.lane ? low
        : high.lane <= x.lane ? high
        : x;

    public static bool AllAtMost(Scalar<T> x, Scalar<T> y) => x.lane <= y.lane;

    private static V128<T> Lanes(Scalar<T> x) => V128<T>.Broadcast(x.lane);

    private static Scalar<T> First(V128<T> x) => Load((T*)&x);

    public static Scalar<T> IfAtMost(
        Scalar<T> x,
        Scalar<T> y,
        Scalar<T> then,
        Scalar<T> otherwise
    ) => x.lane <= y.lane ? then : otherwise;

    public static Scalar<T> IfPositive(Scalar<T> x, Scalar<T> otherwise) =>
        IfAtMost(x, default, otherwise, x);

    public static T Sum(Scalar<T> x) => x.lane;

    public static T Largest(Scalar<T> x) => x.lane;

    public static int FirstAtLeast(Scalar<T> x, Scalar<T> y) => x.lane >= y.lane ? 0 : 1;
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
