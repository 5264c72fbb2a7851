using MathNet.Numerics.Statistics;

namespace DeepExp.Cli.Tutorial;

using Medians = IReadOnlyDictionary<(string Activation, int Depth, int Width), double>;

/// <summary>What the sweep shows: every word follows from its figures.</summary>
internal static class WhatMatters
{
    /// <summary>A network with one hidden layer, and the deeper and narrower one with the most parameters that has no more.</summary>
    internal sealed record Pair(int Width, int DeepDepth, int DeepWidth)
    {
        internal int Parameters => Count(1, Width);

        internal int DeepParameters => Count(DeepDepth, DeepWidth);
    }

    internal static void Tell(Stage stage, Summary figures, Medians medians, string none)
    {
        stage.Say(Gains(medians, none));
        var activations = Activations(medians, none);
        var pairs = Pairs(medians);
        stage.Say(
            "More layers and more units both cost parameters. So each network with one hidden layer is followed here by the deeper and narrower one with the most parameters that has no more than it:"
        );
        string[] Row(int depth, int width) =>
            [
                $"{depth} × {width}",
                $"{Count(depth, width)}",
                .. activations.Select(activation =>
                    $"{medians[(activation, depth, width)]:0.0e-0}"
                ),
            ];
        stage.Table(
            ["layers × width", "parameters", .. activations],
            [
                .. pairs.SelectMany(pair =>
                    new[] { Row(1, pair.Width), Row(pair.DeepDepth, pair.DeepWidth) }
                ),
            ]
        );
        var (wins, all) = DeepWins(medians, none);
        figures.Add("deepWins", wins);
        figures.Add("deepComparisons", all);
        stage.Say(Verdict(wins, all));
    }

    /// <summary>How much each of the three gains: the non-linearity, a doubling of the depth, a doubling of the width.</summary>
    internal static string Gains(Medians medians, string none)
    {
        double Median(Func<(string Activation, int Depth, int Width), bool> which) =>
            medians.Where(median => which(median.Key)).Select(median => median.Value).Median();
        var depths = By(
            medians,
            key => key.Depth,
            depth => Median(key => key.Activation != none && key.Depth == depth)
        );
        var widths = By(
            medians,
            key => key.Width,
            width => Median(key => key.Activation != none && key.Width == width)
        );
        var (line, curve) = (
            Median(key => key.Activation == none),
            Median(key => key.Activation != none)
        );
        var (nonLinearity, depth, width) = (line / curve, OfDoubling(depths), OfDoubling(widths));
        var order = new (string What, double Factor)[]
        {
            ("the non-linearity", nonLinearity),
            ("depth", depth),
            ("width", width),
        }
            .OrderByDescending(gain => gain.Factor)
            .Select(gain => gain.What);
        var claim =
            width < Math.Min(nonLinearity, depth)
                ? ": non-linearity and depth matter more than width"
                : "";
        return $"Without an activation the median of these figures is {line:0.0e-0}: the best line, at any depth and width. With one it is {curve:0.0e-0}. By hidden layers it goes {Listed(depths)}; by width, {Listed(widths)}. So the non-linearity divides the error by {nonLinearity:F1}, each doubling of the depth by {depth:F2} on average, and each doubling of the width by {width:F2}; step for step {string.Join(", then ", order)} count{claim}.";
    }

    /// <summary>What the comparison at equal cost says; where it is close, it says nothing.</summary>
    internal static string Verdict(int wins, int all) =>
        $"The deep and narrow network is better in {wins} of {all} comparisons: parameter for parameter, "
        + (
            3 * wins >= 2 * all ? "depth matters more than width."
            : 3 * wins <= all ? "width matters more than depth."
            : "these figures do not tell which of depth and width matters more."
        );

    /// <summary>In how many comparisons of a pair under one activation the deep and narrow network has the smaller error.</summary>
    internal static (int Wins, int All) DeepWins(Medians medians, string none)
    {
        var comparisons = (
            from pair in Pairs(medians)
            from activation in Activations(medians, none)
            select medians[(activation, pair.DeepDepth, pair.DeepWidth)]
                < medians[(activation, 1, pair.Width)]
        ).ToList();
        return (comparisons.Count(isBetter => isBetter), comparisons.Count);
    }

    /// <summary>Each network with one hidden layer, beside a deeper one that costs no more, where there is one.</summary>
    internal static IReadOnlyList<Pair> Pairs(Medians medians)
    {
        var nets = medians.Keys.Select(key => (key.Depth, key.Width)).Distinct().ToList();
        return
        [
            .. from wide in nets
            where wide.Depth == 1
            let cheaper = nets.Where(net =>
                    net.Depth > 1 && Count(net.Depth, net.Width) <= Count(1, wide.Width)
                )
                .ToList()
            where cheaper.Count > 0
            let deep = cheaper.MaxBy(net => Count(net.Depth, net.Width))
            select new Pair(wide.Width, deep.Depth, deep.Width),
        ];
    }

    // W and b from x to the first layer, between the hidden layers, and to y.
    private static int Count(int depth, int width) =>
        2 * width + (depth - 1) * (width + 1) * width + width + 1;

    private static List<string> Activations(Medians medians, string none) =>
        [.. medians.Keys.Select(key => key.Activation).Where(name => name != none).Distinct()];

    private static List<(int Size, double Median)> By(
        Medians medians,
        Func<(string Activation, int Depth, int Width), int> size,
        Func<int, double> median
    ) => [.. medians.Keys.Select(size).Distinct().Order().Select(size => (size, median(size)))];

    // By what the error is divided where the size doubles: the geometric mean from the least to the largest.
    private static double OfDoubling(List<(int Size, double Median)> groups) =>
        Math.Pow(
            groups[0].Median / groups[^1].Median,
            1 / Math.Log2((double)groups[^1].Size / groups[0].Size)
        );

    private static string Listed(List<(int Size, double Median)> groups) =>
        string.Join(", ", groups.Select(group => $"{group.Size}: {group.Median:0.0e-0}"));
}
