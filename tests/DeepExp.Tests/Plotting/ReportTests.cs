using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DeepExp.Plotting;
using Xunit;

namespace DeepExp.Tests.Plotting;

public sealed partial class ReportTests
{
    private const string Markup = "</title><script>alert(1)</script>\" onload='x' & ]]> é";
    private const string Hostile = Markup + " \0\u001b[31m \uD800";

    private static Report Full()
    {
        var picture = Pictures.Curves("Fit", new("x"), new("y"), new Series("a", [1, 2], [3, 4]));
        var report = new Report("A story", "First paragraph.\n\nSecond, with `code`.");
        report
            .Section("The data")
            .Text("Some words.")
            .Picture(picture, "What was fitted.")
            .Table(
                ["method", "RMSE", "time", "note"],
                [
                    ["line", "0.5", "1 200 ms", "a"],
                    ["net", "1e-3", "–", "2"],
                    ["?", "NaN", "3 ms", "c"],
                ]
            )
            .Code("if (a < b) Run();")
            .Output("epoch 1\n  loss 0.5");
        report.Section("The end");
        return report;
    }

    private static XElement Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        return XElement.Parse(html["<!DOCTYPE html>".Length..]);
    }

    [Fact]
    public void The_page_is_well_formed_and_holds_everything_in_order()
    {
        var page = Parse(Full().ToHtml());
        Assert.Equal("A story", page.Descendants("h1").Single().Value);
        Assert.Equal(
            ["First paragraph.", "Second, with code."],
            page.Descendants("header").Single().Elements("p").Select(p => p.Value)
        );
        Assert.Equal(
            ["1 The data", "2 The end"],
            page.Descendants("h2").Select(heading => heading.Value)
        );
        Assert.Equal(
            ["h2", "p", "figure", "div", "pre", "pre"],
            page.Descendants("section").First().Elements().Select(element => element.Name.LocalName)
        );
        Assert.Equal("if (a < b) Run();", page.Descendants("pre").First().Element("code")!.Value);
        Assert.Equal("epoch 1\n  loss 0.5", page.Descendants("samp").Single().Value);
        Assert.Equal(
            "Fit. What was fitted.",
            page.Descendants("img").Single().Attribute("alt")!.Value
        );
    }

    [Fact]
    public void Each_entry_of_the_contents_leads_to_a_section()
    {
        var page = Parse(Full().ToHtml());
        var targets = page.Descendants("nav")
            .Single()
            .Descendants("a")
            .Select(link => link.Attribute("href")!.Value[1..]);
        Assert.Equal(
            page.Descendants("section").Select(section => section.Attribute("id")!.Value),
            targets
        );
    }

    [Fact]
    public void Columns_of_numbers_stand_at_the_right()
    {
        var header = Parse(Full().ToHtml()).Descendants("th");
        Assert.Equal(
            [false, true, true, false],
            header.Select(cell => cell.Attribute("class")?.Value == "number")
        );
    }

    [Fact]
    public void The_page_fetches_nothing()
    {
        var html = Full().ToHtml(running: true);
        var page = Parse(html);
        Assert.All(
            page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"),
            link => Assert.Matches("^(#|data:image/svg\\+xml;base64,)", link.Value)
        );
        Assert.DoesNotContain(
            page.Descendants(),
            element => element.Name.LocalName is "link" or "iframe"
        );
        Assert.DoesNotMatch("url\\(|@import|https?:", html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);

        var data = page.Descendants("img").Single().Attribute("src")!.Value.Split(',')[1];
        var svg = XDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(data)));
        Assert.Equal("svg", svg.Root!.Name.LocalName);
    }

    [Fact]
    public void Whatever_it_is_given_stays_text()
    {
        var picture = Pictures.Curves(
            Markup,
            new(Markup),
            new("y"),
            new Series(Markup, [1], [1]),
            new Series("b", [1], [1])
        );
        var report = new Report(Markup, Hostile);
        report
            .Section(Markup)
            .Text(Hostile)
            .Picture(picture, Hostile, Hostile)
            .Table(
                [Hostile],
                [
                    [Hostile],
                ],
                Hostile
            )
            .Code(Hostile)
            .Output(Hostile);
        var html = report.ToHtml();
        var page = Parse(html);
        var shown = Markup + " \uFFFD\uFFFD[31m \uFFFD";
        Assert.Equal(Markup, page.Descendants("h1").Single().Value);
        Assert.Equal(Markup, page.Descendants("title").Single().Value);
        Assert.Equal(shown, page.Descendants("code").Single().Value);
        Assert.Equal(shown, page.Descendants("img").Single().Attribute("alt")!.Value);
        Assert.Equal(shown, page.Descendants("td").Single().Value);
        Assert.Empty(page.Descendants("script"));
        Assert.Empty(page.Descendants().Attributes("onload"));
        Assert.DoesNotMatch(Controls(), html);
    }

    [Fact]
    public void Only_a_running_page_loads_itself_anew()
    {
        // The page's own policy forbids every script but the one of this hash.
        string Policy(XElement page) =>
            page.Descendants("meta")
                .Single(meta => meta.Attribute("http-equiv")?.Value == "Content-Security-Policy")
                .Attribute("content")!
                .Value;
        var running = Parse(Full().ToHtml(running: true));
        var script = running.Descendants("script").Single().Value;
        Assert.Contains("reload()", script, StringComparison.Ordinal);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.EndsWith($"; script-src 'sha256-{hash}'", Policy(running), StringComparison.Ordinal);

        var ended = Parse(Full().ToHtml());
        Assert.Empty(ended.Descendants("script"));
        Assert.DoesNotContain("script-src", Policy(ended), StringComparison.Ordinal);
        Assert.Contains("Still running", Full().ToHtml(running: true), StringComparison.Ordinal);
        Assert.DoesNotContain("Still running", Full().ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_is_whole_and_writes_over_what_was_there()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var path = Path.Combine(folder, "report", "index.html");
            Full().Save(path, running: true);
            Full().Save(path);
            Assert.Equal(Full().ToHtml(), File.ReadAllText(path));
            Assert.Equal([path], Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_row_must_have_as_many_cells_as_the_header()
    {
        var section = new Report("t").Section("s");
        var refused = Assert.Throws<ArgumentException>(() =>
            section.Table(
                ["a", "b"],
                [
                    ["1", "2"],
                    ["3"],
                ]
            )
        );
        Assert.Contains(
            "row 1 has 1 cells but the header has 2",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => new Report("t").Section(""));
        Assert.Throws<ArgumentException>(() => new Report("\u001b[31m"));
    }

    [Theory]
    [InlineData("12", true)]
    [InlineData("-1.5e-3", true)]
    [InlineData("−0.5", true)]
    [InlineData("1 200", true)]
    [InlineData("3.2 ms", true)]
    [InlineData("95%", true)]
    [InlineData("2.4×", true)]
    [InlineData("∞", true)]
    [InlineData("16×1", false)]
    [InlineData("l1", false)]
    [InlineData("3 of 4 points", false)]
    public void A_number_is_told_from_a_word(string cell, bool number)
    {
        var report = new Report("t");
        report
            .Section("s")
            .Table(
                ["a"],
                [
                    [cell],
                ]
            );
        Assert.Equal(
            number,
            Parse(report.ToHtml()).Descendants("td").Single().Attribute("class") is not null
        );
    }

    [GeneratedRegex("[\0-\b\v\f\u000E-\u001F]")]
    private static partial Regex Controls();
}
