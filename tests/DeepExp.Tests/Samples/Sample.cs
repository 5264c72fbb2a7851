using System.Globalization;
using System.Text.RegularExpressions;
using DeepExp.Tests.Packages;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Samples;

/// <summary>The programs of docs/samples, run as their first lines say, but from any folder.</summary>
internal static class Sample
{
    internal static string Folder { get; } = Path.Combine(Outside.Repository, "docs", "samples");

    static Sample()
    {
        // Samples refer to what was built as Release; where these tests were not, that may be missing.
        if (Outside.Configuration != "Release")
            Packed.Dotnet(
                "build",
                Path.Combine(Outside.Repository, "src", "DeepExp.Cli"),
                "--configuration",
                "Release"
            );
    }

    /// <summary>
    /// The arguments of dotnet that run a sample. What it refers to is built already; two that built it at once would disturb
    /// each other.
    /// </summary>
    internal static string[] Arguments(string sample) =>
        [
            .. Path.GetExtension(sample) == ".fsx"
                ? (string[])["fsi", "--optimize+"]
                : ["run", "--configuration", "Release", "--property:BuildProjectReferences=false"],
            Path.Combine(Folder, sample),
        ];

    /// <summary>What a sample prints.</summary>
    internal static string Output(string sample, string? folder = null)
    {
        var result = Command.RunIn(folder ?? Path.GetTempPath(), "dotnet", Arguments(sample));
        Assert.True(result is { ExitCode: 0, Errors: "" }, result.Output + result.Errors);
        return result.Output;
    }

    /// <summary>The numbers of each match of a pattern in what was printed.</summary>
    internal static double[][] Numbers(string output, string pattern) =>
        [
            .. Regex
                .Matches(output, pattern)
                .Select(match =>
                    match
                        .Groups.Values.Skip(1)
                        .Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture))
                        .ToArray()
                ),
        ];

    /// <summary>The number of the one match of a pattern in what was printed.</summary>
    internal static double Number(string output, string pattern) =>
        Assert.Single(Assert.Single(Numbers(output, pattern)));
}
