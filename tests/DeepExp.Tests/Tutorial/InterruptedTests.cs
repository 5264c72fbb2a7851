using System.Diagnostics;

namespace DeepExp.Tests.Tutorial;

public sealed class InterruptedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepexp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Ctrl_C_ends_the_run_and_its_page()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    typeof(Cli.Tutorial.Story).Assembly.Location,
                    "tutorial",
                    "--steps",
                    "10000000",
                    "--out",
                    folder,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        // Nothing waits for the story to fill the pipe.
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            SpinWait.SpinUntil(
                () => File.Exists(Path.Combine(folder, "teacher-data.svg")),
                TimeSpan.FromSeconds(60)
            );
            // A shell that runs its commands in the background lets them ignore SIGINT, and they hand that on.
            if (IgnoresInterrupts(process.Id))
                return;
            Command.Run("kill", "-INT", $"{process.Id}");
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "it goes on");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        await output;
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("deepexp: interrupted.\n", await errors);
        var report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("it was interrupted", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Still running", report, StringComparison.Ordinal);
    }

    /// <summary>Whether bit 1, SIGINT, is set in the mask of ignored signals that Linux tells of a process.</summary>
    private static bool IgnoresInterrupts(int id)
    {
        var file = $"/proc/{id}/status";
        if (!File.Exists(file))
            return false;
        var ignored = File.ReadLines(file)
            .First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }

    [Fact]
    public void A_file_that_cannot_be_written_ends_the_page_too()
    {
        Directory.CreateDirectory(Path.Combine(folder, "weights-l2.png"));
        var result = Command.DeepExp("tutorial", "--steps", "1", "--batch", "3", "--out", folder);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            "weights-l2.png",
            Assert.Single(result.Errors.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
        var report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("The run ended here", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);

        // One step teaches nothing, and the words say so.
        Assert.Contains("has not learned e^x yet", SvgText("fit"), StringComparison.Ordinal);
        Assert.DoesNotContain("falls", SvgText("loss"), StringComparison.Ordinal);
        Assert.Contains("1 step,", report, StringComparison.Ordinal);
        Assert.DoesNotContain("and ended at", report, StringComparison.Ordinal);
    }

    private string SvgText(string picture) =>
        File.ReadAllText(Path.Combine(folder, $"{picture}.svg"));
}
