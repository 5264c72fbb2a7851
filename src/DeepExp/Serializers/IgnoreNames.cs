namespace DeepExp;

/// <summary>
/// Which keys a load leaves as they are: <c>"l3/W"</c>, an array of keys, or a condition, as in
/// <c>new(key =&gt; key.StartsWith("l3/"))</c>. None by default.
/// </summary>
public readonly struct IgnoreNames
{
    private readonly Func<string, bool>? ignores;

    /// <summary>The keys, with their paths in the file, of which the condition holds.</summary>
    public IgnoreNames(Func<string, bool> ignores) => this.ignores = ignores.Given();

    /// <summary>One key.</summary>
    public static implicit operator IgnoreNames(string key)
    {
        key.Given();
        return new(other => other == key);
    }

    /// <summary>Several keys.</summary>
    public static implicit operator IgnoreNames(string[] keys) =>
        new(new HashSet<string>(keys.Given()).Contains);

    /// <summary>The keys of which the condition holds.</summary>
    public static implicit operator IgnoreNames(Func<string, bool> ignores) => new(ignores);

    internal bool Hold(string key) => ignores?.Invoke(key) ?? false;
}
