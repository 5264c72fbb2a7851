namespace DeepExp.Benchmarks;

/// <summary>docs/about/benchmarks.md.</summary>
internal static class Page
{
    /// <summary>The folder of its pictures.</summary>
    internal static string Images => Path.Combine(Docs(), "images");

    /// <summary>The rows in Markdown.</summary>
    internal static string Table(IEnumerable<Row> rows)
    {
        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
        return Line(Row.Header)
            + Line(Row.Header.Select(name => name.StartsWith('×') ? "---:" : "---"))
            + string.Concat(rows.Select(row => Line(row.Cells)));
    }

    internal static void Write(string table) =>
        File.WriteAllText(
            Path.Combine(Docs(), "about", "benchmarks.md"),
            $"""
            ---
            title: Benchmarks
            category: About
            categoryindex: 6
            index: 1
            ---

            # Speed

            Written by `dotnet run -c Release --project tests/DeepExp.Benchmarks`, which measures everything anew; with a name it
            measures one work alone (`-- mlp`).

            {Machine.Text()}
            Every figure is the median of {Effort.Full.Rounds} processes, with the least and the most in brackets. The processes of this project, of the
            peer and of the limit run in turn, so that a mood of the machine meets all alike; each warms up for
            {Effort.Full.Seconds} s and is then measured for {Effort.Full.Seconds} s. Starts are those of 20 processes, and functions of each element, reductions and
            updates take turns with a copy of their arrays within one. × is the ratio of the medians. A goal that is reached has ✓, another ✗.
            The tutorial's step is that of a network 1-16-32-1 with a batch of 100 drawn anew and Adam. Memory held is what is left after
            a full collection; the memory of the process has the compiled code in it, which grows while the runtime compiles anew
            what runs often.

            {table}
            ## A step against width, depth and batch

            {Widths.Explanation}

            ![{Widths.Title}](../images/{Widths.File}.png)

            """
        );

    private static string Docs()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DeepExp.Functional.sln")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException(
                    "docs/about/benchmarks.md is written only from within the project's folder."
                );
        return Path.Combine(folder.FullName, "docs");
    }
}
