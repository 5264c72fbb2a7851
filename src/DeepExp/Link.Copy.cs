using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace DeepExp;

public abstract partial class Link
{
    /// <summary>
    /// A copy of this link and of all below it, in no chain yet. Where fields of these links, or arrays, lists and dictionaries
    /// in them, refer to a parameter, persistent value or link among them, those of the copy refer to its copy.
    /// </summary>
    /// <param name="mode">
    /// Whether values are shared, copied or begun anew. With shared values, persistent values are the same in both; gradients
    /// are never shared.
    /// </param>
    public Link Copy(CopyMode mode = CopyMode.Share)
    {
        var copy = new Copier(mode).Copy(this);
        Release(copy);
        return copy;
    }

    /// <summary>A row of <paramref name="nRepeat"/> copies of this link; of a row, a row of rows.</summary>
    /// <exception cref="DeepExpException">The link has no Forward.</exception>
    public Sequential Repeat(int nRepeat, CopyMode mode = CopyMode.Init)
    {
        var row = new Sequential();
        for (var i = 0; i < nRepeat; i++)
            row.Append(Copy(mode));
        return row;
    }

    /// <summary>Copies a tree of links: first each object for itself, then what their fields refer to.</summary>
    private sealed class Copier(CopyMode mode)
    {
        private readonly Dictionary<object, object> copies = new(
            ReferenceEqualityComparer.Instance
        );

        private const string Kept =
            "Only lists and dictionaries are made anew; the attributes above keep what makes them.";

        internal Link Copy(Link root)
        {
            foreach (var link in root.Links())
            {
                copies.Add(link, link.MemberwiseClone());
                foreach (var parameter in link.own.Values)
                    copies.Add(parameter, parameter.Copy(mode));
                if (mode != CopyMode.Share)
                    foreach (var persistent in link.persistents.Values)
                        copies.Add(persistent, persistent.Copy());
            }

            foreach (var copy in copies.Values.OfType<Link>())
            foreach (var field in Fields(copy.GetType()))
                field.SetValue(copy, Copied(field.GetValue(copy)));
            return (Link)copies[root];
        }

        [DynamicDependency(DynamicallyAccessedMemberTypes.PublicConstructors, typeof(List<>))]
        [DynamicDependency(
            DynamicallyAccessedMemberTypes.PublicConstructors
                | DynamicallyAccessedMemberTypes.PublicProperties,
            typeof(Dictionary<,>)
        )]
        [DynamicDependency(
            DynamicallyAccessedMemberTypes.PublicConstructors
                | DynamicallyAccessedMemberTypes.PublicProperties,
            typeof(SortedList<,>)
        )]
        [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Kept)]
        [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Kept)]
        private object? Copied(object? value)
        {
            if (value is null || value is string || value.GetType().IsPrimitive)
                return value;
            if (copies.TryGetValue(value, out var copy))
                return copy;
            return value switch
            {
                Delegate { Target: { } target } function
                    when copies.TryGetValue(target, out var to) => Delegate.CreateDelegate(
                    function.GetType(),
                    to,
                    function.Method
                ),
                Array { Rank: 1 } array => Items((IList)array.Clone()),
                IList when Is(value, typeof(List<>)) => Items(
                    (IList)Activator.CreateInstance(value.GetType(), value)!
                ),
                IDictionary
                    when Is(value, typeof(Dictionary<,>)) || Is(value, typeof(SortedList<,>)) =>
                    Values(
                        (IDictionary)
                            Activator.CreateInstance(
                                value.GetType(),
                                value,
                                value.GetType().GetProperty("Comparer")!.GetValue(value)
                            )!
                    ),
                IEnumerable items when value is not Link && items.Cast<object?>().Any(IsCopied) =>
                    throw new DeepExpException(
                        "Copy",
                        $"a field holds links or parameters in a {value.GetType().Name}, which cannot be copied; hold them in an array, a List or a Dictionary."
                    ),
                _ => value,
            };
        }

        private bool IsCopied(object? item) => item is not null && copies.ContainsKey(item);

        private static bool Is(object value, Type definition) =>
            value.GetType() is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == definition;

        private IList Items(IList list)
        {
            for (var i = 0; i < list.Count; i++)
                list[i] = Copied(list[i]);
            return list;
        }

        private IDictionary Values(IDictionary dictionary)
        {
            foreach (var key in dictionary.Keys.Cast<object>().ToList())
                dictionary[key] = Copied(dictionary[key]);
            return dictionary;
        }
    }
}
