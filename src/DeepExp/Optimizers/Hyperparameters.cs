using System.Text.Json;
using DeepExp.Functional;

namespace DeepExp;

/// <summary>
/// The hyperparameters of an optimizer by name, in whatever case; or those of one parameter, which are the optimizer's until they
/// are set.
/// </summary>
public sealed class Hyperparameters
{
    private readonly Dictionary<string, double> own = new(StringComparer.OrdinalIgnoreCase);
    private readonly Hyperparameters? parent;
    private readonly string[] switches;
    private readonly Action<Hyperparameters> check;
    private long changes;
    private long form;
    private bool isRecorded;

    /// <summary>Those of an optimizer; the check refuses values that are out of range.</summary>
    internal Hyperparameters(
        (string Name, double Value)[] values,
        string[] switches,
        Action<Hyperparameters> check
    )
    {
        this.switches = switches;
        foreach (var (name, value) in values)
            own.Add(JsonNamingPolicy.CamelCase.ConvertName(name), value);
        this.check = check;
        check(this);
    }

    /// <summary>Those of one parameter.</summary>
    internal Hyperparameters(Hyperparameters parent) =>
        (this.parent, switches, check) = (parent, parent.switches, parent.check);

    /// <summary>The value of a hyperparameter; a switch is 1 or 0.</summary>
    /// <exception cref="DeepExpException">There is none of that name, or the value is out of range.</exception>
    public double this[string name]
    {
        get
        {
            Record();
            return Get(name);
        }
        set
        {
            var before = Get(name);
            var wasOwn = own.ContainsKey(name);
            if (wasOwn && before.Equals(value))
                return;
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
        if (isRecorded || switches.Contains(name, StringComparer.OrdinalIgnoreCase))
            form++;
        if (value is { } given)
            own[name] = given;
        else
            own.Remove(name);
    }

    /// <summary>How often a value was changed.</summary>
    internal long Changes => changes + (parent?.Changes ?? 0);

    /// <summary>How often a value was changed that a compiled step does not ask for anew.</summary>
    internal long Form => form + (parent?.Form ?? 0);

    // Of what hooks and authors make of a value, a compiled step keeps the numbers.
    private void Record()
    {
        if (Recording.isOn())
            for (var asked = this; asked is not null; asked = asked.parent)
                asked.isRecorded = true;
    }

    /// <summary>What puts back the values that are here now.</summary>
    internal Action Keep()
    {
        var now = new Dictionary<string, double>(own, own.Comparer);
        return () =>
        {
            foreach (var name in own.Keys.ToList())
                if (!now.TryGetValue(name, out var value))
                    Take(name, null);
                else if (!value.Equals(own[name]))
                    Take(name, value);
        };
    }

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
    public IReadOnlyDictionary<string, double> GetDict()
    {
        Record();
        return Names.ToDictionary(name => name, Get, StringComparer.OrdinalIgnoreCase);
    }

    private IEnumerable<string> Names => parent?.Names ?? own.Keys;

    internal double Get(string name) =>
        own.TryGetValue(name.Given(), out var value) ? value
        : parent is not null ? parent.Get(name)
        : throw new DeepExpException(
            "Hyperparam",
            $"there is no hyperparameter «{name}»; there are [{string.Join(", ", Names)}]."
        );
}
