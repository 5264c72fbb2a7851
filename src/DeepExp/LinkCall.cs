using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DeepExp;

/// <summary>
/// How a link of any class is called with variables: links differ in the arguments of their Forward, so it is found by its
/// name; arguments after the variables take their defaults.
/// </summary>
internal static class LinkCall
{
    private static readonly ConcurrentDictionary<
        (Type, int),
        Func<Link, Variable[], Variable>?
    > calls = new();

    /// <summary>How the link is called with so many variables; null if it has no such Forward.</summary>
    internal static Func<Link, Variable[], Variable>? Of(Link link, int inputs = 1) =>
        calls.TryGetValue((link.GetType(), inputs), out var call)
            ? call
            : calls.GetOrAdd((link.GetType(), inputs), Find(link.GetType(), inputs));

    private static Func<Link, Variable[], Variable>? Find(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type,
        int inputs
    )
    {
        var forward = type.GetMethods(BindingFlags.Instance | BindingFlags.Public)
            .Where(method => method.Name == "Forward" && Takes(method, inputs))
            .MinBy(method => method.GetParameters().Length);
        if (forward is null)
            return null;
        var defaults = forward.GetParameters().Skip(inputs).Select(p => p.DefaultValue).ToArray();
        return (link, xs) =>
            (Variable)
                forward.Invoke(
                    link,
                    BindingFlags.DoNotWrapExceptions,
                    null,
                    [.. xs, .. defaults],
                    null
                )!;
    }

    private static bool Takes(MethodInfo method, int inputs)
    {
        var parameters = method.GetParameters();
        return parameters.Length >= inputs
            && parameters.Take(inputs).All(parameter => parameter.ParameterType == typeof(Variable))
            && parameters.Skip(inputs).All(parameter => parameter.IsOptional)
            && typeof(Variable).IsAssignableFrom(method.ReturnType);
    }
}
