using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace DeepExp.Tests.Functions;

/// <summary>The reference shows formulas: they stand as TeX in the remarks of the core, and the façade has taken them over.</summary>
public partial class FormulaTests
{
    /// <summary>Functions that move elements, or leave them as they are.</summary>
    private static readonly HashSet<string> without = new(StringComparer.OrdinalIgnoreCase)
    {
        "broadcast",
        "broadcastTo",
        "cast",
        "concat",
        "detach",
        "diagonal",
        "dstack",
        "expandDims",
        "flatten",
        "flip",
        "fliplr",
        "flipud",
        "forget",
        "forgetSeveral",
        "getItem",
        "hstack",
        "identity",
        "moveaxis",
        "onesLike",
        "pad",
        "padSequence",
        "permutate",
        "permute",
        "repeat",
        "reshape",
        "rollaxis",
        "scatterAdd",
        "separate",
        "splitAxis",
        "splitSections",
        "squeeze",
        "stack",
        "swapaxes",
        "tile",
        "transposeSequence",
        "vstack",
        "zerosLike",
    };

    private static readonly Dictionary<string, string> core = Remarks("DeepExp.Functional");
    private static readonly Dictionary<string, string> facade = Remarks("DeepExp");

    /// <summary>The remarks of each member, empty where it has none.</summary>
    private static Dictionary<string, string> Remarks(string assembly) =>
        XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"))
            .Descendants("member")
            .ToDictionary(
                member => member.Attribute("name")!.Value,
                member => string.Concat(member.Elements("remarks").Select(remarks => remarks.Value))
            );

    [GeneratedRegex(@"\\\[(.+?)\\\]|\\\((.+?)\\\)", RegexOptions.Singleline)]
    private static partial Regex Formula { get; }

    [GeneratedRegex(@"\\(begin|end)\{(\w+)\}")]
    private static partial Regex Block { get; }

    /// <summary>Module.function, or Class.Method, of what stands in the files as M:DeepExp.Functional.ModuleModule.function``1(…).</summary>
    private static string NameOf(string member) =>
        string.Join('.', member.Split('(', '`')[0].Split('.')[^2..]).Replace("Module.", ".");

    private static IEnumerable<string> WithoutFormula(Dictionary<string, string> remarks) =>
        remarks.Where(entry => !Formula.IsMatch(entry.Value)).Select(entry => NameOf(entry.Key));

    [Fact]
    public void Every_function_of_the_core_that_computes_has_a_formula()
    {
        var missing = CompletenessTests
            .CoreFunctions()
            .Intersect(WithoutFormula(core))
            .Where(name => !without.Contains(name.Split('.')[^1]));
        Assert.True(!missing.Any(), $"No formula has {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_function_of_the_facade_that_computes_has_a_formula()
    {
        var missing = WithoutFormula(facade)
            .Intersect(
                typeof(DeepExp.Functions).GetMethods().Select(method => $"Functions.{method.Name}")
            )
            .Where(name => !without.Contains(name.Split('.')[^1]));
        Assert.True(!missing.Any(), $"No formula has {string.Join(", ", missing)}.");
    }

    [Theory]
    [InlineData("T:DeepExp.Adam", "T:DeepExp.Functional.Adam")]
    [InlineData("T:DeepExp.AdamW", "T:DeepExp.Functional.Adam")]
    [InlineData("T:DeepExp.Links.Linear", "M:DeepExp.Functional.Connection.linear(")]
    [InlineData("T:DeepExp.Links.LSTM", "T:DeepExp.Functional.LstmModule")]
    [InlineData("T:DeepExp.Links.Convolution2D", "M:DeepExp.Functional.Convolution.convolution(")]
    [InlineData("T:DeepExp.WeightDecay", "M:DeepExp.Functional.Hooks.weightDecay``1(")]
    [InlineData("M:DeepExp.Initializer.Normal(", "M:DeepExp.Functional.Initializers.normal(")]
    [InlineData("M:DeepExp.Schedules.Linear(", "M:DeepExp.Functional.Schedules.linear(")]
    [InlineData(
        "M:DeepExp.Functions.RoiMaxPooling2D(",
        "M:DeepExp.Functional.RegionPooling.maxPooling("
    )]
    [InlineData("M:DeepExp.Functions.MaxPooling2D(", "M:DeepExp.Functional.Pooling.maxPooling(")]
    public void A_formula_is_that_of_what_is_called(string member, string called)
    {
        static string Of(Dictionary<string, string> remarks, string name) =>
            remarks
                .First(entry => name.EndsWith('(') ? entry.Key.StartsWith(name) : entry.Key == name)
                .Value;
        Assert.Matches(Formula, Of(core, called));
        Assert.Equal(Words(Of(core, called)), Words(Of(facade, member)));

        static string[] Words(string text) =>
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Delimiters_braces_and_environments_balance()
    {
        foreach (var (member, remarks) in core.Concat(facade))
        {
            var rest = Formula.Replace(remarks, "");
            Assert.True(!rest.Contains('\\'), $"{member} has TeX outside of a formula: {rest}");
            foreach (Match formula in Formula.Matches(remarks))
            {
                var tex = formula.Value[2..^2];
                var depth = 0;
                foreach (var c in tex.Replace(@"\{", "").Replace(@"\}", ""))
                {
                    depth += c switch
                    {
                        '{' => 1,
                        '}' => -1,
                        _ => 0,
                    };
                    Assert.True(depth >= 0, $"{member} closes a brace too many: {tex}");
                }
                Assert.True(depth == 0, $"{member} leaves a brace open: {tex}");
                Assert.True(
                    Regex.Count(tex, @"\\left\b") == Regex.Count(tex, @"\\right\b"),
                    $"{member} has \\left without \\right, or the other way round: {tex}"
                );
                var open = new Stack<string>();
                foreach (Match environment in Block.Matches(tex))
                {
                    var name = environment.Groups[2].Value;
                    if (environment.Groups[1].Value == "begin")
                        open.Push(name);
                    else
                        Assert.True(
                            open.TryPop(out var begun) && begun == name,
                            $"{member} ends {name}, which did not begin: {tex}"
                        );
                }
                Assert.True(open.Count == 0, $"{member} does not end an environment: {tex}");
            }
        }
    }
}
