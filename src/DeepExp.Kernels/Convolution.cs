using System.Buffers;
using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>
/// Convolution and both its gradients. ⟨gy, W ⋆ x⟩ is linear in x, in W and in gy, and each of the three sides follows from the two others
/// by products with windows, which are laid out tile by tile in a buffer that stays in the cache. Tiles, and the parts in which the
/// gradient of W is summed up, depend on the lengths alone: no bit depends on the number of threads.
/// </summary>
public static unsafe class Convolution
{
    /// <summary>
    /// y[n, o, p] = Σ W[o, c, k] · x[n, c, p·stride + k·dilate - pad], finished by the epilogue, whose bias has one number for each output o.
    /// </summary>
    public static void Output<T>(
        ConvolutionShape shape,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> W,
        Epilogue<T> epilogue,
        Span<T> y
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (y.IsEmpty)
            return;
        fixed (
            T* xAt = x,
                wAt = W,
                b = epilogue.Bias,
                yAt = y
        )
            Shared.Run(shape.Tiles, new ToOutput<T>(shape, xAt, wAt, b, epilogue.Slope, yAt));
    }

    /// <summary>gx = 0, then gx[n, c, p·stride + k·dilate - pad] += W[o, c, k] · gy[n, o, p] where that lies inside.</summary>
    public static void Input<T>(
        ConvolutionShape shape,
        ReadOnlySpan<T> gy,
        ReadOnlySpan<T> W,
        Span<T> gx
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        gx.Clear();
        if (gy.IsEmpty || gx.IsEmpty)
            return;
        fixed (
            T* xAt = gx,
                wAt = W,
                yAt = gy
        )
            Shared.Run(shape.SampleTiles, new ToInput<T>(shape, xAt, wAt, yAt));
    }

    /// <summary>gW[o, c, k] = Σ gy[n, o, p] · x[n, c, p·stride + k·dilate - pad].</summary>
    public static void Kernel<T>(
        ConvolutionShape shape,
        ReadOnlySpan<T> x,
        ReadOnlySpan<T> gy,
        Span<T> gW
    )
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        gW.Clear();
        if (gy.IsEmpty || gW.IsEmpty)
            return;
        int length = shape.Outputs * shape.Inner;
        T[] sums = ArrayPool<T>.Shared.Rent(shape.Parts * gW.Length);
        fixed (
            T* xAt = x,
                yAt = gy
        )
            Shared.Run(shape.Parts, new ToKernel<T>(shape, xAt, yAt, sums));
        for (int part = 0; part < shape.Parts; part++)
        for (int g = 0; g < shape.Groups; g++)
            AddTransposed(
                shape.Inner,
                shape.Outputs,
                sums.AsSpan(((part * shape.Groups) + g) * length, length),
                gW.Slice(g * length, length)
            );
        ArrayPool<T>.Shared.Return(sums);
    }

    /// <summary>y += xᵀ for x with m rows and n columns.</summary>
    private static void AddTransposed<T>(int m, int n, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int j = 0; j < n; j++)
        {
            Span<T> row = y.Slice(j * m, m);
            for (int i = 0; i < row.Length; i++)
                row[i] += x[(i * n) + j];
        }
    }

    private readonly struct ToOutput<T>(
        ConvolutionShape shape,
        T* x,
        T* W,
        T* b,
        double? slope,
        T* y
    ) : IShared
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* W = W;
        private readonly T* b = b;
        private readonly T* y = y;

        public void Item(int index)
        {
            using var tile = new ConvolutionTile<T>(shape, index, x, y);
            for (int g = 0; g < shape.Groups; g++)
            {
                tile.Unfold(g);
                MatMul.Multiply(
                    shape.Outputs,
                    tile.Columns,
                    shape.Inner,
                    shape.OfGroup(W, g),
                    false,
                    tile.Windows,
                    false,
                    tile.Outputs(g)
                );
                tile.Store(g, b, slope);
            }
        }
    }

    /// <summary>The tiles of a sample overlap in x, so they belong together.</summary>
    private readonly struct ToInput<T>(ConvolutionShape shape, T* x, T* W, T* y) : IShared
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* W = W;
        private readonly T* y = y;

        public void Item(int sampleTile)
        {
            for (int row = 0; row < shape.RowTiles; row++)
            {
                int index = (sampleTile * shape.RowTiles) + row;
                using var tile = new ConvolutionTile<T>(shape, index, x, y);
                for (int g = 0; g < shape.Groups; g++)
                {
                    MatMul.Multiply(
                        shape.Inner,
                        tile.Columns,
                        shape.Outputs,
                        shape.OfGroup(W, g),
                        true,
                        tile.Load(g),
                        false,
                        tile.Windows
                    );
                    tile.Fold(g);
                }
            }
        }
    }

    /// <summary>One part of the sum, each group of it transposed: the windows, the larger factor, are read as they lie.</summary>
    private readonly struct ToKernel<T>(ConvolutionShape shape, T* x, T* y, T[] sums) : IShared
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly T* x = x;
        private readonly T* y = y;

        public void Item(int part)
        {
            int first = (int)((long)shape.Tiles * part / shape.Parts);
            int end = (int)((long)shape.Tiles * (part + 1) / shape.Parts);
            int length = shape.Outputs * shape.Inner;
            for (int index = first; index < end; index++)
            {
                using var tile = new ConvolutionTile<T>(shape, index, x, y);
                for (int g = 0; g < shape.Groups; g++)
                {
                    tile.Unfold(g);
                    MatMul.Multiply(
                        1,
                        shape.Inner,
                        shape.Outputs,
                        tile.Columns,
                        tile.Windows,
                        false,
                        tile.Load(g),
                        true,
                        sums.AsSpan(((part * shape.Groups) + g) * length, length),
                        new Epilogue<T>(accumulate: index > first)
                    );
                }
            }
        }
    }
}
