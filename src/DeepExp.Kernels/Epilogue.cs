using System.Numerics;
using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>
/// What a matrix product does to its sums before it writes them: c = f(a·b + bias), or f((c + a·b) + bias) when it accumulates, where
/// f(x) = x for x &gt; 0 and slope·x elsewhere. Bit for bit the product, the sums and the rectifier one after the other.
/// </summary>
/// <param name="bias">One number for each column of c; empty: none.</param>
/// <param name="slope">Leaky ReLU's, 0: ReLU's; null: the sums stay as they are.</param>
/// <param name="accumulate">The product is added to what c holds.</param>
public readonly ref struct Epilogue<T>(
    ReadOnlySpan<T> bias = default,
    double? slope = null,
    bool accumulate = false
)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>One number for each column of c; empty: none.</summary>
    public ReadOnlySpan<T> Bias { get; } = bias;

    /// <summary>The factor of what is not positive, or null.</summary>
    public double? Slope { get; } = slope;

    /// <summary>Whether the product is added to what c holds.</summary>
    public bool Accumulate { get; } = accumulate;
}

/// <summary>An <see cref="Epilogue{T}"/> as the kernels read it; the default writes the sums as they are.</summary>
internal readonly unsafe struct Finish<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public bool Add { get; init; }
    public T* Bias { get; init; }
    public bool Rectify { get; init; }

    /// <summary>Slope 0 is a case of its own, as in <see cref="Kernels.Rectify"/>: 0·∞ is not 0.</summary>
    public bool Cut { get; init; }
    public T Slope { get; init; }

    public bool IsNothing => !Add && !Rectify && Bias == null;

    public Finish<T> From(int column) => Bias == null ? this : this with { Bias = Bias + column };

    /// <summary>f(x)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Rectified<V>(V x)
        where V : unmanaged, IRow<V, T> => V.IfPositive(x, Cut ? default : V.Broadcast(Slope) * x);

    /// <summary>y (m rows, yRow apart, n columns) = f(y + x + bias) or f(x + bias); x may be y itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write<V>(int m, int n, T* x, nint xRow, T* y, nint yRow)
        where V : unmanaged, IRow<V, T>
    {
        if (n == 1 && xRow == 1 && yRow == 1)
        {
            // A column that lies like a row, with one bias for all.
            V bias = Bias == null ? default : V.Broadcast(*Bias);
            Finish<T> each = this with { Bias = Bias == null ? null : (T*)&bias };
            int i = 0;
            for (; i <= m - V.Count; i += V.Count)
                V.Store(each.Of(V.Load(x + i), y + i, 0), y + i);
            for (; i < m; i++)
                Scalar<T>.Store(each.Of(Scalar<T>.Load(x + i), y + i, 0), y + i);
            return;
        }
        for (int i = 0; i < m; i++, x += xRow, y += yRow)
        {
            int j = 0;
            for (; j <= n - V.Count; j += V.Count)
                V.Store(Of(V.Load(x + j), y, j), y + j);
            for (; j < n; j++)
                Scalar<T>.Store(Of(Scalar<T>.Load(x + j), y, j), y + j);
        }
    }

    /// <summary>What the numbers j columns behind y become.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Of<V>(V sum, T* y, int j)
        where V : unmanaged, IRow<V, T>
    {
        if (Add)
            sum = V.Load(y + j) + sum;
        if (Bias != null)
            sum += V.Load(Bias + j);
        return Rectify ? Rectified(sum) : sum;
    }
}
