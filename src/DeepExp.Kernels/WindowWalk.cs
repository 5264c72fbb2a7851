using System.Runtime.CompilerServices;

namespace DeepExp.Kernels;

/// <summary>What is done with a piece of a row of windows.</summary>
internal unsafe interface IWindowRow<T>
    where T : unmanaged
{
    /// <summary>y[o] belongs to x[o·step], for o below n.</summary>
    void Inside(T* x, int step, T* y, int n);

    /// <summary>So many rows of n, one behind the other in y and <paramref name="xRow"/> apart in x: y[o] belongs to x[o].</summary>
    void Rows(T* x, nint xRow, T* y, int rows, int n);

    /// <summary>y[o] lies outside x, for o below n.</summary>
    void Outside(T* y, int n);
}

/// <summary>An axis of the windows' places.</summary>
internal struct WindowAxis
{
    /// <summary>How far apart in x neighbours lie, and the same element of neighbouring windows.</summary>
    public int Stride,
        Step;

    /// <summary>How many places in y one place on this axis stands for.</summary>
    public int Places;

    /// <summary>For the present element of the window: places of y before those inside x, windows inside, places after them.</summary>
    public int Before,
        Inside,
        After;
}

/// <summary>
/// Goes through y (channels, kernel..., batch, outSize...) once from its first element to its last, row by row, and through x (batch,
/// channels, size...) as the windows lie. The batch counts as the first axis of places.
/// </summary>
internal unsafe ref struct WindowWalk<TRow, T>
    where TRow : struct, IWindowRow<T>
    where T : unmanaged
{
    private readonly TRow row;
    private readonly ReadOnlySpan<int> size;
    private readonly ReadOnlySpan<int> kernel;
    private readonly ReadOnlySpan<int> stride;
    private readonly ReadOnlySpan<int> pad;
    private readonly ReadOnlySpan<int> dilate;
    private readonly ReadOnlySpan<int> outSize;

    private readonly Span<WindowAxis> axes;

    // The axes behind this one have one place each: a row goes along this one.
    private readonly int last;
    private T* y;

    public WindowWalk(
        TRow row,
        ReadOnlySpan<int> size,
        ReadOnlySpan<int> kernel,
        ReadOnlySpan<int> stride,
        ReadOnlySpan<int> pad,
        ReadOnlySpan<int> dilate,
        ReadOnlySpan<int> outSize,
        Span<WindowAxis> axes
    )
    {
        this.row = row;
        this.size = size;
        this.kernel = kernel;
        this.stride = stride;
        this.pad = pad;
        this.dilate = dilate;
        this.outSize = outSize;
        this.axes = axes;
        last = outSize.LastIndexOfAnyExcept(1) + 1;
    }

    /// <summary>x holds the channels of each sample one after the other, and the next sample a <paramref name="sample"/> further on.</summary>
    public void Run(T* x, int sample, int batch, int channels, T* y)
    {
        int plane = 1;
        int places = 1;
        for (int i = size.Length - 1; i >= 0; i--)
        {
            axes[i + 1] = new()
            {
                Stride = plane,
                Step = plane * stride[i],
                Places = places,
            };
            plane *= size[i];
            places *= outSize[i];
        }
        axes[0] = new()
        {
            Step = sample,
            Places = places,
            Inside = batch,
        };
        this.y = y;
        for (int c = 0; c < channels; c++)
            Elements(0, x + ((nint)c * plane));
    }

    /// <summary>All elements of the window from this axis on; x is at the element on the axes before.</summary>
    private void Elements(int i, T* x)
    {
        if (i == kernel.Length)
        {
            Places(0, x);
            return;
        }
        ref WindowAxis axis = ref axes[i + 1];
        for (int k = 0; k < kernel[i]; k++)
        {
            // The windows from first to before end have this element inside x.
            int shift = (k * dilate[i]) - pad[i];
            int first = shift < 0 ? ((-shift - 1) / stride[i]) + 1 : 0;
            int end = size[i] > shift ? ((size[i] - shift - 1) / stride[i]) + 1 : 0;
            first = Math.Min(first, outSize[i]);
            end = Math.Clamp(end, first, outSize[i]);
            axis.Before = first * axis.Places;
            axis.Inside = end - first;
            axis.After = (outSize[i] - end) * axis.Places;
            nint start = shift + ((nint)first * stride[i]);
            if (i < last || axis.Inside > 0)
                Elements(i + 1, x + (start * axis.Stride));
            else
                SkipElements(i + 1);
        }
    }

    /// <summary>All places of the window from this axis on; x is at the first one inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Places(int i, T* x)
    {
        ref WindowAxis axis = ref axes[i];
        Outside(axis.Before);
        if (i == last)
            Row(x, axis);
        else if (i == last - 1)
        {
            WindowAxis along = axes[last];
            if (along.Step == 1 && along.Inside == axis.Places)
            {
                row.Rows(x, axis.Step, y, axis.Inside, along.Inside);
                y += axis.Inside * along.Inside;
                Outside(axis.After);
                return;
            }
            for (int o = 0; o < axis.Inside; o++, x += axis.Step)
            {
                Outside(along.Before);
                Row(x, along);
                Outside(along.After);
            }
        }
        else
            for (int o = 0; o < axis.Inside; o++, x += axis.Step)
                Places(i + 1, x);
        Outside(axis.After);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Row(T* x, in WindowAxis along)
    {
        row.Inside(x, along.Step, y, along.Inside);
        y += along.Inside;
    }

    /// <summary>All elements of the window from this axis on, none of them inside.</summary>
    private void SkipElements(int i)
    {
        int n = axes[0].Inside * axes[0].Places;
        foreach (int k in kernel[i..])
            n *= k;
        Outside(n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Outside(int n)
    {
        if (n == 0)
            return;
        row.Outside(y, n);
        y += n;
    }
}
