using System.Globalization;
using System.Reflection;
using System.Text.Json;
using DeepExp.Functional;
using Xunit;

namespace DeepExp.Conformance;

/// <summary>
/// Each optimizer and hook against Chainer's steps in float64; the classes have Chainer's names, and their constructors its
/// keywords and defaults.
/// </summary>
public class OptimizerTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Rows = Golden
        .Json("optimizers.json")
        .EnumerateArray()
        .ToDictionary(Label);

    public static TheoryData<string> Cases => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_step_is_Chainers(string label)
    {
        var row = Rows[label];
        var model = new Given(Golden.Arrays(row.GetProperty("params")));
        var optimizer = Make(row).Setup(model);
        foreach (var (name, arguments) in HooksOf(row))
            optimizer.AddHook((Hook)Call(name, Numbers(arguments)));

        foreach (var step in row.GetProperty("steps").EnumerateArray())
        {
            var gradients = Golden.Arrays(step.GetProperty("grads"));
            foreach (var (path, parameter) in model.NamedParams())
                parameter.Grad = gradients[path[1..]];
            optimizer.Update();
            Agree.Within(
                1e-9,
                Golden.Arrays(step.GetProperty("params")),
                model,
                $"{label}, step {optimizer.T}"
            );
        }

        Assert.Equal(6, optimizer.T);
    }

    [Fact]
    public void The_library_has_every_optimizer_and_hook_of_Chainers()
    {
        Assert.Equal(25, Rows.Count);
        Assert.Equal(optimizers.Order(), ClassesBelow(typeof(Optimizer)).Order());
        Assert.Equal(hooks.Order(), ClassesBelow(typeof(Hook)).Order());
        Assert.Equal(optimizers.Order(), Rows.Values.Select(Optimizer).Distinct().Order());
    }

    private static readonly string[] optimizers =
    [
        "SGD",
        "MomentumSGD",
        "NesterovAG",
        "AdaGrad",
        "AdaDelta",
        "RMSprop",
        "RMSpropGraves",
        "Adam",
        "SMORMS3",
        "CorrectedMomentumSGD",
        "MSVAG",
        "AdamW",
        "AMSGrad",
        "AdaBound",
        "AMSBound",
    ];

    private static readonly string[] hooks =
    [
        "WeightDecay",
        "GradientClipping",
        "Lasso",
        "GradientNoise",
        "GradientHardClipping",
        "GradientLARS",
    ];

    private static IEnumerable<string> ClassesBelow(Type type) =>
        type
            .Assembly.GetExportedTypes()
            .Where(other => other.IsSubclassOf(type) && !other.IsAbstract)
            .Select(other => other.Name);

    /// <summary>A model of the given parameters and nothing else.</summary>
    private sealed class Given : Link
    {
        public Given(IReadOnlyDictionary<string, Tensor> parameters)
        {
            foreach (var (name, data) in parameters)
                AddParam(name, data);
        }
    }

    private static string Optimizer(JsonElement row) => row.GetProperty("optimizer").GetString()!;

    private static IEnumerable<(string Name, JsonElement Arguments)> HooksOf(JsonElement row) =>
        row.GetProperty("hooks").EnumerateArray().Select(hook => (hook[0].GetString()!, hook[1]));

    private static string Label(JsonElement row) =>
        $"{Optimizer(row)} {row.GetProperty("kwargs")} {row.GetProperty("hooks")}";

    private static Optimizer Make(JsonElement row)
    {
        var keywords = row.GetProperty("kwargs")
            .EnumerateObject()
            .ToDictionary(keyword => Camel(keyword.Name), keyword => Value(keyword.Value));
        Assert.Subset(
            Constructor(Optimizer(row))
                .GetParameters()
                .Select(parameter => parameter.Name!)
                .ToHashSet(),
            keywords.Keys.ToHashSet()
        );
        return (Optimizer)Call(
            Optimizer(row),
            parameter =>
                keywords.TryGetValue(parameter.Name!, out var value)
                    ? value
                    : parameter.DefaultValue
        );
    }

    private static Func<ParameterInfo, object?> Numbers(JsonElement arguments) =>
        parameter =>
            parameter.Position < arguments.GetArrayLength()
                ? Value(arguments[parameter.Position])
                : parameter.DefaultValue;

    private static ConstructorInfo Constructor(string name) =>
        Assert.Single(
            typeof(Optimizer)
                .Assembly.GetType($"{typeof(Optimizer).Namespace}.{name}", throwOnError: true)!
                .GetConstructors()
        );

    private static object Call(string name, Func<ParameterInfo, object?> argument)
    {
        var constructor = Constructor(name);
        return constructor.Invoke([.. constructor.GetParameters().Select(argument)]);
    }

    private static object Value(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : value.GetDouble();

    private static string Camel(string name) =>
        string.Concat(
            name.Split('_')
                .Select(
                    (word, i) =>
                        i == 0
                            ? word
                            : char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]
                )
        );
}
