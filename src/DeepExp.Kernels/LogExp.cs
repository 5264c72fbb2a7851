using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>y = eˣ - 1, within 2 units in the last place, near 0 too.</summary>
public readonly struct Expm1 : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Elementary.Expm1<V, T>(x);
}

/// <summary>y = ln(1 + x), within 2 units in the last place, near 0 too; NaN below -1.</summary>
public readonly struct Log1p : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Logarithm.Log1p<V, T>(x);
}

/// <summary>y = ln(1 + eˣ) = max(x, 0) + ln(1 + e^-|x|), within 2 units in the last place.</summary>
public readonly struct Softplus : IUnary, IUnaryFormula
{
    /// <inheritdoc/>
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => UnaryLoop.Run(this, x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    V IUnaryFormula.Of<V, T>(V x) => Logarithm.Softplus<V, T>(x);
}
