using System.Text.Json.Nodes;
using DeepExp.Plotting;
using MathNet.Numerics.Statistics;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Cli.Tutorial;

/// <summary>Chapter 10: a sweep over activation, depth and width.</summary>
internal static class DepthAndWidth
{
    private const int Steps = 1000;
    private const int Batch = 50;
    private const int Seeds = 5;

    // Where all answers are within this, no input reaches the output any more.
    private const double Dead = 1e-6;

    private const string ReLU = "ReLU";
    private const string None = "none";

    private static readonly int[] depths = [1, 2, 3, 4];
    private static readonly int[] widths = [4, 8, 16, 32, 64];
    private static readonly (string Name, Func<Variable, Variable> Function)[] activations =
    [
        (ReLU, F.Relu),
        ("leaky ReLU", x => F.LeakyRelu(x)),
        ("tanh", F.Tanh),
        (None, x => x),
    ];

    private sealed record Run(string Activation, int Depth, int Width, int Seed)
    {
        internal double Rmse { get; set; }
        internal bool IsDead { get; set; }
    }

    /// <summary>Hidden layers of one width with an activation after each, and a linear layer to the answer.</summary>
    private sealed class Net : ChainList
    {
        private readonly Func<Variable, Variable> activation;

        internal Net(Func<Variable, Variable> activation, int depth, int width)
        {
            this.activation = activation;
            for (var layer = 0; layer < depth; layer++)
                AddLink(new L.Linear(layer == 0 ? 1 : width, width));
            AddLink(new L.Linear(width, 1));
        }

        internal Variable Predict(Variable x)
        {
            for (var layer = 0; layer < Count - 1; layer++)
                x = activation(((L.Linear)this[layer]).Forward(x));
            return ((L.Linear)this[Count - 1]).Forward(x);
        }
    }

    internal static void Tell(Stage stage, Summary figures)
    {
        stage.Chapter("Depth, width, activation");
        stage.Say(
            $"What matters? {activations.Length} activations, {depths.Length} depths (hidden layers, each followed by the activation; the last layer is linear), {widths.Length} widths and {Seeds} seeds: {activations.Length * depths.Length * widths.Length * Seeds} networks, each trained for {Steps} steps of batches of {Batch} with Adam (alpha 0.01). The figure is the median RMSE over the seeds."
        );
        Run[] runs =
        [
            .. from activation in activations
            from depth in depths
            from width in widths
            from seed in Enumerable.Range(0, Seeds)
            select new Run(activation.Name, depth, width, seed),
        ];
        Parallel.ForEach(
            runs,
            new ParallelOptions { CancellationToken = stage.Interrupted },
            run => Train(run, stage.Options.Seed)
        );

        var medians = runs.GroupBy(run => (run.Activation, run.Depth, run.Width))
            .ToDictionary(group => group.Key, group => group.Select(run => run.Rmse).Median());
        stage.Table(
            ["activation", "layers", .. widths.Select(width => $"width {width}"), "dead runs"],
            [
                .. from activation in activations
                from depth in depths
                select (string[])
                    [
                        activation.Name,
                        $"{depth}",
                        .. widths.Select(width =>
                            $"{medians[(activation.Name, depth, width)]:0.0e-0}"
                        ),
                        $"{runs.Count(run => run.Activation == activation.Name && run.Depth == depth && run.IsDead)} of {widths.Length * Seeds}",
                    ],
            ]
        );
        stage.Picture(
            Pictures.Panels(
                "Median error against width",
                new("width", Scale.Log2),
                new("RMSE", Scale.Log10),
                [
                    .. activations.Select(activation => new Panel(
                        activation.Name,
                        [
                            .. depths.Select(depth => new Series(
                                depth == 1 ? "1 hidden layer" : $"{depth} hidden layers",
                                [.. widths.Select(width => (double)width)],
                                [
                                    .. widths.Select(width =>
                                        medians[(activation.Name, depth, width)]
                                    ),
                                ],
                                Mark.LineAndPoints
                            )),
                        ]
                    )),
                ]
            ),
            "sweep",
            "Each point is the median over the seeds. Without an activation nothing helps: every network is a line."
        );
        var dead = runs.Where(run => run.IsDead).ToList();
        figures.Add("deadRuns", dead.Count);
        figures.Add("deadReluRuns", dead.Count(run => run.Activation == ReLU));
        figures.Add(
            "sweep",
            new JsonArray([
                .. medians.Select(median =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["activation"] = median.Key.Activation,
                            ["depth"] = median.Key.Depth,
                            ["width"] = median.Key.Width,
                            ["medianRmse"] = median.Value,
                        }
                ),
            ])
        );
        stage.Say(
            $"A ReLU unit that is negative for every input has no gradient and never comes back; where that befalls a whole layer, the network answers the same number everywhere: {dead.Count(run => run.Activation == ReLU)} of {runs.Count(run => run.Activation == ReLU)} ReLU networks died so, of all others {dead.Count(run => run.Activation != ReLU)}."
        );
        WhatMatters.Tell(stage, figures, medians, None);
    }

    private static void Train(Run run, int seed)
    {
        // The keys belong to the thread, and a run stays on its own: the numbers do not depend on how many there are.
        Rng.Seed(seed ^ (run.Seed + 1));
        var net = new Net(
            activations.Single(activation => activation.Name == run.Activation).Function,
            run.Depth,
            run.Width
        );
        var teacher = new Teacher(Rng.NextKey(), DType.Float32);
        var optimizer = new Adam(alpha: 0.01);
        optimizer.Setup(net);
        for (var step = 0; step < Steps; step++)
        {
            var (x, t) = teacher.Batch(Batch);
            optimizer.Update(() => F.MeanSquaredError(net.Predict(x), t));
        }
        var y = Grid.Answers(net.Predict, DType.Float32);
        run.Rmse = Grid.Rmse(y);
        run.IsDead = y.Max() - y.Min() < Dead;
    }
}
