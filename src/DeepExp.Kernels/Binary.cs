using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A function of two numbers, run over all elements; either side may be one number for all. z may be x or y itself.</summary>
public interface IBinary
{
    /// <summary>z = f(x, y), element by element.</summary>
    void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>z = f(x, y), one y for all.</summary>
    void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>z = f(x, y), one x for all.</summary>
    void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The formula of a function of two numbers, lane by lane.</summary>
internal interface IBinaryFormula
{
    V Of<V, T>(V x, V y)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

internal static unsafe class BinaryLoop
{
    /// <summary>At the widest registers that z fills. A side shorter than z is one number for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFormula, T>(TFormula f, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where TFormula : struct, IBinaryFormula
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = z.Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Run<TFormula, V512<T>, T>(f, x, y, z);
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Run<TFormula, V256<T>, T>(f, x, y, z);
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Run<TFormula, V128<T>, T>(f, x, y, z);
        else if (n > 0)
            Run<TFormula, Scalar<T>, T>(f, x, y, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TFormula, V, T>(
        TFormula f,
        ReadOnlySpan<T> xs,
        ReadOnlySpan<T> ys,
        Span<T> zs
    )
        where TFormula : struct, IBinaryFormula
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = zs.Length;
        Debug.Assert(
            n >= V.Count && (xs.Length == n || xs.Length == 1) && (ys.Length == n || ys.Length == 1)
        );
        fixed (
            T* xAt = xs,
                yAt = ys,
                z = zs
        )
        {
            // One number for all is a register full of it that is read again and again.
            V xAll = V.Broadcast(*xAt);
            V yAll = V.Broadcast(*yAt);
            T* x = xs.Length == n ? xAt : (T*)&xAll;
            T* y = ys.Length == n ? yAt : (T*)&yAll;
            nint xOn = xs.Length == n ? -1 : 0;
            nint yOn = ys.Length == n ? -1 : 0;
            // The last register overlaps the one before it, so it is read before anything is written: z may be x or y.
            nint last = n - V.Count;
            V end = f.Of<V, T>(V.Load(x + (last & xOn)), V.Load(y + (last & yOn)));
            for (nint i = 0; i < last; i += V.Count)
                V.Store(f.Of<V, T>(V.Load(x + (i & xOn)), V.Load(y + (i & yOn))), z + i);
            V.Store(end, z + last);
        }
    }
}

/// <summary>z = x + y</summary>
public readonly struct Add : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x + y;
}

/// <summary>z = x - y</summary>
public readonly struct Subtract : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x - y;
}

/// <summary>z = x·y</summary>
public readonly struct Multiply : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x * y;
}

/// <summary>z = x/y</summary>
public readonly struct Divide : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => x / y;
}

/// <summary>z = xʸ, within 2 + |y·ln x|/32 units in the last place, with the special values of IEEE 754.</summary>
public readonly struct Raise : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => Logarithm.Power<V, T>(x, y);
}

/// <summary>z = 1 where x = y, 0 elsewhere; NaN equals nothing.</summary>
public readonly struct Equal : IBinary, IBinaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, y, z);

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => BinaryLoop.Run(this, [x], y, z);

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

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => Run(x, [y], z);

    /// <inheritdoc/>
    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => Run([x], y, z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IBinaryFormula.Of<V, T>(V x, V y) => V.IfAtMost(x, V.Constant(0), V.Constant(slope) * y, y);

    private readonly struct Cut : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IBinaryFormula.Of<V, T>(V x, V y) => V.IfAtMost(x, V.Constant(0), V.Constant(0), y);
    }
}
