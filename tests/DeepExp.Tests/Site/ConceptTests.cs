namespace DeepExp.Tests.Site;

/// <summary>The C# that pages on concepts run shows what they say.</summary>
[Collection(nameof(ConceptTests))]
public class ConceptTests
{
    /// <summary>The console is that of the process, so nothing else runs meanwhile.</summary>
    [CollectionDefinition(nameof(ConceptTests), DisableParallelization = true)]
    public class Alone;

    private static string[] Printed(Action run)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(before);
        }
        return output.ToString().TrimEnd().Split(Environment.NewLine);
    }

    [Fact]
    public void Arrays_are_variables() =>
        Assert.Equal(
            [
                "float32 2×3 [[11, 22, 33], [14, 25, 36]]",
                "float32 2 [5, 11]",
                "float32 3 [5, 7, 9]",
                "36",
            ],
            Printed(Concepts.Arrays.Run)
        );

    [Fact]
    public void The_derivatives_are_those_of_x_tanh_x()
    {
        var lines = Printed(Concepts.Derivatives.Run);
        double[] x = [-1, 0, 2];
        var first = x.Select(x => Math.Tanh(x) + x * Slope(x));
        var second = x.Select(x => 2 * Slope(x) * (1 - x * Math.Tanh(x)));
        Assert.All(
            first.Concat(second).Zip(lines.SelectMany(Numbers)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-12)
        );
        Assert.Equal(2, lines.Length);

        static double Slope(double x) => 1 - Math.Tanh(x) * Math.Tanh(x);
    }

    private static IEnumerable<double> Numbers(string tensor) =>
        tensor[(tensor.IndexOf('[') + 1)..^1]
            .Split(", ")
            .Select(number =>
                double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)
            );

    [Fact]
    public void Sizes_wait_for_the_first_call()
    {
        var lines = Printed(Concepts.Nets.Run);
        Assert.Equal(["51", "83", "/hidden/W (8, 4)"], lines[..3]);
        Assert.Contains("/normal/avg_mean, persistent", lines);
    }

    [Fact]
    public void A_seed_begins_the_row_anew()
    {
        var lines = Printed(Concepts.Randomness.Run);
        Assert.Equal(lines[0], lines[2]);
        Assert.NotEqual(lines[0], lines[1]);
        Assert.NotEqual(lines[3], lines[4]);
    }

    [Fact]
    public void Testing_asks_no_batch_and_no_trace_is_kept() =>
        Assert.Equal(["False", "True", "True", "False"], Printed(Concepts.Modes.Run));

    [Fact]
    public void A_loaded_net_answers_alike_and_a_wrong_one_is_refused()
    {
        var lines = Printed(Concepts.Files.Run);
        Assert.Equal(lines[0], lines[1]);
        Assert.StartsWith("LoadNpz: /model.npz: «hidden/b»", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiled_step_is_the_step() =>
        Assert.Equal(["True"], Printed(Concepts.Compiled.Run));

    [Fact]
    public void NaN_is_found_where_it_begins()
    {
        var lines = Printed(Concepts.NotANumber.Run);
        Assert.StartsWith("Sqrt: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Multiply: the gradient", lines[1], StringComparison.Ordinal);
        Assert.False(Config.Debug);
    }
}
