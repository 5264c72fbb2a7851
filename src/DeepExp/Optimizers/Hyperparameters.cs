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
    private readonly Action<Func<string, double>> check;

    /// <summary>Those of an optimizer; the check is given each set of values before it is taken over.</summary>
    internal Hyperparameters(
        (string Name, double Value)[] values,
        Action<Func<string, double>> check
    )
    {
        foreach (var (name, value) in values)
            own.Add(JsonNamingPolicy.CamelCase.ConvertName(name), value);
        this.check = check;
        check(Get);
    }

    /// <summary>Those of one parameter.</summary>
    internal Hyperparameters(Hyperparameters parent, Action<Func<string, double>> check)
    {
        this.parent = parent;
        this.check = check;
    }

    /// <summary>The value of a hyperparameter; a switch is 1 or 0.</summary>
    /// <exception cref="DeepExpException">There is none of that name, or the value is out of range.</exception>
    public double this[string name]
    {
        get => Get(name);
        set
        {
            _ = Get(name);
            check(other =>
                string.Equals(other, name, StringComparison.OrdinalIgnoreCase) ? value : Get(other)
            );
            own[name] = value;
        }
    }

    /// <summary>All values by name: <c>alpha</c>, <c>weightDecayRate</c>.</summary>
    public IReadOnlyDictionary<string, double> GetDict() =>
        Names.ToDictionary(name => name, Get, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a parameter's differ from the optimizer's.</summary>
    internal bool IsOwn => own.Count > 0;

    private IEnumerable<string> Names => parent?.Names ?? own.Keys;

    internal double Get(string name) =>
        own.TryGetValue(name.Given(), out var value) ? value
        : parent is not null ? parent.Get(name)
        : throw new DeepExpException(
            "Hyperparam",
            $"there is no hyperparameter «{name}»; there are [{string.Join(", ", Names)}]."
        );
}
