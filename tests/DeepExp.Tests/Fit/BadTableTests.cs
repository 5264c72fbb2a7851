using DeepExp.Cli;
using DeepExp.Cli.Fit;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Fit;

public sealed class BadTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("deepexp-table-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Written(string text)
    {
        var file = Path.Combine(folder, "data.csv");
        File.WriteAllText(file, text);
        return file;
    }

    private static FitOptions Options(string file) =>
        new(file, "y", [], "", "", [8], 200, 64, 0, 0.2, 1000);

    [Theory]
    [InlineData("", "it has no first row that names the columns.")]
    [InlineData("\n\n", "it has no first row that names the columns.")]
    [InlineData("x,y\n", "there is no row under the names of the columns.")]
    [InlineData("x,y\n1,2\n", "has 1 row, but it takes 3 at least")]
    [InlineData("x,y\n1,2\n3,4\n", "has 2 rows, but it takes 3 at least")]
    [InlineData("x,y\n1,7\n2,7\n3,7\n", "the target 'y' is the same in all rows")]
    [InlineData("x,y\n1,0\n2,1e-200\n3,0\n", "the target 'y' is the same in all rows")]
    [InlineData(
        "x,c,y\n5,0.1,1\n5,0.1,2\n5,0.1,3\n",
        "each column to predict 'y' from is the same in all rows that training sees of"
    )]
    [InlineData("x,c,y\n5,0.1,1\n5,0.1,2\n5,0.1,3\n", ": [x, c]; it takes one that varies.")]
    [InlineData("x,z\n1,2\n3,4\n", "there is no column 'y' among [x, z].")]
    [InlineData("y\n1\n2\n", "has no column to predict «y» from.")]
    [InlineData("y\n1\n\n2\n", "has no column to predict «y» from.")]
    [InlineData("x,y,x\n1,2,3\n", "columns 1 and 3 are both called 'x'; rename one.")]
    [InlineData("x,,y\n1,2,3\n", "column 2 has no name in the first row; give it one.")]
    [InlineData("x\u0007,y\n1,2\n", "of column 1 is not up to 200 characters")]
    [InlineData(
        "x,y\n1,2\n3\n",
        "row 2 (line 3) has 1 cell, but the first row has 2 names: [x, y]."
    )]
    [InlineData("x,y\n1\n3,4,5\n", "row 1 (line 2) has 1 cell, but")]
    [InlineData("x,y\n1,\"2\"\n3,\"4\n4\"\n", "row 2 (line 3), column 'y': '4?4' is no number")]
    [InlineData("x,y\n1,2\n3,\"4\n5,6\n", "row 2 (line 3), column 'y'")]
    [InlineData("x,y\n1,2\n3,4,5\n", "row 2 (line 3) has 3 cells")]
    [InlineData("x,y\n1,2\n\n,4\n", "row 2 (line 4), column 'x': the cell is empty")]
    [InlineData("x,y\n1, \n", "row 1 (line 2), column 'y': the cell is empty")]
    [InlineData("x,y\r\n1,2\r\nParis,4\r\n", "row 2 (line 3), column 'x': 'Paris' is no number")]
    [InlineData("x,y\n1,2\n3,NaN\n", "row 2 (line 3), column 'y': 'NaN' is not finite")]
    [InlineData("x,y\n1,2\n-Infinity,4\n", "column 'x': '-Infinity' is not finite")]
    [InlineData("x,y\n1,2\n3,1e999\n", "column 'y': '1e999' is not finite")]
    [InlineData(
        "x;y\n1;2\n3;4,5\n",
        "column 'y': '4,5' has a comma; write numbers with a decimal point"
    )]
    [InlineData("x,y\n1,2\n\"3,5\",4\n", "column 'x': '3,5' has a comma")]
    [InlineData("x,y\n1e300,2\n-1e300,4\n1e299,5\n", "whose squares overflow")]
    [InlineData("x,y\n\"1,000\",4\n", "column 'x': '1,000' has a comma")]
    [InlineData("\"x,y\n1,2\n3,4\n", "a quote in the first row is not closed")]
    [InlineData("\"x\nx\",y\n1,2\n3,4\n", "a quote in the first row is not closed")]
    [InlineData("1,2\n3,4\n", "among [1, 2]; the first row must hold the names of the columns.")]
    [InlineData("PK\u0003\u0004", "it is an archive, as .npz models and .xlsx workbooks are")]
    public void What_is_wrong_is_said_with_row_and_column(string text, string message)
    {
        var error = Assert.Throws<DeepExpException>(() => new Data(Options(Written(text))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("x,y\n1,\n", "the cell is empty; fill it, or leave out the row")]
    [InlineData("x,y\n1,?\n", "'?' is no number; leave out the row")]
    public void Advice_is_such_as_the_command_can_follow(string text, string words)
    {
        var file = Written(text);
        Assert.EndsWith(
            $"{words}, or the column with --ignore.",
            Assert.Throws<DeepExpException>(() => new Data(Options(file))).Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            $"{words}.",
            Assert.Throws<DeepExpException>(() => Table.Read(file, names => names)).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x,y\n1,2\n-3,4e1\n")]
    [InlineData("\uFEFFx,y\r\n1,2\r\n-3,4e1")]
    [InlineData("x;y\n1;2\n-3;40\n")]
    [InlineData("x\ty\n1\t2\n-3\t40\n\n")]
    [InlineData("\"x\" , \"y\"\n \"1\",2\n-3.0 , 40\n")]
    public void What_is_written_in_another_way_is_read_the_same(string text)
    {
        var table = Table.Read(Written(text), names => names);
        Assert.Equal(["x", "y"], table.Names);
        Assert.Equal([1, 2, -3, 40], table.Cells.ToArray());
    }

    [Fact]
    public void Quoted_names_may_hold_separators_and_quotes()
    {
        var table = Table.Read(Written("\"a;b\",\"say \"\"y\"\"\"\n1,2\n"), names => names);
        Assert.Equal(["a;b", "say \"y\""], table.Names);
    }

    [Theory]
    [InlineData("x,c,y\n1,0.1,3\n2,0.1,5\n3,0.1,7\n4,0.1,9\n")]
    [InlineData("x,y\n1,1\n2,2\n3,3\n")]
    [InlineData("x,y\n1e15,1e-150\n1000000000000001,2e-150\n1000000000000002,3e-150\n")]
    public void Columns_that_hardly_differ_give_finite_answers(string text)
    {
        var options = Options(Written(text));
        var data = new Data(options);
        var (model, checks) = Fitting.Run(options, data, CancellationToken.None);
        Assert.All(checks, check => Assert.True(double.IsFinite(check.HeldOut)));
        Assert.All(
            model.Predict(data.X([.. data.Learned, .. data.HeldOut])),
            y => Assert.True(double.IsFinite(y))
        );
    }

    [Fact]
    public void What_does_not_vary_has_no_say()
    {
        const string Rows = "1,5,0,2\n2,5,0,4\n3,5,0,9\n4,5,1e-200,16\n5,5,0,25\n";
        var options = Options(Written("x,c,d,y\n" + Rows));
        var (with, without) = (new Data(options), new Data(options with { Ignored = ["c", "d"] }));
        Assert.Equal(["c", "d"], with.Constant);
        Assert.Empty(without.Constant);
        Assert.Equal(without.Inputs, with.Inputs);
        Assert.Equal(without.X(without.Learned), with.X(with.Learned));
        Assert.Equal(
            Fitting.Run(options, without, CancellationToken.None).Best.Predict([7]),
            Fitting.Run(options, with, CancellationToken.None).Best.Predict([7])
        );
    }

    [Fact]
    public void What_varies_in_the_rows_held_out_alone_is_left_out()
    {
        var held = new Data(Options(Written("x,y\n0,1\n1,2\n2,4\n3,8\n"))).HeldOut[0];
        var data = new Data(
            Options(
                Written(
                    "x,c,y\n"
                        + string.Concat(
                            Enumerable
                                .Range(0, 4)
                                .Select(i => $"{i},{(i == held ? 1 : 0)},{i * i}\n")
                        )
                )
            )
        );
        Assert.Equal(["c"], data.Constant);
    }

    [Fact]
    public void Training_is_scaled_by_the_rows_that_it_sees_alone()
    {
        var data = new Data(
            Options(
                Written(
                    "x,y\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i * i},{i}\n"))
                )
            )
        );
        Assert.Equal(10, data.HeldOut.Length);
        Assert.Equal(Enumerable.Range(0, 50), data.Learned.Concat(data.HeldOut).Order());
        var x = data.X(data.Learned);
        Assert.Equal(x.Average(), data.Inputs[0].Mean, 9);
        Assert.Equal(
            Math.Sqrt(x.Average(value => value * value) - x.Average() * x.Average()),
            data.Inputs[0].Std,
            6
        );
    }

    [Fact]
    public void The_command_says_it_in_one_line()
    {
        var result = Command.DeepExp(
            "fit",
            Written("x,y\n1,2\n3,?\n"),
            "--target",
            "y",
            "--out",
            Path.Combine(folder, "m.npz")
        );
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(
            "row 2 (line 3), column 'y': '?' is no number",
            Assert.Single(result.Errors.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
        Assert.False(File.Exists(Path.Combine(folder, "m.npz")));
    }

    [Theory]
    [InlineData("--hidden", "0")]
    [InlineData("--hidden", "8,x")]
    [InlineData("--hold-out", "1")]
    [InlineData("--hold-out", "NaN")]
    [InlineData("--patience", "0")]
    [InlineData("--out", "model.csv")]
    [InlineData("--report", "report.txt")]
    public void Bad_options_are_one_line_and_exit_code_2(string option, string value)
    {
        var result = Command.DeepExp(
            "fit",
            Written("x,y\n1,2\n3,4\n"),
            "--target",
            "y",
            option,
            value
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Contains(
            value,
            Assert.Single(result.Errors.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
    }
}
