using DeepExp.Cli;
using DeepExp.Cli.Fit;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Fit;

/// <summary>What the command says of files, and with which exit code: 1 for what lies in files, 2 for the command line.</summary>
public sealed class WordsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepexp-words-").FullName;

    public WordsTests()
    {
        File.WriteAllText(At("data.csv"), "id,\"a,b\",c,y\n0,1,2,3\n1,3,4,5\n2,5,5,6\n3,9,8,7\n");
        File.WriteAllText(At("two.csv"), "x,y\n1,2\n3,4\n5,7\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string At(string file) => Path.Combine(folder, file);

    private Command.Result Run(params string[] arguments) =>
        Command.RunIn(folder, "dotnet", [typeof(Table).Assembly.Location, .. arguments]);

    private Command.Result Fit(params string[] arguments) =>
        Run(["fit", .. arguments, "--target", "y", "--steps", "1"]);

    [Theory]
    [InlineData("from 3 columns")]
    [InlineData("from 2 columns", "--ignore", "id")]
    [InlineData("from 2 columns", "--ignore", "a,b")]
    [InlineData("from 1 column", "--ignore", "id,c")]
    [InlineData("from 1 column", "--ignore", "id, c,")]
    [InlineData("from 1 column", "--ignore", "id", "c")]
    [InlineData("from 1 column", "--ignore", "id", "--ignore", "a,b")]
    public void Columns_are_ignored_in_every_way_to_write_a_list(
        string words,
        params string[] options
    )
    {
        var result = Fit(["data.csv", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains(
            $"4 rows, 1 of them held out; «y» {words}\n",
            result.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("y", "column 'y' is the target and is to be ignored")]
    [InlineData("id,y", "column 'y' is the target and is to be ignored")]
    [InlineData("id,d", "there is no column 'd' among [id, a,b, c, y]")]
    public void The_target_and_what_is_not_there_cannot_be_ignored(string names, string words) =>
        AssertEnd(1, words, Fit("data.csv", "--ignore", names));

    [Fact]
    public void Each_model_has_a_report_of_its_own()
    {
        var result = Fit("two.csv");
        Assert.Contains(
            "model.npz, the report is model.html.",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Equal(0, Fit("two.csv", "--out", "other.npz").ExitCode);
        Assert.Equal(0, Fit("two.csv", "--out", "third.npz", "--report", "r.html").ExitCode);
        Assert.Equal(
            ["model.html", "other.html", "r.html"],
            Directory.GetFiles(folder, "*.html").Select(Path.GetFileName).Order()
        );
        Assert.Contains(
            "fitted to 2 rows of <code>two.csv</code> and tried on 1 row not seen before. At most 1 step,",
            File.ReadAllText(At("model.html")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1, "nope.csv", "fit", "nope.csv", "--target", "y")]
    [InlineData(1, "nope.npz", "predict", "nope.npz", "1")]
    [InlineData(1, "nope.npz", "info", "nope.npz")]
    [InlineData(1, "this is a folder", "fit", ".", "--target", "y")]
    [InlineData(1, "this is a folder", "info", ".")]
    [InlineData(1, "two.csv is text, as tables are", "predict", "two.csv", "1")]
    [InlineData(1, "two.csv is text, as tables are", "info", "two.csv")]
    [InlineData(
        1,
        "m.npz cannot be written",
        "fit",
        "two.csv",
        "--target",
        "y",
        "--out",
        "two.csv/m.npz"
    )]
    [InlineData(1, "d.npz is a folder", "fit", "two.csv", "--target", "y", "--out", "d.npz")]
    [InlineData(1, "two.csv is a file", "tutorial", "--out", "two.csv")]
    [InlineData(2, "--target", "fit", "two.csv")]
    [InlineData(2, "the model comes first", "predict", "two.csv", "model.npz")]
    [InlineData(2, "--hidden", "fit", "two.csv", "--target", "y", "--hidden", "3", "--hidden", "4")]
    [InlineData(2, "X is «many»", "predict", "nope.npz", "many")]
    [InlineData(2, "'--foo'", "info", "--foo")]
    [InlineData(2, "'--foo'", "info", "--foo", "x")]
    [InlineData(2, "'--foo'", "info", "x", "--foo")]
    [InlineData(2, "'--foo'", "fit", "--foo", "x", "--target", "y")]
    [InlineData(2, "'--foo'", "predict", "--foo", "x")]
    [InlineData(2, "'--foo'", "predict", "x", "--foo")]
    public void Files_end_it_with_1_and_the_command_line_with_2(
        int exitCode,
        string words,
        params string[] arguments
    )
    {
        Directory.CreateDirectory(At("d.npz"));
        AssertEnd(exitCode, words, Run(arguments));
    }

    [Fact]
    public void Counted_things_are_one_or_many() =>
        Assert.Equal(
            ["0 rows", "1 row", "2 rows"],
            Enumerable.Range(0, 3).Select(n => CommandLine.Counted(n, "row"))
        );

    [Fact]
    public void A_line_past_all_values_has_a_length() =>
        Assert.All(
            new double[][] { [3], [0], [-2, -2], [-7e9, 1, 0] },
            values =>
            {
                var ends = FitReport.Ends(values);
                Assert.True(ends[0] < ends[1]);
                Assert.All(values, value => Assert.InRange(value, ends[0], ends[1]));
            }
        );

    private static void AssertEnd(int exitCode, string words, Command.Result result)
    {
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        var line = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("deepexp: ", line, StringComparison.Ordinal);
        Assert.Contains(words, line, StringComparison.Ordinal);
    }
}
