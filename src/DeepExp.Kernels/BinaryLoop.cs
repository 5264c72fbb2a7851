using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>A function of two numbers over whole arrays, large ones shared among threads.</summary>
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
            T* x = xs,
                y = ys,
                z = zs
        )
            Shared.Pieces(
                n,
                1,
                new Pieces<TFormula, V, T>(f, x, xs.Length == n, y, ys.Length == n, z)
            );
    }

    private readonly struct Pieces<TFormula, V, T>(
        TFormula f,
        T* x,
        bool isRowX,
        T* y,
        bool isRowY,
        T* z
    ) : IPieces
        where TFormula : struct, IBinaryFormula
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* y = y;
        private readonly T* z = z;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            // One number for all is a register full of it that is read again and again.
            V xAll = V.Broadcast(*x);
            V yAll = V.Broadcast(*y);
            T* xs = isRowX ? x : (T*)&xAll;
            T* ys = isRowY ? y : (T*)&yAll;
            T* zs = z;
            nint xOn = isRowX ? -1 : 0;
            nint yOn = isRowY ? -1 : 0;
            TFormula formula = f;
            // The last register overlaps the one before it, so it is read before anything is written: z may be x or y.
            nint last = to - V.Count;
            V end = formula.Of<V, T>(V.Load(xs + (last & xOn)), V.Load(ys + (last & yOn)));
            for (nint i = from; i < last; i += V.Count)
                V.Store(formula.Of<V, T>(V.Load(xs + (i & xOn)), V.Load(ys + (i & yOn))), zs + i);
            V.Store(end, zs + last);
        }
    }
}
