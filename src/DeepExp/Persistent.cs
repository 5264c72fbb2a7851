using DeepExp.Serialization;

namespace DeepExp;

/// <summary>A value that is saved and loaded with its link, but that no optimizer updates: a running mean, a count.</summary>
public abstract class Persistent
{
    private protected Persistent() { }

    /// <summary>What writes a newer value here, when somebody asks for it, while a compiled step is ahead.</summary>
    internal abstract Action? CatchUp { set; }

    /// <summary>The value, if it is no tensor; null otherwise.</summary>
    internal abstract object? Number { get; }

    internal abstract Entry Entry(string path);

    internal abstract Persistent Copy();

    internal abstract void RequireLike(string operation, string path, Persistent other);

    /// <summary>Takes over the value of another of the same type.</summary>
    internal abstract void Take(Persistent other);
}

/// <summary>A persistent value of type <typeparamref name="T"/>; see <see cref="Link"/>.</summary>
public sealed class Persistent<T> : Persistent
{
    private readonly Func<string, T?, Action<T>, Entry> entry;
    private readonly Behind<T> latest = new();

    internal Persistent(Func<string, T?, Action<T>, Entry> entry) => this.entry = entry;

    internal Persistent(T value, Func<string, T, Action<T>, Entry> entry)
        : this((key, value, set) => entry(key, value!, set)) => Value = value;

    internal override Action? CatchUp
    {
        set => latest.CatchUp = value;
    }

    /// <summary>Whether it has a value.</summary>
    public bool IsInitialized => latest.Value is not null;

    /// <summary>The value. A tensor is kept without its trace.</summary>
    /// <exception cref="DeepExpException">It has none yet.</exception>
    public T Value
    {
        get =>
            latest.Value
            ?? throw new DeepExpException(
                "Persistent",
                "there is no value yet; call the link once with data, or load it."
            );
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            latest.Value = value is Tensor x ? (T)(object)x.Untracked : value;
        }
    }

    internal override object? Number => latest.Value is Tensor ? null : latest.Value;

    internal override Entry Entry(string path) => entry(path, latest.Value, next => Value = next);

    internal override Persistent Copy()
    {
        var copy = new Persistent<T>(entry);
        copy.latest.Value = latest.Value;
        return copy;
    }

    internal override void RequireLike(string operation, string path, Persistent other)
    {
        if (other is not Persistent<T> { latest.Value: var theirs })
            throw new DeepExpException(
                operation,
                $"{path} is a {typeof(T).Name} here and another type there."
            );
        if (latest.Value is Tensor here && theirs is Tensor there)
            Messages.RequireLike(operation, path, there, here);
    }

    internal override void Take(Persistent other) =>
        latest.Value = ((Persistent<T>)other).latest.Value ?? latest.Value;
}
