using System.Diagnostics;

namespace DeepExp.Benchmarks;

/// <summary>Something whose speed is shown.</summary>
internal interface IWork
{
    /// <summary>The word that runs it alone.</summary>
    string Name { get; }

    /// <summary>Its lines of the table, measured now.</summary>
    IEnumerable<Row> Rows(Effort effort);

    /// <summary>In a process of its own: this project's figures, for arguments that <see cref="Rows"/> gives.</summary>
    IEnumerable<double> Figures(string[] arguments);
}

/// <summary>How long to look.</summary>
/// <param name="Rounds">How many processes of each kind.</param>
/// <param name="Seconds">How long one warms up, and how long it is then measured.</param>
internal sealed record Effort(int Rounds, double Seconds)
{
    internal static Effort Full { get; } = new(5, 1.5);

    // A second, for with less the JIT is measured and not the code.
    internal static Effort Quick { get; } = new(2, 1);
}

/// <summary>The time of a step.</summary>
internal static class Clock
{
    private const int Fewest = 3;
    private const int Most = 15;

    /// <summary>
    /// The median seconds of a step: after so many seconds of warming up, of blocks of steps that together take about as long.
    /// </summary>
    internal static double Step(double seconds, Action step)
    {
        var warm = 0;
        var start = Stopwatch.GetTimestamp();
        double taken;
        do
        {
            step();
            warm++;
        } while ((taken = Stopwatch.GetElapsedTime(start).TotalSeconds) < seconds);

        var affordable = (int)(warm * seconds / taken);
        var blocks = new double[Math.Clamp(affordable, Fewest, Most)];
        var steps = Math.Max(1, affordable / Most);
        for (var block = 0; block < blocks.Length; block++)
        {
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++)
                step();
            blocks[block] = Stopwatch.GetElapsedTime(start).TotalSeconds / steps;
        }

        return new Figures(blocks).Median;
    }
}
