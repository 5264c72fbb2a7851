using System.Diagnostics;
using System.Text;

namespace DeepExp.Tests.Tutorial;

public sealed class InterruptedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepexp-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// What a command says that gets Ctrl-C when it has printed or written enough; nothing where signals cannot be sent.
    /// </summary>
    private static Command.Result? Interrupt(Func<string, bool> isEnough, params string[] arguments)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        using var process = new Process
        {
            StartInfo = new("dotnet", [typeof(Cli.Tutorial.Story).Assembly.Location, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        void Collect(StringBuilder text, string? line)
        {
            lock (output)
                text.Append(line is null ? "" : line + "\n");
        }
        process.OutputDataReceived += (_, e) => Collect(output, e.Data);
        process.ErrorDataReceived += (_, e) => Collect(errors, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            SpinWait.SpinUntil(
                () =>
                {
                    lock (output)
                        return isEnough(output.ToString());
                },
                TimeSpan.FromSeconds(60)
            );
            // A shell that runs its commands in the background lets them ignore SIGINT, and they hand that on.
            if (IgnoresInterrupts(process.Id))
                return null;
            Command.Run("kill", "-INT", $"{process.Id}");
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "it goes on");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        return new(process.ExitCode, output.ToString(), errors.ToString());
    }

    [Fact]
    public void Ctrl_C_ends_the_run_and_its_page()
    {
        var result = Interrupt(
            _ => File.Exists(Path.Combine(folder, "teacher-data.svg")),
            "tutorial",
            "--steps",
            "10000000",
            "--out",
            folder
        );
        if (result is null)
            return;
        Assert.Equal((130, "deepexp: interrupted.\n"), (result.ExitCode, result.Errors));
        var report = File.ReadAllText(Path.Combine(folder, "report.html"));
        Assert.Contains("it was interrupted", report, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Still running", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_ends_a_fit_which_keeps_the_best_until_then()
    {
        var (table, model) = (Path.Combine(folder, "line.csv"), Path.Combine(folder, "net.npz"));
        File.WriteAllLines(
            table,
            ["x,y", .. Enumerable.Range(0, 50).Select(i => $"{i},{2 * i + 1}")]
        );
        var result = Interrupt(
            output => output.Contains("held out;", StringComparison.Ordinal),
            "fit",
            table,
            "--target",
            "y",
            "--steps",
            "10000000",
            "--patience",
            "10000000",
            "--out",
            model
        );
        if (result is null)
            return;
        Assert.Equal(130, result.ExitCode);
        Assert.StartsWith("deepexp: interrupted", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Kept is step ", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "net.html")));
        Assert.Equal(0, Command.DeepExp("predict", model, "3").ExitCode);
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
