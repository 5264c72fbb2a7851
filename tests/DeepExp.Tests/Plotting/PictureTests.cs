using System.Xml.Linq;
using DeepExp.Plotting;
using SkiaSharp;
using Xunit;

namespace DeepExp.Tests.Plotting;

public sealed class PictureTests
{
    private static readonly double[] xs =
    [
        .. Enumerable.Range(0, 50).Select(i => -1 + 3 * i / 49.0),
    ];
    private static readonly double[] ys = [.. xs.Select(Math.Exp)];
    private static readonly double[] widths = [4, 8, 16, 32, 64];
    private static readonly string[] activations = ["relu", "leaky relu", "tanh", "none"];

    private static readonly Axis x = new("the x axis");
    private static readonly Axis y = new("the y axis");
    private static readonly Axis W = new("W", Min: -1, Max: 3);
    private static readonly Axis b = new("b", Min: -1, Max: 3);
    private static readonly Axis error = new("squared error", Scale.Log10);

    private static double[,] Valley(int m = 40, int n = 40)
    {
        var values = new double[m, n];
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
                values[i, j] =
                    Math.Pow(4.0 * i / (m - 1) - 2.9, 2) + Math.Pow(4.0 * j / (n - 1) - 2.2, 2);
        }

        return values;
    }

    private static Dictionary<string, (Func<Picture> Draw, string[] Texts)> Samples() =>
        new()
        {
            ["curves"] = (
                () =>
                    Pictures.Curves(
                        "y = eˣ & <more>",
                        x,
                        y,
                        new Series("true", xs, ys, Mark.Reference),
                        new Series("samples", xs, ys, Mark.Points)
                    ),
                ["y = eˣ & <more>", "the x axis", "the y axis", "true", "samples"]
            ),
            ["loss"] = (
                () => Pictures.Loss("Loss", [.. Enumerable.Range(1, 12_000).Select(i => 5.0 / i)]),
                [
                    "Loss",
                    "step",
                    "loss",
                    "loss of each step",
                    "running median of up to 240 steps",
                    "0.01",
                    "1e−3",
                ]
            ),
            ["surface"] = (
                () =>
                    Pictures.Surface(
                        "Error of a line",
                        W,
                        b,
                        error,
                        Valley(),
                        new Series("descent", [-0.5, 1, 1.8], [2.5, 1.5, 1.2], Mark.Path),
                        new Series("least squares", [1.9], [1.2], Mark.Diamond)
                    ),
                [
                    "Error of a line",
                    "W",
                    "b",
                    "squared error",
                    "descent",
                    "descent: start",
                    "descent: end",
                    "least squares",
                ]
            ),
            ["matrix"] = (
                () => Pictures.Weights("l2.W", "output", "input", Valley(32, 16)),
                ["l2.W", "output", "input", "weight", "0"]
            ),
            ["vector"] = (
                () => Pictures.Weights("l1.W", "output", "input", new double[16, 1]),
                ["l1.W", "output", "weight"]
            ),
            ["panels"] = (
                () =>
                    Pictures.Panels(
                        "Sweep",
                        new("width", Scale.Log2),
                        new("median RMSE", Scale.Log10),
                        [
                            .. activations.Select(name => new Panel(
                                name,
                                new Series(
                                    "depth 1",
                                    widths,
                                    [.. widths.Select(w => 1 / w)],
                                    Mark.LineAndPoints
                                ),
                                new Series(
                                    "depth 2",
                                    widths,
                                    [.. widths.Select(w => 0.1 / w)],
                                    Mark.LineAndPoints
                                )
                            )),
                        ]
                    ),
                [
                    "Sweep",
                    "width",
                    "median RMSE",
                    "relu",
                    "leaky relu",
                    "tanh",
                    "none",
                    "depth 1",
                    "depth 2",
                    "16",
                    "64",
                ]
            ),
        };

    public static TheoryData<string> Names => [.. Samples().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Png_has_two_pixels_to_one_of_CSS_and_is_not_blank(string name)
    {
        var picture = Samples()[name].Draw();
        using var bitmap = SKBitmap.Decode(picture.Png());
        Assert.Equal((2 * picture.Width, 2 * picture.Height), (bitmap.Width, bitmap.Height));
        Assert.Equal(SKColors.White, bitmap.GetPixel(1, 1));
        Assert.True(bitmap.Pixels.Distinct().Count() > 20);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Svg_is_well_formed_and_its_words_are_text(string name)
    {
        var (draw, words) = Samples()[name];
        var picture = draw();
        var root = XDocument.Parse(picture.Svg()).Root!;
        var texts = Texts(root);
        Assert.Equal(picture.Title, root.Elements().First().Value);
        Assert.All(words, word => Assert.Contains(word, texts));
        Assert.Equal($"0 0 {picture.Width} {picture.Height}", root.Attribute("viewBox")!.Value);
        Assert.All(
            root.Descendants().Where(element => element.Name.LocalName == "text"),
            text =>
                Assert.EndsWith(
                    "sans-serif",
                    text.Attribute("font-family")!.Value,
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_picture_is_the_same_bytes(string name)
    {
        var (one, other) = (Samples()[name].Draw(), Samples()[name].Draw());
        Assert.Equal(one.Svg(), one.Svg());
        Assert.Equal(one.Svg(), other.Svg());
        Assert.Equal(one.Png(), other.Png());
    }

    [Fact]
    public void Save_writes_both_files_over_old_ones_and_leaves_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var inner = Path.Combine(folder, "made", "here");
        try
        {
            Pictures.Curves("first", x, y, new Series("a", xs, ys)).Save(inner, "fit");
            var picture = Pictures.Curves("second", x, y, new Series("a", xs, ys));
            picture.Save(inner, "fit");
            Assert.Equal(
                ["fit.png", "fit.svg"],
                Directory.GetFileSystemEntries(inner).Select(Path.GetFileName).Order()
            );
            Assert.Equal(picture.Png(), File.ReadAllBytes(Path.Combine(inner, "fit.png")));
            Assert.Equal(picture.Svg(), File.ReadAllText(Path.Combine(inner, "fit.svg")));
            foreach (var name in new[] { "", "..", "../fit", "a/b" })
                Assert.Throws<ArgumentException>(() => picture.Save(inner, name));

            Directory.CreateDirectory(Path.Combine(inner, "taken.png"));
            Assert.Throws<DeepExpException>(() => picture.Save(inner, "taken"));
            Assert.Equal(3, Directory.GetFileSystemEntries(inner).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Texts(XElement root) =>
        [
            .. root.Descendants()
                .Where(element => element.Name.LocalName == "text")
                .Select(text => text.Value),
        ];
}
