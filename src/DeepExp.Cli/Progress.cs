using Spectre.Console;

namespace DeepExp.Cli;

/// <summary>A bar with step, loss and speed on a terminal; plain lines elsewhere.</summary>
internal static class Progress
{
    // Beside the words there is no room for a bar.
    private const int WideEnough = 70;

    /// <summary>Whether a reader sits before a terminal; otherwise the output goes to a file or a program.</summary>
    internal static bool OnTerminal =>
        AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    /// <summary>Whether a step is one of those that are reported: two hundred on a terminal, ten in plain lines, and the last.</summary>
    internal static bool IsDue(int step, int steps) =>
        step == steps || step % Math.Max(1, steps / (OnTerminal ? 200 : 10)) == 0;

    /// <summary>Does the work, which reports step, loss and steps a second.</summary>
    internal static void Run(int steps, Action<Action<int, double, double>> work)
    {
        if (!OnTerminal)
        {
            work(
                (step, loss, speed) =>
                    Console.WriteLine(
                        $"  step {step}/{steps}  loss {loss:0.000e+00}  {speed:F0} steps/s"
                    )
            );
            return;
        }
        var words = new TaskDescriptionColumn { Alignment = Justify.Left };
        AnsiConsole
            .Progress()
            .Columns(
                AnsiConsole.Profile.Width < WideEnough
                    ? [words]
                    : [new ProgressBarColumn(), new PercentageColumn(), words]
            )
            .Start(context =>
            {
                var task = context.AddTask("training", maxValue: steps);
                work(
                    (step, loss, speed) =>
                    {
                        task.Value = step;
                        task.Description =
                            $"step {step}/{steps}  loss {loss:0.00e+00}  {speed:F0} steps/s";
                    }
                );
            });
    }
}
