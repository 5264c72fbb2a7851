using DeepExp.Plotting;
using Spectre.Console;

namespace DeepExp.Cli.Tutorial;

/// <summary>Where the story is told: to the terminal and to the report at once.</summary>
internal sealed class Stage(Options options)
{
    private readonly Report report = new(
        "Teaching a network y = e^x",
        "Ten steps from teacher data to a trained network, and a look inside. Every number and picture was made by this run: "
            + $"{options.Steps} steps, batches of {options.Batch}, seed {options.Seed}, {options.DType}."
    );
    private Section? section;
    private int chapters;

    internal Options Options { get; } = options;

    internal string PathOf(string file) => Path.Combine(Options.Folder, file);

    internal void Chapter(string heading)
    {
        section = report.Section(heading);
        AnsiConsole.WriteLine();
        AnsiConsole.Write(
            new Rule($"[bold]{++chapters}. {Markup.Escape(heading)}[/]").LeftJustified()
        );
    }

    internal void Say(string prose)
    {
        section!.Text(prose);
        Console.WriteLine(prose.Replace("`", "", StringComparison.Ordinal));
    }

    internal void Code(string code)
    {
        section!.Code(code);
        Console.WriteLine();
        Console.WriteLine(code.TrimEnd());
        Console.WriteLine();
    }

    internal void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        section!.Table(header, rows);
        var widths = header
            .Select(
                (name, column) => rows.Select(row => row[column].Length).Append(name.Length).Max()
            )
            .ToArray();
        foreach (var row in rows.Prepend(header))
            Console.WriteLine(
                "  " + string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column])))
            );
    }

    internal void Picture(Picture picture, string name, string caption)
    {
        section!.Picture(picture, caption);
        picture.Save(Options.Folder, name);
        Console.WriteLine($"  -> {PathOf(name)}.png");
    }

    internal void Save(bool running) => report.Save(PathOf("report.html"), running);

    /// <summary>A place in the chapter for one picture that is drawn again and again; each time the report on disk follows.</summary>
    internal Action<Picture, string, string> BeginPicture()
    {
        var place = section!.Place();
        return (picture, name, caption) =>
        {
            place.Clear().Picture(picture, caption);
            picture.Save(Options.Folder, name);
            Save(running: true);
        };
    }
}
