using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

// Gradient descent, and with momentum.
public static unsafe partial class Updates
{
    /// <summary>p ← p - lr·g</summary>
    public readonly struct Sgd(double lr) : IUpdate
    {
        private readonly double lr = lr;

        static int IUpdate.States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V a, ref V b, ref V c)
        {
            p -= V.Constant(lr) * g;
        }
    }

    /// <summary>v ← k·v - lr·g; p ← p + v</summary>
    public readonly struct Momentum(double lr, double k) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double k = k;

        static int IUpdate.States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V v, ref V b, ref V c)
        {
            v = (V.Constant(k) * v) - (V.Constant(lr) * g);
            p += v;
        }
    }

    /// <summary>v ← k·v - lr·g; p ← p + k²·v - (1 + k)·lr·g</summary>
    public readonly struct Nesterov(double lr, double k) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double k = k;

        static int IUpdate.States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V v, ref V b, ref V c)
        {
            v = (V.Constant(k) * v) - (V.Constant(lr) * g);
            p = p + (V.Constant(k * k) * v) - (V.Constant((1 + k) * lr) * g);
        }
    }

    /// <summary>v ← k·v - g; p ← p + lr·v</summary>
    public readonly struct CorrectedMomentum(double lr, double k) : IUpdate
    {
        private readonly double lr = lr;
        private readonly double k = k;

        static int IUpdate.States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void IUpdate.Step<V, T>(ref V p, V g, ref V v, ref V b, ref V c)
        {
            v = (V.Constant(k) * v) - g;
            p += V.Constant(lr) * v;
        }
    }
}
