#pragma warning disable
using System.Numerics;
using System.Numerics.Tensors;

namespace DeepExp.Kernels;

public interface IUnary
{
    void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

public interface IBinary
{
    void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
    void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
    void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

public readonly struct Scale(double a) : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Multiply(x, T.CreateTruncating(a), y);
}

public readonly struct Shift(double a) : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Add(x, T.CreateTruncating(a), y);
}

public readonly struct Power(double a) : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Pow(x, T.CreateTruncating(a), y);
}

public readonly struct Clip(double a, double b) : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        TensorPrimitives.Clamp(x, T.CreateTruncating(a), T.CreateTruncating(b), y);
}

public readonly struct Abs() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Abs(x, y);
}

public readonly struct Exp() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Exp(x, y);
}

public readonly struct Log() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Log(x, y);
}

public readonly struct Sqrt() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);
}

public readonly struct Tanh() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Tanh(x, y);
}

public readonly struct Sigmoid() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sigmoid(x, y);
}

public readonly struct Sign() : IUnary
{
    public void Run<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] =
                x[i] > T.Zero ? T.One
                : x[i] < T.Zero ? -T.One
                : x[i] * T.Zero;
    }
}

public readonly struct Add : IBinary
{
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(x, y, z);

    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Add(x, y, z);

    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            z[i] = x + y[i];
    }
}

public readonly struct Subtract : IBinary
{
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Subtract(x, y, z);

    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Subtract(x, y, z);

    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            z[i] = x - y[i];
    }
}

public readonly struct Multiply : IBinary
{
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, y, z);

    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Multiply(x, y, z);

    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            z[i] = x * y[i];
    }
}

public readonly struct Divide : IBinary
{
    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Divide(x, y, z);

    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            z[i] = x / y[i];
    }
}

public readonly struct Rectify(double slope) : IBinary
{
    T F<T>(T c, T v)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        c <= T.Zero ? (slope == 0 ? T.Zero : T.CreateTruncating(slope) * v) : v;

    public void Run<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            z[i] = F(x[i], y[i]);
    }

    public void Run<T>(ReadOnlySpan<T> x, T y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            z[i] = F(x[i], y);
    }

    public void Run<T>(T x, ReadOnlySpan<T> y, Span<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            z[i] = F(x, y[i]);
    }
}

public static class Elementwise
{
    public static void Map<TOp, T>(TOp op, ReadOnlySpan<T> x, Span<T> y)
        where TOp : struct, IUnary
        where T : unmanaged, IFloatingPointIeee754<T> => op.Run(x, y);

    public static void Zip<TOp, T>(
        TOp op,
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> xs,
        ReadOnlySpan<T> y,
        ReadOnlySpan<int> ys,
        Span<T> z,
        ReadOnlySpan<int> shape
    )
        where TOp : struct, IBinary
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
        {
            int a = 0,
                b = 0,
                r = i;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                int k = r % shape[d];
                r /= shape[d];
                a += k * xs[d];
                b += k * ys[d];
            }
            op.Run(x[a], y.Slice(b, 1), z.Slice(i, 1));
        }
    }
}

public static class Strided
{
    public static void Gather<T>(
        ReadOnlySpan<T> x,
        int offset,
        ReadOnlySpan<int> s,
        ReadOnlySpan<int> shape,
        Span<T> y
    )
        where T : unmanaged
    {
        for (int i = 0; i < y.Length; i++)
        {
            int a = offset,
                r = i;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                int k = r % shape[d];
                r /= shape[d];
                a += k * s[d];
            }
            y[i] = x[a];
        }
    }
}

public static class Reduction
{
    public static void Sum<T>(
        ReadOnlySpan<T> x,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<bool> reduced,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int b = 0,
                r = i,
                st = 1;
            for (int d = shape.Length - 1; d >= 0; d--)
            {
                int k = r % shape[d];
                r /= shape[d];
                if (!reduced[d])
                {
                    b += k * st;
                    st *= shape[d];
                }
            }
            y[b] += x[i];
        }
    }
}

public static class MatMul
{
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool ta,
        ReadOnlySpan<T> b,
        bool tb,
        Span<T> c
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
        {
            T s = T.Zero;
            for (int p = 0; p < k; p++)
                s += (ta ? a[p * m + i] : a[i * k + p]) * (tb ? b[j * k + p] : b[p * n + j]);
            c[i * n + j] = s;
        }
    }
}

public static class Updates
{
    public static void Sgd<T>(ReadOnlySpan<T> p, ReadOnlySpan<T> g, double lr, Span<T> q)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < p.Length; i++)
            q[i] = p[i] - T.CreateTruncating(lr) * g[i];
    }

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
        Span<T> pn,
        Span<T> mn,
        Span<T> vn
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T C(double d) => T.CreateTruncating(d);
        for (int i = 0; i < p.Length; i++)
        {
            mn[i] = m[i] + C(1 - beta1) * (g[i] - m[i]);
            vn[i] = v[i] + C(1 - beta2) * (g[i] * g[i] - v[i]);
            pn[i] =
                p[i]
                - C(eta) * (C(alphaT) * mn[i] / (T.Sqrt(vn[i]) + C(eps)) + C(weightDecay) * p[i]);
        }
    }
}

public static class Philox
{
    public static (uint, uint, uint, uint) Block(ulong key, ulong lo, ulong hi)
    {
        uint k0 = (uint)key,
            k1 = (uint)(key >> 32),
            a = (uint)lo,
            b = (uint)(lo >> 32),
            c = (uint)hi,
            d = (uint)(hi >> 32);
        for (int i = 0; i < 10; i++)
        {
            ulong p = 0xD2511F53ul * a,
                q = 0xCD9E8D57ul * c;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (a, b, c, d);
    }

    static double U(ulong key, int i)
    {
        var (a, b, _, _) = Block(key, (ulong)i, 0);
        return (((ulong)a << 21) ^ (b >> 11)) * (1.0 / (1L << 53));
    }

    public static void Uniform<T>(ulong key, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(
                typeof(T) == typeof(float) ? Math.Floor(U(key, i) * 16777216) / 16777216 : U(key, i)
            );
    }

    public static void Normal<T>(ulong key, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = T.CreateTruncating(
                Math.Sqrt(-2 * Math.Log(1 - U(key, 2 * i)))
                    * Math.Cos(2 * Math.PI * U(key, 2 * i + 1))
            );
    }
}
