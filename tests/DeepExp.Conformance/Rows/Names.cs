namespace DeepExp.Conformance;

/// <summary>
/// Chainer's names and those of .NET: <c>roi_max_pooling_2d</c> is <c>RoiMaxPooling2D</c>, <c>x_min</c> is <c>xMin</c>. Case
/// and underscores do not count, nor do the hyphens of options: <c>kl-divergence</c> is <c>KlDivergence</c>.
/// </summary>
internal sealed class Names : IEqualityComparer<string>
{
    public static readonly Names Tolerant = new();

    private Names() { }

    public static bool Same(string name, string other) => Tolerant.Equals(name, other);

    public bool Equals(string? name, string? other) =>
        name is null || other is null ? name == other : Plain(name) == Plain(other);

    public int GetHashCode(string name) => Plain(name).GetHashCode(StringComparison.Ordinal);

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .ToUpperInvariant();
}
