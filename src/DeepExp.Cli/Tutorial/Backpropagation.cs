using L = DeepExp.Links;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 7: the gradient by hand and by the library, side by side.</summary>
internal static class Backpropagation
{
    private const int Steps = 5;
    private const double Lr = 0.01;

    internal static void Tell(Stage stage, Summary figures)
    {
        stage.Chapter("What backpropagation does");
        stage.Say(
            "The smallest network, y = Wx + b, from W = b = 0, learns one sample a step by stochastic gradient descent with lr = 0.01. The loss is (y - t)², so by hand ∂loss/∂W = 2(y - t)x and ∂loss/∂b = 2(y - t). It is computed in float64, so that all eight decimals count."
        );
        var line = new L.Linear(1, 1, initialW: 0.0, dtype: DType.Float64);
        var optimizer = new SGD(Lr);
        optimizer.Setup(line);
        var teacher = new Teacher(Rng.NextKey(), DType.Float64);
        var rows = new List<string[]>();
        var difference = 0.0;
        for (var step = 1; step <= Steps; step++)
        {
            var (x, t) = teacher.Batch(1);
            var (W, b) = (line.W.Item(), line.B!.Item());
            var y = line.Forward(x);
            var (byHandW, byHandB) = (
                2 * (y.Item() - t.Item()) * x.Item(),
                2 * (y.Item() - t.Item())
            );
            var loss = Functions.MeanSquaredError(y, t);
            line.ClearGrads();
            loss.Backward();
            var (gW, gb) = (line.W.Grad!.ToScalar(), line.B.Grad!.ToScalar());
            var (nextW, nextB) = (W - Lr * gW, b - Lr * gb);
            optimizer.Update();
            rows.Add(["W", $"{step}", .. Eight(W, byHandW, gW, nextW, line.W.Item())]);
            rows.Add(["b", $"{step}", .. Eight(b, byHandB, gb, nextB, line.B.Item())]);
            difference = new[]
            {
                difference,
                Math.Abs(byHandW - gW),
                Math.Abs(byHandB - gb),
                Math.Abs(nextW - line.W.Item()),
                Math.Abs(nextB - line.B.Item()),
            }.Max();
        }
        stage.Table(
            ["p", "step", "p before", "by hand", "computed", "p - lr·Δp", "p after"],
            [.. rows.OrderBy(row => row[0] == "b")]
        );
        figures.Add("backpropagationMaxDifference", difference);
        stage.Say(
            $"By hand and computed agree within {difference:0.0e-0}, and the optimizer does what the formula says."
        );
    }

    private static IEnumerable<string> Eight(params double[] numbers) =>
        numbers.Select(number => $"{number:F8}");
}
