using System.Globalization;

namespace DeepExp.Benchmarks;

/// <summary>One step of a network beside the same in PyTorch, with one thread and with two.</summary>
/// <param name="name">The word for it, here and in torch_steps.py.</param>
/// <param name="title">What the step is.</param>
/// <param name="make">Makes the network; what it gives is the step.</param>
/// <param name="goals">Their bounds for the two numbers of threads.</param>
internal sealed class StepWork(
    string name,
    string title,
    Func<Action> make,
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
                Racer.Own(threads, this, seconds),
                Racer.Python(threads, "torch_steps.py", name, seconds)
            );
            yield return new(
                $"{title}, {threads} thread{(threads == 1 ? "" : "s")}",
                "ms",
                figures[0]![0].Select(Milliseconds),
                new("PyTorch", figures[1]?[0].Select(Milliseconds)),
                Goals: goals(threads)
            );
        }
    }

    public IEnumerable<double> Figures(string[] arguments) =>
        [Clock.Step(double.Parse(arguments[0], CultureInfo.InvariantCulture), make())];

    private static double Milliseconds(double seconds) => seconds * 1e3;
}
