using DeepExp.Serialization;

namespace DeepExp.Cli;

/// <summary>A column of a table, scaled to mean 0 and standard deviation 1.</summary>
internal sealed record Column(string Name, double Mean, double Std)
{
    internal double Scaled(double value) => (value - Mean) / Std;

    internal double Unscaled(double value) => Mean + Std * value;

    /// <summary>Mean and standard deviation, as a file holds them.</summary>
    internal Tensor Values => new[] { Mean, Std };

    /// <summary>The column of a file; null if its array holds no mean and standard deviation.</summary>
    internal static Column? Of(string name, NpyArray array) =>
        array.Data is double[] and [var mean, var std]
        && array.Shape.Count == 1
        && double.IsFinite(mean)
        && double.IsFinite(std)
        && std > 0
            ? new(name, mean, std)
            : null;

    /// <summary>
    /// The column of values: mean = Σx/n, std = √(Σ(x-mean)²/n); null if they are all the same, as nothing scales those to std 1.
    /// </summary>
    /// <exception cref="DeepExpException">The values are so large that their squares have no sum.</exception>
    internal static Column? Over(string name, IReadOnlyList<double> values)
    {
        if (values.Min() == values.Max())
            return null;
        var mean = values.Average();
        var std = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        if (!double.IsFinite(mean) || !double.IsFinite(std))
            throw new DeepExpException(
                "Fit",
                $"column {Place.Quote(name)} has values up to {values.Max(Math.Abs):0.0e+0}, whose squares overflow; divide them by some power of ten."
            );
        return std > 0 ? new(name, mean, std) : null;
    }
}
