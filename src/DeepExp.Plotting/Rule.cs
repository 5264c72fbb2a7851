namespace DeepExp.Plotting;

/// <summary>What callers must keep to.</summary>
internal static class Rule
{
    public static void Holds(bool condition, string message)
    {
        if (!condition)
            throw new ArgumentException(message);
    }

    public static void Named(string? name, string thing) =>
        Holds(!string.IsNullOrWhiteSpace(name), $"{thing}: its name is empty; it must have one.");
}
