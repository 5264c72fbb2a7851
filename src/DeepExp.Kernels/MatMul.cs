using System.Buffers;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Kernels;

/// <summary>The matrix product. Large ones are shared among <see cref="Threads"/>; the bits do not depend on how many.</summary>
/// <namespacedoc>
/// <summary>
/// The loops below both faces, spans in and spans out, with SIMD: what the tensors and plans of the core call, and what code with
/// arrays of its own can call.
/// </summary>
/// </namespacedoc>
public static unsafe class MatMul
{
    /// <summary>Fewer multiplications are done before a sleeping thread is awake.</summary>
    private const long Alone = 500_000;

    private const int FewRows = 4;

    /// <summary>
    /// c = op(a)·op(b), row-major m×n, overwritten. op(a) is m×k: a holds it row-major, or its transpose (k×m) when
    /// <paramref name="transA"/>; op(b) is k×n: b holds it, or its transpose (n×k) when <paramref name="transB"/>. k = 0 gives zeros.
    /// </summary>
    public static void Multiply<T>(
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c
    )
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Multiply(1, m, n, k, a, transA, b, transB, c, default);

    /// <summary>So many products, their matrices one behind the other, each finished by the epilogue.</summary>
    public static void Multiply<T>(
        int batch,
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c,
        Epilogue<T> epilogue
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<V512<T>, T>(batch, m, n, k, a, transA, b, transB, c, epilogue);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<V256<T>, T>(batch, m, n, k, a, transA, b, transB, c, epilogue);
        else if (Vector128.IsHardwareAccelerated)
            Multiply<V128<T>, T>(batch, m, n, k, a, transA, b, transB, c, epilogue);
        else
            Multiply<Scalar<T>, T>(batch, m, n, k, a, transA, b, transB, c, epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply<V, T>(
        int batch,
        int m,
        int n,
        int k,
        ReadOnlySpan<T> a,
        bool transA,
        ReadOnlySpan<T> b,
        bool transB,
        Span<T> c,
        Epilogue<T> epilogue
    )
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Debug.Assert(
            a.Length >= batch * m * k && b.Length >= batch * k * n && c.Length >= batch * m * n
        );
        Debug.Assert(epilogue.Bias.IsEmpty || epilogue.Bias.Length == n);
        if (batch == 0 || m == 0 || n == 0)
            return;
        fixed (
            T* aAt = a,
                bAt = b,
                cAt = c,
                bias = epilogue.Bias
        )
        {
            Finish<T> finish = new()
            {
                Add = epilogue.Accumulate,
                Bias = bias,
                Rectify = epilogue.Slope.HasValue,
                Cut = epilogue.Slope == 0,
                Slope = T.CreateTruncating(epilogue.Slope.GetValueOrDefault()),
            };
            // With k = 1 both sides are vectors, in order whether transposed or not.
            Product<T> product = new(
                m,
                n,
                k,
                Matrix<T>.RowMajor(aAt, m, k, transA && k > 1),
                Matrix<T>.RowMajor(bAt, k, n, transB && k > 1),
                cAt,
                n,
                finish
            );
            if (batch == 1)
                One<V, T>(product);
            else
            {
                Job<T> job = new(product, 0);
                job.Share(
                    batch,
                    Math.Min(batch, ThreadsFor((long)batch * m * n * k)),
                    1,
                    &Items<V, T>
                );
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<V, T>(in Product<T> product)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int m, int n, int k) = (product.M, product.N, product.K);
        (Matrix<T> a, Matrix<T> b) = (product.A, product.B);
        T* c = product.C;
        Finish<T> finish = product.Finish;
        // What is left to do where the product itself has been added.
        Finish<T> rest = finish with
        {
            Add = false,
        };
        if (k == 0)
        {
            if (!finish.Add)
                new Span<T>(c, m * n).Clear();
            rest.Write<V>(m, n, c, n, c, n);
            return;
        }
        if (n == 1 && a.Column != 1)
        {
            // The row of its transpose, whose bias would not be one for each column.
            One<V, T>(
                new(1, m, k, new(b.At, k, 1), a.Transposed, c, m, new() { Add = finish.Add })
            );
            if (!rest.IsNothing)
                rest.Write<V>(m, 1, c, 1, c, 1);
            return;
        }
        bool dots = a.Column == 1 && b.Row == 1 && (m <= FewRows || n <= Narrow<V, T>(k));
        int depth = Blocks.Depth(m, n, k);
        if (finish.Add && (dots || k > depth))
        {
            // Added up apart, as c + (the whole sum).
            T[] rented = ArrayPool<T>.Shared.Rent(m * n);
            fixed (T* sum = rented)
            {
                One<V, T>(new(m, n, k, a, b, sum, n, default));
                finish.Write<V>(m, n, sum, n, c, n);
            }
            ArrayPool<T>.Shared.Return(rented);
            return;
        }
        int threads = ThreadsFor((long)m * n * k);
        if (dots)
        {
            bool swap = m < n;
            if (threads == 1)
                DotKernel.Run<V, T>(product, swap);
            else
                new Job<T>(product, 0) { Swap = swap }.Share(
                    1,
                    swap ? 1 : threads,
                    swap ? threads : 1,
                    &Dots<V, T>
                );
            return;
        }
        if (threads == 1)
            Blocks.Run<V, T>(product, depth);
        else
        {
            Job<T> job = new(product, depth);
            int down = job.Down(threads, 2 * V.Count);
            job.Share(1, down, threads / down, &Tile<V, T>);
        }
    }

    private static int ThreadsFor(long multiplications) =>
        multiplications < Alone ? 1 : Threads.Count;

    /// <summary>Results no wider than this are sums along rows.</summary>
    private static int Narrow<V, T>(int k)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T> => k < 4 * V.Count ? 1 : V.Count * 3 / 4;

    private static void Items<V, T>(void* state, int part)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref Job<T> job = ref *(Job<T>*)state;
        (int from, int to) = job.Items(part);
        for (int i = from; i < to; i++)
            One<V, T>(job.Product.Item(i));
    }

    private static void Tile<V, T>(void* state, int part)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref Job<T> job = ref *(Job<T>*)state;
        Blocks.Run<V, T>(job.Part(part, 2 * V.Count), job.Depth);
    }

    private static void Dots<V, T>(void* state, int part)
        where V : unmanaged, IVector<V, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref Job<T> job = ref *(Job<T>*)state;
        DotKernel.Run<V, T>(job.Part(part, Blocks.Rows), job.Swap);
    }
}
