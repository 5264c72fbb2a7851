namespace DeepExp.Plotting;

/// <summary>How the values of an axis are laid out.</summary>
public enum Scale
{
    /// <summary>Equal distances are equal differences.</summary>
    Linear,

    /// <summary>Equal distances are equal ratios; ticks at powers of ten.</summary>
    Log10,

    /// <summary>Equal distances are equal ratios; ticks at powers of two.</summary>
    Log2,
}

/// <summary>One axis of a picture: what it measures, how it is laid out, and from where to where.</summary>
/// <param name="Name">What the axis measures, for instance "step".</param>
/// <param name="Scale">How values are laid out; linear by default.</param>
/// <param name="Min">Where the axis begins; where the data begins by default.</param>
/// <param name="Max">Where the axis ends; where the data ends by default.</param>
public sealed record Axis(
    string Name,
    Scale Scale = Scale.Linear,
    double? Min = null,
    double? Max = null
)
{
    internal bool IsLogarithmic => Scale is not Scale.Linear;

    /// <summary>Where a value lies along the axis: the value, or its logarithm; not finite where nothing can be drawn.</summary>
    internal double Position(double value) =>
        Scale switch
        {
            Scale.Log10 => Math.Log10(value),
            Scale.Log2 => Math.Log2(value),
            _ => value,
        };

    /// <summary>The value at a position.</summary>
    internal double Value(double position) =>
        Scale switch
        {
            Scale.Log10 => Math.Pow(10, position),
            Scale.Log2 => Math.Pow(2, position),
            _ => position,
        };

    /// <summary>The positions between which the axis runs so that all of <paramref name="positions"/> are seen.</summary>
    internal Span Around(IEnumerable<double> positions)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var position in positions.Where(double.IsFinite))
            (low, high) = (Math.Min(low, position), Math.Max(high, position));
        var margin =
            high > low
                ? 0.04 * (high - low)
                : Math.Max(0.05 * Math.Abs(low), IsLogarithmic ? 0.3 : 0.05);
        return new(
            Min is { } min ? Position(min) : low - margin,
            Max is { } max ? Position(max) : high + margin
        );
    }

    internal void Check()
    {
        Rule.Named(Name, "Axis");
        foreach (var end in new[] { Min, Max })
        {
            if (end is { } value)
                Rule.Holds(
                    double.IsFinite(Position(value)),
                    $"Axis «{Name}»: it cannot end at {value} on a {Scale} scale."
                );
        }

        if (Min is { } min && Max is { } max)
            Rule.Holds(
                min < max,
                $"Axis «{Name}»: it runs from {min} to {max}; it must run upwards."
            );
    }
}

/// <summary>A stretch of an axis, in positions.</summary>
internal readonly record struct Span(double Low, double High)
{
    /// <summary>A fraction of the way from low to high.</summary>
    public double At(double fraction) => Low + fraction * (High - Low);
}
