using System.Globalization;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Fit;

/// <summary>A table of t = a² + b/50 + a column that is the same in all rows, fitted twice with the same seed.</summary>
public sealed class FittedTwice : IDisposable
{
    internal const int Rows = 600;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("deepexp-fit-").FullName;

    internal string Data => Path.Combine(Folder, "data.csv");

    internal string[] Models { get; }

    internal string Output { get; } = "";

    internal double[] T { get; }

    public FittedTwice()
    {
        var random = new Random(3);
        var rows = Enumerable
            .Range(0, Rows)
            .Select(_ => (A: random.NextDouble() * 2 - 1, B: random.NextDouble() * 100))
            .ToList();
        T = [.. rows.Select(row => row.A * row.A + row.B / 50)];
        File.WriteAllLines(
            Data,
            [
                "a,t,name,b,same",
                .. rows.Zip(T)
                    .Select(row =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{row.First.A},{row.Second},row,{row.First.B},0.1"
                        )
                    ),
            ]
        );
        Models = [Path.Combine(Folder, "1", "net.npz"), Path.Combine(Folder, "2", "net.npz")];
        foreach (var model in Models)
        {
            var result = Command.DeepExp(
                "fit",
                Data,
                "--target",
                "t",
                "--ignore",
                "name",
                "--steps",
                "3000",
                "--seed",
                "5",
                "--out",
                model
            );
            Assert.True(result.ExitCode == 0, result.Errors);
            Output = result.Output;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

public class FitTests(FittedTwice fitted) : IClassFixture<FittedTwice>
{
    private static double[] Predictions(string model, string table)
    {
        var result = Command.DeepExp("predict", model, table);
        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
        return
        [
            .. result
                .Output.TrimEnd()
                .Split('\n')
                .Select(line => double.Parse(line, CultureInfo.InvariantCulture)),
        ];
    }

    [Fact]
    public void It_learns_what_the_columns_say()
    {
        var y = Predictions(fitted.Models[0], fitted.Data);
        Assert.Equal(FittedTwice.Rows, y.Length);
        Assert.InRange(y.Zip(fitted.T, (y, t) => Math.Abs(y - t)).Average(), 0, 0.02);
        Assert.Contains("600 rows, 120 of them held out", fitted.Output, StringComparison.Ordinal);
        Assert.Contains("R² 0.99", fitted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits() =>
        Assert.Equal(File.ReadAllBytes(fitted.Models[0]), File.ReadAllBytes(fitted.Models[1]));

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_the_target_is_not_needed()
    {
        var table = Path.Combine(fitted.Folder, "new.csv");
        File.WriteAllText(table, "\uFEFF\"b\";\"a\"\r\n50;0.5\r\n");
        var other = Path.Combine(fitted.Folder, "other.tsv");
        File.WriteAllText(other, "a\tsame\tb\n5e-1\t1e9\t50\n\n");
        var y = Assert.Single(Predictions(fitted.Models[0], table));
        Assert.Equal(y, Assert.Single(Predictions(fitted.Models[0], other)));
        Assert.Equal(1.25, y, 0.1);
    }

    [Fact]
    public void A_column_that_is_missing_is_named_and_the_target_alone_is_no_input()
    {
        var table = Path.Combine(fitted.Folder, "less.csv");
        File.WriteAllText(table, "a,same\n1,2\n");
        var result = Command.DeepExp("predict", fitted.Models[0], table);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("there is no column 'b'", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_is_not_finite_is_none()
    {
        var table = Path.Combine(fitted.Folder, "far.csv");
        File.WriteAllText(table, "a,b\n1,2\n1e300,2\n");
        var result = Command.DeepExp("predict", fitted.Models[0], table);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains("row 2 of", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_may_have_any_name()
    {
        var table = Path.Combine(fitted.Folder, "names.csv");
        File.WriteAllText(table, "../a b,.npy,年,\"x,\"\"y\"\"\"\n1,2,3,4\n2,3,4,5\n3,4,6,6\n");
        var model = Path.Combine(fitted.Folder, "3", "net.npz");
        var result = Command.DeepExp(
            "fit",
            table,
            "--target",
            "x,\"y\"",
            "--steps",
            "10",
            "--out",
            model
        );
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(3, Predictions(model, table).Length);
        Assert.Contains(
            "input/../a b",
            Command.DeepExp("info", model).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Bare_numbers_do_for_a_model_of_one_column_only()
    {
        var result = Command.DeepExp("predict", fitted.Models[0], "1", "2", "3");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("was fitted to 2 columns", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_the_same_in_all_rows_is_left_out_and_named()
    {
        Assert.Contains(
            "«t» from 2 columns\nLeft out 1 column, the same in all rows that training sees: [same].\n",
            fitted.Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "<td>same</td><td>left out, the same in all rows that training sees</td>",
            File.ReadAllText(Path.Combine(fitted.Folder, "1", "net.html")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_report_shows_losses_answers_and_figures()
    {
        var report = File.ReadAllText(Path.Combine(fitted.Folder, "1", "net.html"));
        Assert.Equal(3, report.Split("<figure>").Length - 1);
        Assert.Contains(
            "<td>held out</td><td class=\"number\">120</td>",
            report,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_tells_arrays_sizes_and_columns()
    {
        var info = Command.DeepExp("info", fitted.Models[0]).Output;
        foreach (
            var words in new[]
            {
                "9 arrays, 1191 numbers",
                "l2/W      32×32  float32  1024",
                "output/t  2      float64  2",
                "2 → 32 → 32 → 1",
                "b       input   ",
            }
        )
            Assert.Contains(words, info, StringComparison.Ordinal);
        Assert.DoesNotContain("same", info, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_ends_when_it_does_not_get_better()
    {
        var noise = Path.Combine(fitted.Folder, "noise.csv");
        var random = new Random(1);
        File.WriteAllLines(
            noise,
            [
                "x,y",
                .. Enumerable
                    .Range(0, 100)
                    .Select(_ =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{random.NextDouble()},{random.NextDouble()}"
                        )
                    ),
            ]
        );
        var model = Path.Combine(fitted.Folder, "noise.npz");
        var result = Command.DeepExp(
            "fit",
            noise,
            "--target",
            "y",
            "--patience",
            "300",
            "--hidden",
            "8",
            "--out",
            model,
            "--report",
            Path.Combine(fitted.Folder, "noise.html")
        );
        Assert.True(result.ExitCode == 0, result.Errors);
        var (kept, last) = Steps(result.Output);
        Assert.InRange(kept, 100, 19_000);
        Assert.Equal(kept + 300, last);
        Assert.Single(Command.DeepExp("predict", model, "0.5").Output.TrimEnd().Split('\n'));
    }

    private static (int Kept, int Last) Steps(string output)
    {
        var words = output.Split("Kept is step ")[1].Split(['.', ' ']);
        return (
            int.Parse(words[0], CultureInfo.InvariantCulture),
            int.Parse(words[2], CultureInfo.InvariantCulture)
        );
    }
}
