namespace DeepExp.Links;

/// <summary>What links ask of sizes before they make a parameter of them.</summary>
internal static class Sizes
{
    internal static void RequirePositive(string link, params (string Name, int? Size)[] sizes)
    {
        foreach (var (name, size) in sizes)
            if (size < 1)
                throw new DeepExpException(link, $"{name} is {size}, but must be at least 1.");
    }
}
