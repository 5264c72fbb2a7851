using System.Reflection;
using System.Text.Json;
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

    /// <summary>
    /// Where what Chainer sends back is not the derivative: average pooling that does not count the padding leaves out the
    /// division by the number of elements. The outputs are held to Chainer, the gradient to finite differences by the properties.
    /// </summary>
    private static readonly HashSet<string> NotTheDerivative = ["average_pooling_nd#239"];

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
    public void Agrees_with_Chainer(string label) =>
        Check(Rows[label], gradients: !NotTheDerivative.Contains(label));

    [Fact]
    public void Every_function_is_named() =>
        Assert.Empty(Rows.Values.Select(Function).Where(name => !Library.Contains(name)));

    internal static void Check(JsonElement row) => Check(row, gradients: true);

    private static void Check(JsonElement row, bool gradients)
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

        if (!gradients || !row.TryGetProperty("grads", out var expected))
            return;
        // Chainer's hinge divides the gradient that comes back by the batch in place, and so the rows hold it.
        if (function == "hinge" && positional[0] is Variable { Shape: [var batch, ..] })
            outputs = [.. outputs.Select(y => y * (double)batch)];
        Answers.SendBack(outputs, row.GetProperty("grad_outputs").EnumerateArray());
        var inputs = Given.Floats(positional).ToList();
        Assert.Equal(expected.GetArrayLength(), inputs.Count);
        foreach (var (i, gradient) in expected.EnumerateArray().Index())
            Answers.GradientAgrees(relative, gradient, inputs[i], $"input {i}");
    }

    private static string Function(JsonElement row) => row.GetProperty("function").GetString()!;
}
