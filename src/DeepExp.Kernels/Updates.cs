using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>Steps of optimizers in one pass. An output may be the input that it follows.</summary>
public static unsafe class Updates
{
    /// <summary>p' = p - lr·g</summary>
    public static void Sgd<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> g, double lr, Span<T> pNext)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        BinaryLoop.Run(new Descent(lr), p, g, pNext);

    private readonly struct Descent(double lr) : IBinaryFormula
    {
        private readonly double lr = lr;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        V IBinaryFormula.Of<V, T>(V p, V g) => p - (V.Constant(lr) * g);
    }

    /// <summary>
    /// m' = m + (1 - β₁)(g - m); v' = v + (1 - β₂)(g² - v); p' = p - η·(αₜ·m'/(√v' + ε) + weightDecay·p), each scalar rounded to T first.
    /// D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015; decoupled decay: I. Loshchilov and F. Hutter,
    /// Decoupled weight decay regularization, ICLR 2019.
    /// </summary>
    public static void Adam<T>(
        ReadOnlySpan<T> p,
        ReadOnlySpan<T> g,
        ReadOnlySpan<T> m,
        ReadOnlySpan<T> v,
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay,
        Span<T> pNext,
        Span<T> mNext,
        Span<T> vNext
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int n = p.Length;
        if (Vector512.IsHardwareAccelerated && n >= V512<T>.Count)
            Adam<V512<T>, T>(
                p,
                g,
                m,
                v,
                alphaT,
                beta1,
                beta2,
                eps,
                eta,
                weightDecay,
                pNext,
                mNext,
                vNext
            );
        else if (Vector256.IsHardwareAccelerated && n >= V256<T>.Count)
            Adam<V256<T>, T>(
                p,
                g,
                m,
                v,
                alphaT,
                beta1,
                beta2,
                eps,
                eta,
                weightDecay,
                pNext,
                mNext,
                vNext
            );
        else if (Vector128.IsHardwareAccelerated && n >= V128<T>.Count)
            Adam<V128<T>, T>(
                p,
                g,
                m,
                v,
                alphaT,
                beta1,
                beta2,
                eps,
                eta,
                weightDecay,
                pNext,
                mNext,
                vNext
            );
        else if (n > 0)
            Adam<Scalar<T>, T>(
                p,
                g,
                m,
                v,
                alphaT,
                beta1,
                beta2,
                eps,
                eta,
                weightDecay,
                pNext,
                mNext,
                vNext
            );
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Adam<V, T>(
        ReadOnlySpan<T> ps,
        ReadOnlySpan<T> gs,
        ReadOnlySpan<T> ms,
        ReadOnlySpan<T> vs,
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay,
        Span<T> pNext,
        Span<T> mNext,
        Span<T> vNext
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(
            ps.Length >= V.Count
                && gs.Length == ps.Length
                && ms.Length == ps.Length
                && vs.Length == ps.Length
        );
        Debug.Assert(
            pNext.Length == ps.Length && mNext.Length == ps.Length && vNext.Length == ps.Length
        );
        V rate = V.Constant(alphaT);
        V news1 = V.Constant(1 - beta1);
        V news2 = V.Constant(1 - beta2);
        V epsilon = V.Constant(eps);
        V schedule = V.Constant(eta);
        V decay = V.Constant(weightDecay);
        fixed (
            T* pAt = ps,
                gAt = gs,
                mAt = ms,
                vAt = vs,
                pTo = pNext,
                mTo = mNext,
                vTo = vNext
        )
        {
            // What is left over at the end is computed first, in a register that overlaps the last full one, before that is written.
            int last = ps.Length - V.Count;
            V pLast = V.Load(pAt + last);
            V mLast = V.Load(mAt + last);
            V vLast = V.Load(vAt + last);
            Step(ref pLast, V.Load(gAt + last), ref mLast, ref vLast);
            for (int i = 0; i < last; i += V.Count)
            {
                V p = V.Load(pAt + i);
                V m = V.Load(mAt + i);
                V v = V.Load(vAt + i);
                Step(ref p, V.Load(gAt + i), ref m, ref v);
                V.Store(p, pTo + i);
                V.Store(m, mTo + i);
                V.Store(v, vTo + i);
            }
            V.Store(pLast, pTo + last);
            V.Store(mLast, mTo + last);
            V.Store(vLast, vTo + last);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            void Step(ref V p, V g, ref V m, ref V v)
            {
                m += news1 * (g - m);
                v += news2 * ((g * g) - v);
                p -= schedule * ((rate * m / (V.Sqrt(v) + epsilon)) + (decay * p));
            }
        }
    }
}
