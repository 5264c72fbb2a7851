using System.Xml.Linq;
using DeepExp.Plotting;
using Xunit;

namespace DeepExp.Tests.Plotting;

public sealed class ChartTests
{
    private static readonly double[] xs = [0, 1, 2, 3];
    private static readonly double[] ys = [1, 3, 2, 4];

    private static readonly Axis x = new("the x axis");
    private static readonly Axis y = new("the y axis");
    private static readonly Axis logY = y with { Scale = Scale.Log10 };
    private static readonly Axis W = new("W", Min: -1, Max: 3);
    private static readonly Axis b = new("b", Min: -1, Max: 3);
    private static readonly Axis error = new("squared error", Scale.Log10);

    private static double[,] Valley(int m = 40, int n = 40)
    {
        var values = new double[m, n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
                values[i, j] =
                    Math.Pow(4.0 * i / (m - 1) - 2.9, 2) + Math.Pow(4.0 * j / (n - 1) - 2.2, 2);
        }

        return values;
    }

    [Fact]
    public void One_series_needs_no_legend() =>
        Assert.DoesNotContain(
            "alone",
            Texts(Pictures.Curves("t", x, y, new Series("alone", xs, ys)))
        );

    [Fact]
    public void A_name_has_one_colour_in_all_panels_and_spends_no_other()
    {
        Series[] abc = [new("a", xs, ys), new("b", xs, ys), new("c", xs, ys)];
        var panels = Pictures.Panels("t", x, y, new("first", abc[..2]), new("second", abc[1..]));
        var together = Colours(Pictures.Curves("t", x, y, abc));
        Assert.Equal(3, together.Count);
        Assert.Equal(together, Colours(panels));
    }

    [Theory]
    [InlineData(0.003, 200, "0.01 0.1 1 10 100")]
    [InlineData(1, 40, "1 2 5 10 20")]
    [InlineData(2, 3, "2 2.2 2.4 2.6 2.8 3")]
    [InlineData(1e-6, 1e-2, "1e−6 1e−5 1e−4 1e−3 0.01")]
    public void Decades_are_labelled_as_they_are_read(double low, double high, string labels)
    {
        var axis = logY with { Min = low, Max = high };
        var texts = Texts(
            Pictures.Curves("t", x, axis, new Series("a", [7001, 7009], [low, high]))
        );
        Assert.Equal(
            labels.Split(' '),
            texts.Where(text => labels.Split(' ').Contains(text)).Distinct()
        );
    }

    [Fact]
    public void What_is_not_finite_and_zero_on_a_logarithmic_axis_is_a_gap()
    {
        double[] gappy = [1, 2, double.NaN, 3, 4, double.PositiveInfinity, 5, 6, 0, 7, 8];
        var series = new Series("a", [.. gappy.Select((_, i) => (double)i)], gappy);
        Assert.Equal(4, series.Runs(x, logY).Count());
        Assert.Equal(3, series.Runs(x, y).Count());
        Assert.NotEmpty(Pictures.Curves("t", x, logY, series).Png());
    }

    [Fact]
    public void A_long_line_keeps_its_ends_and_extremes()
    {
        var steps = Enumerable.Range(0, 100_000).Select(i => (double)i).ToArray();
        var values = steps.Select(i => i == 54_321 ? 99.0 : Math.Sin(i)).ToArray();
        var (thinX, thinY) = Assert.Single(new Series("a", steps, values).Runs(x, y));
        Assert.InRange(thinX.Length, 1000, 5000);
        Assert.Equal((0, 99_999, 99), (thinX[0], thinX[^1], thinY.Max()));
    }

    [Fact]
    public void Wrong_series_are_refused_by_name()
    {
        Refused("«a»", () => Pictures.Curves("t", x, y, new Series("a", [], [])));
        Refused(
            "x has 2 values but y has 1",
            () => Pictures.Curves("t", x, y, new Series("a", [1, 2], [1]))
        );
        Refused("x[1]", () => Pictures.Curves("t", x, y, new Series("a", [1, double.NaN], [1, 2])));
        Refused(
            "x[0] = 0",
            () => Pictures.Curves("t", new("x", Scale.Log2), y, new Series("a", [0], [1]))
        );
        Refused("y[1] = -2", () => Pictures.Curves("t", x, logY, new Series("a", [1, 2], [1, -2])));
        Refused(
            "none of its 2",
            () => Pictures.Curves("t", x, y, new Series("a", [1, 2], [double.NaN, double.NaN]))
        );
        Refused("no series", () => Pictures.Curves("t", x, y));
        Refused("name", () => Pictures.Curves("t", x, y, new Series(" ", xs, ys)));
        Refused(
            "upwards",
            () => Pictures.Curves("t", x with { Min = 2, Max = 1 }, y, new Series("a", xs, ys))
        );
        Refused(
            "cannot end at 0",
            () => Pictures.Curves("t", x, logY with { Min = 0 }, new Series("a", xs, ys))
        );
        foreach (var name in new[] { "a\nb", "\0", "\uD800" })
            Refused("one line", () => Pictures.Curves("t", x, y, new Series(name, xs, ys)));
        Refused("Picture", () => Pictures.Curves("", x, y, new Series("a", xs, ys)));
        Refused("window is 0", () => Pictures.Loss("t", [1, 2], window: 0));
    }

    [Fact]
    public void Wrong_grids_are_refused_by_name()
    {
        Refused("2×2", () => Pictures.Surface("t", W, b, error, new double[1, 5]));
        Refused("both ends", () => Pictures.Surface("t", x, b, error, Valley()));
        Refused("none of the 2×2", () => Pictures.Surface("t", W, b, error, new double[2, 2]));
        Refused(
            "values[0, 1] = -3",
            () =>
                Pictures.Surface(
                    "t",
                    W,
                    b,
                    error,
                    new double[,]
                    {
                        { 1, -3 },
                        { 1, 1 },
                    }
                )
        );
        Refused("0×4", () => Pictures.Weights("t", "output", "input", new double[0, 4]));
        Refused(
            "none of the 1×1",
            () =>
                Pictures.Weights(
                    "t",
                    "output",
                    "input",
                    new[,]
                    {
                        { double.NaN },
                    }
                )
        );
    }

    [Fact]
    public void A_surface_may_be_flat_or_have_holes()
    {
        var values = Valley(9, 7);
        (values[0, 0], values[3, 3], values[8, 6]) = (double.NaN, double.PositiveInfinity, 0);
        Assert.NotEmpty(Pictures.Surface("t", W, b, error, values).Svg());
        Assert.NotEmpty(Pictures.Surface("t", W, b, new("z"), new double[2, 2]).Svg());
    }

    [Fact]
    public void Between_the_points_of_the_grid_a_quadratic_surface_is_exact()
    {
        var mesh = new Mesh(Valley(6, 9));
        foreach (var (u, v) in new[] { (0.0, 0.0), (0.03, 0.97), (0.5, 0.31), (1.0, 1.0) })
        {
            var expected = Math.Pow(4 * u - 2.9, 2) + Math.Pow(4 * v - 2.2, 2);
            Assert.Equal(Math.Max(expected, Valley(6, 9).Cast<double>().Min()), mesh.At(u, v), 9);
        }
    }

    [Theory]
    [InlineData(1, "3 1 2 9 4")]
    [InlineData(3, "3 2 2 4 4")]
    [InlineData(2, "3 1.5 5.5 6.5 4")]
    [InlineData(99, "3 2 3 4 4")]
    public void Running_median(int window, string expected) =>
        Assert.Equal(
            expected.Split(' ').Select(double.Parse),
            Smooth.RunningMedian([3, 1, 2, 9, 4], window)
        );

    [Fact]
    public void Running_median_passes_over_what_is_not_finite() =>
        Assert.Equal(
            [1, 1, double.NaN, 5, 5],
            Smooth.RunningMedian([1, double.NaN, double.NaN, double.PositiveInfinity, 5], 3)
        );

    [Fact]
    public void A_loss_that_reaches_zero_is_still_drawn() =>
        Assert.NotEmpty(Pictures.Loss("t", [0, 0, 1, 0, 0], window: 3).Svg());

    private static List<string> Texts(Picture picture) =>
        [
            .. XDocument
                .Parse(picture.Svg())
                .Descendants()
                .Where(element => element.Name.LocalName == "text")
                .Select(text => text.Value),
        ];

    private static List<string> Colours(Picture picture) =>
        [
            .. XDocument
                .Parse(picture.Svg())
                .Descendants()
                .Where(element => element.Attribute("stroke-width")?.Value == "2.2")
                .Select(element => element.Attribute("stroke")!.Value)
                .Distinct(),
        ];

    private static void Refused(string part, Func<Picture> draw) =>
        Assert.Contains(
            part,
            Assert.Throws<ArgumentException>(draw).Message,
            StringComparison.Ordinal
        );
}
