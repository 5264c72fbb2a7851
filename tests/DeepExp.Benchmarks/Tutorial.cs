using System.Diagnostics;
using System.Globalization;
using DeepExp.Functional;

namespace DeepExp.Benchmarks;

/// <summary>The tutorial's step beside PyTorch, and beside C that was written for this one network.</summary>
internal sealed class Tutorial : IWork
{
    private const int ColdSteps = 10_000;

    public string Name => "tutorial";

    public IEnumerable<Row> Rows(Effort effort)
    {
        var seconds = effort.Seconds.ToString(CultureInfo.InvariantCulture);
        var figures = Racer.Race(
            effort.Rounds,
            Racer.Own(1, this, "façade", seconds),
            Racer.Own(1, this, "fold", seconds),
            Racer.Python(1, "torch_steps.py", "tutorial", seconds),
            Racer.C(1, "limit.c", "-O3 -march=native -ffast-math -lm", "100000"),
            Racer.Own(1, this, "cold"),
            Racer.Own(1, this, "plan", seconds),
            Racer.Own(1, this, "compiled", seconds)
        );
        var torch = new Beside("PyTorch", figures[2]?[0].Select(Microseconds));
        var limit = new Beside("C, gcc -O3 -ffast-math", figures[3]?[0]);
        Row Step(string title, IReadOnlyList<Figures> own, params Goal[] goals) =>
            new($"tutorial step, {title}", "µs", own[0].Select(Microseconds), torch, limit, goals);
        Row Bytes(string title, IReadOnlyList<Figures> own, params Goal[] goals) =>
            new($"bytes allocated a tutorial step, {title}", "bytes", own[1], Goals: goals);

        Goal[] eager = [Goal.OfPeer(1.0 / 12), Goal.OfLimit(3)];
        yield return Step("eager, façade", figures[0]!, eager);
        yield return Step("eager, fold", figures[1]!, eager);
        Goal[] planned = [Goal.OfPeer(1.0 / 30), Goal.OfLimit(1)];
        yield return Step("plan, façade", figures[6]!, planned);
        yield return Step("plan, fold", figures[5]!, planned);
        yield return Bytes("eager, façade", figures[0]!);
        yield return Bytes("eager, fold", figures[1]!);
        yield return Bytes("plan, façade", figures[6]!, new Goal(0));
        yield return Bytes("plan, fold", figures[5]!, new Goal(0));
        yield return Step("eager, façade, the first 10,000 of a process", figures[4]!);
    }

    public IEnumerable<double> Figures(string[] arguments)
    {
        var step = new TutorialStep();
        return arguments switch
        {
            ["façade", var seconds] => Warm(step.Façade, seconds),
            ["fold", var seconds] => Warm(step.Fold, seconds),
            ["compiled", var seconds] => Warm(step.Compiled, seconds),
            ["plan", var seconds] => Planned(step, seconds),
            ["cold"] => Cold(step.Façade),
            _ => throw new ArgumentException($"unknown: {string.Join(' ', arguments)}"),
        };
    }

    private static double Microseconds(double seconds) => seconds * 1e6;

    /// <summary>Seconds a step, bytes a step.</summary>
    private static IEnumerable<double> Warm(Action step, string seconds)
    {
        yield return Clock.Step(double.Parse(seconds, CultureInfo.InvariantCulture), step);
        yield return Math.Floor(
            Allocated(() =>
            {
                for (var i = 0; i < 1000; i++)
                    step();
            }) / 1000
        );
    }

    /// <summary>Seconds a step, bytes a step: the difference of two folds, without what each of them takes in and gives.</summary>
    private static IEnumerable<double> Planned(TutorialStep step, string seconds)
    {
        const int Steps = 1000;
        var keys = KeyModule.split(2 * Steps, KeyModule.ofSeed(1));
        var half = keys[..Steps];
        yield return Clock.Step(
            double.Parse(seconds, CultureInfo.InvariantCulture),
            () => step.Plan(half)
        ) / Steps;
        yield return (Allocated(() => step.Plan(keys)) - Allocated(() => step.Plan(half))) / Steps;
    }

    private static double Allocated(Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>The steps with which a process begins, the compilation of all that they run among them.</summary>
    private static IEnumerable<double> Cold(Action step)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < ColdSteps; i++)
            step();
        yield return Stopwatch.GetElapsedTime(start).TotalSeconds / ColdSteps;
    }
}
