using System.Diagnostics;
using System.Numerics.Tensors;
using DeepExp.Kernels;
using F = DeepExp.Functions;
using K = DeepExp.Kernels;

namespace DeepExp.Benchmarks;

/// <summary>
/// Functions of each element, reductions and steps of optimizers on one core: many short runs in turns with a copy of as many numbers,
/// which nothing that reads and writes them can outrun.
/// </summary>
internal sealed class Elementary : IWork
{
    private const int Near = 1 << 12;
    private const int Far = 1 << 23;
    private const int Parameters = 1 << 16;
    private static readonly (int, int)[] Shapes = [(100, 10), (100, 1000), (32, 10000)];

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    public string Name => "elementary";

    public IEnumerable<Row> Rows(Effort effort) =>
        [
            .. Function("exp", default(K.Exp), TensorPrimitives.Exp),
            .. Function("expm1", default(K.Expm1), TensorPrimitives.ExpM1),
            .. Function("log", default(K.Log), TensorPrimitives.Log),
            .. Function("log1p", default(K.Log1p), TensorPrimitives.LogP1),
            .. Function("softplus", default(K.Softplus), null),
            .. Function("tanh", default(K.Tanh), TensorPrimitives.Tanh),
            .. Function("sigmoid", default(K.Sigmoid), TensorPrimitives.Sigmoid),
            .. Function("sin", default(K.Sin), TensorPrimitives.Sin),
            .. Function("cos", default(K.Cos), TensorPrimitives.Cos),
            .. Function("pow 1.7", new K.Power(1.7), (x, y) => TensorPrimitives.Pow(x, 1.7f, y)),
            .. Shapes.SelectMany(shape => Reductions(shape.Item1, shape.Item2)),
            Step("SGD", new Updates.Sgd(0.1), 0),
            Step("MomentumSGD", new Updates.Momentum(0.1, 0.9), 1),
            Step("NesterovAG", new Updates.Nesterov(0.1, 0.9), 1),
            Step("CorrectedMomentumSGD", new Updates.CorrectedMomentum(0.1, 0.9), 1),
            Step("AdaGrad", new Updates.AdaGrad(0.1, 1e-8), 1),
            Step("AdaDelta", new Updates.AdaDelta(0.95, 1e-6), 2),
            Step("RMSprop", new Updates.RmsProp(0.01, 0.99, 0, 1e-8), 1),
            Step("RMSpropGraves", new Updates.RmsPropGraves(1e-4, 0.95, 0.9, 1), 3),
            Step("SMORMS3", new Updates.Smorms3(0.001, 1e-16), 3),
            Step("MSVAG", new Updates.Msvag(0.1, 0.9, 0.9, 0.5, 1, 0), 2),
            Step("Adam", new Updates.Adam(0.001, 0.9, 0.999, 1e-8, 1, 0), 2),
            Step("AdaBound", new Updates.AdaBound(0.001, 0.9, 0.999, 1e-8, 1, 0, 0.01, 0.1), 2),
            Step("AMSGrad", new Updates.AmsGrad(0.001, 0.9, 0.999, 1e-8, 1, 0, 0, 1), 3),
            .. Shapes.SelectMany(shape => CrossEntropy(shape.Item1, shape.Item2)),
        ];

    // All is measured where the rows are asked for: a turn is too short for processes.
    public IEnumerable<double> Figures(string[] arguments) => [];

    private static IEnumerable<Row> Function<TOp>(string name, TOp op, Map? library)
        where TOp : struct, IUnary
    {
        foreach (var (n, where) in new[] { (Near, "in cache"), (Far, "in memory") })
        {
            float[] x = Positive(n);
            var y = new float[n];
            Figures[] times = Times(
                n,
                () => x.AsSpan().CopyTo(y),
                () => Elementwise.Map<TOp, float>(op, x, y),
                () => library?.Invoke(x, y)
            );
            yield return new(
                $"{name} of {n:N0} floats, {where}",
                PerElement,
                times[1],
                library is null ? null : new("TensorPrimitives", times[2]),
                new("copy", times[0])
            );
        }
    }

    private static IEnumerable<Row> Reductions(int rows, int columns)
    {
        float[] x = Positive(rows * columns);
        var y = new float[rows];
        var at = new int[rows];
        Figures[] times = Times(
            x.Length,
            () => Reduction.Sum<float>(x, [rows, columns], [false, true], y),
            () => Reduction.Max<float>(x, [rows, columns], [false, true], y),
            () => Reduction.ArgMax<float>(x, rows, columns, 1, at)
        );
        return new[] { "sum", "max", "argmax" }.Select(
            (name, i) => new Row($"{name} along the rows of {rows}×{columns}", PerElement, times[i])
        );
    }

    private static Row Step<TUpdate>(string name, TUpdate update, int states)
        where TUpdate : struct, IUpdate
    {
        float[] gradients = Positive(Parameters);
        float[][] x = [.. Enumerable.Range(0, states + 1).Select(_ => Positive(Parameters))];
        float[][] y = [.. x.Select(_ => new float[Parameters])];
        Figures[] times = Times(
            Parameters,
            () =>
            {
                for (int i = 0; i < y.Length; i++)
                    x[i].AsSpan().CopyTo(y[i]);
            },
            () => Updates.Run<TUpdate, float>(update, gradients, Kept(x), Kept(y))
        );
        return new(
            $"step of {name}, {Parameters:N0} parameters",
            PerElement,
            times[1],
            Limit: new("copy", times[0])
        );
    }

    private static Kept<float> Kept(float[][] rows) =>
        new(
            rows[0],
            rows.ElementAtOrDefault(1),
            rows.ElementAtOrDefault(2),
            rows.ElementAtOrDefault(3)
        );

    private static IEnumerable<Row> CrossEntropy(int rows, int columns)
    {
        var logits = new float[rows, columns];
        var random = new Random(1);
        for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            logits[i, j] = (float)random.NextDouble();
        int[] t = [.. Enumerable.Range(0, rows).Select(i => i % columns)];
        var x = new Variable(logits, requiresGrad: true);
        Figures[] times = Times(
            rows * columns,
            () => F.SoftmaxCrossEntropy(x, t),
            () =>
            {
                x.ClearGrad();
                F.SoftmaxCrossEntropy(x, t).Backward();
            }
        );
        return new[] { "", ", with gradient" }.Select(
            (how, i) =>
                new Row($"softmax cross entropy of {rows}×{columns}{how}", PerElement, times[i])
        );
    }

    private const string PerElement = "ns/element";

    private static float[] Positive(int n)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, n).Select(_ => 0.05f + (3 * random.NextSingle()))];
    }

    /// <summary>The times of each, over n, in ns: runs of half a millisecond at least, in turns.</summary>
    private static Figures[] Times(int n, params Action[] actions)
    {
        int repetitions = Math.Max(1, (1 << 19) / n);
        int rounds = n == Far ? 12 : 60;
        var times = new double[actions.Length][];
        for (int k = 0; k < actions.Length; k++)
            times[k] = new double[rounds];
        // So long does the runtime look before it compiles anew what runs often.
        foreach (Action action in actions)
            Clock.Step(0.5, action);
        for (int round = 0; round < rounds; round++)
        for (int k = 0; k < actions.Length; k++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repetitions; i++)
                actions[k]();
            times[k][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / repetitions / n;
        }
        return Array.ConvertAll(times, of => new Figures(of));
    }
}
