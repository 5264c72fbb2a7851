using ScottPlot;
using ScottPlot.DataSources;
using ScottPlot.Plottables;

namespace DeepExp.Plotting;

/// <summary>Series put onto plots: the same name has the same look in all of them.</summary>
internal sealed class Drawing(int firstColor = 0)
{
    private readonly List<string> coloured = [];
    private readonly Dictionary<string, LegendItem> legend = [];

    /// <summary>What was drawn, each name once, in the order of drawing.</summary>
    public IReadOnlyList<LegendItem> Legend => [.. legend.Values];

    /// <summary>A chart of <paramref name="series"/> between fixed limits.</summary>
    public Plot Chart(
        string? title,
        Axis x,
        Axis y,
        Span xs,
        Span ys,
        IEnumerable<Series> series,
        int columns
    )
    {
        var plot = Theme.NewPlot(title);
        plot.Axes.Bottom.Set(x.Name, Ticks.For(x, xs, columns == 1 ? 7 : 4));
        plot.Axes.Left.Set(y.Name, Ticks.For(y, ys, columns == 1 ? 7 : 5));
        plot.Axes.SetLimits(xs.Low, xs.High, ys.Low, ys.High);
        foreach (var one in series)
            Add(plot, one, x, y);
        return plot;
    }

    /// <summary>Draws one series and enters it in the legend.</summary>
    public void Add(Plot plot, Series series, Axis x, Axis y)
    {
        var look = Look(series);
        legend.TryAdd(series.Name, look);
        var runs = series.Runs(x, y).ToList();
        foreach (var (xs, ys) in runs)
        {
            // A run of one point has no line to be seen by.
            var lonely = xs.Length == 1 && look.MarkerStyle.Shape == MarkerShape.None;
            if (series.Mark is Mark.Path)
                plot.Add.Plottable(new Curve(xs, ys, Line(series.Name, Colors.White, 5)));
            plot.Add.Plottable(new Curve(xs, ys, lonely ? Dot(series, look.LineColor, 6) : look));
        }

        if (series.Mark is Mark.Path)
        {
            Spot(
                plot,
                series.Name + ": start",
                runs[0].X[0],
                runs[0].Y[0],
                MarkerShape.FilledCircle,
                Colors.White,
                look
            );
            Spot(
                plot,
                series.Name + ": end",
                runs[^1].X[^1],
                runs[^1].Y[^1],
                MarkerShape.FilledSquare,
                look.LineColor,
                look
            );
        }
    }

    private void Spot(
        Plot plot,
        string name,
        double x,
        double y,
        MarkerShape shape,
        Color fill,
        LegendItem path
    )
    {
        var spot = Outlined(
            Marker(name, shape, 11, fill),
            fill == Colors.White ? path.LineColor : Colors.White,
            2
        );
        legend.TryAdd(name, spot);
        plot.Add.Plottable(new Curve([x], [y], spot));
    }

    private LegendItem Look(Series series)
    {
        if (series.Mark is Mark.Faint)
            return Line(series.Name, Theme.Faint, 1);
        if (series.Mark is Mark.Reference)
            return Line(series.Name, Theme.Ink, 1.8f, LinePattern.Dashed);
        if (series.Mark is Mark.Diamond)
            return Outlined(
                Marker(series.Name, MarkerShape.FilledDiamond, 16, Theme.Pen),
                Colors.White,
                2
            );
        if (!coloured.Contains(series.Name))
            coloured.Add(series.Name);
        var index = firstColor + coloured.IndexOf(series.Name);
        var color = Theme.ColorOf(index);
        return series.Mark switch
        {
            Mark.Points => Dot(series, color, 6),
            Mark.LineAndPoints => Both(Line(series.Name, color, 2), Theme.ShapeOf(index), 8),
            Mark.Path => Both(Line(series.Name, color, 2), MarkerShape.FilledCircle, 4),
            _ => Line(series.Name, color, 2.2f),
        };
    }

    private static LegendItem Dot(Series series, Color color, float size) =>
        Marker(series.Name, MarkerShape.FilledCircle, size, color);

    private static LegendItem Line(
        string name,
        Color color,
        float width,
        LinePattern pattern = default
    )
    {
        var item = new LegendItem { LabelText = name };
        item.LineStyle = new LineStyle(width, color, pattern);
        return item;
    }

    private static LegendItem Marker(string name, MarkerShape shape, float size, Color color)
    {
        var item = new LegendItem { LabelText = name };
        item.LineStyle = LineStyle.None;
        item.MarkerStyle = new MarkerStyle(shape, size, color);
        return item;
    }

    private static LegendItem Both(LegendItem line, MarkerShape shape, float size)
    {
        line.MarkerStyle = new MarkerStyle(shape, size, line.LineColor);
        return line;
    }

    private static LegendItem Outlined(LegendItem item, Color color, float width)
    {
        item.MarkerStyle.OutlineColor = color;
        item.MarkerStyle.OutlineWidth = width;
        return item;
    }

    /// <summary>A scatter that leaves no dash behind in the paint that all share.</summary>
    private sealed class Curve(double[] x, double[] y, LegendItem look)
        : Scatter(new ScatterSourceDoubleArray(x, y))
    {
        public override void Render(RenderPack rp)
        {
            (LineStyle, MarkerStyle) = (look.LineStyle, look.MarkerStyle);
            base.Render(rp);
            rp.Paint.SKPathEffect = null!;
        }
    }
}
