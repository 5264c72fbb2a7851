using DeepExp.Plotting;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 4: what the network answers.</summary>
internal static class TheAnswer
{
    internal static void Tell(Stage stage, Summary figures, MyChain model)
    {
        stage.Chapter("The answer");
        var answer = model.Get(0.2);
        var y = Grid.Answers(model.Predict, stage.Options.DType);
        var (rmse, maxError) = (Grid.Rmse(y), Grid.MaxDistance(y, Grid.Exp));
        figures.Add("answerAt02", answer);
        figures.Add("rmse", rmse);
        figures.Add("maxError", maxError);
        stage.Say($"`model.Get(0.2)` answers {answer:F9}; exp(0.2) is {Math.Exp(0.2):F9}.");
        stage.Say(
            $"On 100 points of [0, 1] the root of the mean squared error is {rmse:0.00e-0}, the largest error {maxError:0.00e-0}."
        );
        stage.Picture(
            Pictures.Curves(
                Grid.IsLearned(y)
                    ? "The network has learned e^x"
                    : "The network has not learned e^x yet",
                new("x"),
                new("y"),
                new Series("network", Grid.X, y),
                new Series("e^x", Grid.X, Grid.Exp, Mark.Reference)
            ),
            "fit",
            "The fitted curve over e^x."
        );
        stage.Picture(
            Pictures.Curves(
                "Where it is wrong, and by how much",
                new("x"),
                new("network - e^x"),
                new Series("error", Grid.X, [.. y.Zip(Grid.Exp, (y, t) => y - t)]),
                new Series("no error", [0, 1], [0, 0], Mark.Reference)
            ),
            "error",
            "The error has a kink wherever a unit of the network passes from one slope to the other."
        );
    }
}
