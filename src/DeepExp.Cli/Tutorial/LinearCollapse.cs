using DeepExp.Functional;
using DeepExp.Plotting;
using Microsoft.FSharp.Collections;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 9: why layers need a non-linearity between them.</summary>
internal static class LinearCollapse
{
    internal static void Tell(Stage stage, Summary figures, MyChain model)
    {
        stage.Chapter("Linear collapse");
        stage.Say(
            "Take the activations out of the trained network, and three layers are one line: W3(W2(W1x + b1) + b2) + b3 = Wx + b with W = W3W2W1 and b = W3W2b1 + W3b2 + b3. Depth alone gains nothing."
        );
        var net = TheNetwork.RecordOf(model);
        var line = Collapse.line(ListModule.OfSeq([net.l1, net.l2, net.l3]));
        var (W, b) = (line.W.ToScalar(), line.b!.Value.ToScalar());
        double[] layers = Grid.Answers(
            x =>
                new[] { "l1", "l2", "l3" }.Aggregate(
                    x,
                    (h, layer) => ((Links.Linear)model[layer]).Forward(h)
                ),
            stage.Options.DType
        );
        double[] collapsed = [.. Grid.X.Select(x => W * x + b)];
        var difference = Grid.MaxDistance(layers, collapsed);
        var (bestB, bestW) = Grid.BestLine;
        double[] best = [.. Grid.X.Select(x => bestW * x + bestB)];
        var network = Grid.Answers(model.Predict, stage.Options.DType);
        figures.Add("collapseW", W);
        figures.Add("collapseB", b);
        figures.Add("collapseMaxDifference", difference);
        figures.Add("bestLineRmse", Grid.Rmse(best));
        figures.Add("bestLineMaxError", Grid.MaxDistance(best, Grid.Exp));
        stage.Table(
            ["x", "three layers", "one line", "e^x"],
            [
                .. new[] { 0, 25, 50, 74, 99 }.Select(i =>
                    new[]
                    {
                        $"{Grid.X[i]:F4}",
                        $"{layers[i]:F7}",
                        $"{collapsed[i]:F7}",
                        $"{Grid.Exp[i]:F7}",
                    }
                ),
            ]
        );
        stage.Say(
            $"W = {W:F6}, b = {b:F6}; the three layers and the one line differ by at most {difference:0.0e-0} on [0, 1]. Even the best line of all stays {Grid.Rmse(best):F4} away from e^x (RMSE; {Grid.MaxDistance(best, Grid.Exp):F4} at most); the network, with its activations, {(Grid.IsLearned(network) ? "comes nearer" : "has not come nearer yet")}: {Grid.Rmse(network):F4}."
        );
        stage.Picture(
            Pictures.Curves(
                "Without activations there is only a line",
                new("x"),
                new("y"),
                new Series("network", Grid.X, network),
                new Series("its layers without activations", Grid.X, layers),
                new Series("best line", Grid.X, best),
                new Series("e^x", Grid.X, Grid.Exp, Mark.Reference)
            ),
            "collapse",
            "The same weights with and without the activations between them, and the best line there is."
        );
    }
}
