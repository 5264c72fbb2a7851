using System.Globalization;

namespace DeepExp.Tests.Tutorial;

/// <summary>The programs of the README are run as they stand there.</summary>
public class ReadmeTests
{
    private static readonly string[] libraries =
    [
        "DeepExp.Kernels",
        "DeepExp.Functional",
        "DeepExp",
        "FSharp.Core",
        "MathNet.Numerics",
        "System.Numerics.Tensors",
    ];

    private static string PathOf(string library) =>
        Path.Combine(AppContext.BaseDirectory, library + ".dll");

    private static string Program(string language)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
            folder = folder.Parent!;
        var readme = File.ReadAllText(Path.Combine(folder.FullName, "README.md"));
        var from =
            readme.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private static void AssertLearned(Command.Result result)
    {
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.InRange(
            double.Parse(result.Output.Trim(), CultureInfo.InvariantCulture),
            1.21,
            1.23
        );
    }

    [Fact]
    public void The_CSharp_program_learns_in_20_lines()
    {
        var program = Program("csharp");
        Assert.InRange(program.Count(letter => letter == '\n'), 10, 20);
        var folder = Directory.CreateTempSubdirectory("deepexp-readme-").FullName;
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        File.WriteAllText(
            Path.Combine(folder, "Readme.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                {string.Join(
                "\n",
                libraries.Select(library => $"<Reference Include=\"{PathOf(library)}\" />")
            )}
              </ItemGroup>
            </Project>
            """
        );
        AssertLearned(Command.Run("dotnet", "run", "-c", "Release", "--project", folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_FSharp_program_learns_in_20_lines()
    {
        var program = Program("fsharp");
        Assert.InRange(program.Count(letter => letter == '\n'), 10, 20);
        var script = Path.Combine(
            Directory.CreateTempSubdirectory("deepexp-readme-").FullName,
            "readme.fsx"
        );
        File.WriteAllText(
            script,
            string.Concat(
                libraries
                    .Where(library => library != "FSharp.Core")
                    .Select(library => $"#r @\"{PathOf(library)}\"\n")
            ) + program
        );
        AssertLearned(Command.Run("dotnet", "fsi", "--optimize+", script));
        Directory.Delete(Path.GetDirectoryName(script)!, recursive: true);
    }
}
