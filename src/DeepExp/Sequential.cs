using System.Collections;

namespace DeepExp;

/// <summary>
/// Layers in a row, each called with what the one before gives: links, and functions of one variable. Paths count the links
/// only, so that the second link's weights are <c>1/W</c> whatever functions stand before it.
/// </summary>
/// <example><code>
/// var net = new Sequential { new L.Linear(1, 16), F.Relu, new L.Linear(16, 1) };
/// var y = net.Forward(x);
/// </code></example>
public class Sequential : Link, IReadOnlyList<object>
{
    private readonly List<object> layers = [];

    /// <summary>A row of the given links; it may also be written as a list that begins empty.</summary>
    /// <exception cref="DeepExpException">A link has a place already, or no Forward of one variable.</exception>
    public Sequential(params Link[] links)
    {
        foreach (var link in links.Given())
            Append(link);
    }

    /// <summary>What the last layer gives, where the first begins with x; x itself if there is none.</summary>
    public Variable Forward(Variable x)
    {
        x.Given();
        foreach (var layer in layers)
            x = layer is Link link ? CallOf(link)(link, [x]) : ((Func<Variable, Variable>)layer)(x);
        return x;
    }

    /// <summary>Adds a link at the end.</summary>
    /// <exception cref="DeepExpException">The link has a place already, or no Forward of one variable.</exception>
    public void Append(Link link) => Insert(Count, link);

    /// <summary>Adds a function at the end.</summary>
    public void Append(Func<Variable, Variable> function) => Insert(Count, function);

    /// <summary><see cref="Append(Link)"/>, for rows written as lists.</summary>
    public void Add(Link link) => Append(link);

    /// <summary><see cref="Append(Func{Variable, Variable})"/>, for rows written as lists.</summary>
    public void Add(Func<Variable, Variable> function) => Append(function);

    /// <summary>Adds a link before the layer at a position.</summary>
    /// <exception cref="DeepExpException">The link has a place already, or no Forward of one variable; or there is no such position.</exception>
    public void Insert(int index, Link link)
    {
        CallOf(link.Given());
        RequireIndex(index, Count + 1);
        Adopt($"{index}", link);
        layers.Insert(index, link);
        Number(Children());
    }

    /// <summary>Adds a function before the layer at a position.</summary>
    /// <exception cref="DeepExpException">There is no such position.</exception>
    public void Insert(int index, Func<Variable, Variable> function)
    {
        function.Given();
        RequireIndex(index, Count + 1);
        layers.Insert(index, function);
    }

    /// <summary>
    /// Adds the layers of another row. Its links stay where they are; this row has copies that share their values
    /// (<see cref="CopyMode.Share"/>).
    /// </summary>
    public void Extend(Sequential other)
    {
        foreach (var layer in other.Given().layers.ToList())
            AppendCopy(layer, CopyMode.Share);
    }

    /// <summary>The layers of two rows, one after the other; links are copies that share their values.</summary>
    public static Sequential operator +(Sequential left, Sequential right)
    {
        var row = new Sequential();
        row.Extend(left.Given());
        row.Extend(right.Given());
        return row;
    }

    /// <summary>The same row without rows within it; links are copies that share their values.</summary>
    public Sequential Flatten()
    {
        var row = new Sequential();
        foreach (var layer in layers)
            if (layer is Sequential inner)
                row.Extend(inner.Flatten());
            else
                row.AppendCopy(layer, CopyMode.Share);
        return row;
    }

    /// <summary>The layers of this row <paramref name="n"/> times, one after the other; links are copies.</summary>
    public override Sequential Repeat(int n, CopyMode mode = CopyMode.Init)
    {
        var row = new Sequential();
        for (var i = 0; i < n; i++)
            foreach (var layer in layers)
                row.AppendCopy(layer, mode);
        return row;
    }

    private static Func<Link, Variable[], Variable> CallOf(Link link) =>
        LinkCall.Of(link)
        ?? throw new DeepExpException(
            "Sequential",
            $"{link.GetType().Name} has no method Forward that takes one Variable and gives one, which a layer in a row must have; wrap it in a function."
        );

    private void AppendCopy(object layer, CopyMode mode)
    {
        if (layer is Link link)
            Append(link.Copy(mode));
        else
            Append((Func<Variable, Variable>)layer);
    }

    /// <summary>Takes out the first place of a layer; a link may then be added elsewhere.</summary>
    /// <exception cref="DeepExpException">The layer is not in the row.</exception>
    public void Remove(object layer)
    {
        var index = IndexOf(layer.Given());
        if (index < 0)
            throw new DeepExpException(
                GetType().Name,
                $"the layer {NameOf(layer)} is not in the row."
            );
        Pop(index);
    }

    /// <summary>Takes out the layer at a position and returns it; a link may then be added elsewhere.</summary>
    /// <exception cref="DeepExpException">There is no such position.</exception>
    public object Pop(int index)
    {
        RequireIndex(index, Count);
        var layer = layers[index];
        layers.RemoveAt(index);
        if (layer is Link link)
            Release(link);
        Number(Children());
        return layer;
    }

    /// <summary>Takes out the last layer and returns it.</summary>
    /// <exception cref="DeepExpException">There is no layer.</exception>
    public object Pop() => Pop(Count - 1);

    /// <summary>Takes out all layers.</summary>
    public void Clear()
    {
        while (Count > 0)
            Pop();
    }

    /// <summary>The first position of a layer; -1 if it is not in the row.</summary>
    public int IndexOf(object layer) => layers.IndexOf(layer.Given());

    /// <summary>The number of layers of a type: a link's class, or a function's name.</summary>
    public int CountByLayerType(string typeName)
    {
        typeName.Given();
        return layers.Count(layer => NameOf(layer) == typeName);
    }

    /// <summary>Takes out all layers of a type: a link's class, or a function's name.</summary>
    public void RemoveByLayerType(string typeName)
    {
        typeName.Given();
        for (var i = Count - 1; i >= 0; i--)
            if (NameOf(layers[i]) == typeName)
                Pop(i);
    }

    private static string NameOf(object layer) =>
        layer is Delegate function ? function.Method.Name : layer.GetType().Name;

    /// <summary>The number of layers.</summary>
    public int Count => layers.Count;

    /// <summary>The layer at a position: a <see cref="Link"/>, or a <see cref="Func{Variable, Variable}"/>.</summary>
    /// <exception cref="DeepExpException">There is no such position.</exception>
    public object this[int index]
    {
        get
        {
            RequireIndex(index, Count);
            return layers[index];
        }
    }

    /// <summary>The links in order.</summary>
    public override IEnumerable<Link> Children() => layers.OfType<Link>();

    /// <inheritdoc/>
    public IEnumerator<object> GetEnumerator() => layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
