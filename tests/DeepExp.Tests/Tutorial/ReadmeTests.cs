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

    private static string Program(string language) =>
        Outside.Program(File.ReadAllText(Path.Combine(Outside.Repository, "README.md")), language);

    private static void AssertLearned(Command.Result result) =>
        Outside.AssertAnswer(1.21, 1.23, result);

    [Fact]
    public void The_CSharp_program_learns_in_20_lines()
    {
        var program = Program("csharp");
        Assert.InRange(program.Count(letter => letter == '\n'), 10, 20);
        var folder = Directory.CreateTempSubdirectory("deepexp-readme-").FullName;
        Outside.Write(
            folder,
            "cs",
            program,
            string.Join(
                "\n",
                libraries.Select(library => $"<Reference Include=\"{PathOf(library)}\" />")
            )
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
