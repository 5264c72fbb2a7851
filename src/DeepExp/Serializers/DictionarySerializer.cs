using DeepExp.Serialization;

namespace DeepExp;

/// <summary>
/// Writes values to a dictionary by their paths, several models and optimizers side by side:
/// <c>s["model"].Save(model); s["optimizer"].Save(optimizer); Serializers.SaveNpz(file, s);</c>
/// </summary>
public sealed class DictionarySerializer : Serializer
{
    /// <summary>Writes to the dictionary, or to a new one, below a path that is empty or ends with a slash.</summary>
    public DictionarySerializer(Dictionary<string, Tensor?>? target = null, string path = "")
        : base("DictionarySerializer", path) => Target = target ?? [];

    /// <summary>What has been written: null for what has no value yet.</summary>
    public Dictionary<string, Tensor?> Target { get; }

    /// <inheritdoc/>
    public override DictionarySerializer this[string key] => new(Target, $"{Path}{key.Given()}/");

    private protected override void Write(IReadOnlyList<KeyValuePair<string, NpyArray>> arrays)
    {
        var place = new Place(Operation, "the dictionary");
        foreach (var (key, array) in arrays)
            Target[key] = array.IsNone ? null : Entry.ToTensor(place, key, array);
    }

    internal IEnumerable<KeyValuePair<string, NpyArray>> Arrays =>
        Target.Select(named => KeyValuePair.Create(named.Key, Entry.OfTensor(named.Value)));
}
