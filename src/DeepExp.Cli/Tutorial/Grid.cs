using F = DeepExp.Functions;

namespace DeepExp.Cli.Tutorial;

/// <summary>The places at which answers are held against e^x: 100 points of [0, 1], both ends among them.</summary>
internal static class Grid
{
    private const int Points = 100;

    internal static double[] X { get; } =
    [.. Enumerable.Range(0, Points).Select(i => i / (Points - 1.0))];

    internal static double[] Exp { get; } = [.. X.Select(Math.Exp)];

    /// <summary>The line b + Wx of least squares over e^x.</summary>
    internal static (double B, double W) BestLine { get; } = MathNet.Numerics.Fit.Line(X, Exp);

    /// <summary>What a network answers at each point.</summary>
    internal static double[] Answers(Func<Variable, Variable> predict, DType dtype)
    {
        Variable x = X;
        return predict(F.Cast(F.Reshape(x, Points, 1), dtype)).ToArray<double>();
    }

    /// <summary>The root of the mean squared distance from e^x.</summary>
    internal static double Rmse(double[] y) =>
        Math.Sqrt(y.Zip(Exp, (y, t) => (y - t) * (y - t)).Average());

    /// <summary>Whether the answers are nearer to e^x than those of any line.</summary>
    internal static bool IsLearned(double[] y) =>
        Rmse(y) < Rmse([.. X.Select(x => BestLine.W * x + BestLine.B)]);

    /// <summary>The largest distance between two curves.</summary>
    internal static double MaxDistance(double[] a, double[] b) =>
        a.Zip(b, (a, b) => Math.Abs(a - b)).Max();
}
