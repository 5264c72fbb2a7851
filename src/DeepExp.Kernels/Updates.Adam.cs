using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

// Adam and its kin.
public static unsafe partial class Updates
{
    /// <summary>What Adam and its kin share.</summary>
    private readonly struct Rates(
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay,
        double low,
        double high
    )
    {
        private readonly double alphaT = alphaT;
        private readonly double beta1 = beta1;
        private readonly double beta2 = beta2;
        private readonly double eps = eps;
        private readonly double eta = eta;
        private readonly double weightDecay = weightDecay;
        private readonly double low = low;
        private readonly double high = high;

        /// <summary>m ← m + (1 - β₁)(g - m); v ← v + (1 - β₂)(g² - v)</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Means<V, T>(V g, ref V m, ref V v)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            m += V.Constant(1 - beta1) * (g - m);
            v += V.Constant(1 - beta2) * ((g * g) - v);
        }

        /// <summary>αₜ·m/(√v + ε)</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Free<V, T>(V m, V v)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> =>
            V.Constant(alphaT) * m / (V.Sqrt(v) + V.Constant(eps));

        /// <summary>min(max(αₜ/(√v + ε), low), high)·m</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Bounded<V, T>(V m, V v)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            V rate = V.Constant(alphaT) / (V.Sqrt(v) + V.Constant(eps));
            return V.Clamp(rate, V.Constant(low), V.Constant(high)) * m;
        }

        /// <summary>p ← p - η·(step + weightDecay·p)</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take<V, T>(V step, ref V p)
            where V : unmanaged, IVector<V, T>
            where T : unmanaged, IFloatingPointIeee754<T> =>
            p -= V.Constant(eta) * (step + (V.Constant(weightDecay) * p));
    }

    /// <summary>m ← m + (1 - β₁)(g - m); v ← v + (1 - β₂)(g² - v); p ← p - η·(αₜ·m/(√v + ε) + weightDecay·p)</summary>
    public readonly struct Adam(
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay
    ) : IUpdate
    {
        private readonly Rates rates = new(alphaT, beta1, beta2, eps, eta, weightDecay, 0, 0);

        static int IUpdate.States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V m, ref V v, ref V c)
        {
            rates.Means<V, T>(g, ref m, ref v);
            rates.Take<V, T>(rates.Free<V, T>(m, v), ref p);
        }
    }

    /// <summary>m and v as in <see cref="Adam"/>; p ← p - η·(min(max(αₜ/(√v + ε), low), high)·m + weightDecay·p)</summary>
    public readonly struct AdaBound(
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay,
        double low,
        double high
    ) : IUpdate
    {
        private readonly Rates rates = new(alphaT, beta1, beta2, eps, eta, weightDecay, low, high);

        static int IUpdate.States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V m, ref V v, ref V c)
        {
            rates.Means<V, T>(g, ref m, ref v);
            rates.Take<V, T>(rates.Bounded<V, T>(m, v), ref p);
        }
    }

    /// <summary>m and v as in <see cref="Adam"/>; u ← max(u, v); p as in <see cref="AdaBound"/>, with u in place of v</summary>
    public readonly struct AmsGrad(
        double alphaT,
        double beta1,
        double beta2,
        double eps,
        double eta,
        double weightDecay,
        double low,
        double high
    ) : IUpdate
    {
        private readonly Rates rates = new(alphaT, beta1, beta2, eps, eta, weightDecay, low, high);

        static int IUpdate.States => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V m, ref V v, ref V u)
        {
            rates.Means<V, T>(g, ref m, ref v);
            u = V.IfAtMost(u, v, v, u);
            rates.Take<V, T>(rates.Bounded<V, T>(m, u), ref p);
        }
    }

    /// <summary>
    /// m ← m + (1 - β)(g - m); v ← v + (1 - β)(g² - v); with m̂ and v̂ both divided by 1 - βᵗ and s = (v̂ - m̂²)/(1 - ρ),
    /// p ← p - η·(lr·m̂·min(max(m̂²/(m̂² + ρ·s), 0), 1) + weightDecay·p), where 0/0 counts as 0
    /// </summary>
    public readonly struct Msvag(
        double lr,
        double beta,
        double betaT,
        double rho,
        double eta,
        double weightDecay
    ) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double beta = beta;
        private readonly double betaT = betaT;
        private readonly double rho = rho;
        private readonly double eta = eta;
        private readonly double weightDecay = weightDecay;

        static int IUpdate.States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V m, ref V v, ref V c)
        {
            m += V.Constant(1 - beta) * (g - m);
            v += V.Constant(1 - beta) * ((g * g) - v);
            V zero = V.Constant(0);
            V scale = V.Constant(1 / (1 - betaT));
            V mean = m * scale;
            V square = mean * mean;
            V variance = ((v * scale) - square) * V.Constant(1 / (1 - rho));
            V spread = square + (V.Constant(rho) * variance);
            V factor = V.Clamp(square / spread, zero, V.Constant(1));
            factor = V.IfAtMost(spread, zero, zero, factor);
            p -=
                V.Constant(eta)
                * ((V.Constant(lr) * mean * factor) + (V.Constant(weightDecay) * p));
        }
    }
}
