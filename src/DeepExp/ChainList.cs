using System.Collections;
using System.Globalization;

namespace DeepExp;

/// <summary>A link made of links in a row, whose paths begin with their numbers: <c>0/W</c>.</summary>
public class ChainList : Link, IReadOnlyList<Link>
{
    private readonly List<Link> links = [];

    /// <summary>A list of the given links.</summary>
    public ChainList(params Link[] links)
    {
        foreach (var link in links)
            AddLink(link);
    }

    /// <summary>Adds a link at the end and returns it.</summary>
    /// <exception cref="DeepExpException">The link has a place already.</exception>
    public TLink AddLink<TLink>(TLink link)
        where TLink : Link
    {
        Adopt(links.Count.ToString(CultureInfo.InvariantCulture), link);
        links.Add(link);
        return link;
    }

    /// <summary>The number of links.</summary>
    public int Count => links.Count;

    /// <summary>The link at a position, counted from 0.</summary>
    public Link this[int index] => links[index];

    /// <summary>The links in order.</summary>
    public override IEnumerable<Link> Children() => links;

    /// <inheritdoc/>
    public IEnumerator<Link> GetEnumerator() => links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
