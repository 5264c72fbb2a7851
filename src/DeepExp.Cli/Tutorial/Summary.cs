using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeepExp.Serialization;

namespace DeepExp.Cli.Tutorial;

/// <summary>All figures of the story by name, as they become known; written as summary.json.</summary>
internal sealed class Summary
{
    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };
    private readonly JsonObject figures = [];

    /// <summary>Notes a figure under a camelCase name.</summary>
    internal void Add(string name, JsonNode? value) => figures.Add(name, value);

    internal void Save(string path) =>
        AtomicFile.Write(
            new Place("Summary.Save", path),
            Encoding.UTF8.GetBytes(figures.ToJsonString(indented) + "\n")
        );
}
