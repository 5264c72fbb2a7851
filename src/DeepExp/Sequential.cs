using System.Collections;

namespace DeepExp;

/// <summary>
/// Layers in a row, each called with what the one before gives: links and functions. Several results, which are a tuple or an
/// array, are several arguments of the next layer. Paths count the links only, so that the second link's weights are
/// <c>1/W</c> whatever functions stand before it.
/// </summary>
/// <example><code>
/// var net = new Sequential(new L.Linear(1, 16), F.Relu, new L.Linear(16, 1), x =&gt; F.LeakyRelu(x, 0.1));
/// var y = net.Forward(x);
/// </code></example>
public class Sequential : Link, IReadOnlyList<object>
{
    private readonly List<object> layers = [];

    /// <summary>
    /// A row of the given layers: links, which are functions of one variable, and other functions of one. A row may also be
    /// written as a list that begins empty; there layers may have any number of arguments and results.
    /// </summary>
    /// <exception cref="DeepExpException">A link has a place already, or no Forward; or a function is a method of a link.</exception>
    public Sequential(params Func<Variable, Variable>[] layers)
    {
        foreach (var layer in layers.Given())
            Append(layer);
    }

    /// <summary>What the last layer gives, where the first begins with x; x itself if there is none.</summary>
    /// <exception cref="DeepExpException">A layer does not take what the one before gives, or the last gives more than one variable.</exception>
    public Variable Forward(Variable x) => Forward([x.Given()]);

    /// <summary>What the last layer gives, where the first begins with several variables.</summary>
    /// <exception cref="DeepExpException">A layer does not take what the one before gives, or the last gives more than one variable.</exception>
    public Variable Forward(params Variable[] xs) =>
        LinkCall.One("Sequential", this, Run(xs.Given() is [var x] ? x : xs));

    private object? Run(object? x)
    {
        foreach (var layer in layers)
            x = layer switch
            {
                Func<Variable, Variable> function when x is Variable one => function(one),
                Sequential row when row.GetType() == typeof(Sequential) => row.Run(x),
                Link { Direct: { } forward } when x is Variable one => forward(one),
                _ => LinkCall.Call("Sequential", layer, LinkCall.Arguments(x)),
            };
        return x;
    }

    /// <summary>Adds a layer at the end: a link, or another function of one variable.</summary>
    /// <exception cref="DeepExpException">The link has a place already, or no Forward; or the function is a method of a link.</exception>
    public void Append(Func<Variable, Variable> layer) => Insert(Count, layer);

    /// <summary>Adds a function of any number of variables at the end; arguments that it is not given take their defaults.</summary>
    /// <exception cref="DeepExpException">The function is a method of a link.</exception>
    public void Append(Delegate layer) => Insert(Count, layer);

    /// <summary><see cref="Append(Func{Variable, Variable})"/>, for rows written as lists.</summary>
    public void Add(Func<Variable, Variable> layer) => Append(layer);

    /// <summary><see cref="Append(Delegate)"/>, for rows written as lists.</summary>
    public void Add(Delegate layer) => Append(layer);

    /// <summary>Adds a layer before the one at a position: a link, or another function of one variable.</summary>
    /// <exception cref="DeepExpException">The link has a place already, or no Forward; the function is a method of a link; or there is no such position.</exception>
    public void Insert(int index, Func<Variable, Variable> layer) => Insert(index, (Delegate)layer);

    /// <summary>Adds a function of any number of variables before the layer at a position.</summary>
    /// <exception cref="DeepExpException">The function is a method of a link, or there is no such position.</exception>
    public void Insert(int index, Delegate layer)
    {
        layer.Given();
        RequireIndex(index, Count + 1);
        if (Of(layer) is { } link)
            Insert(index, link);
        else
            layers.Insert(index, NoMethodOfALink(layer));
    }

    // A lambda that uses only the link within which it is written is a method of that link too, under a name of the compiler's.
    private static Delegate NoMethodOfALink(Delegate layer) =>
        layer.Target is Link owner && layer.Method.Name is not ['<', ..]
            ? throw new DeepExpException(
                "Sequential",
                $"{layer.Method.Name} is a method of {owner.GetType().Name}, whose parameters the row would not have; give the link itself, or a lambda where the link has its place elsewhere."
            )
            : layer;

    private void Insert(int index, Link link)
    {
        if (!LinkCall.IsCallable(link))
            throw new DeepExpException(
                "Sequential",
                $"{link.GetType().Name} has no method Forward, which a layer in a row must have; wrap it in a function."
            );
        Adopt($"{index}", link);
        layers.Insert(index, link);
        Number(Children());
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

    private void AppendCopy(object layer, CopyMode mode)
    {
        if (layer is Link link)
            Insert(Count, link.Copy(mode));
        else
            Append((Delegate)layer);
    }

    /// <summary>Takes out the first place of a layer; a link may then be added elsewhere.</summary>
    /// <exception cref="DeepExpException">The layer is not in the row.</exception>
    public void Remove(object layer)
    {
        var index = IndexOf(layer.Given());
        if (index < 0)
            throw new DeepExpException(
                GetType().Name,
                $"the layer {LinkCall.NameOf(layer)} is not in the row."
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
        return layers.Count(layer => LinkCall.NameOf(layer) == typeName);
    }

    /// <summary>Takes out all layers of a type: a link's class, or a function's name.</summary>
    public void RemoveByLayerType(string typeName)
    {
        typeName.Given();
        for (var i = Count - 1; i >= 0; i--)
            if (LinkCall.NameOf(layers[i]) == typeName)
                Pop(i);
    }

    /// <summary>The number of layers.</summary>
    public int Count => layers.Count;

    /// <summary>The layer at a position: a <see cref="Link"/>, or a <see cref="Delegate"/>.</summary>
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

    private protected override IEnumerable<(string Name, object Part)> Parts =>
        layers
            .Index()
            .Select(at => ($"{at.Index}", at.Item is Link ? at.Item : LinkCall.NameOf(at.Item)));

    /// <summary>The layers in order.</summary>
    public IEnumerator<object> GetEnumerator() => layers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
