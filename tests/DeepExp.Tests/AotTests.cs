using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests;

/// <summary>A program compiled ahead of time, without a warning, prints what it prints otherwise.</summary>
public class AotTests
{
    private sealed class LinkedFactAttribute : FactAttribute
    {
        public LinkedFactAttribute()
        {
            if (!OperatingSystem.IsLinux())
                Skip = "Tried on Linux only.";
            else if (!Command.IsInstalled("clang") && !Command.IsInstalled("gcc"))
                Skip = "To compile ahead of time takes clang or gcc, and neither is installed.";
        }
    }

    [LinkedFact]
    public void Both_faces_compute_the_same_when_compiled_ahead_of_time()
    {
        var folder = Directory.CreateTempSubdirectory("deepexp-aot-").FullName;
        foreach (var name in new[] { "Program.fs", "DeepExp.Aot.fsproj" })
            File.Copy(
                Path.Combine(Outside.Repository, "tests", "DeepExp.Aot", name),
                Path.Combine(folder, name)
            );

        var jit = Path.Combine(folder, "jit");
        Dotnet("build", folder, "-o", jit);
        var expected = Command.Run("dotnet", Path.Combine(jit, "DeepExp.Aot.dll"), folder);
        Assert.True(expected.ExitCode == 0, expected.Output + expected.Errors);

        var aot = Path.Combine(folder, "aot");
        Dotnet("publish", folder, "-o", aot, "-p:PublishAot=true");
        Assert.Equal(expected, Command.Run(Path.Combine(aot, "DeepExp.Aot"), folder));
        Directory.Delete(folder, recursive: true);
    }

    private static void Dotnet(string command, string folder, params string[] options)
    {
        var libraries = AppContext.BaseDirectory.TrimEnd('/');
        var result = Command.Run(
            "dotnet",
            [command, folder, "-c", "Release", $"-p:Libraries={libraries}", .. options]
        );
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }
}
