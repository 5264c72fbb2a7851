using ScottPlot;

namespace DeepExp.Plotting;

public static partial class Pictures
{
    /// <summary>The weights of a layer: a matrix as a map with colours symmetric about zero, a single row or column as bars.</summary>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="rows">What a row stands for, for instance "output".</param>
    /// <param name="columns">What a column stands for, for instance "input".</param>
    /// <param name="W">The weights; what is not finite stays grey or empty.</param>
    /// <exception cref="ArgumentException">The matrix is empty or has no finite weight.</exception>
    public static Picture Weights(string title, string rows, string columns, double[,] W)
    {
        Rule.Named(rows, "Weights: rows");
        Rule.Named(columns, "Weights: columns");
        var (m, n) = (W.GetLength(0), W.GetLength(1));
        Rule.Holds(
            m > 0 && n > 0,
            $"Weights «{title}»: the matrix is {m}×{n}; it must have a weight."
        );
        var finite = W.Cast<double>().Where(double.IsFinite).ToList();
        Rule.Holds(finite.Count > 0, $"Weights «{title}»: none of the {m}×{n} weights is finite.");
        var largest = finite.Max(Math.Abs);
        var limit = largest > 0 ? largest : 1;
        var plot =
            m == 1 || n == 1
                ? Bars(m == 1 ? columns : rows, [.. W.Cast<double>()], limit)
                : Map(rows, columns, W, limit);
        return new(title, Width, Height, 1, [plot], []);
    }

    private static Plot Bars(string name, double[] w, double limit)
    {
        var plot = Theme.NewPlot();
        var span = new Span(-1.1 * limit, 1.1 * limit);
        plot.Axes.Bottom.Set(name, Ticks.Indices(w.Length, i => i));
        plot.Axes.Left.Set("weight", Ticks.For(new("weight"), span, 8));
        plot.Axes.SetLimits(-0.7, w.Length - 0.3, span.Low, span.High);
        plot.Grid.XAxisStyle.IsVisible = false;
        var bars = w.Select((value, i) => (value, i))
            .Where(bar => double.IsFinite(bar.value))
            .Select(bar => new Bar
            {
                Position = bar.i,
                Value = bar.value,
                Size = 0.7,
                FillColor = Theme.ColorOf(0),
                LineWidth = 0,
            });
        plot.Add.Bars(bars.ToArray());
        plot.Add.HorizontalLine(0, 1, Theme.Ink);
        return plot;
    }

    private static Plot Map(string rows, string columns, double[,] W, double limit)
    {
        var (m, n) = (W.GetLength(0), W.GetLength(1));
        var plot = Theme.NewPlot();
        plot.Axes.Bottom.Set(columns, Ticks.Indices(n, j => j));
        plot.Axes.Left.Set(rows, Ticks.Indices(m, i => m - 1 - i));
        plot.Axes.SetLimits(-0.5, n - 0.5, -0.5, m - 0.5);
        plot.HideGrid();
        var map = plot.Add.Heatmap(W);
        map.NaNCellColor = Theme.Missing;
        map.Colormap = new ScottPlot.Colormaps.Balance();
        map.ManualRange = new ScottPlot.Range(-limit, limit);
        plot.AddColorBar(map, "weight", Ticks.For(new("weight"), new(-limit, limit), 8));
        return plot;
    }
}
