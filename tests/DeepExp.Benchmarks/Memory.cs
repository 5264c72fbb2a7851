namespace DeepExp.Benchmarks;

/// <summary>What a training holds, as it goes on.</summary>
internal sealed class Memory : IWork
{
    private static readonly int[] counts = [1_000, 10_000, 100_000];

    public string Name => "memory";

    public IEnumerable<Row> Rows(Effort effort)
    {
        var figures = Racer.Race(effort.Rounds, Racer.Own(1, this))[0]!;
        for (var i = 0; i < counts.Length; i++)
        {
            Row Held(string what, int line, params Goal[] goals) =>
                new(
                    $"{what} after {counts[i]:N0} tutorial steps",
                    "KiB",
                    figures[line + 2 * i],
                    Limit: i == 0 ? null : new($"after {counts[0]:N0}", figures[line]),
                    Goals: i == 0 ? [] : goals
                );
            // Equal processes were seen to differ by 8 KiB.
            yield return Held("memory held", 0, Goal.OfLimit(1.05));
            yield return Held("memory of the process", 1);
        }
    }

    /// <summary>After each count of steps: KiB of objects that are still held, KiB of the process.</summary>
    public IEnumerable<double> Figures(string[] arguments)
    {
        var step = new TutorialStep();
        var taken = 0;
        foreach (var count in counts)
        {
            for (; taken < count; taken++)
                step.Façade();
            var process = Environment.WorkingSet;
            yield return GC.GetTotalMemory(forceFullCollection: true) / 1024;
            yield return process / 1024;
        }
        GC.KeepAlive(step);
    }
}
