using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace DeepExp;

/// <summary>
/// How a link or function of any class is called: they differ in the arguments they take, so a Forward is found that takes the
/// given ones; arguments after these take their defaults.
/// </summary>
internal static class LinkCall
{
    private sealed record Method(MethodInfo Info, ParameterInfo[] Parameters);

    private static readonly ConcurrentDictionary<Type, Method[]> methods = new();

    /// <summary>Whether the layer can be called at all: it is a function, or has a method Forward.</summary>
    internal static bool IsCallable(object layer) => MethodsOf(layer).Length > 0;

    /// <summary>The Forward of a link that takes one variable, and nothing else, and gives one; null without.</summary>
    internal static Func<Variable, Variable>? Direct(Link link) =>
        MethodsOf(link)
            .FirstOrDefault(method =>
                method.Info.ReturnType == typeof(Variable)
                && method.Parameters is [{ ParameterType: var type }]
                && type == typeof(Variable)
            )
            ?.Info.CreateDelegate<Func<Variable, Variable>>(link);

    /// <summary>What the layer gives for these arguments.</summary>
    /// <exception cref="DeepExpException">It does not take them.</exception>
    internal static object? Call(string operation, object layer, params object?[] args)
    {
        var candidates = MethodsOf(layer);
        foreach (var method in candidates)
            if (Fitted(method.Parameters, args) is { } fitted)
                return method.Info.Invoke(
                    layer,
                    BindingFlags.DoNotWrapExceptions,
                    null,
                    fitted,
                    null
                );
        if (args is [Variable[] several])
            return Call(operation, layer, [.. several]);
        if (candidates.Length == 0)
            throw new DeepExpException(
                operation,
                $"{NameOf(layer)} has no method Forward, which is what a link is called by; give it a public one that takes {Kinds(args.Select(arg => arg?.GetType()))}."
            );
        throw new DeepExpException(
            operation,
            $"{NameOf(layer)} has no {(layer is Link ? "method Forward" : "way to be called")} that takes {Kinds(args.Select(arg => arg?.GetType()))}, as it is called here; it takes {string.Join(" or ", candidates.Select(method => Kinds(method.Parameters.Select(parameter => parameter.ParameterType))))}."
        );
    }

    /// <summary>The arguments that a result makes: the elements of a tuple, or the result itself.</summary>
    internal static object?[] Arguments(object? result) =>
        result is ITuple tuple
            ? [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])]
            : [result];

    /// <summary>The result, where it is one variable.</summary>
    /// <exception cref="DeepExpException">It is not.</exception>
    internal static Variable One(string operation, object layer, object? result) =>
        result as Variable
        ?? throw new DeepExpException(
            operation,
            $"{NameOf(layer)} gives {Kinds(Arguments(result).Select(part => part?.GetType()))}, but is called here for one Variable."
        );

    internal static string NameOf(object layer) =>
        layer is Delegate function ? function.Method.Name : layer.GetType().Name;

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2072",
        Justification = "A delegate keeps its Invoke, and what is no link is a delegate."
    )]
    private static Method[] MethodsOf(object layer) =>
        methods.TryGetValue(layer.GetType(), out var known)
            ? known
            : methods.GetOrAdd(
                layer.GetType(),
                layer is Link link
                    ? Named("Forward", link.GetType())
                    : Named("Invoke", layer.GetType())
            );

    private static Method[] Named(
        string name,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicMethods)] Type type
    ) =>
        [
            .. type.GetMethods(BindingFlags.Instance | BindingFlags.Public)
                .Where(method => method.Name == name)
                .Select(method => new Method(method, method.GetParameters()))
                .OrderBy(method => method.Parameters.Length),
        ];

    private static object?[]? Fitted(ParameterInfo[] parameters, object?[] args)
    {
        if (
            parameters.Length >= args.Length
            && args.Index().All(at => Takes(parameters[at.Index].ParameterType, at.Item))
            && parameters.Skip(args.Length).All(parameter => parameter.IsOptional)
        )
            return [.. args, .. parameters.Skip(args.Length).Select(p => p.DefaultValue)];
        return
            parameters is [{ ParameterType: var only }]
            && only == typeof(Variable[])
            && args.All(arg => arg is Variable)
            ? [args.Cast<Variable>().ToArray()]
            : null;
    }

    private static bool Takes(Type type, object? arg) =>
        arg is null
            ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null
            : type.IsInstanceOfType(arg);

    private static string Kinds(IEnumerable<Type?> types) =>
        $"({string.Join(", ", types.Select(type => type?.Name ?? "null"))})";
}
