using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

// Steps that shrink with the size of the gradients so far.
public static unsafe partial class Updates
{
    /// <summary>h ← h + g²; p ← p - lr·g/(√h + ε)</summary>
    public readonly struct AdaGrad(double lr, double eps) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double eps = eps;

        static int IUpdate.States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V h, ref V b, ref V c)
        {
            h += g * g;
            p -= V.Constant(lr) * g / (V.Sqrt(h) + V.Constant(eps));
        }
    }

    /// <summary>n ← ρ·n + (1 - ρ)·g²; δ = √((d + ε)/(n + ε))·g; d ← ρ·d + (1 - ρ)·δ²; p ← p - δ</summary>
    public readonly struct AdaDelta(double rho, double eps) : IUpdate
    {
        private readonly double rho = rho;
        private readonly double eps = eps;

        static int IUpdate.States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V n, ref V d, ref V c)
        {
            n = (V.Constant(rho) * n) + (V.Constant(1 - rho) * g * g);
            V delta = V.Sqrt((d + V.Constant(eps)) / (n + V.Constant(eps))) * g;
            d = (V.Constant(rho) * d) + (V.Constant(1 - rho) * delta * delta);
            p -= delta;
        }
    }

    /// <summary>n ← α·n + (1 - α)·g²; p ← p - lr·g/(√(n + inside) + outside)</summary>
    public readonly struct RmsProp(double lr, double alpha, double inside, double outside) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double alpha = alpha;
        private readonly double inside = inside;
        private readonly double outside = outside;

        static int IUpdate.States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V n, ref V b, ref V c)
        {
            n = (V.Constant(alpha) * n) + (V.Constant(1 - alpha) * g * g);
            p -= V.Constant(lr) * g / (V.Sqrt(n + V.Constant(inside)) + V.Constant(outside));
        }
    }

    /// <summary>n ← α·n + (1 - α)·g²; m ← α·m + (1 - α)·g; δ ← k·δ - lr·g/√(n - m² + ε); p ← p + δ</summary>
    public readonly struct RmsPropGraves(double lr, double alpha, double k, double eps) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double alpha = alpha;
        private readonly double k = k;
        private readonly double eps = eps;

        static int IUpdate.States => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V n, ref V m, ref V delta)
        {
            n = (V.Constant(alpha) * n) + (V.Constant(1 - alpha) * g * g);
            m = (V.Constant(alpha) * m) + (V.Constant(1 - alpha) * g);
            delta =
                (V.Constant(k) * delta)
                - (V.Constant(lr) * g / V.Sqrt(n - (m * m) + V.Constant(eps)));
            p += delta;
        }
    }

    /// <summary>
    /// r = 1/(mem + 1); m ← (1 - r)·m + r·g; n ← (1 - r)·n + r·g²; x = m²/(n + ε); p ← p - g·min(x, lr)/(√n + ε);
    /// mem ← 1 + mem·(1 - x)
    /// </summary>
    public readonly struct Smorms3(double lr, double eps) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double eps = eps;

        static int IUpdate.States => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V mem, ref V m, ref V n)
        {
            V one = V.Constant(1);
            V r = one / (mem + one);
            m = ((one - r) * m) + (r * g);
            n = ((one - r) * n) + (r * g * g);
            V x = m * m / (n + V.Constant(eps));
            V step = V.IfAtMost(V.Constant(lr), x, V.Constant(lr), x);
            p -= g * step / (V.Sqrt(n) + V.Constant(eps));
            mem = one + (mem * (one - x));
        }
    }
}
