namespace DeepExp.Plotting;

/// <summary>Smoothing of noisy curves.</summary>
public static class Smooth
{
    /// <summary>The median of the values around each place; values that are not finite do not count.</summary>
    /// <param name="values">The noisy values.</param>
    /// <param name="window">
    /// How many neighbours count, the place itself among them. Towards the ends as many fewer on both sides, so that the first
    /// median is the first value.
    /// </param>
    /// <returns>As many values as came in; NaN where no neighbour is finite.</returns>
    /// <exception cref="ArgumentException">The window is not positive.</exception>
    public static double[] RunningMedian(IReadOnlyList<double> values, int window)
    {
        Rule.Holds(window > 0, $"RunningMedian: the window is {window}; it must be positive.");
        List<double> sorted = [];
        var medians = new double[values.Count];
        var (from, to) = (0, 0);
        for (var i = 0; i < values.Count; i++)
        {
            var toTheEnd = Math.Min(i, values.Count - 1 - i);
            for (; to <= i + Math.Min(window / 2, toTheEnd); to++)
                Insert(sorted, values[to]);
            for (; from < i - Math.Min((window - 1) / 2, toTheEnd); from++)
                Remove(sorted, values[from]);
            medians[i] = Middle(sorted);
        }

        return medians;
    }

    private static void Insert(List<double> sorted, double value)
    {
        if (!double.IsFinite(value))
            return;
        var place = sorted.BinarySearch(value);
        sorted.Insert(place < 0 ? ~place : place, value);
    }

    private static void Remove(List<double> sorted, double value)
    {
        if (double.IsFinite(value))
            sorted.RemoveAt(sorted.BinarySearch(value));
    }

    private static double Middle(List<double> sorted) =>
        sorted.Count switch
        {
            0 => double.NaN,
            var n => (sorted[(n - 1) / 2] + sorted[n / 2]) / 2,
        };
}
