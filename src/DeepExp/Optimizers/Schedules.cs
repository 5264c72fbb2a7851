using DeepExp.Functional;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace DeepExp;

/// <summary>
/// How a learning rate goes with training: functions of the number of the update, the first being 0. Any such function will
/// do for <see cref="Optimizer.Schedule"/>.
/// </summary>
public static class Schedules
{
    private static Func<int, double> Of(FSharpFunc<int, double> schedule) => schedule.Invoke;

    /// <summary>c at every step.</summary>
    public static Func<int, double> Constant(double c) => Of(Functional.Schedules.constant(c));

    /// <summary>start · rateˢᵗᵉᵖ</summary>
    public static Func<int, double> Exponential(double start, double rate) =>
        Of(Functional.Schedules.exponential(start, rate));

    /// <summary>start, multiplied by factor after each interval of so many steps.</summary>
    public static Func<int, double> Step(double start, double factor, int interval) =>
        Of(Functional.Schedules.step(start, factor, interval));

    /// <summary>start, multiplied by factor at each of the milestones, which ascend.</summary>
    public static Func<int, double> MultiStep(
        double start,
        double factor,
        params int[] milestones
    ) => Of(Functional.Schedules.multiStep(start, factor, milestones.Given().ToFSharpList()));

    /// <summary>From start to stop in equal steps, then stop.</summary>
    public static Func<int, double> Linear(double start, double stop, int steps) =>
        Of(Functional.Schedules.linear(start, stop, steps));

    /// <summary>start · (1 + gamma · step)^-power</summary>
    public static Func<int, double> Inverse(double start, double gamma, double power = 1.0) =>
        Of(Functional.Schedules.inverse(start, gamma, power));

    /// <summary>start · (1 - step/steps)^power, then 0.</summary>
    public static Func<int, double> Polynomial(double start, double power, int steps) =>
        Of(Functional.Schedules.polynomial(start, power, steps));

    /// <summary>From start to stop along half a cosine, then stop.</summary>
    public static Func<int, double> Cosine(double start, double stop, int steps) =>
        Of(Functional.Schedules.cosine(start, stop, steps));

    /// <summary>From start in equal steps to where another schedule begins, then that schedule from its beginning.</summary>
    public static Func<int, double> WarmUp(double start, int steps, Func<int, double> next) =>
        Of(Functional.Schedules.warmUp(start, steps, FuncConvert.FromFunc(next.Given())));
}
