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

/// <summary>Parameters, and what an optimizer keeps for each: as many of a, b and c as it has states, the others empty.</summary>
public readonly ref struct Kept<T>(Span<T> p, Span<T> a, Span<T> b, Span<T> c)
{
    internal readonly Span<T> P = p;
    internal readonly Span<T> A = a;
    internal readonly Span<T> B = b;
    internal readonly Span<T> C = c;
}

/// <summary>Steps of optimizers in one pass over the parameters. Each scalar of a formula is rounded to T first.</summary>
public static unsafe partial class Updates
{
    /// <summary>
    /// One step: x and the gradients to y, all of one length. What belongs to y may be what belongs to x, each in its own place.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TUpdate, T>(
        TUpdate update,
        ReadOnlySpan<T> gradients,
        in Kept<T> x,
        in Kept<T> y
    )
        where TUpdate : struct, IUpdate
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = gradients.Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Run<TUpdate, V512<T>, T>(update, gradients, x, y);
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Run<TUpdate, V256<T>, T>(update, gradients, x, y);
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Run<TUpdate, V128<T>, T>(update, gradients, x, y);
        else if (n > 0)
            Run<TUpdate, Scalar<T>, T>(update, gradients, x, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TUpdate, V, T>(
        TUpdate update,
        ReadOnlySpan<T> gradients,
        in Kept<T> x,
        in Kept<T> y
    )
        where TUpdate : struct, IUpdate
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = gradients.Length;
        Debug.Assert(n >= V.Count && IsOf<TUpdate, T>(n, x) && IsOf<TUpdate, T>(n, y));
        fixed (
            T* g = gradients,
                p = x.P,
                a = x.A,
                b = x.B,
                c = x.C,
                pNext = y.P,
                aNext = y.A,
                bNext = y.B,
                cNext = y.C
        )
            Shared.Pieces(
                n,
                1,
                new Pieces<TUpdate, V, T>(update, g)
                {
                    From = new(p, a, b, c),
                    To = new(pNext, aNext, bNext, cNext),
                }
            );
    }

    /// <summary>Parameters and states.</summary>
    private readonly struct Row<TUpdate, T>(T* p, T* a, T* b, T* c)
        where TUpdate : struct, IUpdate
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* p = p;
        private readonly T* a = a;
        private readonly T* b = b;
        private readonly T* c = c;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Load<V>(int i, out V p, out V a, out V b, out V c)
            where V : unmanaged, IVector<V, T>
        {
            p = V.Load(this.p + i);
            a = TUpdate.States > 0 ? V.Load(this.a + i) : default;
            b = TUpdate.States > 1 ? V.Load(this.b + i) : default;
            c = TUpdate.States > 2 ? V.Load(this.c + i) : default;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Store<V>(int i, V p, V a, V b, V c)
            where V : unmanaged, IVector<V, T>
        {
            V.Store(p, this.p + i);
            if (TUpdate.States > 0)
                V.Store(a, this.a + i);
            if (TUpdate.States > 1)
                V.Store(b, this.b + i);
            if (TUpdate.States > 2)
                V.Store(c, this.c + i);
        }
    }

    private readonly struct Pieces<TUpdate, V, T>(TUpdate update, T* g) : IPieces
        where TUpdate : struct, IUpdate
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* g = g;

        public required Row<TUpdate, T> From { get; init; }
        public required Row<TUpdate, T> To { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Piece(int from, int to)
        {
            TUpdate rule = update;
            (Row<TUpdate, T> x, Row<TUpdate, T> y) = (From, To);
            T* gradient = g;
            // The last register overlaps the one before it, so it is computed before anything is written: y may be x.
            int last = to - V.Count;
            x.Load(last, out V pLast, out V aLast, out V bLast, out V cLast);
            rule.Step<V, T>(ref pLast, V.Load(gradient + last), ref aLast, ref bLast, ref cLast);
            for (int i = from; i < last; i += V.Count)
            {
                x.Load(i, out V p, out V a, out V b, out V c);
                rule.Step<V, T>(ref p, V.Load(gradient + i), ref a, ref b, ref c);
                y.Store(i, p, a, b, c);
            }
            y.Store(last, pLast, aLast, bLast, cLast);
        }
    }

    private static bool IsOf<TUpdate, T>(int n, in Kept<T> kept)
        where TUpdate : struct, IUpdate =>
        kept.P.Length == n
        && kept.A.Length == (TUpdate.States > 0 ? n : 0)
        && kept.B.Length == (TUpdate.States > 1 ? n : 0)
        && kept.C.Length == (TUpdate.States > 2 ? n : 0);
}
