using System.Text.Json;
using DeepExp.Tests.Tutorial;
using static DeepExp.Tests.Samples.Sample;

namespace DeepExp.Tests.Samples;

/// <summary>Samples that do something with a network or a function.</summary>
public class UsingTests
{
    [Theory]
    [InlineData("function.cs")]
    public void Gradients_of_ones_own_are_checked(string sample)
    {
        var output = Output(sample);
        var rows = Numbers(output, @"x (-?\d): y (-?[\d.]+), y' (-?[\d.]+)");
        Assert.Equal([-2, -1, 0, 1, 2], rows.Select(row => row[0]));
        Assert.All(
            rows,
            row =>
            {
                Assert.Equal(row[0] + Math.Pow(Math.Sin(row[0]), 2), row[1], tolerance: 1e-4);
                Assert.Equal(1 + Math.Sin(2 * row[0]), row[2], tolerance: 1e-4);
            }
        );
        Assert.Contains("agree with finite differences", output, StringComparison.Ordinal);
        // The slip at x = 2: the sine instead of the cosine.
        var slip = Assert.Single(
            Numbers(output, @"at \[4\] is (-?[\d.]+), but finite differences give (-?[\d.]+)")
        );
        Assert.Equal(Math.Sin(2), slip[0], tolerance: 1e-6);
        Assert.Equal(Math.Cos(2), slip[1], tolerance: 1e-6);
    }

    [Theory]
    [InlineData("chainer.cs")]
    public void A_model_of_Chainer_answers_as_there(string sample)
    {
        var golden = Path.Combine(
            Outside.Repository,
            "tests",
            "DeepExp.Conformance",
            "golden",
            "tutorial.json"
        );
        using var json = JsonDocument.Parse(File.ReadAllBytes(golden));
        double[] Array(string name) =>
            [
                .. json
                    .RootElement.GetProperty("adam")
                    .GetProperty("predict")
                    .GetProperty(name)
                    .GetProperty("data")
                    .EnumerateArray()
                    .Select(item => item.GetDouble()),
            ];
        var output = Output(sample);
        Assert.Equal(6, Numbers(output, @"/l([123])/[Wb] ").Length);
        var answers = Numbers(output, @"([\d.]+): ([\d.]+)");
        Assert.Equal(11, answers.Length);
        Assert.All(
            answers.Zip(Array("x"), Array("y")),
            pair =>
            {
                Assert.Equal(pair.Second, pair.First[0], tolerance: 1e-6);
                Assert.Equal(pair.Third, pair.First[1], tolerance: 1e-5);
            }
        );
    }

    [Theory]
    [InlineData("export.cs")]
    public void The_C_that_was_written_is_the_network(string sample)
    {
        var folder = Directory.CreateTempSubdirectory("deepexp-export-").FullName;
        var answer = Number(Output(sample, folder), @"answers 0\.2 with ([\d.]+)");
        Assert.Equal(Math.Exp(0.2), answer, tolerance: 0.02);
        Assert.True(File.Exists(Path.Combine(folder, "out", "expnet.c")));
        if (Command.IsInstalled("gcc"))
        {
            File.WriteAllText(
                Path.Combine(folder, "main.c"),
                """
                #include <stdio.h>
                float expnet(float x);
                int main(void) { printf("%.9g\n", expnet(0.2f)); return 0; }
                """
            );
            var compiled = Command.RunIn(
                folder,
                "gcc",
                "-O2",
                "-o",
                "main",
                "main.c",
                "out/expnet.c",
                "-lm"
            );
            Assert.Equal(new(0, "", ""), compiled);
            var run = Command.RunIn(folder, Path.Combine(folder, "main"));
            Assert.Equal(answer, Number(run.Output, @"([\d.]+)"), tolerance: 1e-6);
        }
        Directory.Delete(folder, recursive: true);
    }
}
