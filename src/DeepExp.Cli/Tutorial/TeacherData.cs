using DeepExp.Plotting;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 1: what the network learns from.</summary>
internal static class TeacherData
{
    internal static void Tell(Stage stage, Teacher teacher)
    {
        stage.Chapter("Teacher data");
        stage.Say(
            $"The teacher knows y = e^x on [0, 1). It draws {stage.Options.Batch} uniform x and gives e^x for each; every batch is drawn anew, so the network never sees the same data twice. The first two:"
        );
        var batches = Enumerable
            .Range(1, 2)
            .Select(number => (Number: number, Drawn: teacher.Batch(stage.Options.Batch)))
            .ToList();
        stage.Table(
            ["batch", "x[0]", "t[0]", "x[1]", "t[1]"],
            [
                .. batches.Select(batch =>
                    Row(
                        batch.Number,
                        batch.Drawn.X.ToArray<double>(),
                        batch.Drawn.T.ToArray<double>()
                    )
                ),
            ]
        );
        stage.Picture(
            Pictures.Curves(
                "Two batches of teacher data",
                new("x"),
                new("t = e^x"),
                [
                    new Series("e^x", Grid.X, Grid.Exp, Mark.Reference),
                    .. batches.Select(batch => new Series(
                        $"batch {batch.Number}",
                        batch.Drawn.X.ToArray<double>(),
                        batch.Drawn.T.ToArray<double>(),
                        Mark.Points
                    )),
                ]
            ),
            "teacher-data",
            "Each point is one sample: an x and the right answer for it."
        );
    }

    private static string[] Row(int batch, double[] x, double[] t) =>
        [
            $"{batch}",
            .. new[] { 0, 1 }.SelectMany(i =>
                i < x.Length ? new[] { $"{x[i]:F4}", $"{t[i]:F4}" } : ["", ""]
            ),
        ];
}
