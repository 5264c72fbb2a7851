using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using Xunit.Sdk;

namespace DeepExp.Conformance;

/// <summary>Golden rows with one thing changed: no check lets them pass.</summary>
public class CheckTests
{
    private static JsonNode Row(string file, Func<JsonElement, bool> which) =>
        JsonNode.Parse(Golden.Json(file).EnumerateArray().First(which).GetRawText())!;

    private static JsonNode Function(string name) =>
        Row("functions.json", row => row.GetProperty("function").ValueEquals(name));

    private static JsonNode Link(string name) =>
        Row("links.json", row => row.GetProperty("link").ValueEquals(name));

    private static void Refused(JsonNode row, Action<JsonElement> check, string what)
    {
        var refusal = Assert.ThrowsAny<XunitException>(() =>
            check(JsonSerializer.SerializeToElement(row))
        );
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
    }

    private static void Move(JsonNode? array, double by) =>
        array!["data"]![0] = array["data"]![0]!.GetValue<double>() + by;

    [Theory]
    [InlineData("outputs", 0, "output 0[0]")]
    [InlineData("grads", 0, "gradient of input 0[0]")]
    [InlineData("grads", 1, "gradient of input 1[0]")]
    [InlineData("grad_outputs", 0, "gradient of input")]
    public void A_number_of_a_function_that_is_off(string field, int array, string what)
    {
        var row = Function("linear");
        Move(row[field]![array], 1e-7);
        Refused(row, FunctionRows.Check, what);
    }

    [Fact]
    public void A_gradient_where_none_is_expected()
    {
        var row = Function("linear");
        row["grads"]![1] = null;
        Refused(row, FunctionRows.Check, "gradient of input 1");
    }

    [Fact]
    public void Another_type_shape_or_number_of_outputs()
    {
        var row = Function("tanh");
        row["outputs"]![0]!["dtype"] = "float32";
        Refused(row, FunctionRows.Check, "output 0");

        row = Function("tanh");
        row["outputs"]![0]!["shape"] = new JsonArray(4, 3);
        Refused(row, FunctionRows.Check, "output 0");

        row = Function("tanh");
        row["outputs"]!.AsArray().Add(row["outputs"]![0]!.DeepClone());
        Refused(row, FunctionRows.Check, "");
    }

    [Fact]
    public void Another_argument()
    {
        var row = Function("leaky_relu");
        row["kwargs"]!["slope"] = 0.21;
        Refused(row, FunctionRows.Check, "output 0");
    }

    [Theory]
    [InlineData("W")]
    [InlineData("b")]
    public void A_number_of_a_link_that_is_off(string parameter)
    {
        var row = Link("Linear");
        Move(row["params"]![parameter], 1e-7);
        Refused(row, LinkRows.Check, "step 1, output 0");

        row = Link("Linear");
        Move(row["param_grads"]![parameter], 1e-7);
        Refused(row, LinkRows.Check, $"gradient of {parameter}[0]");

        row = Link("Linear");
        row["param_grads"]![parameter] = null;
        Refused(row, LinkRows.Check, $"gradient of {parameter}");
    }

    [Theory]
    [InlineData("outputs", "step 2, output 0[0]")]
    [InlineData("grad_outputs", "gradient of input 1")]
    [InlineData("input_grads", "gradient of input 1")]
    public void A_number_of_a_later_step_that_is_off(string field, string what)
    {
        var row = Link("Linear");
        row["steps"]!.AsArray().Add(row["steps"]![0]!.DeepClone());
        Move(row["steps"]![1]![field]![0], 1e-7);
        Refused(row, LinkRows.Check, what);
    }

    [Fact]
    public void A_link_with_other_parameters()
    {
        var row = Link("Linear");
        row["kwargs"]!["nobias"] = true;
        Refused(row, LinkRows.Check, "b");

        row = Link("Linear");
        row["params"]!.AsObject().Remove("b");
        Refused(row, LinkRows.Check, "b");
    }
}
