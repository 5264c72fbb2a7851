using System.Globalization;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Tutorial;

public sealed class PredictTests : IDisposable
{
    private sealed class Net : Chain
    {
        private readonly L.Linear l1,
            l2;

        internal Net(int inSize, int outSize, DType? dtype = null)
        {
            l1 = AddLink("l1", new L.Linear(inSize, 3, dtype: dtype));
            l2 = AddLink("l2", new L.Linear(3, outSize, nobias: true, dtype: dtype));
        }

        internal Variable Predict(Variable x) =>
            F.LeakyRelu(l2.Forward(F.LeakyRelu(l1.Forward(x))));
    }

    private readonly string folder = Directory.CreateTempSubdirectory("deepexp-predict-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Saved(Link model)
    {
        var file = Path.Combine(folder, "net.npz");
        Serializers.SaveNpz(file, model);
        return file;
    }

    [Theory]
    [InlineData(1, "float32")]
    [InlineData(2, "float64")]
    public void A_line_for_each_number_with_the_answer_of_the_model(int outSize, string dtype)
    {
        Rng.Seed(0);
        var type = dtype == "float64" ? DType.Float64 : DType.Float32;
        var net = new Net(1, outSize, type);
        var result = Command.DeepExp("predict", Saved(net), "0.2", "-1", "1e-3");
        Assert.Equal("", result.Errors);
        Assert.Equal(0, result.ExitCode);
        var expected = new[] { 0.2, -1, 1e-3 }.Select(x =>
        {
            var y = net.Predict(
                F.Cast(
                    new double[,]
                    {
                        { x },
                    },
                    type
                )
            ).Data;
            return string.Join(
                ' ',
                Enumerable
                    .Range(0, outSize)
                    .Select(i =>
                        dtype == "float32"
                            ? ((float)y[0, i]).ToString(CultureInfo.InvariantCulture)
                            : y[0, i].ToString(CultureInfo.InvariantCulture)
                    )
            );
        });
        Assert.Equal(expected, result.Output.TrimEnd().Split('\n'));
    }

    private static void AssertRefused(int exitCode, string[] arguments, params string[] words)
    {
        var result = Command.DeepExp(["predict", .. arguments]);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal("", result.Output);
        var line = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("deepexp: ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("many")]
    [InlineData("0,5")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    public void What_is_no_number_is_named(string x) =>
        AssertRefused(2, [Saved(new Net(1, 1)), "0.2", x], $"X is «{x}»");

    [Fact]
    public void A_model_and_a_number_are_required()
    {
        AssertRefused(2, []);
        AssertRefused(2, [Saved(new Net(1, 1))]);
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_npz_is_named()
    {
        var missing = Path.Combine(folder, "nope.npz");
        AssertRefused(1, [missing, "1"], missing);
        var text = Path.Combine(folder, "text.npz");
        File.WriteAllText(text, "hello");
        AssertRefused(1, [text, "1"], text);
    }

    [Fact]
    public void A_model_of_another_shape_is_refused_with_what_it_holds()
    {
        AssertRefused(1, [Saved(new Net(2, 1)), "1"], "l1/W 3×2", "l2/W 1×3", "l1/W (out×1)");
        AssertRefused(1, [Saved(new Rows()), "1"], "embed/W 5×2");
    }

    private sealed class Rows : Chain
    {
        internal Rows() => AddLink("embed", new L.EmbedID(5, 2));
    }
}
