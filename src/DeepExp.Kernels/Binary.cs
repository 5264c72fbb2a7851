using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A function of two numbers, run over all elements.</summary>
public interface IBinary
{
    /// <summary>z = f(x, y), element by element; of either side one number may stand for all. z may be x or y itself.</summary>
    void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The formula of a function of two numbers, lane by lane.</summary>
internal interface IBinaryFormula
{
    V Of<V, T>(V x, V y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>z = x + y</summary>
public readonly struct Add : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x + y;
}

/// <summary>z = x - y</summary>
public readonly struct Subtract : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x - y;
}

/// <summary>z = x·y</summary>
public readonly struct Multiply : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x * y;
}

/// <summary>z = x/y</summary>
public readonly struct Divide : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x / y;
}

/// <summary>z = xʸ, within 2 + |y·ln x|/32 units in the last place, with the special values of IEEE 754.</summary>
public readonly struct Raise : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => Logarithm.Power<V, T>(x, y);
}

/// <summary>z = 1 where x = y, 0 elsewhere; NaN equals nothing.</summary>
public readonly struct Equal : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y)
    {
        V zero = V.Constant(0);
        return V.IfAtMost(x, y, V.IfAtMost(y, x, V.Constant(1), zero), zero);
    }
}

/// <summary>
/// z = slope·y where x ≤ 0, y elsewhere, also where x is NaN. With slope 0 the first case is +0 for every y, ±∞ and NaN too.
/// Leaky ReLU is Rectify(x, x), its derivative Rectify(x, gy).
/// </summary>
public readonly struct Rectify(double slope) : IBinary, IBinaryFormula
{
    private readonly double slope = slope;

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (slope == 0)
            BinaryLoop.Run(default(Cut), x, y, z);
        else
            BinaryLoop.Run(this, x, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => V.IfAtMost(x, V.Constant(0), V.Constant(slope) * y, y);

    private readonly struct Cut : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IBinaryFormula.Of<V, T>(V x, V y) => V.IfAtMost(x, V.Constant(0), V.Constant(0), y);
    }
}
