namespace DeepExp;

public abstract partial class Link
{
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

    /// <summary>The number of elements of all parameters that have data.</summary>
    public int CountParams() => Params(includeUninit: false).Sum(parameter => parameter.Size);

    /// <summary>Whether optimizers update any of the parameters.</summary>
    public bool UpdateEnabled => Params().Any(parameter => parameter.UpdateEnabled);

    /// <summary>Lets optimizers update all parameters.</summary>
    public void EnableUpdate() => SetUpdateEnabled(true);

    /// <summary>Keeps optimizers from updating the parameters.</summary>
    public void DisableUpdate() => SetUpdateEnabled(false);

    private void SetUpdateEnabled(bool enabled)
    {
        foreach (var parameter in Params())
            parameter.UpdateEnabled = enabled;
    }

    /// <summary>
    /// Takes over the values of the parameters of a link of the same structure; parameters without data here begin with them.
    /// </summary>
    /// <param name="link">The link to copy from.</param>
    /// <param name="copyPersistent">Whether persistent values are taken over too.</param>
    /// <exception cref="DeepExpException">The links have other paths, shapes or types; nothing is copied then.</exception>
    public void CopyParams(Link link, bool copyPersistent = true)
    {
        var pairs = Pairs("CopyParams", "parameters", KeyedParams(), link.Given().KeyedParams());
        foreach (var (path, mine, theirs) in pairs.Where(pair => pair.Mine.IsInitialized))
            Messages.RequireLike("CopyParams", $"parameter {path}", theirs.Data, mine.Data);
        var persistents = copyPersistent
            ? Pairs("CopyParams", "persistent values", KeyedPersistents(), link.KeyedPersistents())
            : [];
        foreach (var (path, mine, theirs) in persistents)
            mine.RequireLike("CopyParams", path, theirs);

        foreach (var (_, mine, theirs) in pairs.Where(pair => pair.Theirs.IsInitialized))
            mine.Take(theirs.Data);
        foreach (var (_, mine, theirs) in persistents)
            mine.Take(theirs);
    }

    /// <summary>Adds the gradients of a link of the same structure.</summary>
    /// <exception cref="DeepExpException">The links have other paths, shapes or types; nothing is added then.</exception>
    public void AddGrads(Link link)
    {
        var pairs = Pairs("AddGrads", "parameters", KeyedParams(), link.Given().KeyedParams())
            .Where(pair => pair.Theirs.IsInitialized)
            .ToList();
        foreach (var (path, mine, theirs) in pairs)
            Messages.RequireLike("AddGrads", $"parameter {path}", theirs.Data, mine.Data);
        foreach (var (_, mine, theirs) in pairs)
            mine.AddGrad(theirs);
    }

    /// <summary>Writes or reads its parameters and persistent values, by their paths.</summary>
    /// <exception cref="DeepExpException">The serializer refuses.</exception>
    public void Serialize(AbstractSerializer serializer) => serializer.Given().Handle(Entries());

    internal IEnumerable<Serialization.Entry> Entries() =>
        KeyedParams()
            .Select(named => Serialization.Entry.Parameter(named.Key, named.Param))
            .Concat(KeyedPersistents().Select(named => named.Persistent.Entry(named.Key)));

    private static List<(string Path, T Mine, T Theirs)> Pairs<T>(
        string operation,
        string what,
        IEnumerable<(string Path, T Value)> mine,
        IEnumerable<(string Path, T Value)> theirs
    )
    {
        var (here, there) = (mine.ToList(), theirs.ToList());
        if (!here.Select(named => named.Path).SequenceEqual(there.Select(named => named.Path)))
            throw new DeepExpException(
                operation,
                $"the {what} are [{string.Join(", ", here.Select(named => named.Path))}] here and [{string.Join(", ", there.Select(named => named.Path))}] there; the links must have the same structure."
            );
        return [.. here.Zip(there, (m, t) => (m.Path, m.Value, t.Value))];
    }
}
