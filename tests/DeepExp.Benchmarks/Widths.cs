using System.Globalization;
using DeepExp.Functional;
using DeepExp.Kernels;
using DeepExp.Plotting;
using F = DeepExp.Functions;
using L = DeepExp.Links;
using Scale = DeepExp.Plotting.Scale;

namespace DeepExp.Benchmarks;

/// <summary>The tutorial's step on wider and deeper networks and other batches, and the roofline over them.</summary>
internal sealed class Widths : IWork
{
    internal const string File = "widths";
    internal const string Title = "A training step against width, and the roofline";
    internal const string Explanation = """
        Networks 1-width-…-width-1 of leaky ReLUs, mean squared error, Adam, one thread. The roofline is the time that a step needs at
        least: its multiplications and additions at the speed of the best matrix product, or the numbers that it must at least move
        at the speed of a copy of as much memory as it works on, whichever is longer. A weight is read forwards and backwards, its
        gradient written and read, and it and its two moments are read and written by Adam; an output of a layer is written, read by the
        next and read again backwards, its gradient written and read.
        """;

    /// <summary>A step of more multiplications and additions than this is left out.</summary>
    private const double MostFlops = 1.5e11;

    private const int Depths = 2;
    private static readonly int[] widths = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

    public string Name => "widths";

    public IEnumerable<Row> Rows(Effort effort) => [];

    /// <summary>Flops a second of a large product, then for each width the seconds of a step and the bytes a second of a copy.</summary>
    public IEnumerable<double> Figures(string[] arguments)
    {
        var seconds = double.Parse(arguments[0], CultureInfo.InvariantCulture);
        var (depth, batch) = (int.Parse(arguments[1]), int.Parse(arguments[2]));
        yield return Product(seconds);
        foreach (var step in Steps(depth, batch))
        {
            yield return Clock.Step(seconds, step.Make());
            yield return step.CopySpeed(seconds);
        }
    }

    /// <summary>Measures and draws.</summary>
    internal void Draw(Effort effort, string folder)
    {
        var seconds = (effort.Seconds / 10).ToString(CultureInfo.InvariantCulture);
        Panel Panel(int depth, int batch)
        {
            var figures = Racer.Race(
                Math.Max(1, effort.Rounds / 2),
                Racer.Own(1, this, seconds, $"{depth}", $"{batch}")
            )[0]!;
            var steps = Steps(depth, batch);
            var x = steps.Select(step => (double)step.Width).ToArray();
            return new(
                $"{depth} layers, batch {batch:N0}",
                new Series(
                    "roofline",
                    x,
                    [
                        .. steps.Select(
                            (step, i) =>
                                Math.Max(
                                    step.Flops / figures[0].Median,
                                    step.Bytes / figures[2 + 2 * i].Median
                                )
                        ),
                    ],
                    Mark.Reference
                ),
                new Series(
                    "a step, eager, façade",
                    x,
                    [.. steps.Select((_, i) => figures[1 + 2 * i].Median)],
                    Mark.LineAndPoints
                )
            );
        }

        Pictures
            .Panels(
                Title,
                new("width of the hidden layers", Scale.Log2),
                new("time of a step in s", Scale.Log10),
                [
                    .. new[] { 10, 100, 1000 }.SelectMany(batch =>
                        new[] { Depths, 4 * Depths }.Select(depth => Panel(depth, batch))
                    ),
                ]
            )
            .Save(folder, File);
        Console.WriteLine($"{Path.Combine(folder, File)}.png, .svg");
    }

    private static IReadOnlyList<Step> Steps(int depth, int batch) =>
        [
            .. widths
                .Select(width => new Step(width, depth, batch))
                .Where(step => step.Flops <= MostFlops),
        ];

    private static double Product(double seconds)
    {
        const int N = 512;
        var (a, b, c) = (new float[N * N], new float[N * N], new float[N * N]);
        return 2.0
            * N
            * N
            * N
            / Clock.Step(seconds, () => MatMul.Multiply<float>(N, N, N, a, false, b, false, c));
    }

    private sealed record Step(int Width, int Depth, int Batch)
    {
        private double Weights => (Depth - 1.0) * Width * Width + (Depth + 2.0) * Width + 1;

        private double Outputs => Batch * (Depth * (double)Width + 1);

        /// <summary>A product forwards and two backwards, but for x, whose gradient nobody wants; 1 + 9 for a weight's update.</summary>
        internal double Flops =>
            2.0 * Batch * (3 * (Depth - 1.0) * Width * Width + 5 * Width) + 10 * Weights;

        /// <summary>What is moved at least.</summary>
        internal double Bytes => sizeof(float) * (10 * Weights + 5 * Outputs);

        /// <summary>Bytes a second that a copy reads and writes, between halves of as much memory as the step works on.</summary>
        internal double CopySpeed(double seconds)
        {
            var half = (int)(4 * Weights + 2 * Outputs) / 2;
            var (from, to) = (new float[half], new float[half]);
            return 2.0 * sizeof(float) * half / Clock.Step(seconds, () => from.AsSpan().CopyTo(to));
        }

        internal Action Make()
        {
            Rng.Seed(0);
            var net = new ChainList();
            for (var i = 0; i <= Depth; i++)
                net.AddLink(new L.Linear(i == 0 ? 1 : Width, i == Depth ? 1 : Width));
            var optimizer = new Adam();
            optimizer.Setup(net);
            Variable x = KeyModule.uniform(DType.Float32, [Batch, 1], KeyModule.ofSeed(1));
            var t = F.Exp(x);
            return () =>
            {
                net.ZeroGrads();
                var h = x;
                foreach (L.Linear layer in net)
                    h = F.LeakyRelu(layer.Forward(h));
                F.MeanSquaredError(h, t).Backward();
                optimizer.Update();
            };
        }
    }
}
