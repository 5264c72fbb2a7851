using System.Text;

namespace DeepExp.Plotting;

/// <summary>What callers must keep to.</summary>
internal static class Rule
{
    public static void Holds(bool condition, string message)
    {
        if (!condition)
            throw new ArgumentException(message);
    }

    /// <summary>The name, if it is one line of text. The message does not repeat it: a terminal would obey what it holds.</summary>
    public static string Named(string? name, string thing)
    {
        Holds(!string.IsNullOrWhiteSpace(name), $"{thing}: its name is empty; it must have one.");
        Holds(
            name!.EnumerateRunes().All(Drawable),
            $"{thing}: its name holds a control character or half a character; it must be one line of text."
        );
        return name;
    }

    // Half of a surrogate pair is enumerated as the replacement character.
    private static bool Drawable(Rune rune) =>
        !Rune.IsControl(rune)
        && rune != Rune.ReplacementChar
        && rune.Value is not (0xFFFE or 0xFFFF);
}
