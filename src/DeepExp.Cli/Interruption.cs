using System.Runtime.InteropServices;

namespace DeepExp.Cli;

/// <summary>
/// Ctrl-C while it lives: the first asks for an end, so that what was reached can be saved; who asks again gets it at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>As a shell counts a program that SIGINT ended.</summary>
    internal const int ExitCode = 128 + 2;

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration signal;

    internal Interruption() =>
        signal = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            context =>
            {
                context.Cancel = !source.IsCancellationRequested;
                source.Cancel();
            }
        );

    internal CancellationToken Token => source.Token;

    public void Dispose()
    {
        signal.Dispose();
        source.Dispose();
    }
}
