using System.Reflection;
using System.Text.Json;
using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>
/// Chainer's functions on given numbers: outputs, and the gradients that come back for given gradients of the outputs.
/// </summary>
public class FunctionRows
{
    /// <summary>Functions that iterate, or are approximated to fewer digits by one side or the other.</summary>
    private static readonly HashSet<string> Approximate =
    [
        "connectionist_temporal_classification",
        "crf1d",
        "digamma",
        "erfcinv",
        "erfcx",
        "erfinv",
        "lgamma",
        "log_ndtr",
        "ndtri",
        "polygamma",
        "zeta",
    ];

    private static readonly IReadOnlyDictionary<string, JsonElement> Rows = Golden
        .Json("functions.json")
        .EnumerateArray()
        .Index()
        .ToDictionary(row => $"{Function(row.Item)}#{row.Index}", row => row.Item);

    private static readonly ILookup<string, MethodInfo> Library = typeof(Functions)
        .GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .ToLookup(method => method.Name, Names.Tolerant);

    public static TheoryData<string> Cases => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_Chainer(string label) => Check(Rows[label]);

    [Fact]
    public void Every_function_is_named() =>
        Assert.DoesNotContain(Rows.Values.Select(Function), name => !Library.Contains(name));

    internal static void Check(JsonElement row)
    {
        var function = Function(row);
        var relative = Approximate.Contains(function) ? 1e-7 : 1e-9;
        var positional = Given.List(row.GetProperty("args"), requiresGrad: true);
        var outputs = Answers
            .Flatten(
                Binder.Call(
                    Library[function],
                    target: null,
                    positional,
                    Given.Keywords(row.GetProperty("kwargs"))
                )
            )
            .ToList();
        Answers.Agrees(relative, row.GetProperty("outputs"), outputs, "output");

        if (!row.TryGetProperty("grads", out var expected))
            return;
        outputs = [.. outputs.Select(y => Undivided(y, function, row, positional))];
        Answers.SendBack(outputs, row.GetProperty("grad_outputs").EnumerateArray());
        var inputs = Given.Floats(positional).ToList();
        Assert.Equal(expected.GetArrayLength(), inputs.Count);
        foreach (var (i, gradient) in expected.EnumerateArray().Index())
            Answers.GradientAgrees(relative, gradient, inputs[i], $"input {i}");
    }

    /// <summary>
    /// y times what Chainer divides gradients by in place, so that the rows hold them divided: hinge by the batch, average pooling
    /// that does not count the padding by the number of elements in each window.
    /// </summary>
    private static Variable Undivided(
        Variable y,
        string function,
        JsonElement row,
        object?[] positional
    )
    {
        var keywords = Given.Keywords(row.GetProperty("kwargs"));
        if (function == "hinge" && positional[0] is Variable { Shape: [var batch, ..] })
            return y * (double)batch;
        if (
            function != "average_pooling_nd"
            || !keywords.TryGetValue("pad_value", out var padValue)
            || padValue is not null
        )
            return y;
        keywords["pad_value"] = 0.0;
        Variable ones = TensorModule.onesLike(((Variable)positional[0]!).Data);
        var shares = Binder.Call(Library[function], null, [ones, positional[1]], keywords);
        return y * (Variable)shares! * Math.Pow((int)positional[1]!, ones.Ndim - 2);
    }

    private static string Function(JsonElement row) => row.GetProperty("function").GetString()!;
}
