using DeepExp.Plotting;

namespace DeepExp.Cli.Fit;

/// <summary>The page that shows a fit: losses, predicted against true, residuals, figures.</summary>
internal static class FitReport
{
    // More points hide each other, and make the page heavy.
    private const int MostPoints = 2_000;

    internal static void Save(
        FitOptions options,
        Data data,
        SavedModel best,
        IReadOnlyList<Check> checks,
        Quality learned,
        Quality heldOut
    )
    {
        var name = data.Target.Name;
        var report = new Report(
            $"Predicting {name}",
            $"A network of {string.Join("-", best.Sizes)} units, fitted to {CommandLine.Counted(data.Learned.Length, "row")} of `{Path.GetFileName(options.File)}` and tried on {CommandLine.Counted(data.HeldOut.Length, "row")} not seen before. "
                + $"At most {CommandLine.Counted(options.Steps, "step")}, batches of {Math.Min(options.Batch, data.Learned.Length)}, seed {options.Seed}."
        );
        Figures(report.Section("How well it fits"), data, learned, heldOut);
        Losses(report.Section("Training"), checks, options);
        var shown = data.HeldOut[..Math.Min(MostPoints, data.HeldOut.Length)];
        var (t, y) = (data.T(shown), best.Predict(data.X(shown)));
        Answers(report.Section("The answers"), name, t, y);
        report
            .Section("The columns")
            .Text(
                "Each column is scaled by the mean and the standard deviation of the rows that training sees."
            )
            .Table(
                ["column", "is", "mean", "deviation"],
                [
                    .. data
                        .Inputs.Append(data.Target)
                        .Select(column =>
                            new[]
                            {
                                column.Name,
                                column == data.Target ? "target" : "input",
                                $"{column.Mean:G6}",
                                $"{column.Std:G6}",
                            }
                        ),
                    .. data.Constant.Select(name =>
                        new[] { name, $"left out, {Data.Same}", "", "" }
                    ),
                ]
            );
        report.Save(options.Report);
    }

    private static void Figures(Section section, Data data, Quality learned, Quality heldOut) =>
        section
            .Table(
                ["", "rows", "RMSE", "R²", "worst"],
                [
                    Row("held out", data.HeldOut.Length, heldOut),
                    Row("learned from", data.Learned.Length, learned),
                ]
            )
            .Text(
                "RMSE is the root of the mean squared error, in the unit of the target. The worst is the largest error. R² is the part of the target's variance that the network explains: 1 is perfect, 0 is no better than the mean."
            );

    private static string[] Row(string name, int rows, Quality quality) =>
        [name, $"{rows}", $"{quality.Rmse:G6}", quality.R2Text, $"{quality.Worst:G6}"];

    private static void Losses(Section section, IReadOnlyList<Check> checks, FitOptions options)
    {
        var best = checks.MinBy(check => check.HeldOut)!;
        section.Text(
            $"After {best.Step} of {CommandLine.Counted(checks[^1].Step, "step")} the loss of what was held out was lowest; these parameters are kept"
                + (
                    checks[^1].Step < options.Steps
                        ? $", and training ended {CommandLine.Counted(options.Patience, "step")} later, as it had not become lower."
                        : "."
                )
        );
        // A loss of zero has no place on a logarithmic axis.
        if (checks.Any(check => check.Learned <= 0) || checks.Any(check => check.HeldOut <= 0))
            return;
        double[] steps = [.. checks.Select(check => (double)check.Step)];
        section.Picture(
            Pictures.Curves(
                "The loss",
                new("step"),
                new("loss", Scale.Log10),
                new Series("learned from", steps, [.. checks.Select(check => check.Learned)]),
                new Series("held out", steps, [.. checks.Select(check => check.HeldOut)]),
                new Series("kept", [best.Step], [best.HeldOut], Mark.Diamond)
            ),
            "The mean squared error as part of the target's variance, on a logarithmic axis."
        );
    }

    /// <summary>Where a line past all values begins and ends; it has a length where they are one.</summary>
    internal static double[] Ends(double[] values)
    {
        var (low, high) = (values.Min(), values.Max());
        var margin =
            high > low ? 0
            : low == 0 ? 1
            : 0.05 * Math.Abs(low);
        return [low - margin, high + margin];
    }

    private static void Answers(Section section, string name, double[] t, double[] y)
    {
        var ends = Ends([.. t, .. y]);
        section
            .Text(
                $"Each point is one row that was held out{(t.Length == MostPoints ? $", {MostPoints} of them" : "")}."
            )
            .Picture(
                Pictures.Curves(
                    "Predicted against true",
                    new($"true {name}"),
                    new($"predicted {name}"),
                    new Series("rows", t, y, Mark.Points),
                    new Series("predicted = true", ends, ends, Mark.Reference)
                ),
                "The nearer to the line, the better."
            )
            .Picture(
                Pictures.Curves(
                    "Residuals",
                    new($"predicted {name}"),
                    new("true - predicted"),
                    new Series("rows", y, [.. t.Zip(y, (t, y) => t - y)], Mark.Points),
                    new Series("no error", Ends(y), [0, 0], Mark.Reference)
                ),
                "Where they bend or widen, there is something that the network has not learned."
            );
    }
}
