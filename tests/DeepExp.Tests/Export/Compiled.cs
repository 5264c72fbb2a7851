using System.Diagnostics;
using System.Globalization;
using DeepExp.Functional;

namespace DeepExp.Tests.Export;

/// <summary>All nets written out, compiled into one program for each language and run once: what they answer.</summary>
public sealed class Compiled
{
    private readonly Dictionary<(SourceLanguage, string), double[][]> outputs = [];

    public Compiled()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            CompileCSharp(Directory.CreateDirectory(Path.Combine(folder, "cs")).FullName);
            if (HasC)
                CompileC(Directory.CreateDirectory(Path.Combine(folder, "c")).FullName);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static bool HasC { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "gcc")));

    /// <summary>The outputs of a net, one for each of its inputs.</summary>
    internal double[][] Outputs(SourceLanguage language, string name) => outputs[(language, name)];

    private void CompileC(string folder)
    {
        var main = new List<string> { "#include <stdio.h>" };
        var calls = new List<string>();
        foreach (var (name, net) in Nets.All)
        {
            File.WriteAllText(
                Path.Combine(folder, $"{name}.c"),
                net.Source(SourceLanguage.C, name)
            );
            var (type, inputs, outputs) = Signature(net);
            main.Add(
                inputs == 1 && outputs == 1
                    ? $"{type} {name}({type} x);"
                    : $"void {name}_run(const {type} *x, {type} *y);"
            );
            foreach (var x in net.Inputs)
                calls.Add(
                    $"    {{ {type} x[] = {{ {Numbers(x)} }}, y[{outputs}]; "
                        + (
                            inputs == 1 && outputs == 1
                                ? $"y[0] = {name}(x[0]);"
                                : $"{name}_run(x, y);"
                        )
                        + $" for (int i = 0; i < {outputs}; i++) printf(\"%.17g\\n\", (double)y[i]); }}"
                );
        }

        File.WriteAllLines(
            Path.Combine(folder, "main.c"),
            [.. main, "int main(void)", "{", .. calls, "    return 0;", "}"]
        );
        Run(
            folder,
            "gcc",
            [
                "-std=c99",
                "-pedantic",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-O1",
                "-o",
                "nets",
                "main.c",
                .. Nets.All.Keys.Select(name => $"{name}.c"),
                "-lm",
            ]
        );
        Take(SourceLanguage.C, Run(folder, Path.Combine(folder, "nets"), []));
    }

    private void CompileCSharp(string folder)
    {
        var calls = new List<string>();
        foreach (var (name, net) in Nets.All)
        {
            File.WriteAllText(
                Path.Combine(folder, $"{name}.cs"),
                net.Source(SourceLanguage.CSharp, name)
            );
            var (type, inputs, outputs) = Signature(net);
            foreach (var x in net.Inputs)
                calls.Add(
                    $"{{ {type}[] x = [{Numbers(x)}], y = new {type}[{outputs}]; "
                        + (
                            inputs == 1 && outputs == 1
                                ? $"y[0] = {name}.Run(x[0]);"
                                : $"{name}.Run(x, y);"
                        )
                        + " foreach (var e in y) System.Console.WriteLine(((double)e).ToString(\"R\", System.Globalization.CultureInfo.InvariantCulture)); }"
                );
        }

        File.WriteAllLines(Path.Combine(folder, "Program.cs"), calls);
        File.WriteAllText(
            Path.Combine(folder, "nets.csproj"),
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <UseAppHost>false</UseAppHost>
                <UseSharedCompilation>false</UseSharedCompilation>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
            </Project>
            """
        );
        Run(folder, "dotnet", ["build", "-o", "out", "-nodeReuse:false", "-v:quiet", "-nologo"]);
        Take(SourceLanguage.CSharp, Run(folder, "dotnet", [Path.Combine("out", "nets.dll")]));
    }

    private static (string Type, int Inputs, int Outputs) Signature(Net net) =>
        (
            net.DType.IsFloat32 ? "float" : "double",
            net.Inputs.First().Size,
            net.Function(net.Inputs.First()).Size
        );

    private static string Numbers(Tensor x) =>
        string.Join(
            ", ",
            x.ToArray<double>()
                .Select(e =>
                    e.ToString("E17", CultureInfo.InvariantCulture) + (x.DType.IsFloat32 ? "f" : "")
                )
        );

    private void Take(SourceLanguage language, string printed)
    {
        var lines = new Queue<string>(printed.Split('\n', StringSplitOptions.TrimEntries));
        foreach (var (name, net) in Nets.All)
            outputs[(language, name)] =
            [
                .. net.Inputs.Select(_ =>
                    Enumerable
                        .Range(0, Signature(net).Outputs)
                        .Select(_ => double.Parse(lines.Dequeue(), CultureInfo.InvariantCulture))
                        .ToArray()
                ),
            ];
    }

    private static string Run(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the build that runs these tests tells its own tools is not meant for another build.
        foreach (var name in start.Environment.Keys.Where(IsOfTheBuild).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? printed
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} failed:\n{printed}\n{errors.Result}"
            );
    }

    private static bool IsOfTheBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
}
