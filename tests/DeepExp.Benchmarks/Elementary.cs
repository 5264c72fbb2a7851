using System.Diagnostics;
using System.Numerics.Tensors;
using DeepExp.Kernels;
using F = DeepExp.Functions;
using K = DeepExp.Kernels;

namespace DeepExp.Benchmarks;

/// <summary>
/// Functions of each element, reductions and steps of optimizers on one core: the best of many short runs in turns with a copy of as many
/// numbers, which nothing that reads and writes them can outrun.
/// </summary>
internal static class Elementary
{
    private const int Near = 1 << 12;
    private const int Far = 1 << 23;
    private const int Parameters = 1 << 16;
    private static readonly (int, int)[] Shapes = [(100, 10), (100, 1000), (32, 10000)];

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>Prints the tables.</summary>
    internal static void Print()
    {
        Console.WriteLine(
            "| function, float | in cache, ns/element | × copy | × TensorPrimitives | in memory, GB/s | × copy |"
        );
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        Row("exp", default(K.Exp), TensorPrimitives.Exp);
        Row("expm1", default(K.Expm1), TensorPrimitives.ExpM1);
        Row("log", default(K.Log), TensorPrimitives.Log);
        Row("log1p", default(K.Log1p), TensorPrimitives.LogP1);
        Row("softplus", default(K.Softplus), null);
        Row("tanh", default(K.Tanh), TensorPrimitives.Tanh);
        Row("sigmoid", default(K.Sigmoid), TensorPrimitives.Sigmoid);
        Row("sin", default(K.Sin), TensorPrimitives.Sin);
        Row("cos", default(K.Cos), TensorPrimitives.Cos);
        Row("pow 1.7", new K.Power(1.7), (x, y) => TensorPrimitives.Pow(x, 1.7f, y));

        Console.WriteLine();
        Console.WriteLine("| along rows, float | sum, ns/element | max | argmax |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach ((int rows, int columns) in Shapes)
            Reductions(rows, columns);

        Console.WriteLine();
        Console.WriteLine("| optimizer, 2¹⁶ parameters, float | ns/parameter | × copy |");
        Console.WriteLine("| --- | ---: | ---: |");
        Step("SGD", new Updates.Sgd(0.1), 0);
        Step("MomentumSGD", new Updates.Momentum(0.1, 0.9), 1);
        Step("NesterovAG", new Updates.Nesterov(0.1, 0.9), 1);
        Step("CorrectedMomentumSGD", new Updates.CorrectedMomentum(0.1, 0.9), 1);
        Step("AdaGrad", new Updates.AdaGrad(0.1, 1e-8), 1);
        Step("AdaDelta", new Updates.AdaDelta(0.95, 1e-6), 2);
        Step("RMSprop", new Updates.RmsProp(0.01, 0.99, 0, 1e-8), 1);
        Step("RMSpropGraves", new Updates.RmsPropGraves(1e-4, 0.95, 0.9, 1), 3);
        Step("SMORMS3", new Updates.Smorms3(0.001, 1e-16), 3);
        Step("MSVAG", new Updates.Msvag(0.1, 0.9, 0.9, 0.5, 1, 0), 2);
        Step("Adam", new Updates.Adam(0.001, 0.9, 0.999, 1e-8, 1, 0), 2);
        Step("AdaBound", new Updates.AdaBound(0.001, 0.9, 0.999, 1e-8, 1, 0, 0.01, 0.1), 2);
        Step("AMSGrad", new Updates.AmsGrad(0.001, 0.9, 0.999, 1e-8, 1, 0, 0, 1), 3);

        Console.WriteLine();
        Console.WriteLine("| softmax cross entropy, float | forward, µs | with gradient, µs |");
        Console.WriteLine("| --- | ---: | ---: |");
        foreach ((int rows, int columns) in Shapes)
            CrossEntropy(rows, columns);
    }

    private static void Row<TOp>(string name, TOp op, Map? library)
        where TOp : struct, IUnary
    {
        double[] near = Best(Near, op, library);
        double[] far = Best(Far, op, null);
        string ratio = library is null ? "" : $"{near[1] / near[2]:F2}";
        Console.WriteLine(
            $"| {name} | {near[1]:F3} | {near[1] / near[0]:F1} | {ratio} | {8 / far[1]:F1} | {far[1] / far[0]:F2} |"
        );
    }

    /// <summary>ns/element of a copy, of the function and of the library's.</summary>
    private static double[] Best<TOp>(int n, TOp op, Map? library)
        where TOp : struct, IUnary
    {
        float[] x = Positive(n);
        var y = new float[n];
        return Best(
            n,
            () => x.AsSpan().CopyTo(y),
            () => Elementwise.Map<TOp, float>(op, x, y),
            () => library?.Invoke(x, y)
        );
    }

    private static void Reductions(int rows, int columns)
    {
        float[] x = Positive(rows * columns);
        var y = new float[rows];
        var at = new int[rows];
        double[] best = Best(
            x.Length,
            () => Reduction.Sum<float>(x, [rows, columns], [false, true], y),
            () => Reduction.Max<float>(x, [rows, columns], [false, true], y),
            () => Reduction.ArgMax<float>(x, rows, columns, 1, at)
        );
        Console.WriteLine($"| {rows}×{columns} | {best[0]:F3} | {best[1]:F3} | {best[2]:F3} |");
    }

    private static void Step<TUpdate>(string name, TUpdate update, int states)
        where TUpdate : struct, IUpdate
    {
        float[][] x = [.. Enumerable.Range(0, states + 2).Select(_ => Positive(Parameters))];
        float[][] y = [.. Enumerable.Range(0, states + 1).Select(_ => new float[Parameters])];
        double[] best = Best(
            Parameters,
            () =>
            {
                for (int i = 0; i < y.Length; i++)
                    x[i].AsSpan().CopyTo(y[i]);
            },
            () => Updates.Run<TUpdate, float>(update, x, y)
        );
        Console.WriteLine($"| {name} | {best[1]:F3} | {best[1] / best[0]:F2} |");
    }

    private static void CrossEntropy(int rows, int columns)
    {
        var logits = new float[rows, columns];
        var random = new Random(1);
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            logits[i, j] = (float)random.NextDouble();
        int[] t = [.. Enumerable.Range(0, rows).Select(i => i % columns)];
        var x = new Variable(logits, requiresGrad: true);
        double[] best = Best(
            1000,
            () => F.SoftmaxCrossEntropy(x, t),
            () =>
            {
                x.ClearGrad();
                F.SoftmaxCrossEntropy(x, t).Backward();
            }
        );
        Console.WriteLine($"| {rows}×{columns} | {best[0]:F1} | {best[1]:F1} |");
    }

    private static float[] Positive(int n)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, n).Select(_ => 0.05f + (3 * random.NextSingle()))];
    }

    /// <summary>The best time of each, over n, in ns: runs of half a millisecond at least, in turns.</summary>
    private static double[] Best(int n, params Action[] actions)
    {
        int repetitions = Math.Max(1, (1 << 19) / n);
        int rounds = n == Far ? 12 : 60;
        var best = new double[actions.Length];
        Array.Fill(best, double.PositiveInfinity);
        for (int round = 0; round < rounds; round++)
        for (int k = 0; k < actions.Length; k++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repetitions; i++)
                actions[k]();
            double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / repetitions / n;
            best[k] = Math.Min(best[k], time);
        }
        return best;
    }
}
