using System.CommandLine;
using System.Globalization;
using DeepExp.Serialization;

namespace DeepExp.Cli;

/// <summary><c>deepexp info</c>: what is in a saved model.</summary>
internal static class InfoCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("MODEL") { Description = "Any .npz file" };
        var command = new ExampledCommand(
            "info",
            "Shows the arrays of a saved model, and the columns that it was fitted to.",
            "deepexp info model.npz"
        )
        {
            file,
        };
        command.SetAction(parsed => Run(parsed.GetValue(file)!));
        return command;
    }

    private static void Run(string file)
    {
        var arrays = SavedModel.Arrays(file);
        Console.WriteLine(
            $"{file}: {CommandLine.Counted(arrays.Count, "array")}, {CommandLine.Counted(arrays.Values.Sum(array => (long)array.Data.Length), "number")}"
        );
        Write(
            ["array", "shape", "type", "numbers"],
            [
                .. arrays.Select(named =>
                    named.Value.IsNone
                        ? [Shown(named.Key), "", "None", "0"]
                        : new[]
                        {
                            Shown(named.Key),
                            named.Value.Shape.Count == 0
                                ? "scalar"
                                : string.Join('×', named.Value.Shape),
                            NumPyName(named.Value.ElementType),
                            $"{named.Value.Data.Length}",
                        }
                ),
            ]
        );
        if (SavedModel.Of(arrays) is { } model)
        {
            Console.WriteLine();
            Console.WriteLine(
                $"A chain of linear layers, {string.Join(" → ", model.Sizes)}, to predict with."
            );
            if (model.Inputs.Count > 0)
                Write(
                    ["column", "is", "mean", "standard deviation"],
                    [
                        .. model.Inputs.Select(column => Row(column, "input")),
                        .. model.Outputs.Select(column => Row(column, "output")),
                    ]
                );
        }
    }

    private static string[] Row(Column column, string role) =>
        [
            Shown(column.Name),
            role,
            column.Mean.ToString("G6", CultureInfo.InvariantCulture),
            column.Std.ToString("G6", CultureInfo.InvariantCulture),
        ];

    // A terminal would obey what a name from outside holds.
    private static string Shown(string name) => Place.Quote(name)[1..^1];

    private static string NumPyName(Type type) =>
        type == typeof(float) ? "float32"
        : type == typeof(double) ? "float64"
        : type == typeof(Half) ? "float16"
        : type == typeof(bool) ? "bool"
        : type == typeof(byte) ? "uint8"
        : type == typeof(sbyte) ? "int8"
        : type.Name.ToLowerInvariant();

    private static void Write(string[] header, IReadOnlyList<string[]> rows)
    {
        var widths = header
            .Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max())
            .ToArray();
        foreach (var row in rows.Prepend(header))
            Console.WriteLine(
                (
                    "  " + string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i])))
                ).TrimEnd()
            );
    }
}
