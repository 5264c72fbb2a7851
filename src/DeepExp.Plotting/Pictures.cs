using ScottPlot;

namespace DeepExp.Plotting;

/// <summary>The pictures that a training has to show. Wrong data is refused with an <see cref="ArgumentException"/> before anything is drawn.</summary>
/// <namespacedoc><summary>Pictures, reports and curves in a terminal of what a training does.</summary></namespacedoc>
public static partial class Pictures
{
    private const int Width = 600;
    private const int Height = 420;

    /// <summary>Lines and points over x; a legend as soon as two things are drawn.</summary>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">What is drawn, the first behind the others.</param>
    /// <exception cref="ArgumentException">No series; or one that is empty, of unequal lengths, without a drawable value, or with a value that has no place on an axis.</exception>
    public static Picture Curves(
        string title,
        Axis x,
        Axis y,
        params IReadOnlyList<Series> series
    ) => Charts(title, x, y, [(null, series)]);

    /// <summary>Small charts side by side, two in a row, on the same axes; the same name has the same colour in all.</summary>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="x">The horizontal axis of each panel.</param>
    /// <param name="y">The vertical axis of each panel.</param>
    /// <param name="panels">The charts, row by row.</param>
    /// <exception cref="ArgumentException">No panel, or one that <see cref="Curves"/> would refuse.</exception>
    public static Picture Panels(string title, Axis x, Axis y, params IReadOnlyList<Panel> panels)
    {
        foreach (var panel in panels)
            Rule.Named(panel.Title, "Panel");
        return Charts(
            title,
            x,
            y,
            [.. panels.Select(panel => ((string?)panel.Title, panel.Series))]
        );
    }

    /// <summary>
    /// The loss of each step, thin, under its running median, on a logarithmic axis. Steps count from 1. Towards both ends the
    /// median runs over fewer steps, so that it begins and ends with the loss itself.
    /// </summary>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="losses">The loss of step 1, 2, ...; where it is not finite, or zero, the curve has a gap.</param>
    /// <param name="window">Over how many steps the median runs; by default a fiftieth of all.</param>
    /// <exception cref="ArgumentException">No loss is positive and finite, one is negative, or the window is not positive.</exception>
    public static Picture Loss(string title, IReadOnlyList<double> losses, int? window = null)
    {
        var steps = Enumerable.Range(1, losses.Count).Select(step => (double)step).ToArray();
        var width = window ?? Math.Max(1, losses.Count / 50);
        // A zero is not drawn; counted in the median, it would take the curve away with it.
        var drawn = losses.Select(loss => loss == 0 ? double.NaN : loss).ToArray();
        var raw = new Series("loss of each step", steps, losses, Mark.Faint);
        Series[] series =
            width == 1 && window is null
                ? [raw with { Mark = Mark.Line }]
                :
                [
                    raw,
                    new(
                        $"running median of up to {width} steps",
                        steps,
                        Smooth.RunningMedian(drawn, width)
                    ),
                ];
        return Curves(title, new("step"), new("loss", Scale.Log10), series);
    }

    private static Picture Charts(
        string title,
        Axis x,
        Axis y,
        (string? Title, IReadOnlyList<Series> Series)[] charts
    )
    {
        x.Check();
        y.Check();
        var all = charts.SelectMany(chart => chart.Series).ToList();
        Rule.Holds(all.Count > 0, $"Picture «{title}»: there is no series to draw.");
        foreach (var series in all)
            series.Check(x, y);

        var xs = x.Around(all.SelectMany(series => series.X).Select(x.Position));
        var ys = y.Around(all.SelectMany(series => series.Y).Select(y.Position));
        var columns = charts.Length == 1 ? 1 : 2;
        var height = charts.Length == 1 ? Height : 90 + 250 * ((charts.Length + 1) / 2);
        var drawing = new Drawing();
        Plot[] plots =
        [
            .. charts.Select(chart =>
                drawing.Chart(chart.Title, x, y, xs, ys, chart.Series, columns)
            ),
        ];
        return new(title, Width, height, columns, plots, drawing.Legend);
    }
}
