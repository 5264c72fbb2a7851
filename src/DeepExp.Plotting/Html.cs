using System.Text;
using System.Text.RegularExpressions;

namespace DeepExp.Plotting;

/// <summary>Text that stays text, whatever it holds.</summary>
internal static partial class Html
{
    /// <summary>Escaped for an element or an attribute; what no document may hold becomes the replacement character.</summary>
    public static string Text(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            safe.Append(
                rune.Value switch
                {
                    '&' => "&amp;",
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '"' => "&quot;",
                    '\'' => "&#39;",
                    '\t' or '\n' or '\r' => rune.ToString(),
                    < ' ' or 0x7F or 0xFFFE or 0xFFFF => "\uFFFD",
                    _ => rune.ToString(),
                }
            );
        }

        return safe.ToString();
    }

    /// <summary>Escaped, and with `code` between backticks set as code.</summary>
    public static string Prose(string text) => Backticks().Replace(Text(text), "<code>$1</code>");

    /// <summary>Prose whose paragraphs are parted by blank lines.</summary>
    public static string Paragraphs(string text) =>
        string.Join(
            '\n',
            BlankLines()
                .Split(text.Trim())
                .Where(part => part.Length > 0)
                .Select(part => $"<p>{Prose(part)}</p>")
        );

    /// <summary>Whether a cell is a number, perhaps with a short unit, or stands for one that is missing.</summary>
    public static bool IsNumber(string cell) => Number().IsMatch(cell.Trim());

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Backticks();

    [GeneratedRegex(@"(?:\r?\n[ \t]*){2,}")]
    private static partial Regex BlankLines();

    [GeneratedRegex(
        @"^(|[–—-]|NaN|[-+−]?(∞|\d[\d,.]*([ \u00A0\u202F]\d{3})*([eE][-+−]?\d+)?)\s?(%|×|[µa-zA-Z/]{0,5}))$"
    )]
    private static partial Regex Number();
}
