namespace DeepExp;

/// <summary>
/// A link made of named links; a network derives from it and adds its layers, one by one or in an <see cref="Link.InitScope"/>.
/// </summary>
/// <example>
/// <code>
/// sealed class Net : Chain
/// {
///     readonly L.Linear l1, l2;
///     public Net() { l1 = AddLink("l1", new L.Linear(1, 16)); l2 = AddLink("l2", new L.Linear(16, 1)); }
///     public Variable Predict(Variable x) => l2.Forward(F.Relu(l1.Forward(x)));
/// }
/// </code>
/// </example>
public class Chain : Link
{
    private readonly SortedList<string, Link> links = new(StringComparer.Ordinal);

    /// <summary>A chain of the given links, for instance <c>new Chain(("l1", new L.Linear(16)), ("l2", new L.Linear(1)))</c>.</summary>
    /// <exception cref="DeepExpException">A name is taken, or is empty, or holds a slash; or a link has a place already.</exception>
    public Chain(params (string Name, Link Link)[] links)
    {
        foreach (var (name, link) in links.Given())
            AddLink(name, link);
    }

    /// <summary>Adds a link under a name and returns it.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash; or the link has a place already.</exception>
    public TLink AddLink<TLink>(string name, TLink link)
        where TLink : Link
    {
        RequireName(name.Given(), links.ContainsKey(name));
        Adopt(name, link);
        links.Add(name, link);
        return link;
    }

    private protected sealed override void Register(string name, object value)
    {
        if (value is Link link)
            AddLink(name, link);
        else
            base.Register(name, value);
    }

    /// <summary>The link of that name.</summary>
    /// <exception cref="DeepExpException">There is none.</exception>
    public Link this[string name] =>
        links.TryGetValue(name.Given(), out var link)
            ? link
            : throw new DeepExpException(
                GetType().Name,
                $"there is no link «{name}»; there are [{string.Join(", ", links.Keys)}]."
            );

    /// <summary>The links by name.</summary>
    public override IEnumerable<Link> Children() => links.Values;
}
