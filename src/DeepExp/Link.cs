using DeepExp.Functional;

namespace DeepExp;

/// <summary>Parameters, and the function that uses them. A layer derives from it and adds its parameters by name.</summary>
public abstract class Link
{
    private readonly SortedDictionary<string, Parameter> own = new(StringComparer.Ordinal);
    private Link? parent;

    /// <summary>The name in the chain that holds it; null before it is added to one.</summary>
    public string? Name { get; private set; }

    /// <summary>Adds a parameter under a name and returns it.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Parameter AddParam(string name, Tensor data)
    {
        RequireName(name, own.ContainsKey(name));
        var parameter = new Parameter(data, name);
        own.Add(name, parameter);
        return parameter;
    }

    private protected void RequireName(string name, bool isTaken)
    {
        if (string.IsNullOrEmpty(name) || name.Contains('/'))
            throw new DeepExpException(
                GetType().Name,
                $"«{name}» is no name for a parameter or link; it must not be empty nor hold a slash."
            );
        if (isTaken)
            throw new DeepExpException(
                GetType().Name,
                $"the name «{name}» is taken already; names are unique within a link."
            );
    }

    // The name is the link's own, so in a second place it would be saved under a path that is not its path there.
    private protected void Adopt(string name, Link link)
    {
        if (link.parent is { } other)
            throw new DeepExpException(
                GetType().Name,
                $"the link for «{name}» is «{link.Name}» of a {other.GetType().Name} already; a link has one place: add it once, and use it wherever its parameters are shared."
            );
        for (var above = this; above is not null; above = above.parent)
            if (above == link)
                throw new DeepExpException(
                    GetType().Name,
                    $"the link for «{name}» holds this one, or is it; no link holds itself."
                );
        link.parent = this;
        link.Name = name;
    }

    /// <summary>The links directly below this one.</summary>
    public virtual IEnumerable<Link> Children() => [];

    /// <summary>All parameters: its own by name, then those of its children.</summary>
    public IEnumerable<Parameter> Params() =>
        own.Values.Concat(Children().SelectMany(child => child.Params()));

    /// <summary>All parameters with their paths, for instance <c>l1/W</c>.</summary>
    public IEnumerable<(string Path, Parameter Param)> NamedParams() =>
        own.Select(named => (named.Key, named.Value))
            .Concat(
                Children()
                    .SelectMany(child =>
                        child
                            .NamedParams()
                            .Select(named => ($"{child.Name}/{named.Path}", named.Param))
                    )
            );

    /// <summary>Sets all gradients to zeros.</summary>
    public void ZeroGrads()
    {
        foreach (var parameter in own.Values)
            parameter.ZeroGrad();
        foreach (var child in Children())
            child.ZeroGrads();
    }

    /// <summary>Forgets all gradients.</summary>
    public void ClearGrads()
    {
        foreach (var parameter in own.Values)
            parameter.ClearGrad();
        foreach (var child in Children())
            child.ClearGrads();
    }

    /// <summary>Takes over the values of the parameters of a link of the same structure.</summary>
    /// <exception cref="DeepExpException">The links have other paths, shapes or types; nothing is copied then.</exception>
    public void CopyParams(Link link)
    {
        var pairs = Pairs("CopyParams", link);
        foreach (var (path, mine, theirs) in pairs)
            Messages.RequireLike("CopyParams", $"parameter {path}", theirs.Data, mine.Data);
        foreach (var (_, mine, theirs) in pairs)
            mine.CopyData(theirs);
    }

    /// <summary>Adds the gradients of a link of the same structure.</summary>
    /// <exception cref="DeepExpException">The links have other paths, shapes or types; nothing is added then.</exception>
    public void AddGrads(Link link)
    {
        var pairs = Pairs("AddGrads", link);
        foreach (var (path, mine, theirs) in pairs)
            Messages.RequireLike("AddGrads", $"parameter {path}", theirs.Data, mine.Data);
        foreach (var (_, mine, theirs) in pairs)
            mine.AddGrad(theirs);
    }

    private List<(string Path, Parameter Mine, Parameter Theirs)> Pairs(string operation, Link link)
    {
        var mine = NamedParams().ToList();
        var theirs = link.NamedParams().ToList();
        if (!mine.Select(named => named.Path).SequenceEqual(theirs.Select(named => named.Path)))
            throw new DeepExpException(
                operation,
                $"the parameters are [{string.Join(", ", mine.Select(named => named.Path))}] here and [{string.Join(", ", theirs.Select(named => named.Path))}] there; the links must have the same structure."
            );
        return [.. mine.Zip(theirs, (m, t) => (m.Path, m.Param, t.Param))];
    }
}
