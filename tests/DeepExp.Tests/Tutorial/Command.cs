using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DeepExp.Tests.Tutorial;

/// <summary>Programs run as a user runs them.</summary>
internal static class Command
{
    internal sealed record Result(int ExitCode, string Output, string Errors);

    private static readonly string DotnetRoot = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
    );

    internal static Result DeepExp(params string[] arguments) =>
        Run("dotnet", [typeof(Cli.Tutorial.Story).Assembly.Location, .. arguments]);

    internal static Result Run(string program, params string[] arguments) =>
        RunIn(Path.GetTempPath(), program, arguments);

    internal static Result RunIn(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
                // An executable that is no native code looks here for the runtime.
                Environment = { ["DOTNET_ROOT"] = DotnetRoot },
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
