using ScottPlot;
using ScottPlot.Triangulation;

namespace DeepExp.Plotting;

public static partial class Pictures
{
    private const int SurfaceHeight = 500;
    private const int CellsOfMap = 600;
    private const int CellsOfLines = 120;

    /// <summary>A surface z over x and y as filled contours with their lines and a colour bar; paths and places lie on it.</summary>
    /// <param name="title">What stands above the picture.</param>
    /// <param name="x">The horizontal axis; linear, with both ends given.</param>
    /// <param name="y">The vertical axis; linear, with both ends given.</param>
    /// <param name="z">What the colours measure; logarithmic where the values span orders of magnitude.</param>
    /// <param name="values">The surface: values[i, j] stands at the i-th of evenly spaced x and the j-th of evenly spaced y, ends included. What is not finite stays grey; zero on a logarithmic scale counts as the least positive value.</param>
    /// <param name="series">What lies on the surface, for instance a path of descent and the place of the minimum.</param>
    /// <exception cref="ArgumentException">An axis without ends, a grid smaller than 2×2 or without a drawable value, a negative value on a logarithmic scale, or a series that <see cref="Curves"/> would refuse.</exception>
    public static Picture Surface(
        string title,
        Axis x,
        Axis y,
        Axis z,
        double[,] values,
        params IReadOnlyList<Series> series
    )
    {
        z.Check();
        foreach (var axis in new[] { x, y })
        {
            axis.Check();
            Rule.Holds(
                axis is { Scale: Scale.Linear, Min: not null, Max: not null },
                $"Surface «{title}»: the axis «{axis.Name}» must be linear and have both ends."
            );
        }

        foreach (var one in series)
            one.Check(x, y);

        var known = Drawable(title, z, values);
        var mesh = new Mesh(known);
        var levels = Ticks.Levels(z, known);
        var (xs, ys) = (new Span(x.Min!.Value, x.Max!.Value), new Span(y.Min!.Value, y.Max!.Value));
        var drawing = new Drawing(firstColor: 1);
        var plot = drawing.Chart(null, x, y, xs, ys, [], columns: 1);
        var map = plot.Add.Heatmap(HeightsFromTheTop(mesh, z));
        map.Rectangle = new CoordinateRect(xs.Low, xs.High, ys.Low, ys.High);
        map.NaNCellColor = Theme.Missing;
        map.Colormap = new Bands(levels);
        map.ManualRange = new ScottPlot.Range(levels[0], levels[^1]);
        plot.AddColorBar(map, z.Name, Ticks.At(levels, level => Ticks.Text(z.Value(level))));
        foreach (
            var line in RectangularGrid.GetContourLines(Heights(mesh, z, xs, ys), levels[1..^1])
        )
            AddLine(plot, line.Path.Points);
        foreach (var one in series)
            drawing.Add(plot, one, x, y);
        return new(title, Width, SurfaceHeight, 1, [plot], drawing.Legend);
    }

    /// <summary>The values that the scale has a place for, NaN for the others.</summary>
    private static double[,] Drawable(string title, Axis z, double[,] values)
    {
        var (m, n) = (values.GetLength(0), values.GetLength(1));
        Rule.Holds(
            m > 1 && n > 1,
            $"Surface «{title}»: the grid is {m}×{n}; it must be at least 2×2."
        );
        var drawable = values
            .Cast<double>()
            .Where(value => double.IsFinite(z.Position(value)))
            .ToList();
        Rule.Holds(
            drawable.Count > 0,
            $"Surface «{title}»: none of the {m}×{n} values can be drawn on a {z.Scale} scale."
        );
        var least = drawable.Min();
        return Grid(m, n, (i, j) => Known(values[i, j], i, j));

        double Known(double value, int i, int j)
        {
            Rule.Holds(
                !(z.IsLogarithmic && value < 0),
                $"Surface «{title}»: values[{i}, {j}] = {value} is negative; a {z.Scale} scale has no place for it."
            );
            return z.IsLogarithmic && value == 0 ? least
                : double.IsFinite(value) ? value
                : double.NaN;
        }
    }

    /// <summary>The surface as an image, whose first row is the highest.</summary>
    private static double[,] HeightsFromTheTop(Mesh mesh, Axis z) =>
        Grid(
            CellsOfMap,
            CellsOfMap,
            (row, column) =>
                z.Position(mesh.At((column + 0.5) / CellsOfMap, 1 - (row + 0.5) / CellsOfMap))
        );

    /// <summary>The surface as points, edges included.</summary>
    private static Coordinates3d[,] Heights(Mesh mesh, Axis z, Span xs, Span ys) =>
        Grid(
            CellsOfLines + 1,
            CellsOfLines + 1,
            (row, column) =>
            {
                var (x, y) = ((double)column / CellsOfLines, (double)row / CellsOfLines);
                return new Coordinates3d(xs.At(x), ys.At(y), z.Position(mesh.At(x, y)));
            }
        );

    private static void AddLine(Plot plot, Coordinates[] points)
    {
        // Beside what is not known a contour has no end to run to.
        if (!points.All(point => double.IsFinite(point.X) && double.IsFinite(point.Y)))
            points =
            [
                .. points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)),
            ];
        if (points.Length < 2)
            return;
        var line = plot.Add.ScatterLine(points);
        line.LineWidth = 0.8f;
        line.LineColor = Theme.Pen.WithAlpha(0.4);
    }

    private static T[,] Grid<T>(int rows, int columns, Func<int, int, T> cell)
    {
        var grid = new T[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                grid[i, j] = cell(i, j);
        }

        return grid;
    }

    /// <summary>One colour from level to level, pale where the surface is low.</summary>
    private sealed class Bands(double[] levels) : IColormap
    {
        // The darkest shades would hide what lies on them.
        private const double Darkest = 0.8;

        private static readonly ScottPlot.Colormaps.Deep shades = new();

        public string Name => nameof(Bands);

        public Color GetColor(double position)
        {
            var level = levels[0] + position * (levels[^1] - levels[0]);
            var bands = levels.Length - 1;
            var band = Math.Clamp(levels.Count(edge => edge <= level) - 1, 0, bands - 1);
            return shades.GetColor(Darkest * (band + 0.5) / bands);
        }
    }
}
