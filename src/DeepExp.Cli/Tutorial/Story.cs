using System.Diagnostics;
using DeepExp.Functional;

namespace DeepExp.Cli.Tutorial;

/// <summary>The whole story, in the order in which it is told.</summary>
internal static class Story
{
    internal static int Tell(Options options, CancellationToken interrupted)
    {
        var stage = new Stage(options, interrupted);
        try
        {
            Tell(stage);
            return 0;
        }
        catch (Exception error)
        {
            stage.BreakOff(
                error is OperationCanceledException ? "it was interrupted." : error.Message
            );
            throw;
        }
    }

    private static void Tell(Stage stage)
    {
        var (clock, options) = (Stopwatch.StartNew(), stage.Options);
        var figures = new Summary();
        figures.Add("steps", options.Steps);
        figures.Add("batch", options.Batch);
        figures.Add("seed", options.Seed);
        figures.Add("dtype", options.DType.ToString());

        Rng.Seed(options.Seed);
        var model = new MyChain(options.DType);
        var key = Rng.NextKey();
        TeacherData.Tell(stage, new Teacher(key, options.DType));
        var teacher = new Teacher(key, options.DType);
        TheNetwork.Tell(stage, model);
        Training.Tell(stage, figures, model, teacher);
        TheAnswer.Tell(stage, figures, model);
        WhatWasLearned.Tell(stage, figures, model);
        Watching.Tell(stage, figures, teacher);
        Backpropagation.Tell(stage, figures);
        TheWayDown.Tell(stage, figures);
        LinearCollapse.Tell(stage, figures, model);
        DepthAndWidth.Tell(stage, figures);

        figures.Add("totalSeconds", Math.Round(clock.Elapsed.TotalSeconds, 2));
        figures.Save(stage.PathOf("summary.json"));
        stage.Save(running: false);
        Console.WriteLine();
        Console.WriteLine(
            $"The report is {stage.PathOf("report.html")}, the figures are in {stage.PathOf("summary.json")} ({clock.Elapsed.TotalSeconds:F1} s)."
        );
    }
}
