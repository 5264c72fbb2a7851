using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DeepExp;

/// <summary>
/// Parameters, and the function that uses them. A layer derives from it and adds its parameters by name with <c>AddParam</c>, what is
/// saved with them but not learned with <c>AddPersistent</c>; or it assigns them to fields within <c>using (InitScope())</c>. What
/// it computes is its method <c>Forward</c>.
/// </summary>
// Copies assign fields, and Forward is found by its name: of every class that derives from it both are kept when it is trimmed.
[DynamicallyAccessedMembers(
    DynamicallyAccessedMemberTypes.AllFields | DynamicallyAccessedMemberTypes.PublicMethods
)]
public abstract partial class Link
{
    private readonly SortedList<string, Parameter> own = new(StringComparer.Ordinal);
    private readonly SortedList<string, Persistent> persistents = new(StringComparer.Ordinal);
    private Link? parent;

    /// <summary>The name in the chain that holds it; null before it is added to one.</summary>
    public string? Name { get; private set; }

    /// <summary>Adds a parameter that begins with the given data, and returns it.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Parameter AddParam(string name, Tensor data) =>
        Add(new Parameter(data, name.Given()));

    /// <summary>Adds a parameter and returns it. Without a shape it waits for <see cref="Parameter.Initialize"/>.</summary>
    /// <param name="name">The name, unique in the link.</param>
    /// <param name="shape">The shape, if it is known yet.</param>
    /// <param name="dtype">The type; <see cref="Config.DType"/> by default.</param>
    /// <param name="initializer">How it begins; as NaN by default.</param>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash; or the type is int32.</exception>
    protected Parameter AddParam(
        string name,
        int[]? shape = null,
        DType? dtype = null,
        Initializer? initializer = null
    )
    {
        if (dtype is { IsInt32: true })
            throw new DeepExpException(
                GetType().Name,
                $"«{name}» would be int32; integers receive no gradient, so parameters are float32 or float64."
            );
        return Add(
            shape is null
                ? new Parameter(initializer, name, dtype)
                : new Parameter(initializer, shape, name, dtype)
        );
    }

    private Parameter Add(Parameter parameter)
    {
        RequireName(parameter.Name, IsTaken(parameter.Name));
        own.Add(parameter.Name!, parameter);
        return parameter;
    }

    /// <summary>Adds a tensor that is saved and loaded with the link but not updated; it keeps its shape and type in files.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Persistent<Tensor> AddPersistent(string name, Tensor value) =>
        Add(
            name,
            new Persistent<Tensor>(
                value,
                (key, value, set) => Serialization.Entry.Values(key, value, set)
            )
        );

    /// <summary>
    /// Adds a tensor that is saved and loaded with the link and that waits for its value, which may have any shape.
    /// </summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Persistent<Tensor> AddPersistent(string name, DType dtype) =>
        Add(
            name,
            new Persistent<Tensor>(
                (key, value, set) =>
                    value is null
                        ? Serialization.Entry.Waiting(key, dtype, set)
                        : Serialization.Entry.Values(key, value, set)
            )
        );

    /// <summary>Adds a whole number that is saved and loaded with the link, as int64 without axes.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Persistent<int> AddPersistent(string name, int value) =>
        Add(
            name,
            new Persistent<int>(
                value,
                (key, value, set) => Serialization.Entry.Number(key, value, set, int.MinValue)
            )
        );

    /// <summary>Adds a number that is saved and loaded with the link, as float64 without axes.</summary>
    /// <exception cref="DeepExpException">The name is taken, or is empty, or holds a slash.</exception>
    protected Persistent<double> AddPersistent(string name, double value) =>
        Add(
            name,
            new Persistent<double>(
                value,
                (key, value, set) =>
                    Serialization.Entry.Values(key, value, next => set(next.ToScalar()))
            )
        );

    private T Add<T>(string name, T persistent)
        where T : Persistent
    {
        RequireName(name, IsTaken(name));
        persistents.Add(name, persistent);
        return persistent;
    }

    private bool IsTaken(string? name) =>
        name is not null && (own.ContainsKey(name) || persistents.ContainsKey(name));

    private protected void RequireName(string? name, bool isTaken)
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
        if (link.Given().parent is { } other)
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

    private protected static void Release(Link link)
    {
        link.parent = null;
        link.Name = null;
    }

    private protected static void Number(IEnumerable<Link> links)
    {
        foreach (var (index, link) in links.Index())
            link.Name = index.ToString(CultureInfo.InvariantCulture);
    }

    private protected void RequireIndex(int index, int count)
    {
        if (index < 0 || index >= count)
            throw new DeepExpException(
                GetType().Name,
                count == 0
                    ? $"there is no position {index}; it is empty."
                    : $"there is no position {index}; positions are from 0 to {count - 1}."
            );
    }

    /// <summary>The links directly below this one.</summary>
    public virtual IEnumerable<Link> Children() => [];

    /// <summary>All links: this one, unless it is skipped, then those below each child in turn.</summary>
    public IEnumerable<Link> Links(bool skipSelf = false) =>
        Children().SelectMany(child => child.Links()).Prepend(this).Skip(skipSelf ? 1 : 0);

    /// <summary>All links with their paths, for instance <c>/l1</c>; the path of this one is <c>/</c>.</summary>
    public IEnumerable<(string Path, Link Link)> NamedLinks(bool skipSelf = false) =>
        KeyedLinks().Select(keyed => ($"/{keyed.Key}", keyed.Link)).Skip(skipSelf ? 1 : 0);

    /// <summary>All parameters: its own by name, then those of its children.</summary>
    /// <param name="includeUninit">Whether those without data are among them.</param>
    public IEnumerable<Parameter> Params(bool includeUninit = true) =>
        Links()
            .SelectMany(link => link.own.Values)
            .Where(parameter => includeUninit || parameter.IsInitialized);

    /// <summary>All parameters with their paths, for instance <c>/l1/W</c>.</summary>
    /// <param name="includeUninit">Whether those without data are among them.</param>
    public IEnumerable<(string Path, Parameter Param)> NamedParams(bool includeUninit = true) =>
        KeyedParams()
            .Where(keyed => includeUninit || keyed.Param.IsInitialized)
            .Select(keyed => ($"/{keyed.Key}", keyed.Param));

    /// <summary>All persistent values with their paths, for instance <c>/bn/avg_mean</c>.</summary>
    public IEnumerable<(string Path, Persistent Persistent)> NamedPersistents() =>
        KeyedPersistents().Select(keyed => ($"/{keyed.Key}", keyed.Persistent));

    // Keys are paths as files hold them, without the first slash.
    internal IEnumerable<(string Key, Parameter Param)> KeyedParams() => Keyed(link => link.own);

    internal IEnumerable<(string Key, Persistent Persistent)> KeyedPersistents() =>
        Keyed(link => link.persistents);

    private IEnumerable<(string Key, T Value)> Keyed<T>(
        Func<Link, IEnumerable<KeyValuePair<string, T>>> ofLink
    ) =>
        KeyedLinks()
            .SelectMany(at => ofLink(at.Link).Select(own => (Below(at.Key, own.Key), own.Value)));

    private IEnumerable<(string Key, Link Link)> KeyedLinks() =>
        Children()
            .SelectMany(child =>
                child.KeyedLinks().Select(keyed => (Below(child.Name!, keyed.Key), keyed.Link))
            )
            .Prepend(("", this));

    private static string Below(string place, string key) =>
        place == "" ? key
        : key == "" ? place
        : $"{place}/{key}";
}
