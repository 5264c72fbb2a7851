using System.Globalization;
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
        root.AddFirst(new XElement(svg + "title", title));
        Renumber(root);
        foreach (var text in root.Descendants(svg + "text"))
            Loosen(text);
        foreach (var image in root.Descendants(svg + "image"))
            image.SetAttributeValue("style", "image-rendering:pixelated");
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Skia counts its names through the life of the program; counted anew, the same picture is the same text.</summary>
    private static void Renumber(XElement root)
    {
        var names = root.Descendants()
            .Attributes("id")
            .Select((id, i) => (id.Value, New: $"id{i}"))
            .ToDictionary(pair => pair.Value, pair => pair.New);
        foreach (var attribute in root.Descendants().Attributes())
        {
            if (attribute.Name == "id")
                attribute.Value = names[attribute.Value];
            else if (attribute.Name == xlink + "href" && attribute.Value.StartsWith('#'))
                attribute.Value = $"#{names[attribute.Value[1..]]}";
            else if (attribute.Value.StartsWith("url(#", StringComparison.Ordinal))
                attribute.Value = $"url(#{names[attribute.Value[5..^1]]})";
        }
    }

    /// <summary>Skia places each glyph; here the whole text keeps its width, whatever font shows it.</summary>
    private static void Loosen(XElement text)
    {
        text.Value = text.Value.Trim();
        foreach (var name in new[] { "x", "y" })
            text.SetAttributeValue(name, text.Attribute(name)!.Value.Split(',')[0]);
        var size = float.Parse(text.Attribute("font-size")!.Value, CultureInfo.InvariantCulture);
        var width = Theme.WidthOf(text.Value, size, text.Attribute("font-weight") is not null);
        text.SetAttributeValue("textLength", width.ToString("0.##", CultureInfo.InvariantCulture));
        text.SetAttributeValue("lengthAdjust", "spacingAndGlyphs");
        text.SetAttributeValue("font-family", Fonts);
    }
}
