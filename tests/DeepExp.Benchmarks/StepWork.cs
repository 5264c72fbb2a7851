using System.Globalization;

namespace DeepExp.Benchmarks;

/// <summary>One step of a network, eager and compiled, beside the same in PyTorch, with one thread and with two.</summary>
/// <param name="name">The word for it, here and in torch_steps.py.</param>
/// <param name="title">What the step is.</param>
/// <param name="make">Makes the network; what it gives is the eager step and the compiled one.</param>
/// <param name="goals">The bounds of the compiled step for the two numbers of threads.</param>
internal sealed class StepWork(
    string name,
    string title,
    Func<(Action Eager, Action Compiled)> make,
    Func<int, Goal[]> goals
) : IWork
{
    public string Name => name;

    public IEnumerable<Row> Rows(Effort effort)
    {
        var seconds = effort.Seconds.ToString(CultureInfo.InvariantCulture);
        foreach (var threads in new[] { 1, 2 })
        {
            var figures = Racer.Race(
                effort.Rounds,
                Racer.Own(threads, this, Compiled, seconds),
                Racer.Own(threads, this, "eager", seconds),
                Racer.Python(threads, "torch_steps.py", name, seconds)
            );
            var torch = new Beside("PyTorch", figures[2]?[0].Select(Milliseconds));
            Row Row(string how, Figures own, params Goal[] goals) =>
                new(
                    $"{title}, {how}, {threads} thread{(threads == 1 ? "" : "s")}",
                    "ms",
                    own.Select(Milliseconds),
                    torch,
                    Goals: goals
                );
            yield return Row(Compiled, figures[0]![0], goals(threads));
            yield return Row("eager", figures[1]![0]);
        }
    }

    public IEnumerable<double> Figures(string[] arguments)
    {
        var (eager, compiled) = make();
        yield return Clock.Step(
            double.Parse(arguments[1], CultureInfo.InvariantCulture),
            arguments[0] == Compiled ? compiled : eager
        );
    }

    private const string Compiled = "compiled";

    private static double Milliseconds(double seconds) => seconds * 1e3;
}
