using System.Text.Json;
using DeepExp.Functional;

namespace DeepExp.Conformance;

/// <summary>
/// What a row gives to a call: a null, boolean, int, double or string as it is, an array as one <see cref="Variable"/>, a list
/// as an array of all these.
/// </summary>
internal static class Given
{
    /// <summary>Arrays of floats receive gradients if <paramref name="requiresGrad"/> is true.</summary>
    public static object? Of(JsonElement json, bool requiresGrad) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => json.GetString(),
            // Python writes 1 for an int and 1.0 for a float.
            JsonValueKind.Number => json.TryGetInt32(out var number)
                ? (object)number
                : json.GetDouble(),
            JsonValueKind.Array => List(json, requiresGrad),
            _ => Variable(Golden.Array(json), requiresGrad),
        };

    public static object?[] List(JsonElement json, bool requiresGrad) =>
        [.. json.EnumerateArray().Select(item => Of(item, requiresGrad))];

    /// <summary>Keywords by their names; their arrays are constants.</summary>
    public static Dictionary<string, object?> Keywords(JsonElement json) =>
        json.EnumerateObject()
            .ToDictionary(
                keyword => keyword.Name,
                keyword => Of(keyword.Value, requiresGrad: false),
                Names.Tolerant
            );

    /// <summary>The arrays of floats, in order, those in lists among them.</summary>
    public static IEnumerable<Variable> Floats(object? given) =>
        given switch
        {
            Variable variable => variable.DType.IsInt32 ? [] : [variable],
            object?[] list => list.SelectMany(Floats),
            _ => [],
        };

    private static Variable Variable(Tensor data, bool requiresGrad) =>
        new(data, requiresGrad: requiresGrad && !data.DType.IsInt32);
}
