using System.Reflection;
using System.Text.RegularExpressions;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Site;

/// <summary>What the tables for those who come from Chainer and PyTorch call ours, is there.</summary>
public partial class WordTableTests
{
    private static readonly Type[] types =
    [
        .. typeof(Variable).Assembly.GetExportedTypes(),
        .. typeof(Tensor).Assembly.GetExportedTypes(),
    ];

    /// <summary>A name, a dot and a name: <c>F.Exp</c>, <c>model.NamedParams</c>, <c>Loss.meanSquaredError</c>.</summary>
    [GeneratedRegex(@"\b([A-Za-z]+)\.([A-Za-z]\w*)")]
    private static partial Regex Member { get; }

    /// <summary>What is made: <c>new Adam(</c>, <c>new L.Linear(</c>.</summary>
    [GeneratedRegex(@"\bnew (?:L\.)?(\w+)\(")]
    private static partial Regex Made { get; }

    /// <summary>A name that stands for itself: <c>Chain</c>, <c>FunctionNode</c>.</summary>
    [GeneratedRegex(@"^[A-Z][A-Za-z0-9]+$")]
    private static partial Regex Alone { get; }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code { get; }

    public static TheoryData<string> Words => [.. OurWords().Distinct()];

    [Theory]
    [MemberData(nameof(Words))]
    public void It_is_there(string word) => Assert.Empty(Missing(word));

    [Theory]
    [InlineData("F.Gelu(x)")]
    [InlineData("new L.Attention(3)")]
    [InlineData("new AdamX()")]
    [InlineData("Activation.gelu")]
    [InlineData("Activations.relu")]
    [InlineData("model.Params2()")]
    [InlineData("Module")]
    public void What_is_not_is_found(string word) => Assert.NotEmpty(Missing(word));

    [Fact]
    public void There_are_many() => Assert.InRange(Words.Count, 150, 1000);

    private static IEnumerable<string> Missing(string word)
    {
        foreach (Match match in Member.Matches(word))
            if (!HasMember(match.Groups[1].Value, match.Groups[2].Value))
                yield return match.Value;
        foreach (Match match in Made.Matches(word))
            if (!types.Any(type => NameOf(type) == match.Groups[1].Value))
                yield return match.Value;
        if (Alone.IsMatch(word) && !types.Any(type => Has(type, word) || NameOf(type) == word))
            yield return word;
    }

    private static bool HasMember(string place, string member) =>
        place switch
        {
            "L" => types.Any(type => type.Namespace == "DeepExp.Links" && NameOf(type) == member),
            "F" => Has(typeof(DeepExp.Functions), member),
            // Of a variable of the program only the member is known.
            _ when char.IsLower(place[0]) => types.Any(type => Has(type, member)),
            _ => types.Any(type => NameOf(type) == place && Has(type, member)),
        };

    private static bool Has(Type type, string member) =>
        type.GetMember(
                member,
                BindingFlags.Public
                    | BindingFlags.NonPublic
                    | BindingFlags.Static
                    | BindingFlags.Instance
            )
            .Any(found =>
                found is not MethodBase { IsAssembly: true } and not MethodBase { IsPrivate: true }
            );

    /// <summary>As a program calls it: without what the compiler adds to a module that shares its name with a type, or to a generic.</summary>
    private static string NameOf(Type type) =>
        type.Name.Split('`')[0] is var name && name.EndsWith("Module", StringComparison.Ordinal)
            ? name[..^"Module".Length]
            : name;

    /// <summary>The code in the columns C#, F# and «here» of the tables.</summary>
    private static IEnumerable<string> OurWords()
    {
        foreach (
            var file in Directory.GetFiles(Path.Combine(Outside.Repository, "docs", "coming-from"))
        )
        {
            string[] ours = ["in C#", "C#", "F#", "here"];
            bool[] columns = [];
            foreach (var line in File.ReadLines(file))
            {
                if (!line.StartsWith('|'))
                {
                    columns = [];
                    continue;
                }
                var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
                if (columns.Length == 0)
                    columns = [.. cells.Select(cell => ours.Contains(cell))];
                Assert.Equal(columns.Length, cells.Length);
                foreach (var (cell, isOurs) in cells.Zip(columns))
                    if (isOurs)
                        foreach (Match match in Code.Matches(cell))
                            yield return match.Groups[1].Value;
            }
        }
    }
}
