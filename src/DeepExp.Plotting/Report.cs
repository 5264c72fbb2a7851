using System.Security.Cryptography;
using System.Text;
using DeepExp.Serialization;

namespace DeepExp.Plotting;

/// <summary>
/// One HTML page that tells a story in numbered sections. It is a single file that fetches nothing; whatever text it
/// is given, it shows as text. Text between backticks is shown as code.
/// </summary>
/// <param name="title">What the page is called.</param>
/// <param name="intro">What stands before the first section; blank lines part paragraphs.</param>
/// <exception cref="ArgumentException">The title is not one line of text.</exception>
public sealed class Report(string title, string intro = "")
{
    // A run that was killed cannot say so, but its page does not change any more.
    private const string Reload = """
        const idle = Date.now() - Date.parse(document.lastModified);
        if (idle > 120_000) {
          const status = document.querySelector(".running");
          status.className = "";
          status.textContent = "Nothing new for two minutes: the run was cut off, or is slow. Load this page again to see more.";
        } else
          setTimeout(() => location.reload(), 2_000);
        """;

    private readonly List<Section> sections = [];

    /// <summary>What the page is called.</summary>
    public string Title { get; } = Rule.Named(title, "Report");

    /// <summary>Begins the next section.</summary>
    /// <param name="heading">What it is called; its number comes by itself.</param>
    /// <exception cref="ArgumentException">The heading is not one line of text.</exception>
    public Section Section(string heading)
    {
        sections.Add(new(sections.Count + 1, Rule.Named(heading, "Report.Section")));
        return sections[^1];
    }

    /// <summary>
    /// The page as it stands. While <paramref name="running"/>, it says so and loads itself anew every two seconds, until it has not
    /// changed for two minutes.
    /// </summary>
    public string ToHtml(bool running = false)
    {
        var html = new StringBuilder();
        html.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:{(running ? $"; script-src {reloadHash}" : "")}"/>
            <title>{Html.Text(Title)}</title>
            <style>
            {style.Value}
            </style>
            </head>
            <body>
            <header>
            <h1>{Html.Prose(Title)}</h1>
            {Html.Paragraphs(intro)}
            {(
                running
                    ? $"<p class=\"running\" role=\"status\">Still running. This page keeps itself up to date.</p>\n<script>{Reload}</script>"
                    : ""
            )}
            </header>

            """
        );
        if (sections.Count > 1)
        {
            html.Append("<nav aria-label=\"Contents\">\n<ol>\n");
            foreach (var section in sections)
                html.Append(
                    $"<li><a href=\"#{section.Anchor}\">{Html.Prose(section.Heading)}</a></li>\n"
                );
            html.Append("</ol>\n</nav>\n");
        }

        html.Append("<main>\n");
        foreach (var section in sections)
            section.AppendTo(html);
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="running">Whether more will come: the page then loads itself anew. The last save is without.</param>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public void Save(string path, bool running = false) =>
        AtomicFile.Write(new Place("Report.Save", path), Encoding.UTF8.GetBytes(ToHtml(running)));

    // The policy of the page lets this script run, and no other.
    private static readonly string reloadHash =
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Reload)))}'";

    private static readonly Lazy<string> style = new(() =>
    {
        using var stream = typeof(Report).Assembly.GetManifestResourceStream("Report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    });
}
