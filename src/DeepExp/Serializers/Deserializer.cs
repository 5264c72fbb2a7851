using DeepExp.Serialization;

namespace DeepExp;

/// <summary>Reads values. All that is asked for at once is checked before any of it is taken over.</summary>
public abstract class Deserializer : AbstractSerializer
{
    private readonly bool strict;
    private readonly IgnoreNames ignoreNames;

    private protected Deserializer(
        string operation,
        string path,
        bool strict,
        IgnoreNames ignoreNames
    )
        : base(operation, path) => (this.strict, this.ignoreNames) = (strict, ignoreNames);

    /// <summary>Reads the parameters and persistent values of a link.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the link is unchanged.</exception>
    public void Load(Link obj) => obj.Given().Serialize(this);

    /// <summary>Reads the state of an optimizer.</summary>
    /// <exception cref="DeepExpException">The file is missing or damaged, a key is missing or a shape differs; the optimizer is unchanged.</exception>
    public void Load(Optimizer obj) => obj.Given().Serialize(this);

    /// <inheritdoc/>
    public sealed override Tensor? Call(string key, Tensor? value)
    {
        key.Given();
        var read = value;
        Handle([
            value is null
                ? Entry.Waiting(key, null, next => read = next)
                : Entry.Values(key, value, next => read = next),
        ]);
        return read;
    }

    internal sealed override void Handle(IEnumerable<Entry> entries)
    {
        using var file = Open();
        var place = Place;
        var actions = new List<Action>();
        foreach (var entry in entries)
        {
            var key = Path + entry.Key;
            if (ignoreNames.Hold(key))
                continue;
            var array = file.Find(key, shape => entry.RequireShape(place, shape));
            if (array is { IsNone: false })
                actions.Add(entry.Prepare(place, array));
            else if (entry.MayLack(place, file, Path))
                continue;
            else if (array is null && strict)
                throw place.Error(
                    $"the file has no «{key}»; it has {Place.List(file.NamesNear(key))}."
                );
            else if (array is not null && !entry.MayBeNone)
                throw place.Error(
                    $"«{key}» is None in the file, without a value, but must have one; save it after the first update."
                );
        }
        foreach (var action in actions)
            action();
    }

    private protected abstract Place Place { get; }

    private protected abstract IArrayFile Open();

    /// <summary>The same with another path.</summary>
    private protected (string Path, bool Strict, IgnoreNames IgnoreNames) Below(string key) =>
        ($"{Path}{key.Given()}/", strict, ignoreNames);
}
