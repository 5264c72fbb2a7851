using System.Diagnostics;
using System.Globalization;

namespace DeepExp.Benchmarks;

/// <summary>A program that measures one work in a process of its own and prints its figures, one a line.</summary>
internal sealed record Racer(int Threads, string Program, params IReadOnlyList<string> Arguments)
{
    private static readonly string peers = Path.Combine(AppContext.BaseDirectory, "peers");

    /// <summary>This program, asked for the figures of a work.</summary>
    internal static Racer Own(int threads, IWork work, params IReadOnlyList<string> arguments) =>
        new(
            threads,
            Path.Combine(AppContext.BaseDirectory, "DeepExp.Benchmarks"),
            ["figures", work.Name, .. arguments]
        );

    /// <summary>A script of peers/ in the Python that the system has, where its packages of PyTorch are.</summary>
    internal static Racer Python(
        int threads,
        string script,
        params IReadOnlyList<string> arguments
    ) => new(threads, "/usr/bin/python3", [Path.Combine(peers, script), .. arguments]);

    /// <summary>A source of peers/, compiled now.</summary>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="source">The file's name, with .c.</param>
    /// <param name="flags">For gcc, the libraries last.</param>
    /// <param name="arguments">For the program.</param>
    internal static Racer C(
        int threads,
        string source,
        string flags,
        params IReadOnlyList<string> arguments
    )
    {
        var file = Path.Combine(peers, source);
        var program = Path.ChangeExtension(file, null);
        File.Delete(program);
        Output(1, "gcc", [file, "-o", program, .. flags.Split(' ')]);
        return new(threads, program, arguments);
    }

    /// <summary>All racers in turn, and again, so that a mood of the machine meets all alike.</summary>
    /// <returns>For each racer the figures of each of its lines, or null where it is not installed.</returns>
    internal static IReadOnlyList<IReadOnlyList<Figures>?> Race(
        int rounds,
        params IReadOnlyList<Racer> racers
    )
    {
        var runs = racers.Select(_ => new List<double[]>()).ToArray();
        for (var round = 0; round < rounds; round++)
        for (var i = 0; i < racers.Count; i++)
            if (round == runs[i].Count && racers[i].Run() is { } figures)
                runs[i].Add(figures);
        return
        [
            .. runs.Select(run =>
                run.Count == 0
                    ? null
                    : run[0].Select((_, line) => new Figures(run.Select(it => it[line]))).ToArray()
            ),
        ];
    }

    /// <summary>What the program prints, or null where it is not installed or fails.</summary>
    internal static string? Output(
        int threads,
        string program,
        params IReadOnlyList<string> arguments
    )
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment =
                    {
                        ["DEEPEXP_THREADS"] = $"{threads}",
                        ["OMP_NUM_THREADS"] = $"{threads}",
                        ["OPENBLAS_NUM_THREADS"] = $"{threads}",
                    },
                }
            )!;
            var errors = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            errors.Wait();
            return process.ExitCode == 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private double[]? Run() =>
        Output(Threads, Program, Arguments)
            ?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture))
            .ToArray();
}
