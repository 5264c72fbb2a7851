using System.Collections;

namespace DeepExp;

/// <summary>A link made of links in a row, whose paths begin with their numbers: <c>0/W</c>.</summary>
public class ChainList : Link, IReadOnlyList<Link>
{
    private readonly List<Link> links = [];

    /// <summary>A list of the given links.</summary>
    public ChainList(params Link[] links)
    {
        foreach (var link in links.Given())
            AddLink(link);
    }

    /// <summary>Adds a link at the end and returns it.</summary>
    /// <exception cref="DeepExpException">The link has a place already.</exception>
    public TLink AddLink<TLink>(TLink link)
        where TLink : Link
    {
        Insert(links.Count, link);
        return link;
    }

    /// <summary>Adds a link at the end.</summary>
    /// <exception cref="DeepExpException">The link has a place already.</exception>
    public void Append(Link link) => Insert(links.Count, link);

    /// <summary>Adds a link before the one at a position; the numbers of those behind grow by 1.</summary>
    /// <exception cref="DeepExpException">The link has a place already, or there is no such position.</exception>
    public void Insert(int index, Link link)
    {
        link.Given();
        RequireIndex(index, links.Count + 1);
        Adopt($"{index}", link);
        links.Insert(index, link);
        Number(links);
    }

    /// <summary>Takes out the link at a position, which may then be added elsewhere; the numbers of those behind fall by 1.</summary>
    /// <exception cref="DeepExpException">There is no such position.</exception>
    public void RemoveAt(int index)
    {
        RequireIndex(index, links.Count);
        Release(links[index]);
        links.RemoveAt(index);
        Number(links);
    }

    /// <summary>The number of links.</summary>
    public int Count => links.Count;

    /// <summary>The link at a position, counted from 0. The link that another replaces may then be added elsewhere.</summary>
    /// <exception cref="DeepExpException">There is no such position, or the new link has a place already.</exception>
    public Link this[int index]
    {
        get
        {
            RequireIndex(index, links.Count);
            return links[index];
        }
        set
        {
            value.Given();
            RequireIndex(index, links.Count);
            Adopt($"{index}", value);
            Release(links[index]);
            links[index] = value;
        }
    }

    /// <summary>The links in order.</summary>
    public override IEnumerable<Link> Children() => links;

    /// <summary>The links in order.</summary>
    public IEnumerator<Link> GetEnumerator() => links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
