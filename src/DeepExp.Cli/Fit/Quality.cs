namespace DeepExp.Cli.Fit;

/// <summary>How well answers fit.</summary>
/// <param name="Rmse">√(Σ(y-t)²/n).</param>
/// <param name="R2">1 - Σ(y-t)² / Σ(t-mean)²; null where all t are the same.</param>
/// <param name="Worst">The largest error.</param>
internal sealed record Quality(double Rmse, double? R2, double Worst)
{
    internal static Quality Of(double[] y, double[] t)
    {
        var (error, mean) = (Fitting.MeanSquare(y, t), t.Average());
        var variance = t.Average(t => (t - mean) * (t - mean));
        return new(
            Math.Sqrt(error),
            variance > 0 && t.Min() < t.Max() ? 1 - error / variance : null,
            y.Zip(t, (y, t) => Math.Abs(y - t)).Max()
        );
    }

    // What rounds to -0 is 0 when 0 is added.
    internal string R2Text => R2 is { } r2 ? $"{Math.Round(r2, 4) + 0.0:F4}" : "–";
}
