using System.Text.Json;
using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>
/// Chainer's links from given parameters, called once or several times: outputs, and the gradients of inputs and parameters
/// when all gradients of outputs are sent back together.
/// </summary>
public class LinkRows
{
    private const double Relative = 1e-9;

    private static readonly IReadOnlyDictionary<string, JsonElement> Rows = Golden
        .Json("links.json")
        .EnumerateArray()
        .Index()
        .ToDictionary(row => $"{Name(row.Item)}#{row.Index}", row => row.Item);

    private static readonly Dictionary<string, Type> Library = typeof(Link)
        .Assembly.GetExportedTypes()
        .Where(type => type.Namespace == "DeepExp.Links" && type.IsSubclassOf(typeof(Link)))
        .Where(type => !type.IsGenericType)
        .ToDictionary(type => type.Name, Names.Tolerant);

    public static TheoryData<string> Cases => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_Chainer(string label) => Check(Rows[label]);

    [Fact]
    public void Every_link_is_named() =>
        Assert.DoesNotContain(Rows.Values.Select(Name), name => !Library.ContainsKey(name));

    internal static void Check(JsonElement row)
    {
        using var settings = new Settings(row.GetProperty("train").GetBoolean(), DType.Float64);
        var link = Make(row);
        var parameters = link.NamedParams()
            .ToDictionary(named => named.Path[1..], named => named.Param);
        var given = Golden.Arrays(row.GetProperty("params"));
        Assert.Equal(given.Keys.Order(), parameters.Keys.Order());
        link.Take(given);
        foreach (var (path, state) in Golden.Arrays(row.GetProperty("persistent")))
            State.Load(link, path, state);

        var inputs = new List<object?>();
        var outputs = new List<Variable>();
        var steps = row.GetProperty("steps").EnumerateArray().ToList();
        foreach (var (i, step) in steps.Index())
        {
            var arguments = Given.List(step.GetProperty("inputs"), requiresGrad: true);
            var answers = Answers.Flatten(Forward(link, arguments)).ToList();
            Answers.Agrees(Relative, step.GetProperty("outputs"), answers, $"step {i + 1}, output");
            inputs.AddRange(arguments.Where(input => input is not object?[]));
            outputs.AddRange(answers);
        }

        Answers.SendBack(outputs, All("grad_outputs"));
        var gradients = All("input_grads").ToList();
        Assert.Equal(gradients.Count, inputs.Count);
        foreach (var (i, gradient) in gradients.Index())
            if (inputs[i] is Variable input)
                Answers.GradientAgrees(Relative, gradient, input, $"input {i} of all steps");

        foreach (var gradient in row.GetProperty("param_grads").EnumerateObject())
            Answers.GradientAgrees(
                Relative,
                gradient.Value,
                parameters[gradient.Name],
                gradient.Name
            );

        IEnumerable<JsonElement> All(string field) =>
            steps.SelectMany(step => step.GetProperty(field).EnumerateArray());
    }

    private static Link Make(JsonElement row)
    {
        var constructors = Library[Name(row)].GetConstructors();
        var positional = Given.List(row.GetProperty("ctor"), requiresGrad: false);
        var keywords = Given.Keywords(row.GetProperty("kwargs"));
        if (constructors.Any(constructor => constructor.GetParameters().Any(IsType)))
            keywords.TryAdd("dtype", "float64");
        return (Link)Binder.Call(constructors, target: null, positional, keywords)!;

        static bool IsType(System.Reflection.ParameterInfo parameter) => parameter.Name == "dtype";
    }

    private static object? Forward(Link link, IReadOnlyList<object?> inputs) =>
        Binder.Call(
            link.GetType().GetMethods().Where(method => method.Name == "Forward"),
            link,
            inputs,
            new Dictionary<string, object?>()
        );

    private static string Name(JsonElement row) => row.GetProperty("link").GetString()!;
}
