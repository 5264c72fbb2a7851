using DeepExp.Serialization;

namespace DeepExp;

/// <summary>
/// What the values of models and optimizers are written to, or read from. The same <see cref="Link.Serialize"/> serves both ways.
/// </summary>
public abstract class AbstractSerializer
{
    private protected AbstractSerializer(string operation, string path) =>
        (Operation, Path) = (operation, path.Given());

    /// <summary>Where values stand: empty, or a path that ends with a slash.</summary>
    public string Path { get; }

    /// <summary>The same a level below: values stand under the key and a slash.</summary>
    public abstract AbstractSerializer this[string key] { get; }

    /// <summary>
    /// Chainer's <c>s(key, value)</c>: writes the value and returns it, or reads and returns what takes its place.
    /// </summary>
    /// <param name="key">The name below <see cref="Path"/>.</param>
    /// <param name="value">The value; null where there is none yet. What is read has its type and must have its shape.</param>
    /// <exception cref="DeepExpException">The file cannot be written or read, or does not hold such a value.</exception>
    public abstract Tensor? Call(string key, Tensor? value);

    /// <summary>The name of the operation, for messages.</summary>
    internal string Operation { get; }

    internal abstract void Handle(IEnumerable<Entry> entries);
}

/// <summary>Writes values.</summary>
public abstract class Serializer : AbstractSerializer
{
    private protected Serializer(string operation, string path)
        : base(operation, path) { }

    /// <summary>Writes the parameters and persistent values of a link.</summary>
    /// <exception cref="DeepExpException">The file cannot be written.</exception>
    public void Save(Link obj) => obj.Given().Serialize(this);

    /// <summary>Writes the state of an optimizer.</summary>
    /// <exception cref="DeepExpException">There was no <see cref="OptimizerSetup.Setup"/>, or the file cannot be written.</exception>
    public void Save(Optimizer obj) => obj.Given().Serialize(this);

    /// <inheritdoc/>
    public sealed override Tensor? Call(string key, Tensor? value)
    {
        Write([KeyValuePair.Create(Path + key.Given(), Entry.OfTensor(value))]);
        return value;
    }

    internal sealed override void Handle(IEnumerable<Entry> entries) =>
        Write(
            Entry
                .Saved(entries)
                .Select(named => KeyValuePair.Create(Path + named.Key, named.Value))
                .ToList()
        );

    private protected abstract void Write(IReadOnlyList<KeyValuePair<string, NpyArray>> arrays);
}
