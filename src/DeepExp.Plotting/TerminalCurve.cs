using System.Globalization;
using System.Text;

namespace DeepExp.Plotting;

/// <summary>A curve drawn with characters, for a terminal: braille, eight dots to a character.</summary>
public static class TerminalCurve
{
    private const int DotsAcross = 2;
    private const int DotsDown = 4;
    private const char Braille = '\u2800';

    // Always the same room for the labels, so that a growing curve does not jump sideways.
    private const int LabelWidth = 8;
    private const int Gutter = LabelWidth + 2;

    // The dots of a braille character by row and column, as Unicode numbers them.
    private static readonly int[,] dots =
    {
        { 0x01, 0x08 },
        { 0x02, 0x10 },
        { 0x04, 0x20 },
        { 0x40, 0x80 },
    };

    /// <summary>
    /// Draws <paramref name="values"/> over their number, counted from 1; where many fall in one column, their median.
    /// The highest and the lowest of the curve are written at the left, the first and the last step below. Where little
    /// room is given, the labels are left out.
    /// </summary>
    /// <param name="values">The values, for instance the loss of each step; what is not finite, or not positive on a logarithmic scale, leaves a gap.</param>
    /// <param name="width">How many characters wide; at least 1.</param>
    /// <param name="height">How many lines high; at least 1.</param>
    /// <param name="scale">How the values are laid out; logarithmic by default.</param>
    /// <returns><paramref name="height"/> lines of <paramref name="width"/> characters.</returns>
    /// <exception cref="ArgumentException">Width or height is not positive.</exception>
    public static IReadOnlyList<string> Draw(
        IReadOnlyList<double> values,
        int width,
        int height,
        Scale scale = Scale.Log10
    )
    {
        Rule.Holds(
            width > 0 && height > 0,
            $"TerminalCurve: {width}×{height} characters; both must be positive."
        );
        var axis = new Axis("value", scale);
        var positions = values.Select(axis.Position).ToArray();
        var labelled = height >= 3 && width >= Gutter + 8;
        var (across, down) = labelled ? (width - Gutter, height - 2) : (width, height);
        var curve = Medians(positions, across * DotsAcross);
        var drawn = curve.Where(double.IsFinite).ToList();
        var span = drawn.Count == 0 ? new Span(0, 0) : new Span(drawn.Min(), drawn.Max());
        var lines = Lines(curve, span, across, down);
        if (!labelled)
            return lines;

        for (var i = 0; i < down; i++)
        {
            var label = drawn.Count == 0 ? "" : LabelOf(i, down, span, axis);
            lines[i] = $"{label.PadLeft(LabelWidth)} {(label.Length > 0 ? '┤' : '│')}{lines[i]}";
        }

        lines.Add($"{new string(' ', Gutter - 1)}└{new string('─', across)}");
        lines.Add(new string(' ', Gutter) + Ends(values.Count, across));
        return lines;
    }

    private static string LabelOf(int line, int lines, Span span, Axis axis)
    {
        var flat = span.High <= span.Low;
        if (line == (flat ? (lines - 1) / 2 : 0))
            return Label(axis.Value(span.High));
        return !flat && line == lines - 1 ? Label(axis.Value(span.Low)) : "";
    }

    /// <summary>A value with as many of three digits as there is room for.</summary>
    private static string Label(double value) =>
        Enumerable
            .Range(1, 3)
            .Reverse()
            .Select(digits => value.ToString($"G{digits}", CultureInfo.InvariantCulture))
            .Select(rounded => Ticks.Text(double.Parse(rounded, CultureInfo.InvariantCulture)))
            .First(label => label.Length <= LabelWidth);

    private static string Ends(int count, int width)
    {
        var (first, last) = (count > 0 ? "1" : "", count > 1 ? $"{count}" : "");
        return first.Length + last.Length < width
            ? first + last.PadLeft(width - first.Length)
            : first.PadRight(width);
    }

    /// <summary>What stands in each column of dots; fewer values than columns are stretched over all of them.</summary>
    private static double[] Medians(double[] positions, int columns)
    {
        var medians = new double[columns];
        for (var column = 0; column < columns; column++)
        {
            var from = (int)((long)column * positions.Length / columns);
            var to = (int)((long)(column + 1) * positions.Length / columns);
            var here = positions[from..Math.Min(positions.Length, Math.Max(to, from + 1))];
            var sorted = here.Where(double.IsFinite).Order().ToList();
            medians[column] = sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
        }

        return medians;
    }

    private static List<string> Lines(double[] curve, Span span, int width, int height)
    {
        var canvas = new int[height, width];
        int? before = null;
        for (var column = 0; column < curve.Length; column++)
        {
            int? here = double.IsFinite(curve[column])
                ? Row(curve[column], span, height * DotsDown)
                : null;
            if (here is { } row)
            {
                var (top, bottom) = Stroke(before ?? row, row);
                for (var dot = top; dot <= bottom; dot++)
                    canvas[dot / DotsDown, column / DotsAcross] |= dots[
                        dot % DotsDown,
                        column % DotsAcross
                    ];
            }

            before = here;
        }

        return [.. Enumerable.Range(0, height).Select(line => Text(canvas, line))];
    }

    private static int Row(double position, Span span, int rows) =>
        span.High > span.Low
            ? (int)Math.Round((rows - 1) * (span.High - position) / (span.High - span.Low))
            : (rows - 1) / 2;

    /// <summary>The rows after the last one up to and with this one: what joins two columns.</summary>
    private static (int Top, int Bottom) Stroke(int last, int row) =>
        row > last ? (last + 1, row)
        : row < last ? (row, last - 1)
        : (row, row);

    private static string Text(int[,] canvas, int line)
    {
        var text = new StringBuilder();
        for (var column = 0; column < canvas.GetLength(1); column++)
            text.Append(canvas[line, column] == 0 ? ' ' : (char)(Braille + canvas[line, column]));
        return text.ToString();
    }
}
