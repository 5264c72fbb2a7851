using System.Globalization;

namespace DeepExp.Tests.Tutorial;

/// <summary>Programs that stand in a readme, as somebody outside of the repository makes them.</summary>
internal static class Outside
{
    /// <summary>The root of the repository.</summary>
    internal static string Repository { get; } = Above(new(AppContext.BaseDirectory));

    /// <summary>Debug or Release, as these tests were built.</summary>
    internal static string Configuration { get; } =
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private static string Above(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "DeepExp.Functional.sln"))
            ? folder.FullName
            : Above(folder.Parent!);

    /// <summary>The first program of a language in a text.</summary>
    internal static string Program(string readme, string language)
    {
        var from =
            readme.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }

    /// <summary>Writes a project of one program, which refers to others by these items, and more that its file shall say.</summary>
    internal static void Write(
        string folder,
        string extension,
        string program,
        string items,
        string more = ""
    )
    {
        File.WriteAllText(Path.Combine(folder, $"Program.{extension}"), program);
        File.WriteAllText(
            Path.Combine(folder, $"App.{extension}proj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
              </PropertyGroup>
              <ItemGroup>
                {(extension == "fs" ? """<Compile Include="Program.fs" />""" : "")}
                {items}
              </ItemGroup>
              {more}
            </Project>
            """
        );
    }

    /// <summary>The program printed a number between these, and nothing else.</summary>
    internal static void AssertAnswer(double low, double high, Command.Result result)
    {
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.InRange(double.Parse(result.Output.Trim(), CultureInfo.InvariantCulture), low, high);
    }
}
