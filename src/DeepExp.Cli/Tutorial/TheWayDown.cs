using DeepExp.Plotting;
using L = DeepExp.Links;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 8: the surface of the loss over W and b, and the way of gradient descent on it.</summary>
internal static class TheWayDown
{
    private const int Steps = 1000;
    private const int Batch = 20;
    private const int PointEvery = 10;
    private const double Lr = 0.03;
    private const int Cells = 40;
    private const double Low = -1;
    private const double High = 3;

    internal static void Tell(Stage stage, Summary figures)
    {
        stage.Chapter("The way down");
        stage.Say(
            $"The line y = Wx + b has two parameters, so its loss is a surface that can be drawn: here over W and b in [{Low}, {High}]² on a {Cells} × {Cells} grid. From W = b = 0, {Steps} steps of stochastic gradient descent with lr = {Lr} and batches of {Batch} go down to the floor of the valley and along it; the path has a point every {PointEvery} steps."
        );
        var line = new L.Linear(1, 1, initialW: 0.0, dtype: DType.Float64);
        var path = Descend(line);
        var (bestB, bestW) = Grid.BestLine;
        var (W, b) = (line.W.Item(), line.B!.Item());
        figures.Add("descentW", W);
        figures.Add("descentB", b);
        figures.Add("leastSquaresW", bestW);
        figures.Add("leastSquaresB", bestB);

        var ends = Enumerable
            .Range(0, Cells)
            .Select(i => Low + (High - Low) * i / (Cells - 1))
            .ToArray();
        var surface = new double[Cells, Cells];
        for (var i = 0; i < Cells; i++)
        for (var j = 0; j < Cells; j++)
            surface[i, j] = Loss(ends[i], ends[j]);
        stage.Picture(
            Pictures.Surface(
                "The way down",
                new("W", Min: Low, Max: High),
                new("b", Min: Low, Max: High),
                new("loss", Scale.Log10),
                surface,
                new Series(
                    "path of SGD",
                    [.. path.Select(at => at.W)],
                    [.. path.Select(at => at.B)],
                    Mark.Path
                ),
                new Series("least squares", [bestW], [bestB], Mark.Diamond)
            ),
            "descent",
            "Steps are large where the surface is steep, and small along the valley, where the gradient is small."
        );
        stage.Table(
            ["", "W", "b", "RMSE"],
            [
                ["end of the path", $"{W:F6}", $"{b:F6}", $"{Math.Sqrt(Loss(W, b)):F6}"],
                [
                    "least squares (MathNet)",
                    $"{bestW:F6}",
                    $"{bestB:F6}",
                    $"{Math.Sqrt(Loss(bestW, bestB)):F6}",
                ],
            ]
        );
        stage.Picture(
            Pictures.Curves(
                "The best that a line can do",
                new("x"),
                new("y"),
                new Series("e^x", Grid.X, Grid.Exp, Mark.Reference),
                new Series("end of the path", [0, 1], [b, W + b]),
                new Series("least squares", [0, 1], [bestB, bestW + bestB])
            ),
            "line",
            "The fitted line over e^x: no line bends."
        );
    }

    private static List<(double W, double B)> Descend(L.Linear line)
    {
        var optimizer = new SGD(Lr);
        optimizer.Setup(line);
        var teacher = new Teacher(Rng.NextKey(), DType.Float64);
        List<(double W, double B)> path = [(line.W.Item(), line.B!.Item())];
        for (var step = 1; step <= Steps; step++)
        {
            var (x, t) = teacher.Batch(Batch);
            optimizer.Update(() => Functions.MeanSquaredError(line.Forward(x), t));
            if (step % PointEvery == 0)
                path.Add((line.W.Item(), line.B.Item()));
        }
        return path;
    }

    private static double Loss(double W, double b) =>
        Grid.X.Zip(Grid.Exp, (x, t) => Math.Pow(W * x + b - t, 2)).Average();
}
