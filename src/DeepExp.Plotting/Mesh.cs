namespace DeepExp.Plotting;

/// <summary>A surface between the points of its grid: cubic (Catmull and Rom, 1974), which is exact for a quadratic surface.</summary>
/// <param name="values">values[i, j] at the i-th x and the j-th y; NaN where nothing is known.</param>
internal sealed class Mesh(double[,] values)
{
    private readonly int m = values.GetLength(0);
    private readonly int n = values.GetLength(1);
    private readonly double least = values.Cast<double>().Where(double.IsFinite).Min();
    private readonly double most = values.Cast<double>().Where(double.IsFinite).Max();

    /// <summary>The surface at a fraction of the way along x and along y, both between 0 and 1.</summary>
    public double At(double x, double y)
    {
        var (i, u) = Cell(x, m);
        var (j, v) = Cell(y, n);
        Span<double> ys = stackalloc double[4];
        Span<double> xs = stackalloc double[4];
        for (var a = 0; a < 4; a++)
        {
            for (var b = 0; b < 4; b++)
                ys[b] = Value(i + a - 1, j + b - 1);
            xs[a] = Cubic(ys, v);
        }

        var smooth = Cubic(xs, u);
        return Math.Clamp(double.IsNaN(smooth) ? Bilinear(i, j, u, v) : smooth, least, most);
    }

    private static (int, double) Cell(double fraction, int count)
    {
        var place = fraction * (count - 1);
        var cell = Math.Min((int)place, count - 2);
        return (cell, place - cell);
    }

    private double Bilinear(int i, int j, double u, double v) =>
        (1 - u) * ((1 - v) * values[i, j] + v * values[i, j + 1])
        + u * ((1 - v) * values[i + 1, j] + v * values[i + 1, j + 1]);

    /// <summary>A value of the grid; one step outside of it, the continuation of the parabola (or line) inside.</summary>
    private double Value(int i, int j)
    {
        if (i < 0 || i >= m)
        {
            var (first, step) = i < 0 ? (0, 1) : (m - 1, -1);
            return Beyond(k => Value(first + k * step, j), m);
        }

        if (j < 0 || j >= n)
        {
            var (first, step) = j < 0 ? (0, 1) : (n - 1, -1);
            return Beyond(k => values[i, first + k * step], n);
        }

        return values[i, j];
    }

    private static double Beyond(Func<int, double> value, int count) =>
        count > 2 ? 3 * value(0) - 3 * value(1) + value(2) : 2 * value(0) - value(1);

    private static double Cubic(ReadOnlySpan<double> p, double t) =>
        p[1]
        + t
            / 2
            * (
                p[2]
                - p[0]
                + t
                    * (
                        2 * p[0]
                        - 5 * p[1]
                        + 4 * p[2]
                        - p[3]
                        + t * (3 * (p[1] - p[2]) + p[3] - p[0])
                    )
            );
}
