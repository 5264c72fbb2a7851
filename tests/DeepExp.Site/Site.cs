using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace DeepExp.Site;

/// <summary>
/// The site as the README's command makes it, or as it lies in the folder that DEEPEXP_SITE names; and all of its pages, seen once on
/// a phone, in light and in dark.
/// </summary>
public sealed class Site : IAsyncLifetime, IDisposable
{
    private const int Phone = 390;
    private const double LeastContrast = 4.5;
    private const int Tabs = 4;

    private FileServer? server;
    private Browser? browser;

    /// <summary>Where the site lies.</summary>
    internal string Folder { get; private set; } = "";

    /// <summary>Where it is served.</summary>
    internal Uri Address => server!.Address;

    /// <summary>The page that the root leads to.</summary>
    internal Uri First => new(Address, "start/first-steps.html");

    /// <summary>All files, by their addresses.</summary>
    internal IReadOnlySet<string> Files { get; private set; } = new HashSet<string>();

    /// <summary>All pages by their addresses, but for the root, which leads to the first of them at once.</summary>
    internal IReadOnlyDictionary<string, Visit> Visits { get; private set; } =
        new Dictionary<string, Visit>();

    internal async Task<Tab> Open()
    {
        var tab = await browser!.Open();
        await tab.Size(Phone, 844);
        return tab;
    }

    public async Task InitializeAsync()
    {
        Folder = Environment.GetEnvironmentVariable("DEEPEXP_SITE") is { } made
            ? Path.GetFullPath(made, Root())
            : await Make();
        server = new FileServer(Folder);
        browser = await Browser.Start();
        Files = Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(file =>
                new Uri(Address, Path.GetRelativePath(Folder, file).Replace('\\', '/')).AbsoluteUri
            )
            .ToHashSet();
        var root = new Uri(Address, "index.html").AbsoluteUri;
        var waiting = new ConcurrentQueue<string>(
            Files.Where(file => file.EndsWith(".html", StringComparison.Ordinal) && file != root)
        );
        var visits = new ConcurrentDictionary<string, Visit>();
        await Task.WhenAll(
            Enumerable
                .Range(0, Tabs)
                .Select(async _ =>
                {
                    var tab = await Open();
                    while (waiting.TryDequeue(out var page))
                        visits[page] = await See(tab, new Uri(page));
                })
        );
        Visits = visits;
    }

    private static async Task<Visit> See(Tab tab, Uri page)
    {
        using var script = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("look.js")!
        );
        var look = await script.ReadToEndAsync();
        await tab.Prefer("light");
        await tab.Go(page);
        var seen = await tab.Evaluate<Look>($"{look}.look()");
        var paleInLight = await tab.Evaluate<string[]>($"{look}.pale({LeastContrast})");
        await tab.Prefer("dark");
        var paleInDark = await tab.Evaluate<string[]>($"{look}.pale({LeastContrast})");
        return new Visit(seen, paleInLight, paleInDark, tab.Errors, tab.Requests, Phone);
    }

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../.."));

    private static async Task<string> Make()
    {
        var root = Root();
        var command = File.ReadLines(Path.Combine(root, "README.md"))
            .First(line => line.StartsWith("dotnet build docs/", StringComparison.Ordinal));
        var start = new ProcessStartInfo("dotnet", command["dotnet ".Length..])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        // What the build around this test has set is not for the build of the site.
        foreach (
            var name in start
                .Environment.Keys.Where(name =>
                    name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                )
                .ToArray()
        )
            start.Environment.Remove(name);
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return build.ExitCode == 0
            ? Path.Combine(root, "site")
            : throw new InvalidOperationException($"{command}\n{output}");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        browser?.Dispose();
        server?.Dispose();
    }
}

/// <summary>The site is made and seen once for all tests.</summary>
[CollectionDefinition(Name)]
public sealed class OneSite : ICollectionFixture<Site>
{
    internal const string Name = "site";
}

/// <summary>What look.js finds on a page.</summary>
internal sealed record Look(
    string Title,
    string Language,
    int Headings,
    string[] Ids,
    string[] RepeatedIds,
    string[] Links,
    string[] BrokenPictures,
    string[] NamelessPictures,
    string[] Unsaid,
    string[] NamelessButtons,
    string[] RawFormulas,
    int Formulas,
    int RenderedFormulas,
    int Width,
    string[] Clipped
);

/// <summary>What one visit of a page has shown.</summary>
internal sealed record Visit(
    Look Look,
    string[] PaleInLight,
    string[] PaleInDark,
    string[] Errors,
    Uri[] Requests,
    int Room
);
