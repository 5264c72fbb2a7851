using System.Text;
using DeepExp.Serialization;
using ScottPlot;
using SkiaSharp;

namespace DeepExp.Plotting;

/// <summary>Something drawn: a title, a legend, and one chart or several in rows. Drawn twice, it is the same, byte for byte.</summary>
public sealed class Picture
{
    private const int Margin = 20;
    private const float Inset = 10;
    private const int PixelRatio = 2;
    private const float SymbolWidth = 28;

    private readonly int columns;
    private readonly IReadOnlyList<Plot> plots;
    private readonly IReadOnlyList<LegendItem> legend;
    private readonly Lock drawing = new();

    internal Picture(
        string title,
        int width,
        int height,
        int columns,
        IReadOnlyList<Plot> plots,
        IReadOnlyList<LegendItem> legend
    )
    {
        (Title, Width, Height) = (Rule.Named(title, "Picture"), width, height);
        (this.columns, this.plots, this.legend) = (columns, plots, legend);

        // A plot repeats its first rendering when it learns its limits; an SVG would keep both.
        foreach (var plot in plots)
            plot.RenderInMemory(width, height);
    }

    /// <summary>What stands above the picture.</summary>
    public string Title { get; }

    /// <summary>The width in pixels of CSS; a PNG has twice as many.</summary>
    public int Width { get; }

    /// <summary>The height in pixels of CSS; a PNG has twice as many.</summary>
    public int Height { get; }

    /// <summary>The picture as a PNG file, two pixels to one of CSS.</summary>
    public byte[] Png()
    {
        var size = new SKImageInfo(
            Width * PixelRatio,
            Height * PixelRatio,
            SKColorType.Rgba8888,
            SKAlphaType.Premul
        );
        using var surface = SKSurface.Create(size);
        surface.Canvas.Scale(PixelRatio);
        Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as an SVG document; its text is text.</summary>
    public string Svg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            Draw(canvas);
        return SvgText.Polish(Encoding.UTF8.GetString(stream.ToArray()), Title);
    }

    /// <summary>Writes name.png and name.svg into <paramref name="folder"/>, each whole or not at all.</summary>
    /// <exception cref="ArgumentException">The name is empty or leads out of the folder.</exception>
    /// <exception cref="DeepExpException">A file cannot be written.</exception>
    public void Save(string folder, string name)
    {
        Rule.Named(name, "Picture.Save");
        Rule.Holds(
            name == Path.GetFileName(name) && name is not ("." or ".."),
            $"Picture.Save: «{name}» is not the name of a file in the folder."
        );
        AtomicFile.Write(new Place("Picture.Save", Path.Combine(folder, name + ".png")), Png());
        AtomicFile.Write(
            new Place("Picture.Save", Path.Combine(folder, name + ".svg")),
            Encoding.UTF8.GetBytes(Svg())
        );
    }

    private void Draw(SKCanvas canvas)
    {
        lock (drawing)
        {
            canvas.Clear(SKColors.White);
            var top = DrawHead(canvas);
            var rows = (plots.Count + columns - 1) / columns;
            var (width, height) = ((Width - 1.5f * Inset) / columns, (Height - Inset - top) / rows);
            for (var i = 0; i < plots.Count; i++)
            {
                var (left, y) = (Inset + i % columns * width, top + i / columns * height);
                plots[i].Render(canvas, new PixelRect(left, left + width, y + height, y));
            }
        }
    }

    /// <summary>Title and legend stand above the data, so that they never lie on it. Returns where they end.</summary>
    private float DrawHead(SKCanvas canvas)
    {
        using var paint = Paint.NewDisposablePaint();
        var space = Width - 2 * Margin;
        var title = new LabelStyle { Text = Title, Alignment = Alignment.UpperLeft }.Set(
            Theme.TitleSize,
            Theme.Ink,
            heavy: true
        );
        var wanted = title.Measure(paint).Size.Width;
        title.FontSize *= Math.Min(1, space / wanted);
        title.Render(canvas, new Pixel(Margin, 14), paint);
        var top = 14 + title.Measure(paint).Size.Height + 8;
        return legend.Count < 2 ? top : DrawLegend(canvas, paint, top + 10);
    }

    /// <summary>The names from left to right, in as many lines as they need. Returns where they end.</summary>
    private float DrawLegend(SKCanvas canvas, Paint paint, float y)
    {
        float x = Margin;
        foreach (var item in legend)
        {
            var name = Theme.Beside(item.LabelText, Theme.NameSize, Theme.Ink);
            var width = SymbolWidth + 7 + name.Measure(paint).Size.Width;
            if (x > Margin && x + width > Width - Margin)
                (x, y) = (Margin, y + 24);
            item.LineStyle.Render(canvas, new PixelLine(x, y, x + SymbolWidth, y), paint);
            paint.SKPathEffect = null!;
            item.MarkerStyle.Render(canvas, new Pixel(x + SymbolWidth / 2, y), paint);
            name.Render(canvas, new Pixel(x + SymbolWidth + 7, y), paint);
            x += width + 24;
        }

        return y + 16;
    }
}
