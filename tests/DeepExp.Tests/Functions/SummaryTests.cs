using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.FSharp.Reflection;
using Xunit;

namespace DeepExp.Tests.Functions;

/// <summary>
/// Of every public name the comments say what it is. Exempt is what nobody wrote: what a type inherits or overrides, what compilers
/// add to records and unions, and how an abstract class without arguments is made.
/// </summary>
public partial class SummaryTests
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Static
        | BindingFlags.Instance;

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity { get; }

    [Theory]
    [InlineData("DeepExp")]
    [InlineData("DeepExp.Functional")]
    [InlineData("DeepExp.Kernels")]
    [InlineData("DeepExp.Plotting")]
    public void Every_public_name_has_a_summary(string assembly)
    {
        var written = XDocument
            .Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml"))
            .Descendants("member")
            .Where(member => member.Elements("inheritdoc").Any() || HasSummary(member))
            .CountBy(member => Arity.Replace(member.Attribute("name")!.Value.Split('(')[0], ""))
            .ToDictionary();
        var missing = Assembly
            .Load(assembly)
            .GetExportedTypes()
            .Where(type => type.Name != "Tags")
            .SelectMany(type => type.GetMembers(Declared).Where(IsWritten).Prepend(type))
            .CountBy(NameOf)
            .Where(name => written.GetValueOrDefault(name.Key) < name.Value)
            .Select(name => name.Key)
            .ToArray();
        Assert.True(missing.Length == 0, $"Nothing is said of {string.Join(", ", missing)}.");
    }

    private static bool HasSummary(XElement member) =>
        member
            .Elements("summary")
            .Any(summary => summary.Value.Trim() != "" || summary.HasElements);

    /// <summary>As it stands in the file, without its parameters: overloads are counted.</summary>
    private static string NameOf(MemberInfo member)
    {
        var kind = member switch
        {
            Type => 'T',
            FieldInfo => 'F',
            PropertyInfo => 'P',
            EventInfo => 'E',
            _ => 'M',
        };
        var name = member.Name.Replace('.', '#');
        var place = member is Type type
            ? type.FullName!
            : $"{member.DeclaringType!.FullName}.{name}";
        return Arity.Replace($"{kind}:{place.Replace('+', '.')}", "");
    }

    private static bool IsWritten(MemberInfo member) =>
        member is not Type
        && !member.IsDefined(typeof(CompilerGeneratedAttribute))
        && member switch
        {
            FieldInfo field => IsSeen(field.Attributes) && !field.IsSpecialName,
            ConstructorInfo made => IsSeen(made) && !IsData(made.DeclaringType!) && !IsBare(made),
            MethodInfo method => IsSeen(method)
                && !method.IsSpecialName | IsOperator(method)
                && !Overrides(method),
            PropertyInfo property => property.GetAccessors(true) is var accessors
                && accessors.Any(IsSeen)
                && !accessors.Any(Overrides),
            _ => true,
        };

    private static bool IsOperator(MethodInfo method) =>
        method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static bool IsSeen(MethodBase method) =>
        method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldAttributes field) =>
        (field & FieldAttributes.FieldAccessMask)
            is FieldAttributes.Public
                or FieldAttributes.Family
                or FieldAttributes.FamORAssem;

    private static bool Overrides(MethodInfo method) => method.GetBaseDefinition() != method;

    private static bool IsBare(ConstructorInfo made) =>
        made.DeclaringType!.IsAbstract && made.GetParameters().Length == 0;

    private static bool IsData(Type type) =>
        FSharpType.IsRecord(type, null) || FSharpType.IsUnion(type, null);
}
