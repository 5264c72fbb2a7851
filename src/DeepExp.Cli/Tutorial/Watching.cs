using DeepExp.Plotting;
using Spectre.Console;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 6: watching the loss while it falls, and saving the network.</summary>
internal static class Watching
{
    private const int Steps = 500;
    private const int Redraw = 10;
    private const int SaveEvery = 100;
    private const string Caption = "Redrawn every 10 steps while the network learned.";

    internal static void Tell(Stage stage, Summary figures, Teacher teacher)
    {
        stage.Chapter("Watching and saving");
        stage.Say(
            $"A fresh network learns for {Steps} steps. Every {Redraw} steps the loss is drawn anew, here and in `watching.png`; every {SaveEvery} steps the network is saved to `my.model.npz`."
        );
        var model = new MyChain(stage.Options.DType);
        var optimizer = new Adam();
        optimizer.Setup(model);
        var file = stage.PathOf("my.model.npz");
        var losses = new List<double>();
        var picture = stage.BeginPicture();

        void Learn(Action<IReadOnlyList<double>> show)
        {
            for (var step = 1; step <= Steps; step++)
            {
                stage.Interrupted.ThrowIfCancellationRequested();
                var (x, t) = teacher.Batch(stage.Options.Batch);
                var loss = default(Variable)!;
                optimizer.Update(() => loss = model.Loss(x, t));
                losses.Add(loss.Item());
                if (step % Redraw == 0)
                {
                    picture(
                        Pictures.Loss($"The loss after {step} steps", losses),
                        "watching",
                        Caption
                    );
                    show(losses);
                }
                if (step % SaveEvery == 0)
                    Serializers.SaveNpz(file, model);
            }
        }

        if (Progress.OnTerminal)
            AnsiConsole
                .Live(new Text(""))
                .Start(live =>
                    Learn(losses =>
                        live.UpdateTarget(
                            new Text(
                                string.Join(
                                    '\n',
                                    TerminalCurve.Draw(
                                        losses,
                                        Math.Clamp(AnsiConsole.Profile.Width - 1, 1, 100),
                                        12
                                    )
                                )
                            )
                        )
                    )
                );
        else
            Learn(losses =>
            {
                if (losses.Count % SaveEvery == 0)
                    Console.WriteLine(
                        $"  step {losses.Count}/{Steps}  loss {losses[^1]:0.000e+00}  saved {file}"
                    );
            });

        var loaded = new MyChain(stage.Options.DType);
        Serializers.LoadNpz(file, loaded);
        var (before, after) = (model.Get(0.2), loaded.Get(0.2));
        figures.Add("savedAnswerAt02", after);
        figures.Add("savedSameBits", before.Equals(after));
        stage.Say(
            $"The network answers {before:F9} for 0.2. Loaded from the file into a fresh network it answers {after:F9}: {(before.Equals(after) ? "the same bits" : "NOT the same bits")}."
        );
    }
}
