using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A function of one number over whole arrays, large ones shared among threads.</summary>
internal static unsafe class UnaryLoop
{
    /// <summary>At the widest registers that x fills; each formula gives the same bits at every width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TFormula, T>(TFormula f, ReadOnlySpan<T> x, Span<T> y)
        where TFormula : struct, IUnaryFormula
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x.Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Run<TFormula, V512<T>, T>(f, x, y);
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Run<TFormula, V256<T>, T>(f, x, y);
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Run<TFormula, V128<T>, T>(f, x, y);
        else if (n > 0)
            Run<TFormula, Scalar<T>, T>(f, x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TFormula, V, T>(TFormula f, ReadOnlySpan<T> xs, Span<T> ys)
        where TFormula : struct, IUnaryFormula
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(xs.Length == ys.Length && xs.Length >= V.Count);
        fixed (
            T* x = xs,
                y = ys
        )
            Shared.Pieces(xs.Length, 1, new Pieces<TFormula, V, T>(f, x, y));
    }

    private readonly struct Pieces<TFormula, V, T>(TFormula f, T* x, T* y) : IPieces
        where TFormula : struct, IUnaryFormula
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* y = y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            TFormula formula = f;
            T* xs = x;
            T* ys = y;
            // The last register overlaps the one before it, so it is read before anything is written: y may be x.
            int last = to - V.Count;
            V end = V.Load(xs + last);
            for (int i = from; ; i += V.Count)
            {
                // The formula stands here once: written out for the end a second time, it would be too long for the JIT to inline.
                bool atEnd = i >= last;
                V.Store(formula.Of<V, T>(atEnd ? end : V.Load(xs + i)), ys + (atEnd ? last : i));
                if (atEnd)
                    break;
            }
        }
    }
}
