using System.Diagnostics;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Samples;

/// <summary>A sample that serves, on a port that is free, until it is disposed of.</summary>
internal sealed class Server : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> address = new();

    internal Server(string sample)
    {
        process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [.. Sample.Arguments(sample), "--urls", "http://127.0.0.1:0"]
            )
            {
                RedirectStandardOutput = true,
                WorkingDirectory = Outside.Repository,
            }
        )!;
        var printed = new List<string>();
        process.OutputDataReceived += (_, line) =>
        {
            // The end of what it prints comes before an address only if it failed.
            if (line.Data is null)
                address.TrySetException(new InvalidOperationException(string.Join('\n', printed)));
            else if (line.Data.Contains(Listening, StringComparison.Ordinal))
                address.TrySetResult(new(line.Data.Split(Listening)[1]));
            else
                printed.Add(line.Data);
        };
        process.BeginOutputReadLine();
    }

    internal Task<Uri> Address => address.Task;

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }
}
