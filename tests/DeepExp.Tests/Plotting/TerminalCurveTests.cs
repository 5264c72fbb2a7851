using DeepExp.Plotting;
using Xunit;

namespace DeepExp.Tests.Plotting;

public sealed class TerminalCurveTests
{
    public static TheoryData<double[]> Curves =>
        [
            [],
            [1],
            [2, 2, 2],
            [double.NaN],
            [1, double.NaN, double.PositiveInfinity, 0, 3, -1, 2],
            [.. Enumerable.Range(1, 12_000).Select(i => 10.0 / i)],
            [1e-300, 1e300],
            [-1.234e-100, 5],
        ];

    [Theory]
    [MemberData(nameof(Curves))]
    public void The_drawing_has_the_size_that_was_asked_for(double[] values)
    {
        foreach (var width in new[] { 1, 2, 7, 17, 18, 19, 80 })
        {
            foreach (var height in new[] { 1, 2, 3, 4, 20 })
            {
                foreach (var scale in Enum.GetValues<Scale>())
                {
                    var lines = TerminalCurve.Draw(values, width, height, scale);
                    Assert.Equal(height, lines.Count);
                    Assert.All(lines, line => Assert.Equal(width, line.Length));
                }
            }
        }
    }

    [Fact]
    public void A_falling_line_falls() =>
        Assert.Equal(
            ["⠑⢄  ", "  ⠑⢄"],
            TerminalCurve.Draw([8, 7, 6, 5, 4, 3, 2, 1], 4, 2, Scale.Linear)
        );

    [Fact]
    public void A_step_is_joined_from_end_to_end()
    {
        Assert.Equal(["\u2809\u2846", " \u28C7"], TerminalCurve.Draw([8, 1], 2, 2, Scale.Linear));
        Assert.Equal([" \u284F", "\u28C0\u2807"], TerminalCurve.Draw([1, 8], 2, 2, Scale.Linear));
    }

    [Fact]
    public void The_axes_tell_highest_lowest_first_and_last()
    {
        var lines = TerminalCurve.Draw(
            [.. Enumerable.Range(0, 1000).Select(i => Math.Pow(10, 2 - i / 200.0))],
            600,
            10
        );
        Assert.StartsWith("     100 ┤", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(" 1.01e−3 ┤", lines[7], StringComparison.Ordinal);
        Assert.StartsWith("         └──", lines[8], StringComparison.Ordinal);
        Assert.StartsWith("          1 ", lines[9], StringComparison.Ordinal);
        Assert.EndsWith(" 1000", lines[9], StringComparison.Ordinal);
    }

    [Fact]
    public void A_constant_is_one_level_line_with_one_label()
    {
        var lines = TerminalCurve.Draw([0.5, 0.5, 0.5], 40, 7);
        Assert.Equal("     0.5 ┤" + new string(lines[2][10], 30), lines[2]);
        Assert.Equal(1, lines.Count(line => line.Contains('┤')));
    }

    [Fact]
    public void Where_nothing_can_be_drawn_there_is_nothing()
    {
        Assert.All(
            TerminalCurve.Draw([double.NaN, 0, -1], 30, 3),
            line => Assert.DoesNotMatch("[\u2801-\u28FF]", line)
        );
        Assert.Equal(["  "], TerminalCurve.Draw([], 2, 1));
    }

    [Fact]
    public void A_size_must_be_positive()
    {
        Assert.Throws<ArgumentException>(() => TerminalCurve.Draw([1], 0, 5));
        Assert.Throws<ArgumentException>(() => TerminalCurve.Draw([1], 5, 0));
    }
}
