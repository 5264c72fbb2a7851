using System.Globalization;
using System.Text.Json.Nodes;
using DeepExp.Cli.Tutorial;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Tutorial;

/// <summary>The story told twice, with the same seed and few steps.</summary>
public sealed class ToldTwice : IDisposable
{
    internal string[] Folders { get; } =
    [.. Enumerable.Range(0, 2).Select(_ => Directory.CreateTempSubdirectory("deepexp-").FullName)];

    internal JsonObject[] Figures { get; }

    internal string Output { get; } = "";

    public ToldTwice()
    {
        foreach (var folder in Folders)
        {
            var result = Command.DeepExp(
                "tutorial",
                "--steps",
                "400",
                "--batch",
                "64",
                "--seed",
                "7",
                "--out",
                folder
            );
            Assert.True(result.ExitCode == 0, result.Errors);
            Output = result.Output;
        }
        Figures =
        [
            .. Folders.Select(folder =>
                JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")))!.AsObject()
            ),
        ];
    }

    public void Dispose()
    {
        foreach (var folder in Folders)
            Directory.Delete(folder, recursive: true);
    }
}

public class StoryTests(ToldTwice told) : IClassFixture<ToldTwice>
{
    private static readonly string[] pictures =
    [
        "teacher-data",
        "loss",
        "fit",
        "error",
        "weights-l1",
        "weights-l2",
        "watching",
        "descent",
        "line",
        "collapse",
        "sweep",
    ];

    private double Figure(string name) => told.Figures[0][name]!.GetValue<double>();

    private string Read(string file) => File.ReadAllText(Path.Combine(told.Folders[0], file));

    [Fact]
    public void All_figures_have_their_names()
    {
        Assert.Equal(400, Figure("steps"));
        Assert.Equal(64, Figure("batch"));
        Assert.Equal(7, Figure("seed"));
        foreach (
            var name in new[]
            {
                "microsecondsPerStep",
                "finalLoss",
                "rmse",
                "maxError",
                "answerAt02",
                "savedAnswerAt02",
            }
        )
            Assert.True(double.IsFinite(Figure(name)), name);
    }

    [Fact]
    public void The_same_seed_gives_the_same_figures()
    {
        foreach (var figures in told.Figures)
        {
            figures.Remove("microsecondsPerStep");
            figures.Remove("totalSeconds");
        }
        Assert.True(JsonNode.DeepEquals(told.Figures[0], told.Figures[1]));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(told.Folders[0], "my.model.npz")),
            File.ReadAllBytes(Path.Combine(told.Folders[1], "my.model.npz"))
        );
    }

    [Fact]
    public void The_network_learns_and_the_saved_one_answers_the_same()
    {
        Assert.InRange(Figure("answerAt02"), 1.1, 1.35);
        Assert.True(told.Figures[0]["savedSameBits"]!.GetValue<bool>());
        var loaded = new MyChain();
        Serializers.LoadNpz(Path.Combine(told.Folders[0], "my.model.npz"), loaded);
        Assert.Equal(Figure("savedAnswerAt02"), loaded.Get(0.2));
    }

    [Fact]
    public void By_hand_and_by_the_library_agree_to_eight_decimals()
    {
        Assert.InRange(Figure("backpropagationMaxDifference"), 0, 5e-9);
        Assert.InRange(Figure("plainMaxDifference"), 0, 1e-6);
        Assert.InRange(Figure("collapseMaxDifference"), 0, 1e-5);
    }

    [Fact]
    public void The_way_down_ends_near_least_squares()
    {
        Assert.Equal(Figure("leastSquaresW"), Figure("descentW"), 0.1);
        Assert.Equal(Figure("leastSquaresB"), Figure("descentB"), 0.1);
    }

    [Fact]
    public void Without_activation_no_network_is_better_than_the_best_line()
    {
        var sweep = told.Figures[0]["sweep"]!.AsArray();
        Assert.Equal(80, sweep.Count);
        foreach (var row in sweep)
            if (row!["activation"]!.GetValue<string>() == "none")
                Assert.True(row["medianRmse"]!.GetValue<double>() >= Figure("bestLineRmse") - 1e-6);
    }

    [Fact]
    public void Every_chapter_is_told_and_every_picture_is_drawn()
    {
        var report = Read("report.html");
        for (var chapter = 1; chapter <= 10; chapter++)
        {
            Assert.Contains($"id=\"section-{chapter}\"", report, StringComparison.Ordinal);
            Assert.Contains($" {chapter}. ", told.Output, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("<script", report, StringComparison.Ordinal);
        Assert.Equal(pictures.Length, report.Split("<figure>").Length - 1);
        foreach (var picture in pictures)
        {
            Assert.True(
                new FileInfo(Path.Combine(told.Folders[0], $"{picture}.png")).Length > 10_000,
                picture
            );
            Assert.Contains("<svg", Read($"{picture}.svg"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_of_a_picture_or_file_is_left_half_written() =>
        Assert.DoesNotContain(
            Directory.GetFiles(told.Folders[0]),
            file => Path.GetFileName(file).StartsWith('.')
        );

    [Fact]
    public void The_written_out_CSharp_answers_like_the_network()
    {
        var program = Path.Combine(
            Directory.CreateTempSubdirectory("deepexp-cs-").FullName,
            "grid.cs"
        );
        File.WriteAllText(
            program,
            "using System;\nfor (var i = 0; i < 100; i++) Console.WriteLine(ExpNet.Run(i / 99f).ToString(\"R\"));\n"
                + Read("ExpNet.cs").Replace("using System;\n", "", StringComparison.Ordinal)
        );
        AssertNear(Answers("ExpNet.cs"), Command.Run("dotnet", "run", program));
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
    }

    [Fact]
    public void The_written_out_C_answers_like_the_network()
    {
        if (!Command.IsInstalled("gcc"))
            return;
        var folder = Directory.CreateTempSubdirectory("deepexp-c-").FullName;
        var (source, program) = (Path.Combine(folder, "grid.c"), Path.Combine(folder, "grid"));
        File.WriteAllText(
            source,
            "#include <stdio.h>\n"
                + Read("expnet.c")
                + "int main(void) { for (int i = 0; i < 100; i++) printf(\"%.9g\\n\", expnet(i / 99.0f)); }\n"
        );
        var compiled = Command.Run(
            "gcc",
            "-O2",
            "-Wall",
            "-Werror",
            "-std=c99",
            source,
            "-o",
            program,
            "-lm"
        );
        Assert.True(compiled.ExitCode == 0, compiled.Errors);
        AssertNear(Answers("expnet.c"), Command.Run(program));
        Directory.Delete(folder, recursive: true);
    }

    // What the network of the run answers, from the parameters that its source states.
    private float[] Answers(string file)
    {
        var source = Read(file);
        var net = new MyChain();
        foreach (var (path, parameter) in net.NamedParams())
        {
            var declaration = source.IndexOf(
                $" {path[1..].Replace('/', '_')}",
                StringComparison.Ordinal
            );
            var from = source.IndexOfAny(['[', '{'], source.IndexOf('=', declaration)) + 1;
            var items = source[from..source.IndexOfAny([']', '}'], from)].Split(',');
            var values = items
                .Select(item => float.Parse(item.Trim().TrimEnd('f'), CultureInfo.InvariantCulture))
                .ToArray();
            parameter.Data = F.Reshape((Variable)values, [.. parameter.Shape]).Data;
        }
        Assert.Equal(Figure("answerAt02"), net.Get(0.2));
        return [.. Enumerable.Range(0, 100).Select(i => (float)net.Get(i / 99f))];
    }

    private static void AssertNear(float[] expected, Command.Result result)
    {
        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        var answers = result
            .Output.TrimEnd()
            .Split('\n')
            .Select(line => float.Parse(line, CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(expected.Length, answers.Length);
        foreach (var (answer, right) in answers.Zip(expected))
            Assert.InRange(Math.Abs(answer - right), 0, 1e-6);
    }
}
