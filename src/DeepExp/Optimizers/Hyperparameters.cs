using System.Text.Json;

namespace DeepExp;

/// <summary>
/// The hyperparameters of an optimizer by name, in whatever case; or those of one parameter, which are the optimizer's until they
/// are set.
/// </summary>
public sealed class Hyperparameters
{
    private readonly Dictionary<string, double> own = new(StringComparer.OrdinalIgnoreCase);
    private readonly Hyperparameters? parent;
    private readonly Action<Hyperparameters> check;
    private long changes;

    /// <summary>Those of an optimizer; the check refuses values that are out of range.</summary>
    internal Hyperparameters((string Name, double Value)[] values, Action<Hyperparameters> check)
    {
        foreach (var (name, value) in values)
            own.Add(JsonNamingPolicy.CamelCase.ConvertName(name), value);
        this.check = check;
        check(this);
    }

    /// <summary>Those of one parameter.</summary>
    internal Hyperparameters(Hyperparameters parent) =>
        (this.parent, check) = (parent, parent.check);

    /// <summary>The value of a hyperparameter; a switch is 1 or 0.</summary>
    /// <exception cref="DeepExpException">There is none of that name, or the value is out of range.</exception>
    public double this[string name]
    {
        get => Get(name);
        set
        {
            var before = Get(name);
            var wasOwn = own.ContainsKey(name);
            Take(name, value);
            try
            {
                check(this);
            }
            catch
            {
                Take(name, wasOwn ? before : null);
                throw;
            }
        }
    }

    private void Take(string name, double? value)
    {
        changes++;
        if (value is { } given)
            own[name] = given;
        else
            own.Remove(name);
    }

    /// <summary>How often a value was changed.</summary>
    internal long Changes => changes + (parent?.Changes ?? 0);

    /// <summary>What is made of the values: anew after a change, and kept until then.</summary>
    internal Func<T> Reading<T>(Func<Func<string, double>, T> read)
    {
        var (at, made) = (Changes, read(Get));
        return () =>
        {
            if (at != Changes)
                (at, made) = (Changes, read(Get));
            return made;
        };
    }

    /// <summary>All values by name: <c>alpha</c>, <c>weightDecayRate</c>.</summary>
    public IReadOnlyDictionary<string, double> GetDict() =>
        Names.ToDictionary(name => name, Get, StringComparer.OrdinalIgnoreCase);

    private IEnumerable<string> Names => parent?.Names ?? own.Keys;

    internal double Get(string name) =>
        own.TryGetValue(name.Given(), out var value) ? value
        : parent is not null ? parent.Get(name)
        : throw new DeepExpException(
            "Hyperparam",
            $"there is no hyperparameter «{name}»; there are [{string.Join(", ", Names)}]."
        );
}
