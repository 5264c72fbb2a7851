using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace DeepExp.Plotting;

/// <summary>Makes of Skia's drawing a document for browsers: named, scalable, with text in any sans-serif font at hand.</summary>
internal static class SvgText
{
    private const string Fonts =
        "'DejaVu Sans', Verdana, system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif";

    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace xlink = "http://www.w3.org/1999/xlink";

    public static string Polish(string drawn, string title)
    {
        var root = XDocument.Parse(drawn).Root!;
        root.SetAttributeValue(
            "viewBox",
            $"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}"
        );
        root.SetAttributeValue("role", "img");
        foreach (var text in root.Descendants(svg + "text"))
            Anchor(text);
        foreach (var image in root.Descendants(svg + "image"))
            image.SetAttributeValue("style", "image-rendering:pixelated");
        Colour(root);
        root.AddFirst(new XElement(svg + "title", title));
        Number(root);
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>
    /// Skia places each glyph from the left; here the whole text stands where it was meant to, at its start, its middle or its end,
    /// whatever font shows it.
    /// </summary>
    private static void Anchor(XElement text)
    {
        text.Value = text.Value.Trim();
        var (x, y) = (First("x"), First("y"));
        var width = Theme.WidthOf(
            text.Value,
            First("font-size"),
            text.Attribute("font-weight") is not null
        );
        var before = width > 0 ? Math.Round(-2 * x / width) : 0;
        text.SetAttributeValue(
            "x",
            (x + before * width / 2).ToString("0.##", CultureInfo.InvariantCulture)
        );
        text.SetAttributeValue("y", y.ToString("0.##", CultureInfo.InvariantCulture));
        text.SetAttributeValue(
            "text-anchor",
            before switch
            {
                0 => "start",
                1 => "middle",
                _ => "end",
            }
        );
        text.SetAttributeValue("font-family", Fonts);

        float First(string name) =>
            float.Parse(text.Attribute(name)!.Value.Split(',')[0], CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A page whose style sheet sets --picture-ink and its like gives the picture its own ink and paper; elsewhere it keeps those that
    /// it was drawn with.
    /// </summary>
    private static void Colour(XElement root)
    {
        Follow(root.Elements(svg + "rect").First(), "fill", "paper");
        foreach (var element in root.Descendants())
        {
            Follow(element, "fill", Theme.RoleOf(element.Attribute("fill")?.Value));
            Follow(element, "stroke", Theme.RoleOf(element.Attribute("stroke")?.Value));
        }

        static void Follow(XElement element, string part, string? role)
        {
            if (role is not null)
                element.SetAttributeValue(
                    "style",
                    $"{element.Attribute("style")?.Value}{part}:var(--picture-{role},{element.Attribute(part)!.Value});"
                );
        }
    }

    /// <summary>
    /// Skia counts its names through the life of the program; counted anew, the same picture is the same text. Its hash in each
    /// name keeps apart those of several pictures in one page.
    /// </summary>
    private static void Number(XElement root)
    {
        var numbers = root.Descendants()
            .Attributes("id")
            .Select((id, i) => (id.Value, i))
            .ToDictionary();
        Rename(root, name => $"{numbers[name]}");
        var hash = SHA256.HashData(
            Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting))
        );
        Rename(root, name => $"picture-{Convert.ToHexStringLower(hash[..4])}-{name}");
    }

    private static void Rename(XElement root, Func<string, string> name)
    {
        foreach (var attribute in root.Descendants().Attributes())
        {
            if (attribute.Name == "id")
                attribute.Value = name(attribute.Value);
            else if (attribute.Name == xlink + "href" && attribute.Value.StartsWith('#'))
                attribute.Value = $"#{name(attribute.Value[1..])}";
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
                attribute.Value = $"url(#{name(attribute.Value[5..^1])})";
        }
    }
}
