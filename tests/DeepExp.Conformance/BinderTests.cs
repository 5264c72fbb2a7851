using System.Text.Json;
using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>How arguments written for Chainer find the parameters of .NET.</summary>
public class BinderTests
{
    private enum Way
    {
        Mean,
        SumAlongSecondAxis,
    }

    private readonly record struct Size(int Height, int Width)
    {
        public static implicit operator Size(int side) => new(side, side);

        public static implicit operator Size((int Height, int Width) sides) =>
            new(sides.Height, sides.Width);
    }

    private static class Library
    {
        public static string Axis(int? axis = null, bool keepdims = false) => $"{axis} {keepdims}";

        public static string Axis(int[] axis, bool keepdims = false) =>
            $"[{string.Join(",", axis)}] {keepdims}";

        public static string Sizes(Size ksize, Size? stride = null, Size pad = default) =>
            $"{ksize.Height}x{ksize.Width} {stride?.Width} {pad.Width}";

        public static string Words(Way reduce = Way.Mean, DType? typ = null, string mode = "") =>
            $"{reduce} {typ} {mode}";

        public static string Numbers(double x, float z = 2) =>
            FormattableString.Invariant($"{x} {z}");

        public static string Pairs((int, int)[] padWidth, IReadOnlyList<int>? axes = null) =>
            $"{string.Join(",", padWidth)} {axes?.Count}";

        public static string Many(string subscripts, params Variable[] xs) =>
            $"{subscripts} {xs.Length}";

        public static string Lists(Variable[] xs, int[][]? ys = null) =>
            $"{xs.Length} {ys?.Length}";

        public static string Arrays(Variable x, Tensor? t = null, int[]? indices = null) =>
            $"{x.RequiresGrad} {t?.Size} {indices?.Length}";

        public static string Required(Variable x) => $"{x}";
    }

    private const string Floats = """{"dtype": "float64", "shape": [2], "data": [0.5, 1]}""";
    private const string Ints = """{"dtype": "int64", "shape": [3], "data": [0, 1, 2]}""";

    private static string? Call(string function, string positional, string keywords = "{}") =>
        (string?)
            Binder.Call(
                typeof(Library).GetMethods().Where(method => Names.Same(method.Name, function)),
                target: null,
                Given.List(Parse(positional), requiresGrad: true),
                Given.Keywords(Parse(keywords))
            );

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    [Theory]
    [InlineData("axis", "[]", "{}", " False")]
    [InlineData("axis", "[1]", """{"keepdims": true}""", "1 True")]
    [InlineData("axis", "[[0, 2]]", "{}", "[0,2] False")]
    [InlineData("axis", "[]", """{"axis": null}""", " False")]
    [InlineData("sizes", "[3]", "{}", "3x3  0")]
    [InlineData("sizes", "[[3, 2]]", """{"stride": [1, 2], "pad": 1}""", "3x2 2 1")]
    [InlineData("words", "[]", """{"reduce": "sum_along_second_axis"}""", "SumAlongSecondAxis  ")]
    [InlineData("words", """["mean", "float32", "edge"]""", "{}", "Mean float32 edge")]
    [InlineData("numbers", "[1]", """{"z": 0.5}""", "1 0.5")]
    [InlineData("pairs", "[[[0, 1], [2, 0]]]", "{}", "(0, 1),(2, 0) ")]
    [InlineData("pairs", "[[]]", """{"axes": [1, 2]}""", " 2")]
    [InlineData("pairs", "[[]]", $$"""{"axes": {{Ints}}}""", " 3")]
    [InlineData("many", $"""["ij->i", {Floats}]""", "{}", "ij->i 1")]
    [InlineData("many", $"""["", {Floats}, {Floats}]""", "{}", " 2")]
    [InlineData("many", """["a"]""", "{}", "a 0")]
    [InlineData("lists", $"[[{Floats}, {Ints}], [{Ints}]]", "{}", "2 1")]
    [InlineData("arrays", $"[{Floats}, {Floats}, {Ints}]", "{}", "True 2 3")]
    [InlineData("arrays", $"[{Ints}]", $$"""{"T": {{Floats}}}""", "False 2 ")]
    public void Arguments_find_their_parameters(
        string function,
        string positional,
        string keywords,
        string expected
    ) => Assert.Equal(expected, Call(function, positional, keywords));

    [Theory]
    [InlineData("axis", "[1, true, 2]", "{}")]
    [InlineData("axis", "[1.5]", "{}")]
    [InlineData("axis", "[]", """{"keep": true}""")]
    [InlineData("axis", "[1]", """{"axis": 1}""")]
    [InlineData("axis", """["mean"]""", "{}")]
    [InlineData("words", """["median"]""", "{}")]
    [InlineData("pairs", "[[[0, 1, 2]]]", "{}")]
    [InlineData("required", "[null]", "{}")]
    [InlineData("required", "[1.0]", "{}")]
    [InlineData("required", "[]", "{}")]
    [InlineData("arrays", $"[{Floats}, null, {Floats}]", "{}")]
    public void What_fits_no_parameter_is_refused(
        string function,
        string positional,
        string keywords
    ) =>
        Assert.Contains(
            "fits none of",
            Assert
                .Throws<MissingMethodException>(() => Call(function, positional, keywords))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Results_are_one_row_whatever_holds_them()
    {
        var y = new Variable(TensorModule.zeros(DType.Float64, []));
        Assert.Equal(
            [y, y, y],
            Answers.Flatten((y, new List<Variable> { y }, new (Variable, int[]?)[] { (y, null) }))
        );
        Assert.Throws<InvalidDataException>(() => Answers.Flatten((y, 1.0)).ToList());
    }
}
