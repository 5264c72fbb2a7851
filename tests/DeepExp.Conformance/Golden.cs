using System.Text.Json;
using DeepExp.Functional;

namespace DeepExp.Conformance;

/// <summary>The golden files, and their arrays as tensors: <c>{"dtype", "shape", "data"}</c>, row-major, null for NaN.
/// The library has one type of integers, which all of NumPy's and its booleans become.</summary>
internal static class Golden
{
    public static string PathOf(string file) =>
        Path.Combine(AppContext.BaseDirectory, "golden", file);

    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return document.RootElement.Clone();
    }

    public static Tensor Array(JsonElement array) =>
        TensorModule.create(
            array.GetProperty("dtype").GetString() switch
            {
                "float32" => DType.Float32,
                "float64" => DType.Float64,
                "int32" or "int64" or "bool" => DType.Int32,
                var other => throw new InvalidDataException($"A golden array is of type {other}."),
            },
            [.. array.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())],
            [.. array.GetProperty("data").EnumerateArray().Select(Number)]
        );

    public static IReadOnlyDictionary<string, Tensor> Arrays(JsonElement named) =>
        named
            .EnumerateObject()
            .ToDictionary(property => property.Name, property => Array(property.Value));

    private static double Number(JsonElement item) =>
        item.ValueKind == JsonValueKind.Null ? double.NaN : item.GetDouble();
}
