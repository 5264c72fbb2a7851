using System.IO.Compression;
using System.Xml.Linq;
using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Packages;

/// <summary>A folder, outside of the repository, with the packages, and with programs of somebody who has nothing else.</summary>
public sealed class Packed : IDisposable
{
    // A version that nobody has published, so that no cache of this machine can hold it.
    internal const string Version = "0.0.0-tested";

    public Packed()
    {
        Dotnet(
            "pack",
            Path.Combine(Outside.Repository, "DeepExp.Functional.sln"),
            "--no-build",
            "--configuration",
            Outside.Configuration,
            "--output",
            Folder,
            $"-p:PackageVersion={Version}"
        );
        // What others publish comes from where this machine has it already, or from its sources.
        new XElement(
            "configuration",
            new XElement("packageSources", Entry("packed", Folder)),
            new XElement("config", Entry("globalPackagesFolder", Path.Combine(Folder, "cache"))),
            new XElement("fallbackPackageFolders", Entry("machine", MachinePackages))
        ).Save(NugetConfig);
    }

    internal string Folder { get; } =
        Directory.CreateTempSubdirectory("deepexp-packages-").FullName;

    internal string NugetConfig => Path.Combine(Folder, "nuget.config");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    internal ZipArchive Open(string package) =>
        ZipFile.OpenRead(Path.Combine(Folder, $"{package}.{Version}.nupkg"));

    internal static string Text(ZipArchive package, string entry)
    {
        using var reader = new StreamReader(package.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>
    /// The folder of a project that is the program of a package's readme, with what the readme says of project files, and references
    /// that package alone.
    /// </summary>
    internal string Project(string package, string language)
    {
        using var archive = Open(package);
        var readme = Text(archive, "README.md");
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "of-" + package)).FullName;
        Outside.Write(
            folder,
            language == "csharp" ? "cs" : "fs",
            Outside.Program(readme, language),
            $"""<PackageReference Include="{package}" Version="{Version}" />""",
            readme.Contains("```xml", StringComparison.Ordinal)
                ? Outside.Program(readme, "xml")
                : ""
        );
        return folder;
    }

    internal static void Dotnet(params string[] arguments)
    {
        var result = Command.Run("dotnet", arguments);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            ".nuget",
            "packages"
        );

    private static XElement Entry(string key, string value) =>
        new("add", new XAttribute("key", key), new XAttribute("value", value));
}
