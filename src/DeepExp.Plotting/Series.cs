namespace DeepExp.Plotting;

/// <summary>How a series is drawn.</summary>
public enum Mark
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A thin grey line that stays behind: raw data under its smoothed curve.</summary>
    Faint,

    /// <summary>A dashed dark line: what the others are held against.</summary>
    Reference,

    /// <summary>A point at each value.</summary>
    Points,

    /// <summary>A line with a point at each value.</summary>
    LineAndPoints,

    /// <summary>A line with small points whose start and end are marked and named in the legend.</summary>
    Path,

    /// <summary>A large open diamond at each value: a place to be found, with what was found seen through it.</summary>
    Diamond,
}

/// <summary>Values over x, with a name. A y that is not finite, or zero on a logarithmic axis, leaves a gap.</summary>
/// <param name="Name">The name in the legend; series of one name share one colour in all panels of a picture.</param>
/// <param name="X">Where the values stand; finite, and positive on a logarithmic axis.</param>
/// <param name="Y">The values, as many as <paramref name="X"/>; not negative on a logarithmic axis.</param>
/// <param name="Mark">How they are drawn; a line by default.</param>
public sealed record Series(
    string Name,
    IReadOnlyList<double> X,
    IReadOnlyList<double> Y,
    Mark Mark = Mark.Line
)
{
    /// <summary>More than a screen has columns: above it, points of a line fall on each other.</summary>
    private const int ManyPoints = 4000;

    internal void Check(Axis x, Axis y)
    {
        Rule.Named(Name, "Series");
        Rule.Holds(X.Count > 0, $"Series «{Name}»: it is empty; it must have at least one value.");
        Rule.Holds(
            X.Count == Y.Count,
            $"Series «{Name}»: x has {X.Count} values but y has {Y.Count}; they must be equally many."
        );
        for (var i = 0; i < X.Count; i++)
        {
            Rule.Holds(
                double.IsFinite(x.Position(X[i])),
                $"Series «{Name}»: x[{i}] = {X[i]} has no place on the {x.Scale} axis «{x.Name}»."
            );
            Rule.Holds(
                !(y.IsLogarithmic && Y[i] < 0),
                $"Series «{Name}»: y[{i}] = {Y[i]} is negative; the {y.Scale} axis «{y.Name}» has no place for it."
            );
        }

        Rule.Holds(
            Y.Any(value => double.IsFinite(y.Position(value))),
            $"Series «{Name}»: none of its {Y.Count} values can be drawn on the {y.Scale} axis «{y.Name}»."
        );
    }

    /// <summary>The stretches without gaps, in positions on the axes.</summary>
    internal IEnumerable<(double[] X, double[] Y)> Runs(Axis x, Axis y)
    {
        for (int start = 0, end; start < Y.Count; start = end + 1)
        {
            end = start;
            while (end < Y.Count && double.IsFinite(y.Position(Y[end])))
                end++;
            if (end > start)
                yield return Thin(
                    [.. X.Skip(start).Take(end - start).Select(x.Position)],
                    [.. Y.Skip(start).Take(end - start).Select(y.Position)]
                );
        }
    }

    /// <summary>Of a long line keeps the lowest and the highest point of each of many short stretches: what can be seen of it.</summary>
    private (double[] X, double[] Y) Thin(double[] x, double[] y)
    {
        var ascending = x.Zip(x.Skip(1)).All(pair => pair.First <= pair.Second);
        if (
            Mark is Mark.Points or Mark.Diamond or Mark.Path
            || x.Length <= ManyPoints
            || !ascending
        )
            return (x, y);
        List<int> kept = [0];
        var stretch = (int)Math.Ceiling(2.0 * x.Length / ManyPoints);
        for (var start = 0; start < x.Length; start += stretch)
        {
            var places = Enumerable.Range(start, Math.Min(stretch, x.Length - start));
            var (low, high) = (places.MinBy(i => y[i]), places.MaxBy(i => y[i]));
            kept.Add(Math.Min(low, high));
            kept.Add(Math.Max(low, high));
        }

        kept.Add(x.Length - 1);
        return ([.. kept.Select(i => x[i])], [.. kept.Select(i => y[i])]);
    }
}

/// <summary>One of several small charts that share their axes.</summary>
/// <param name="Title">What sets this panel apart, for instance "relu".</param>
/// <param name="Series">What is drawn in it.</param>
public sealed record Panel(string Title, params IReadOnlyList<Series> Series);
