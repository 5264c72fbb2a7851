using System.Reflection;

namespace DeepExp.Conformance;

/// <summary>Calls by Chainer's names and arguments: positional ones first, then keywords, then the defaults of C#.</summary>
internal static class Binder
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>Calls the first overload that the arguments fit.</summary>
    /// <exception cref="MissingMethodException">They fit none; the message shows them and the overloads.</exception>
    public static object? Call(
        IEnumerable<MethodBase> overloads,
        object? target,
        IReadOnlyList<object?> positional,
        IReadOnlyDictionary<string, object?> keywords
    )
    {
        var candidates = overloads
            .Where(method => !method.ContainsGenericParameters)
            .OrderBy(method => method.MetadataToken)
            .ToList();
        foreach (var method in candidates)
            if (Bind(method.GetParameters(), positional, keywords) is { } arguments)
                return method is ConstructorInfo constructor
                    ? constructor.Invoke(
                        BindingFlags.DoNotWrapExceptions,
                        null,
                        arguments,
                        culture: null
                    )
                    : method.Invoke(
                        target,
                        BindingFlags.DoNotWrapExceptions,
                        null,
                        arguments,
                        culture: null
                    );

        throw new MissingMethodException(
            $"({Show(positional)}; {string.Join(", ", keywords.Select(keyword => $"{keyword.Key}: {Show(keyword.Value)}"))}) fits none of: {string.Join("; ", candidates)}"
        );
    }

    private static object?[]? Bind(
        ParameterInfo[] parameters,
        IReadOnlyList<object?> positional,
        IReadOnlyDictionary<string, object?> keywords
    )
    {
        if (Fill(parameters, positional, keywords) is { } arguments)
            return arguments;
        if (parameters is not [.. var single, var last] || !IsParams(last))
            return null;
        return positional.Count < single.Length
            ? null
            : Fill(
                parameters,
                [.. positional.Take(single.Length), positional.Skip(single.Length).ToArray()],
                keywords
            );
    }

    private static object?[]? Fill(
        ParameterInfo[] parameters,
        IReadOnlyList<object?> positional,
        IReadOnlyDictionary<string, object?> keywords
    )
    {
        if (positional.Count > parameters.Length)
            return null;
        var named = 0;
        var arguments = new object?[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            object? given;
            if (i < positional.Count)
                given = positional[i];
            else if (keywords.TryGetValue(parameter.Name!, out given))
                named++;
            else if (parameter.HasDefaultValue)
            {
                arguments[i] = parameter.DefaultValue;
                continue;
            }
            else if (IsParams(parameter))
                given = Array.Empty<object?>();
            else
                return null;

            if (
                given is null
                && Nullability.Create(parameter).WriteState == NullabilityState.NotNull
            )
                return null;
            if (!Conversion.Try(given, parameter.ParameterType, out arguments[i]))
                return null;
        }
        return named == keywords.Count ? arguments : null;
    }

    private static bool IsParams(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(ParamArrayAttribute));

    private static string Show(object? given) =>
        given switch
        {
            null => "null",
            Variable x => $"{x.DType} [{string.Join("×", x.Shape)}]",
            IEnumerable<object?> list => $"[{string.Join(", ", list.Select(Show))}]",
            _ => $"{given}",
        };
}
