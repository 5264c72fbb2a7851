using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>A product, or a batch of them, cut into bands of rows (or of the batch) and of columns, one for each thread.</summary>
internal unsafe struct Job<T>(Product<T> product, int depth)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public readonly Product<T> Product = product;
    public readonly int Depth = depth;

    /// <summary>For <see cref="DotKernel"/>.</summary>
    public bool Swap;
    private int batch;
    private int down;
    private int across;

    public void Share(int batch, int down, int across, delegate* <void*, int, void> part)
    {
        (this.batch, this.down, this.across) = (batch, down, across);
        fixed (Job<T>* job = &this)
            Threads.Run(down * across, part, job);
    }

    /// <summary>
    /// How many of the threads stand below each other, the others side by side: such that the largest part takes least, packing its rows of
    /// A and its columns of B included.
    /// </summary>
    public readonly int Down(int threads, int width)
    {
        // Packing a number costs as much as so many multiplications.
        const int Packing = 5;
        int best = 1;
        long least = long.MaxValue;
        for (int down = 1; down <= threads; down++)
        {
            if (threads % down != 0)
                continue;
            long rows = Cut(Product.M, Blocks.Rows, 1, down, up: true);
            long columns = Cut(Product.N, width, 1, threads / down, up: true);
            long cost = (rows * columns) + (Packing * (rows + columns));
            if (cost < least)
                (best, least) = (down, cost);
        }
        return best;
    }

    public readonly (int From, int To) Items(int part) =>
        (Cut(batch, 1, part, down), Cut(batch, 1, part + 1, down));

    public readonly Product<T> Part(int part, int width)
    {
        (int i, int j) = (part / across, part % across);
        return Product.Part(
            Cut(Product.M, Blocks.Rows, i, down),
            Cut(Product.M, Blocks.Rows, i + 1, down),
            Cut(Product.N, width, j, across),
            Cut(Product.N, width, j + 1, across)
        );
    }

    /// <summary>Where part i of n begins, at a whole unit.</summary>
    private static int Cut(int n, int unit, int i, int parts, bool up = false)
    {
        long units = (n + unit - 1L) / unit * i;
        return (int)Math.Min(n, (units + (up ? parts - 1 : 0)) / parts * unit);
    }
}
