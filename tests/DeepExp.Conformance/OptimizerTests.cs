using System.Globalization;
using System.Text.Json;
using DeepExp.Functional;
using Xunit;
using Xunit.Abstractions;

namespace DeepExp.Conformance;

/// <summary>
/// Each optimizer and hook that the library names as Chainer does, against Chainer's steps in float64. A row becomes a case
/// by itself as soon as the library has the class.
/// </summary>
public class OptimizerTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, JsonElement> Rows = Golden
        .Json("optimizers.json")
        .EnumerateArray()
        .ToDictionary(Label);

    private static readonly string[] Named = [.. Rows.Where(IsNamed).Select(row => row.Key)];

    public static TheoryData<string> Cases => [.. Named];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_step_is_Chainers(string label)
    {
        var row = Rows[label];
        var model = new Given(Golden.Arrays(row.GetProperty("params")));
        var optimizer = Make(row).Setup(model);
        foreach (var (name, arguments) in HooksOf(row))
            optimizer.AddHook(
                (Hook)
                    Activator.CreateInstance(
                        TypeOf(name)!,
                        [.. arguments.EnumerateArray().Select(number => (object)number.GetDouble())]
                    )!
            );

        foreach (var step in row.GetProperty("steps").EnumerateArray())
        {
            var gradients = Golden.Arrays(step.GetProperty("grads"));
            foreach (var (path, parameter) in model.NamedParams())
                parameter.Grad = gradients[path];
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
    public void Every_row_of_a_named_optimizer_is_a_case()
    {
        string[] named = ["SGD", "Adam"];
        Assert.All(named, name => Assert.NotNull(TypeOf(name)));
        foreach (var waiting in Rows.Keys.Except(Named))
            output.WriteLine($"Not yet named by the library: {waiting}");
        Assert.Equal(10, Rows.Count(row => named.Contains(Optimizer(row.Value))));
        Assert.All(
            Rows.Where(row => TypeOf(Optimizer(row.Value)) is not null),
            row => Assert.Contains(row.Key, Named)
        );
    }

    [Fact]
    public void Every_optimizer_of_the_library_has_a_row() =>
        Assert.All(
            typeof(Optimizer)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Optimizer)) && !type.IsAbstract),
            type => Assert.Contains(type.Name, Rows.Values.Select(Optimizer))
        );

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

    private static Type? TypeOf(string name) =>
        typeof(Optimizer).Assembly.GetType($"{typeof(Optimizer).Namespace}.{name}");

    private static bool IsNamed(KeyValuePair<string, JsonElement> row) =>
        TypeOf(Optimizer(row.Value)) is not null
        && HooksOf(row.Value).All(hook => TypeOf(hook.Name) is not null);

    /// <summary>The constructor called with Chainer's keywords in .NET casing, and its own defaults for the others.</summary>
    private static Optimizer Make(JsonElement row)
    {
        var keywords = row.GetProperty("kwargs")
            .EnumerateObject()
            .ToDictionary(keyword => Camel(keyword.Name), keyword => keyword.Value.GetDouble());
        var constructor = Assert.Single(TypeOf(Optimizer(row))!.GetConstructors());
        var parameters = constructor.GetParameters();
        Assert.Subset(
            parameters.Select(parameter => parameter.Name!).ToHashSet(),
            keywords.Keys.ToHashSet()
        );
        return (Optimizer)
            constructor.Invoke([
                .. parameters.Select(parameter =>
                    keywords.TryGetValue(parameter.Name!, out var value)
                        ? value
                        : parameter.DefaultValue
                ),
            ]);
    }

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
