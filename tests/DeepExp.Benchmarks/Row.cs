namespace DeepExp.Benchmarks;

/// <summary>One line of the table: a work, what this project needs for it, and what stands beside it.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Unit">What is counted; of GFLOP/s more is better, of all else less.</param>
/// <param name="Ours">This project.</param>
/// <param name="Peer">Another library.</param>
/// <param name="Limit">What can be reached at all.</param>
/// <param name="Goals">What is to be reached.</param>
internal sealed record Row(
    string Work,
    string Unit,
    Figures Ours,
    Beside? Peer = null,
    Beside? Limit = null,
    params IReadOnlyList<Goal> Goals
)
{
    internal static IReadOnlyList<string> Header { get; } =
    ["work", "DeepExp", "peer", "× peer", "limit", "× limit", "goal"];

    internal IReadOnlyList<string> Cells =>
        [
            Work,
            Ours.Text(Unit),
            Peer?.Text(Unit) ?? "",
            Times(Peer),
            Limit?.Text(Unit) ?? "",
            Times(Limit),
            string.Join(", ", Goals.Select(goal => goal.Text(this))),
        ];

    /// <summary>How often what stands beside goes into ours, or null where it is not installed.</summary>
    internal double? Ratio(Beside? beside) =>
        beside?.Figures is { } figures ? Ours.Median / figures.Median : null;

    private string Times(Beside? beside) => Ratio(beside) is { } ratio ? Figures.Digits(ratio) : "";
}

/// <summary>What stands beside this project: its name, and its figures unless it is not installed.</summary>
internal sealed record Beside(string Name, Figures? Figures)
{
    internal string Text(string unit) =>
        Figures is { } figures ? $"{Name}: {figures.Text(unit)}" : $"{Name}: not installed";
}

/// <summary>A bound for a row's figure, or for its ratio to what stands beside it.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="Of">What it is a multiple of; nothing for a bound in the row's own unit.</param>
internal sealed record Goal(double Bound, Func<Row, Beside?>? Of = null)
{
    internal static Goal OfPeer(double bound) => new(bound, row => row.Peer);

    internal static Goal OfLimit(double bound) => new(bound, row => row.Limit);

    /// <summary>The bound, and whether it is kept.</summary>
    internal string Text(Row row)
    {
        var more = row.Unit == "GFLOP/s";
        var bound =
            Of is null ? $"{Figures.Digits(Bound)} {row.Unit}"
            : Bound < 0.1 ? $"1/{1 / Bound:F0} × {Of(row)!.Name}"
            : $"{Bound:0.0#} × {Of(row)!.Name}";
        var kept = (Of is null ? row.Ours.Median : row.Ratio(Of(row))) is { } figure
            ? (more ? figure >= Bound : figure <= Bound)
                ? " ✓"
                : " ✗"
            : "";
        return $"{(more ? "≥" : "≤")} {bound}{kept}";
    }
}
