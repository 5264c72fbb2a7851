using System.Diagnostics;
using DeepExp.Plotting;
using MathNet.Numerics.Statistics;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 3: training, with a bar that shows how it goes.</summary>
internal static class Training
{
    internal static void Tell(Stage stage, Summary figures, MyChain model, Teacher teacher)
    {
        var (steps, batch) = (stage.Options.Steps, stage.Options.Batch);
        stage.Chapter("Training");
        stage.Say(
            $"{CommandLine.Counted(steps, "step")} with fresh batches of {batch} and Adam (alpha 0.001, beta1 0.9, beta2 0.999, eps 1e-8). Each step clears the gradients, computes the loss, sends its gradient back and lets the optimizer move the parameters:"
        );
        stage.Code(
            """
            var optimizer = new Adam(alpha: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8);
            optimizer.Setup(model);
            for (var step = 1; step <= steps; step++)
            {
                var (x, t) = teacher.Batch(batch);
                model.ZeroGrads();
                var loss = model.Loss(x, t);
                loss.Backward();
                optimizer.Update();
            }
            """
        );

        var optimizer = new Adam(alpha: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8);
        optimizer.Setup(model);
        var losses = new double[steps];
        var clock = new Stopwatch();
        Progress.Run(
            steps,
            report =>
            {
                clock.Start();
                for (var step = 1; step <= steps; step++)
                {
                    stage.Interrupted.ThrowIfCancellationRequested();
                    var (x, t) = teacher.Batch(batch);
                    model.ZeroGrads();
                    var loss = model.Loss(x, t);
                    loss.Backward();
                    optimizer.Update();
                    losses[step - 1] = loss.Item();
                    if (Progress.IsDue(step, steps))
                        report(step, losses[step - 1], step / clock.Elapsed.TotalSeconds);
                }
                clock.Stop();
            }
        );

        var microseconds = clock.Elapsed.TotalMicroseconds / steps;
        figures.Add("microsecondsPerStep", Math.Round(microseconds, 2));
        figures.Add("finalLoss", losses[^1]);
        stage.Say(
            $"The loss began at {losses[0]:0.00e-0}{(steps > 1 ? $" and ended at {losses[^1]:0.00e-0}" : "")}. A step took {microseconds:F1} µs on average, drawing the batch, warming up and reporting included."
        );
        stage.Picture(
            Pictures.Loss(Falls(losses) ? "The loss falls" : "The loss", losses),
            "loss",
            "The loss of each step, on a logarithmic axis. It jumps because each batch is another; the median shows the way."
        );
    }

    // Not by the first and the last step alone, as each jumps.
    private static bool Falls(double[] losses) =>
        losses.Length > 1
        && losses[^((losses.Length + 1) / 2)..].Median() < losses[..(losses.Length / 2)].Median();
}
