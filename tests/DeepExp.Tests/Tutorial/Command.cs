using System.Diagnostics;

namespace DeepExp.Tests.Tutorial;

/// <summary>Programs run as a user runs them.</summary>
internal static class Command
{
    internal sealed record Result(int ExitCode, string Output, string Errors);

    internal static Result DeepExp(params string[] arguments) =>
        Run("dotnet", [typeof(Cli.Tutorial.Story).Assembly.Location, .. arguments]);

    internal static Result Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, errors.Result);
    }

    internal static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
