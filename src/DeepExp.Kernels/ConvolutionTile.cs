using System.Buffers;
using System.Numerics;

namespace DeepExp.Kernels;

/// <summary>
/// Some samples, and some indices of the first spatial axis of their outputs. The windows of one group lie in a buffer, one column each;
/// the outputs lie in y, or where they are not one piece there, in a buffer as well: (outputs, samples, places).
/// </summary>
internal readonly unsafe ref struct ConvolutionTile<T> : IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConvolutionShape shape;
    private readonly T* x;
    private readonly T* y;
    private readonly int sample;
    private readonly int samples;
    private readonly int row;
    private readonly int rows;

    // Of one sample, the places of this tile.
    private readonly int places;
    private readonly T[] windows;
    private readonly T[]? outputs;

    public ConvolutionTile(ConvolutionShape shape, int index, T* x, T* y)
    {
        this.shape = shape;
        sample = index / shape.RowTiles * shape.TileSamples;
        samples = Math.Min(shape.TileSamples, shape.Samples - sample);
        row = index % shape.RowTiles * shape.TileRows;
        rows = Math.Min(shape.TileRows, shape.OutSize[0] - row);
        places = rows * shape.RowPlaces;
        this.x = x + ((nint)sample * shape.Groups * shape.Channels * shape.Plane);
        this.y =
            y
            + ((nint)sample * shape.Groups * shape.Outputs * shape.Places)
            + (row * shape.RowPlaces);
        windows = ArrayPool<T>.Shared.Rent(shape.Inner * Columns);
        outputs =
            samples == 1 && places == shape.Places
                ? null
                : ArrayPool<T>.Shared.Rent(shape.Outputs * Columns);
    }

    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(windows);
        if (outputs is not null)
            ArrayPool<T>.Shared.Return(outputs);
    }

    public int Columns => samples * places;

    /// <summary>(inner, columns)</summary>
    public Span<T> Windows => windows.AsSpan(0, shape.Inner * Columns);

    /// <summary>Where the outputs of a group are to be written, (outputs, columns), before <see cref="Store"/>.</summary>
    public Span<T> Outputs(int group) =>
        outputs is null
            ? new(Output(0, group * shape.Outputs), shape.Outputs * Columns)
            : outputs.AsSpan(0, shape.Outputs * Columns);

    /// <summary>The outputs of a group as they lie in y, (outputs, columns).</summary>
    public ReadOnlySpan<T> Load(int group)
    {
        Span<T> all = Outputs(group);
        if (outputs is not null)
            for (int o = 0, at = 0; o < shape.Outputs; o++)
            for (int n = 0; n < samples; n++, at += places)
                new ReadOnlySpan<T>(Output(n, (group * shape.Outputs) + o), places).CopyTo(
                    all.Slice(at, places)
                );
        return all;
    }

    /// <summary>Puts the outputs of a group into y: b added where there is one, and rectified where there is a slope.</summary>
    public void Store(int group, T* b, double? slope)
    {
        if (outputs is null && b == null && slope is null)
            return;
        ReadOnlySpan<T> all = Outputs(group);
        for (int o = 0, at = 0; o < shape.Outputs; o++)
        for (int n = 0; n < samples; n++, at += places)
        {
            int output = (group * shape.Outputs) + o;
            ReadOnlySpan<T> from = all.Slice(at, places);
            Span<T> to = new(Output(n, output), places);
            if (b == null)
                from.CopyTo(to);
            else
                default(Add).Run(from, [b[output]], to);
            if (slope is double factor)
                new Rectify(factor).Run<T>(to, to, to);
        }
    }

    /// <summary>Lays the windows of a group out.</summary>
    public void Unfold(int group)
    {
        fixed (T* to = windows)
            Walk(new Windows.Copy<T>(T.Zero), group, to);
    }

    /// <summary>Adds the windows of a group up in x.</summary>
    public void Fold(int group)
    {
        fixed (T* from = windows)
            Walk(default(Windows.Accumulate<T>), group, from);
    }

    private T* Output(int n, int output) =>
        y + (((nint)n * shape.Groups * shape.Outputs) + output) * shape.Places;

    private void Walk<TRow>(TRow each, int group, T* columns)
        where TRow : struct, IWindowRow<T>
    {
        int rank = shape.Size.Length;
        Span<WindowAxis> axes = stackalloc WindowAxis[rank + 1];
        Span<int> lengths = stackalloc int[2 * rank];
        Span<int> pad = lengths[..rank];
        Span<int> outSize = lengths[rank..];
        shape.Pad.CopyTo(pad);
        shape.OutSize.CopyTo(outSize);
        pad[0] -= row * shape.Stride[0];
        outSize[0] = rows;
        new WindowWalk<TRow, T>(
            each,
            shape.Size,
            shape.Kernel,
            shape.Stride,
            pad,
            shape.Dilate,
            outSize,
            axes
        ).Run(
            x + ((nint)group * shape.Channels * shape.Plane),
            shape.Groups * shape.Channels * shape.Plane,
            samples,
            shape.Channels,
            columns
        );
    }
}
