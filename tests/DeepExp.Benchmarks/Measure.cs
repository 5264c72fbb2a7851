using System.Diagnostics;
using System.Globalization;

namespace DeepExp.Benchmarks;

/// <summary>Programs beside this one, run several times; the median of the number that each prints.</summary>
internal static class Measure
{
    /// <summary>The median of what the program prints, or null where it is not installed.</summary>
    internal static double? Median(int repetitions, string program, params string[] arguments)
    {
        var figures = new List<double>();
        for (var i = 0; i < repetitions; i++)
        {
            if (Output(program, arguments) is not { } text)
                return null;
            figures.Add(double.Parse(text.Trim(), CultureInfo.InvariantCulture));
        }
        figures.Sort();
        return figures[figures.Count / 2];
    }

    /// <summary>What the program prints, or null where it is not installed or fails.</summary>
    internal static string? Output(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["OMP_NUM_THREADS"] = "1" },
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
}
