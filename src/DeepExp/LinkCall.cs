using System.Collections.Concurrent;
using System.Reflection;

namespace DeepExp;

/// <summary>
/// How a link of any class is called with one variable: links differ in the arguments of their Forward, so it is found by its
/// name; arguments after the first take their defaults.
/// </summary>
internal static class LinkCall
{
    private static readonly ConcurrentDictionary<Type, Func<Link, Variable, Variable>> calls =
        new();

    /// <exception cref="DeepExpException">The link has no such Forward.</exception>
    internal static Func<Link, Variable, Variable> Of(Link link) =>
        calls.GetOrAdd(link.GetType(), Find);

    private static Func<Link, Variable, Variable> Find(Type type)
    {
        var forward =
            type.GetMethods(BindingFlags.Instance | BindingFlags.Public)
                .Where(method => method.Name == "Forward" && TakesOne(method))
                .MinBy(method => method.GetParameters().Length)
            ?? throw new DeepExpException(
                "Sequential",
                $"{type.Name} has no method Forward that takes one Variable and gives one, which a layer in a row must have; wrap it in a function."
            );
        var defaults = forward.GetParameters().Skip(1).Select(p => p.DefaultValue).ToArray();
        return (link, x) =>
            (Variable)
                forward.Invoke(
                    link,
                    BindingFlags.DoNotWrapExceptions,
                    null,
                    [x, .. defaults],
                    null
                )!;
    }

    private static bool TakesOne(MethodInfo method) =>
        method.GetParameters() is [{ ParameterType: var first }, .. var others]
        && first == typeof(Variable)
        && others.All(parameter => parameter.IsOptional)
        && typeof(Variable).IsAssignableFrom(method.ReturnType);
}
