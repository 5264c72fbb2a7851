using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>The formula of one step of an optimizer, lane by lane, with up to three numbers kept for each parameter.</summary>
public interface IUpdate
{
    internal static abstract int States { get; }

    /// <summary>p, g and the states, of which those beyond <see cref="States"/> are 0, to the next p and the next states.</summary>
    internal void Step<V, T>(ref V p, V g, ref V a, ref V b, ref V c)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Steps of optimizers in one pass over the parameters. Each scalar of a formula is rounded to T first.</summary>
public static unsafe partial class Updates
{
    /// <summary>
    /// One step: x is p, g and the states, y the next p and the next states, all of one length. Each y may be the very x that it follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TUpdate, T>(TUpdate update, ReadOnlySpan<T[]> x, ReadOnlySpan<T[]> y)
        where TUpdate : struct, IUpdate
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x[0].Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Run<TUpdate, V512<T>, T>(update, x, y);
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Run<TUpdate, V256<T>, T>(update, x, y);
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Run<TUpdate, V128<T>, T>(update, x, y);
        else if (n > 0)
            Run<TUpdate, Scalar<T>, T>(update, x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TUpdate, V, T>(
        TUpdate update,
        ReadOnlySpan<T[]> x,
        ReadOnlySpan<T[]> y
    )
        where TUpdate : struct, IUpdate
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = x[0].Length;
        Debug.Assert(x.Length == TUpdate.States + 2 && y.Length == TUpdate.States + 1);
        Debug.Assert(n >= V.Count && AreOfLength(n, x) && AreOfLength(n, y));
        fixed (
            T* p = x[0],
                g = x[1],
                a = TUpdate.States > 0 ? x[2] : null,
                b = TUpdate.States > 1 ? x[3] : null,
                c = TUpdate.States > 2 ? x[4] : null,
                pNext = y[0],
                aNext = TUpdate.States > 0 ? y[1] : null,
                bNext = TUpdate.States > 1 ? y[2] : null,
                cNext = TUpdate.States > 2 ? y[3] : null
        )
        {
            // The last register overlaps the one before it, so it is computed before anything is written: y may be x.
            int last = n - V.Count;
            V pLast = V.Load(p + last);
            V aLast = TUpdate.States > 0 ? V.Load(a + last) : default;
            V bLast = TUpdate.States > 1 ? V.Load(b + last) : default;
            V cLast = TUpdate.States > 2 ? V.Load(c + last) : default;
            update.Step<V, T>(ref pLast, V.Load(g + last), ref aLast, ref bLast, ref cLast);
            for (int i = 0; i < last; i += V.Count)
            {
                V pHere = V.Load(p + i);
                V aHere = TUpdate.States > 0 ? V.Load(a + i) : default;
                V bHere = TUpdate.States > 1 ? V.Load(b + i) : default;
                V cHere = TUpdate.States > 2 ? V.Load(c + i) : default;
                update.Step<V, T>(ref pHere, V.Load(g + i), ref aHere, ref bHere, ref cHere);
                Store<TUpdate, V, T>(pHere, aHere, bHere, cHere, pNext, aNext, bNext, cNext, i);
            }
            Store<TUpdate, V, T>(pLast, aLast, bLast, cLast, pNext, aNext, bNext, cNext, last);
        }
    }

    private static bool AreOfLength<T>(int n, ReadOnlySpan<T[]> arrays)
    {
        foreach (T[] array in arrays)
            if (array.Length != n)
                return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TUpdate, V, T>(
        V p,
        V a,
        V b,
        V c,
        T* pNext,
        T* aNext,
        T* bNext,
        T* cNext,
        int i
    )
        where TUpdate : struct, IUpdate
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        V.Store(p, pNext + i);
        if (TUpdate.States > 0)
            V.Store(a, aNext + i);
        if (TUpdate.States > 1)
            V.Store(b, bNext + i);
        if (TUpdate.States > 2)
            V.Store(c, cNext + i);
    }
}
