using System.Globalization;

namespace DeepExp.Benchmarks;

/// <summary>What the runs of one program said: their median, and how far they lie apart.</summary>
internal sealed class Figures
{
    private readonly double[] sorted;

    internal Figures(IEnumerable<double> figures) => sorted = [.. figures.Order()];

    internal double Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    /// <summary>The median with its unit, and the least and the most in brackets.</summary>
    internal string Text(string unit) =>
        sorted[0] == sorted[^1]
            ? $"{Digits(Median)} {unit}"
            : $"{Digits(Median)} {unit} ({Digits(sorted[0])} – {Digits(sorted[^1])})";

    /// <summary>The same figures in another unit.</summary>
    internal Figures Select(Func<double, double> unit) => new(sorted.Select(unit));

    /// <summary>Three digits, more where they stand before the point.</summary>
    internal static string Digits(double figure)
    {
        var before = figure == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(figure)));
        return figure.ToString($"N{Math.Clamp(2 - before, 0, 4)}", CultureInfo.InvariantCulture);
    }
}
