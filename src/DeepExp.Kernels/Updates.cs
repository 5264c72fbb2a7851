using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>Steps of optimizers in one pass. No output may overlap an input.</summary>
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
        if (Vector512.IsHardwareAccelerated)
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
        else if (Vector256.IsHardwareAccelerated)
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
        else if (Vector128.IsHardwareAccelerated)
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
        else
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
        Debug.Assert(gs.Length == ps.Length && ms.Length == ps.Length && vs.Length == ps.Length);
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
            for (int i = 0; i < ps.Length; i += V.Count)
            {
                int n = Math.Min(V.Count, ps.Length - i);
                bool whole = n == V.Count;
                V p = whole ? V.Load(pAt + i) : V.LoadFirst(n, pAt + i);
                V g = whole ? V.Load(gAt + i) : V.LoadFirst(n, gAt + i);
                V m = whole ? V.Load(mAt + i) : V.LoadFirst(n, mAt + i);
                V v = whole ? V.Load(vAt + i) : V.LoadFirst(n, vAt + i);

                m += news1 * (g - m);
                v += news2 * ((g * g) - v);
                p -= schedule * ((rate * m / (V.Sqrt(v) + epsilon)) + (decay * p));

                if (whole)
                {
                    V.Store(p, pTo + i);
                    V.Store(m, mTo + i);
                    V.Store(v, vTo + i);
                }
                else
                {
                    V.StoreFirst(n, p, pTo + i);
                    V.StoreFirst(n, m, mTo + i);
                    V.StoreFirst(n, v, vTo + i);
                }
            }
        }
    }
}
