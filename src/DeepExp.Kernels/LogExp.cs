using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>y = eˣ - 1, to the last places near 0 too</summary>
public readonly struct Expm1 : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Expm1<V, T>(x);
}

/// <summary>y = ln(1 + x), to the last places near 0 too; NaN below -1</summary>
public readonly struct Log1p : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Log1p<V, T>(x);
}

/// <summary>y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|)</summary>
public readonly struct Softplus : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x)
    {
        V zero = V.Constant(0);
        V e = Elementary.Exp<V, T>(zero - V.Abs(x));
        return V.IfAtMost(x, zero, zero, x) + Elementary.Log1p<V, T>(e);
    }
}
