using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;
using PublicApiGenerator;
using Xunit;

namespace DeepExp.Tests;

/// <summary>What users see of each assembly is what was reviewed, in PublicApi/.</summary>
public class PublicApiTests
{
    private const string Accept = "DEEPEXP_ACCEPT_API";

    // What F# notes about its types in attributes is for its compiler, and more than the generator can print.
    private static readonly ApiGeneratorOptions options = new()
    {
        IncludeAssemblyAttributes = false,
        ExcludeAttributes =
        [
            .. typeof(CompilationMappingAttribute)
                .Assembly.GetExportedTypes()
                .Where(type => type.IsSubclassOf(typeof(Attribute)))
                .Append(typeof(SerializableAttribute))
                .Append(typeof(DebuggerDisplayAttribute))
                .Append(typeof(DynamicDependencyAttribute))
                .Select(type => type.FullName!),
        ],
    };

    [Theory]
    [InlineData("DeepExp")]
    [InlineData("DeepExp.Functional")]
    [InlineData("DeepExp.Kernels")]
    [InlineData("DeepExp.Plotting")]
    public void The_public_API_is_the_reviewed_one(string assembly)
    {
        var found = Assembly
            .Load(assembly)
            .GeneratePublicApi(options)
            .ReplaceLineEndings("\n")
            .TrimEnd();
        var file = Path.Combine(Folder(), $"{assembly}.txt");
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, found + "\n");

        var reviewed = File.Exists(file)
            ? File.ReadAllText(file).ReplaceLineEndings("\n").TrimEnd()
            : "";
        Assert.True(
            found == reviewed,
            $"The public API of {assembly} is not the one in {file}.\n{Difference(reviewed, found)}"
                + $"If the change is meant, run the tests once with {Accept}=1 and review the change of the file."
        );
    }

    private static string Difference(string reviewed, string found)
    {
        var (before, after) = (reviewed.Split('\n'), found.Split('\n'));
        return string.Concat(
            before
                .Except(after)
                .Select(line => $"- {line.Trim()}\n")
                .Concat(after.Except(before).Select(line => $"+ {line.Trim()}\n"))
        );
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "PublicApi");
}
