using System.Diagnostics;

namespace DeepExp.Cli.Fit;

/// <summary>The losses after some steps, as parts of the variance of the target: 1 is no better than its mean.</summary>
/// <param name="Step">How many steps were taken.</param>
/// <param name="Learned">The mean loss of the steps since the check before.</param>
/// <param name="HeldOut">The loss of the rows that were held out, or of the first of very many.</param>
internal sealed record Check(int Step, double Learned, double HeldOut);

/// <summary>Trains a network on a table until the rows that it does not see are predicted no better.</summary>
internal static class Fitting
{
    /// <summary>After how many steps the rows held out are looked at.</summary>
    private const int Every = 100;

    // More do not make a check surer, but slower than the steps between.
    private const int MostChecked = 20_000;

    /// <summary>
    /// The network of the lowest loss of the rows held out, and the losses on the way; an interruption ends them early.
    /// </summary>
    internal static (SavedModel Best, List<Check> Checks) Run(
        FitOptions options,
        Data data,
        CancellationToken interrupted
    )
    {
        Rng.Seed(options.Seed);
        var net = new Net([data.Inputs.Count, .. options.Hidden, 1]);
        var training = new CompiledStep(net, new Adam(), net.Loss);
        var batch = Math.Min(options.Batch, data.Learned.Length);
        var tried = data.HeldOut[..Math.Min(MostChecked, data.HeldOut.Length)];
        var (x, t) = (data.X(tried), data.T(tried));
        var (best, bestCheck, checks) = (net.Now(data), default(Check), new List<Check>());

        Progress.Run(
            options.Steps,
            report =>
            {
                var clock = Stopwatch.StartNew();
                var sum = 0.0;
                for (var step = 1; step <= options.Steps; step++)
                {
                    var (xs, ts) = data.Batch(batch);
                    sum += training.Update(xs, ts);
                    var isLast = step == options.Steps || interrupted.IsCancellationRequested;
                    if (step % Every == 0 || isLast)
                    {
                        var now = net.Now(data);
                        var check = new Check(
                            step,
                            sum / (step - (checks.Count > 0 ? checks[^1].Step : 0)),
                            MeanSquare(now.Predict(x), t) / (data.Target.Std * data.Target.Std)
                        );
                        sum = 0;
                        checks.Add(check);
                        if (!double.IsFinite(check.Learned) || !double.IsFinite(check.HeldOut))
                            throw new DeepExpException(
                                "Fit",
                                $"the loss is not finite after {step} steps; look for values far away from all others in {options.File}."
                            );
                        if (bestCheck is null || check.HeldOut < bestCheck.HeldOut)
                            (best, bestCheck) = (now, check);
                    }
                    var over = bestCheck is not null && step - bestCheck.Step >= options.Patience;
                    if (checks.Count > 0 && (over || isLast || Progress.IsDue(step, options.Steps)))
                        report(step, checks[^1].HeldOut, step / clock.Elapsed.TotalSeconds);
                    if (over || isLast)
                        break;
                }
            }
        );
        return (best, checks);
    }

    /// <summary>The mean of the squared errors.</summary>
    internal static double MeanSquare(double[] y, double[] t) =>
        y.Zip(t, (y, t) => (y - t) * (y - t)).Average();
}
