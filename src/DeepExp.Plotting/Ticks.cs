using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace DeepExp.Plotting;

/// <summary>Where an axis carries a mark and what is written there.</summary>
internal static class Ticks
{
    private static readonly double[][] decadeDigits =
    [
        [1, 1.5, 2, 3, 5, 7],
        [1, 2, 5],
        [1, 3],
        [1],
    ];
    private static readonly double[] niceDigits = [1, 2, 5, 10];

    /// <summary>The ticks of <paramref name="axis"/> between two positions, about <paramref name="count"/> of them labelled.</summary>
    public static NumericManual For(Axis axis, Span span, int count) =>
        new([
            .. axis.Scale switch
            {
                Scale.Log10 => Decades(span, count),
                Scale.Log2 => Doublings(span, count),
                _ => Linear(span, count),
            },
        ]);

    /// <summary>A labelled tick at each position.</summary>
    public static NumericManual At(IEnumerable<double> positions, Func<double, string> label) =>
        new([.. positions.Select(position => Tick.Major(position, label(position)))]);

    /// <summary>The numbers 0 .. n-1 at <paramref name="place"/>, thinned out where they would crowd.</summary>
    public static NumericManual Indices(int n, Func<int, double> place)
    {
        var stride = (int)Math.Max(1, NiceStep(n / 12.0));
        return new([
            .. Enumerable
                .Range(0, n)
                .Where(i => i % stride == 0)
                .Select(i => Tick.Major(place(i), i.ToString(CultureInfo.InvariantCulture))),
        ]);
    }

    /// <summary>The multiples of 1, 2 or 5 times a power of ten between two positions.</summary>
    public static IEnumerable<double> Nice(Span span, int count)
    {
        // Rather a few ticks more than half as many.
        var step = NiceStep(0.7 * (span.High - span.Low) / count);
        var (first, last) = (
            Math.Ceiling(span.Low / step - 1e-9),
            Math.Floor(span.High / step + 1e-9)
        );
        for (var k = first; k <= last; k++)
            yield return k * step;
    }

    /// <summary>Round values, as positions on <paramref name="z"/>, from under the lowest to over the highest: the borders of colour bands.</summary>
    public static double[] Levels(Axis z, double[,] values)
    {
        var finite = values.Cast<double>().Where(double.IsFinite).ToList();
        var span = new Span(z.Position(finite.Min()), z.Position(finite.Max()));
        if (span.High - span.Low < 1e-9 * Math.Max(1, Math.Abs(span.High)))
            span = new(span.Low - 0.5, span.High + 0.5);
        if (z.Scale is Scale.Log10 && span.High - span.Low > 0.7)
            return DecadeLevels(span);
        return [.. Even(new(z.Value(span.Low), z.Value(span.High))).Select(z.Position)];
    }

    /// <summary>A number as short as it can be read: 0.01, 250, 1e-3, 2.5e6.</summary>
    public static string Text(double value)
    {
        if (value == 0)
            return "0";
        var plain = Math.Abs(value) is > 0.00999 and < 99999;
        return value
            .ToString(plain ? "0.######" : "0.###e0", CultureInfo.InvariantCulture)
            .Replace('-', '−');
    }

    private static IEnumerable<Tick> Linear(Span span, int count)
    {
        // Rounding takes away what k * step adds in the last bits.
        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(span.High - span.Low)), 0, 15);
        foreach (var value in Nice(span, count))
            yield return Tick.Major(value, Text(Math.Round(value, digits)));
    }

    private static IEnumerable<Tick> Decades(Span span, int count)
    {
        var (first, last) = ((int)Math.Floor(span.Low), (int)Math.Ceiling(span.High));
        var length = span.High - span.Low;
        var stride = (int)Math.Max(1, NiceStep(length / count));
        if (length < 0.7)
        {
            foreach (
                var tick in Linear(new(Math.Pow(10, span.Low), Math.Pow(10, span.High)), count)
            )
                yield return Tick.Major(Math.Log10(tick.Position), tick.Label);
            yield break;
        }

        for (var decade = first; decade <= last; decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var value = digit * Math.Pow(10, decade);
                var position = decade + Math.Log10(digit);
                if (position < span.Low - 1e-9 || position > span.High + 1e-9)
                    continue;
                if (digit == 1 ? decade % stride == 0 : length < 2 && digit is 2 or 5)
                    yield return Tick.Major(position, Text(value));
                else if (stride == 1 || (digit == 1 && stride <= 5))
                    yield return Tick.Minor(position);
            }
        }
    }

    private static IEnumerable<Tick> Doublings(Span span, int count)
    {
        var stride = (int)Math.Max(1, NiceStep((span.High - span.Low) / count));
        for (var k = (int)Math.Ceiling(span.Low - 1e-9); k <= span.High + 1e-9; k++)
        {
            if (k % stride == 0)
                yield return Tick.Major(k, Text(Math.Pow(2, k)));
        }
    }

    private static double[] Even(Span span)
    {
        var step = NiceStep((span.High - span.Low) / 12);
        var (first, last) = (Math.Floor(span.Low / step), Math.Ceiling(span.High / step));
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(k => (first + k) * step)];
    }

    private static double[] DecadeLevels(Span span)
    {
        var (first, last) = ((int)Math.Floor(span.Low), (int)Math.Ceiling(span.High));
        var levels = decadeDigits.Select(digits =>
        {
            double[] all =
            [
                .. Enumerable
                    .Range(first, last - first + 1)
                    .SelectMany(decade => digits.Select(digit => decade + Math.Log10(digit))),
            ];
            var low = all.Last(level => level <= span.Low);
            var high = all.First(level => level >= span.High);
            return all.Where(level => level >= low && level <= high).ToArray();
        });
        return levels.FirstOrDefault(all => all.Length <= 14) ?? levels.Last();
    }

    private static double NiceStep(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        return niceDigits
            .Select(digit => digit * power)
            .First(step => step >= atLeast * (1 - 1e-9));
    }
}
