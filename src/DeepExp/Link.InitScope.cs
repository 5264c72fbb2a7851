using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DeepExp;

public abstract partial class Link
{
    /// <summary>
    /// A scope for the constructor of a link: the parameters, and in a chain the links, that fields or properties of this one are
    /// set to within it are added under the names of those fields, when it ends.
    /// </summary>
    /// <example>
    /// <code>
    /// sealed class MLP : Chain
    /// {
    ///     readonly L.Linear l1, l2;
    ///     public MLP(int units)
    ///     {
    ///         using (InitScope())
    ///         {
    ///             l1 = new L.Linear(units);
    ///             l2 = new L.Linear(10);
    ///         }
    ///     }
    ///     public Variable Forward(Variable x) =&gt; l2.Forward(F.Relu(l1.Forward(x)));
    /// }
    /// </code>
    /// </example>
    /// <exception cref="DeepExpException">At its end: a name is taken; or a link has a place already, or is not in a chain.</exception>
    protected IDisposable InitScope() => new Registration(this);

    private protected virtual void Register(string name, object value)
    {
        if (value is not Parameter parameter)
            throw new DeepExpException(
                GetType().Name,
                $"«{name}» is a link, but only a Chain has links by name; add it with AddLink, or derive from Chain."
            );
        parameter.Name = name;
        Add(parameter);
    }

    private static IEnumerable<FieldInfo> Fields(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)] Type type
    )
    {
        const BindingFlags own =
            BindingFlags.Instance
            | BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly;
        return type.BaseType is { } parent
            ? type.GetFields(own).Concat(Fields(parent))
            : type.GetFields(own);
    }

    private sealed class Registration(Link link) : IDisposable
    {
        private readonly (FieldInfo Field, object? Value)[] before =
        [
            .. Fields(link.GetType()).Select(field => (field, field.GetValue(link))),
        ];

        public void Dispose()
        {
            foreach (var (field, value) in before)
                if (
                    field.GetValue(link) is (Link or Parameter) and { } next
                    && !ReferenceEquals(next, value)
                )
                    link.Register(NameOf(field), next);
        }

        // The field of a property that the compiler makes is called <Name>k__BackingField.
        private static string NameOf(FieldInfo field) =>
            field.Name is ['<', .. var rest] ? rest[..rest.IndexOf('>')] : field.Name;
    }
}
