using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using DeepExp.Tests.Tutorial;
using L = DeepExp.Links;

namespace DeepExp.Tests.Packages;

/// <summary>The packages bring all that they need: the programs of their readmes run with nothing else.</summary>
public class PackageTests(Packed packed) : IClassFixture<Packed>
{
    private static void AssertExp(Command.Result result) =>
        Outside.AssertAnswer(1.19, 1.25, result);

    [Theory]
    [InlineData("DeepExp", "csharp", true)]
    [InlineData("DeepExp", "csharp", false)]
    [InlineData("DeepExp.Functional", "fsharp", true)]
    [InlineData("DeepExp.Functional", "fsharp", false)]
    public void A_program_learns_compiled_ahead_of_time_or_trimmed(
        string package,
        string language,
        bool ahead
    )
    {
        if (ahead && !Command.IsInstalled("clang") && !Command.IsInstalled("gcc"))
            return;
        var folder = packed.Project(package, language);
        var output = Path.Combine(folder, ahead ? "aot" : "trimmed");
        var how = ahead ? "PublishAot" : "PublishTrimmed";
        Packed.Dotnet("publish", folder, "-o", output, $"-p:{how}=true", "--use-current-runtime");
        Assert.Equal(!ahead, File.Exists(Path.Combine(output, "App.dll")));
        AssertExp(
            Command.Run(Path.Combine(output, "App" + (OperatingSystem.IsWindows() ? ".exe" : "")))
        );
    }

    [Fact]
    public void A_program_draws()
    {
        var folder = packed.Project("DeepExp.Plotting", "csharp");
        Packed.Dotnet("build", folder, "-o", Path.Combine(folder, "out"));
        var result = Command.RunIn(folder, "dotnet", Path.Combine(folder, "out", "App.dll"));
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.True(File.Exists(Path.Combine(folder, "exp.png")));
    }

    [Fact]
    public void The_tool_answers()
    {
        var tools = Path.Combine(packed.Folder, "tools");
        Packed.Dotnet(
            "tool",
            "install",
            "DeepExp.Cli",
            "--version",
            Packed.Version,
            "--tool-path",
            tools,
            "--configfile",
            packed.NugetConfig
        );
        var file = Path.Combine(packed.Folder, "model.npz");
        Serializers.SaveNpz(file, new Line());
        Assert.Equal(
            new Command.Result(0, "6.5\n", ""),
            Command.Run(Path.Combine(tools, "deepexp"), "predict", file, "2")
        );
    }

    private sealed class Line : Chain
    {
        internal Line() => AddLink("l1", new L.Linear(1, 1, initialW: 3, initialBias: 0.5));
    }

    [Fact]
    public void There_are_four() =>
        Assert.Equal(
            ["DeepExp", "DeepExp.Cli", "DeepExp.Functional", "DeepExp.Plotting"],
            Directory
                .GetFiles(packed.Folder, "*nupkg")
                .Select(file =>
                    Path.GetFileName(file)
                        .Replace($".{Packed.Version}.nupkg", "", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("DeepExp", "lib/net10.0/", "DeepExp")]
    [InlineData("DeepExp.Functional", "lib/net10.0/", "DeepExp.Functional", "DeepExp.Kernels")]
    [InlineData("DeepExp.Plotting", "lib/net10.0/", "DeepExp.Plotting")]
    [InlineData("DeepExp.Cli", "tools/net10.0/any/", "DeepExp.Cli", "DeepExp.Tutorial")]
    public void Each_says_what_it_is(string package, string folder, params string[] assemblies)
    {
        using var archive = packed.Open(package);
        var metadata = XDocument
            .Parse(Packed.Text(archive, package + ".nuspec"))
            .Root!.Elements()
            .Single();
        string Of(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;
        Assert.Equal(("MIT", "README.md", "icon.png"), (Of("license"), Of("readme"), Of("icon")));
        Assert.NotEmpty(Of("description"));
        Assert.NotEmpty(Of("tags"));
        Assert.NotNull(archive.GetEntry("README.md"));
        Assert.NotNull(archive.GetEntry("icon.png"));

        // Packages that see each other's internals must not meet in different versions; of others, newer ones are welcome.
        foreach (
            var dependency in metadata.Descendants().Where(e => e.Name.LocalName == "dependency")
        )
        {
            var (id, version) = (
                (string)dependency.Attribute("id")!,
                (string)dependency.Attribute("version")!
            );
            if (id.StartsWith("DeepExp", StringComparison.Ordinal))
                Assert.Equal($"[{Packed.Version}]", version);
            else
                Assert.DoesNotMatch(@"^\[[^,]*\]$", version);
        }

        foreach (var assembly in assemblies)
        {
            Assert.NotNull(archive.GetEntry($"{folder}{assembly}.xml"));
            using var bytes = new MemoryStream();
            using (var stream = archive.GetEntry($"{folder}{assembly}.dll")!.Open())
                stream.CopyTo(bytes);
            Assert.All(
                Sources(bytes),
                path => Assert.StartsWith("/_", path, StringComparison.Ordinal)
            );
        }
    }

    /// <summary>The names of the sources in the symbols that an assembly carries.</summary>
    private static List<string> Sources(MemoryStream assembly)
    {
        assembly.Position = 0;
        using var file = new PEReader(assembly);
        var entry = file.ReadDebugDirectory()
            .Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var provider = file.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var symbols = provider.GetMetadataReader();
        List<string> names =
        [
            .. symbols.Documents.Select(handle =>
                symbols.GetString(symbols.GetDocument(handle).Name)
            ),
        ];
        Assert.NotEmpty(names);
        return names;
    }
}
