using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeepExp.Cli.Tutorial;

/// <summary>All figures of the story by name, as they become known; written as summary.json.</summary>
internal sealed class Summary
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };
    private readonly JsonObject figures = [];

    /// <summary>Notes a figure under a camelCase name.</summary>
    internal void Add(string name, JsonNode? value) => figures.Add(name, value);

    internal void Save(string path) =>
        File.WriteAllText(path, figures.ToJsonString(indented) + "\n");
}
