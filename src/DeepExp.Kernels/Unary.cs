using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A function of one number, run over all elements.</summary>
public interface IUnary
{
    /// <summary>y = f(x), element by element; y may be x itself.</summary>
    void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>The formula of a function of one number, lane by lane.</summary>
internal interface IUnaryFormula
{
    V Of<V, T>(V x)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>y = factor·x</summary>
public readonly struct Scale(double factor) : IUnary, IUnaryFormula
{
    private readonly double factor = factor;

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => V.Constant(factor) * x;
}

/// <summary>y = x + term</summary>
public readonly struct Shift(double term) : IUnary, IUnaryFormula
{
    private readonly double term = term;

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => x + V.Constant(term);
}

/// <summary>
/// y = x^exponent, within 2 + |exponent·ln x|/32 units in the last place, with the special values of IEEE 754. The exponents -1, 0.5, 1, 2
/// and 3 are 1/x, √x, x, x·x and x·x·x.
/// </summary>
public readonly struct Power(double exponent) : IUnary
{
    private readonly double exponent = exponent;

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (exponent)
        {
            case -1:
                UnaryLoop.Run(default(Reciprocal), x, y);
                break;
            case 0.5:
                UnaryLoop.Run(default(Sqrt), x, y);
                break;
            case 1:
                x.CopyTo(y);
                break;
            case 2:
                UnaryLoop.Run(default(Square), x, y);
                break;
            case 3:
                UnaryLoop.Run(default(Cube), x, y);
                break;
            default:
                UnaryLoop.Run(new Any(exponent), x, y);
                break;
        }
    }

    private readonly struct Any(double exponent) : IUnaryFormula
    {
        private readonly double exponent = exponent;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IUnaryFormula.Of<V, T>(V x) => Logarithm.Power<V, T>(x, V.Constant(exponent));
    }

    private readonly struct Reciprocal : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IUnaryFormula.Of<V, T>(V x) => V.Constant(1) / x;
    }

    private readonly struct Square : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IUnaryFormula.Of<V, T>(V x) => x * x;
    }

    private readonly struct Cube : IUnaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IUnaryFormula.Of<V, T>(V x) => x * x * x;
    }
}

/// <summary>y = |x|</summary>
public readonly struct Abs : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => V.Abs(x);
}

/// <summary>y = -1, 0 or 1 as x is below, at or above 0; NaN stays.</summary>
public readonly struct Sign : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x)
    {
        V zero = V.Constant(0);
        return V.IfAtMost(
            x,
            zero,
            V.IfAtMost(zero, x, zero, V.Constant(-1)),
            V.IfAtMost(zero, x, V.Constant(1), x)
        );
    }
}

/// <summary>y = eˣ, within 1 unit in the last place.</summary>
public readonly struct Exp : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Exp<V, T>(x);
}

/// <summary>y = ln x, within 1 unit in the last place; NaN below 0.</summary>
public readonly struct Log : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Logarithm.Log<V, T>(x);
}

/// <summary>y = √x</summary>
public readonly struct Sqrt : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => V.Sqrt(x);
}

/// <summary>y = tanh x, within 3 units in the last place.</summary>
public readonly struct Tanh : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Tanh<V, T>(x);
}

/// <summary>y = 1/(1 + e⁻ˣ), within 3 units in the last place.</summary>
public readonly struct Sigmoid : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Sigmoid<V, T>(x);
}

/// <summary>y = sin x, within 2 units in the last place for every x; NaN at ±∞.</summary>
public readonly struct Sin : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Trigonometry.Sin<V, T>(x);
}

/// <summary>y = cos x, within 2 units in the last place for every x; NaN at ±∞.</summary>
public readonly struct Cos : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Trigonometry.Cos<V, T>(x);
}

/// <summary>y = min(max(x, low), high); NaN stays NaN</summary>
public readonly struct Clip(double low, double high) : IUnary, IUnaryFormula
{
    private readonly double low = low;
    private readonly double high = high;

    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    V IUnaryFormula.Of<V, T>(V x)
    {
        V bottom = V.Broadcast(T.CreateTruncating(low));
        V top = V.Broadcast(T.CreateTruncating(high));
        return V.IfAtMost(x, bottom, bottom, V.IfAtMost(top, x, top, x));
    }
}
