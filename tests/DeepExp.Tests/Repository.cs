namespace DeepExp.Tests;

/// <summary>The files that tests read where they lie.</summary>
internal static class Repository
{
    private static readonly Lazy<string> root = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "README.md")))
            folder = folder.Parent!;
        return folder.FullName;
    });

    internal static string PathOf(string path) => Path.Combine(root.Value, path);
}
