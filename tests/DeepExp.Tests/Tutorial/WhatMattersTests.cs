using System.Globalization;
using DeepExp.Cli.Tutorial;

namespace DeepExp.Tests.Tutorial;

/// <summary>The words about the sweep follow from its figures, whatever they are.</summary>
public class WhatMattersTests
{
    private static Dictionary<(string, int, int), double> Figures(Func<int, int, double> rmse) =>
        (
            from activation in new[] { "ReLU", "tanh", "none" }
            from depth in new[] { 1, 2, 3, 4 }
            from width in new[] { 4, 8, 16, 32, 64 }
            select (activation, depth, width)
        ).ToDictionary(
            key => key,
            key => key.activation == "none" ? 0.06 : rmse(key.depth, key.width)
        );

    [Fact]
    public void Pairs_cost_about_the_same()
    {
        var pairs = WhatMatters.Pairs(Figures((_, _) => 1));
        Assert.Equal(
            ["1x16: 49, 2x4: 33", "1x32: 97, 2x8: 97", "1x64: 193, 3x8: 169"],
            pairs.Select(pair =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"1x{pair.Width}: {pair.Parameters}, {pair.DeepDepth}x{pair.DeepWidth}: {pair.DeepParameters}"
                )
            )
        );
    }

    [Fact]
    public void What_gains_most_stands_first()
    {
        var byDepth = WhatMatters.Gains(Figures((depth, _) => 0.01 / depth), "none");
        Assert.Contains("figures is 6.0e-2", byDepth, StringComparison.Ordinal);
        Assert.Contains("doubling of the depth by 2.00", byDepth, StringComparison.Ordinal);
        Assert.Contains("doubling of the width by 1.00", byDepth, StringComparison.Ordinal);
        Assert.EndsWith("depth matter more than width.", byDepth, StringComparison.Ordinal);
        var byWidth = WhatMatters.Gains(Figures((_, width) => 0.4 / width), "none");
        Assert.Contains("doubling of the width by 2.00", byWidth, StringComparison.Ordinal);
        Assert.EndsWith("then width, then depth count.", byWidth, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_said_to_matter_more_only_where_it_does()
    {
        Assert.Equal((6, 6), WhatMatters.DeepWins(Figures((depth, _) => 0.01 / depth), "none"));
        Assert.Equal((0, 6), WhatMatters.DeepWins(Figures((_, width) => 0.4 / width), "none"));
        foreach (
            var (wins, says) in new[]
            {
                (2, "width matters more"),
                (3, "do not tell"),
                (4, "depth matters more"),
            }
        )
            Assert.Contains(says, WhatMatters.Verdict(wins, 6), StringComparison.Ordinal);
    }
}
