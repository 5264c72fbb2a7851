using System.Text;

namespace DeepExp.Plotting;

/// <summary>A numbered part of a <see cref="Report"/>: a heading, and under it what is added, in order.</summary>
public sealed class Section
{
    private readonly List<Func<string>> parts = [];
    private readonly int number;

    internal Section(int number, string heading) => (this.number, Heading) = (number, heading);

    /// <summary>What the section is called.</summary>
    public string Heading { get; }

    internal string Anchor => $"section-{number}";

    /// <summary>Adds prose; blank lines part paragraphs.</summary>
    public Section Text(string prose) => Add(Html.Paragraphs(prose));

    /// <summary>Adds a picture.</summary>
    /// <param name="picture">What is shown.</param>
    /// <param name="caption">What is said under it.</param>
    /// <param name="alternative">What is said to those who do not see it; title and caption by default.</param>
    public Section Picture(Picture picture, string caption = "", string? alternative = null)
    {
        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(picture.Svg()));
        var alt = Html.Text(alternative ?? $"{picture.Title}. {caption}".TrimEnd(' '));
        var image =
            $"<img src=\"data:image/svg+xml;base64,{data}\" width=\"{picture.Width}\" height=\"{picture.Height}\" alt=\"{alt}\"/>";
        return Add(
            $"<figure>\n<div class=\"wide card\">{image}</div>{Caption(caption, "figcaption")}\n</figure>"
        );
    }

    /// <summary>Adds a table. A column whose cells are all numbers, with or without a unit, stands at the right.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="rows">The cells, as many in each row as there are columns.</param>
    /// <param name="caption">What is said above it.</param>
    /// <exception cref="ArgumentException">A row has more or fewer cells than the header.</exception>
    public Section Table(
        IReadOnlyList<string> header,
        IEnumerable<IReadOnlyList<string>> rows,
        string caption = ""
    )
    {
        var cells = rows.ToList();
        for (var i = 0; i < cells.Count; i++)
            Rule.Holds(
                cells[i].Count == header.Count,
                $"Table: row {i} has {cells[i].Count} cells but the header has {header.Count}; they must be equally many."
            );
        var numeric = header
            .Select((_, j) => cells.Count > 0 && cells.All(row => Html.IsNumber(row[j])))
            .ToList();
        var html = new StringBuilder(
            $"<div class=\"wide\"><table>{Caption(caption, "caption")}\n<thead>"
        );
        AppendRow(html, header, "th scope=\"col\"", numeric);
        html.Append("</thead>\n<tbody>\n");
        foreach (var row in cells)
            AppendRow(html, row, "td", numeric);
        return Add(html.Append("</tbody>\n</table></div>").ToString());
    }

    /// <summary>Adds source code, as it stands.</summary>
    public Section Code(string code) =>
        Add($"<pre class=\"wide\"><code>{Html.Text(code.TrimEnd())}</code></pre>");

    /// <summary>Adds what a program wrote, as it stands.</summary>
    public Section Output(string output) =>
        Add($"<pre class=\"wide output\"><samp>{Html.Text(output.TrimEnd())}</samp></pre>");

    internal void AppendTo(StringBuilder html) =>
        html.Append(
            $"<section id=\"{Anchor}\">\n<h2><a href=\"#{Anchor}\"><span class=\"number\">{number}</span> {Html.Prose(Heading)}</a></h2>\n{Body()}</section>\n"
        );

    /// <summary>Adds a place for what will be replaced: what is added to it stands here, and <see cref="Clear"/> empties it.</summary>
    public Section Place()
    {
        var place = new Section(number, Heading);
        parts.Add(place.Body);
        return place;
    }

    /// <summary>Removes everything under the heading.</summary>
    public Section Clear()
    {
        parts.Clear();
        return this;
    }

    private string Body() => string.Concat(parts.Select(part => part()));

    private Section Add(string html)
    {
        parts.Add(() => html + "\n");
        return this;
    }

    private static string Caption(string caption, string tag) =>
        caption.Length == 0 ? "" : $"\n<{tag}>{Html.Prose(caption)}</{tag}>";

    private static void AppendRow(
        StringBuilder html,
        IReadOnlyList<string> cells,
        string tag,
        List<bool> numeric
    )
    {
        html.Append("<tr>");
        for (var j = 0; j < cells.Count; j++)
            html.Append(
                $"<{tag}{(numeric[j] ? " class=\"number\"" : "")}>{Html.Prose(cells[j])}</{tag[..2]}>"
            );
        html.Append("</tr>\n");
    }
}
