using DeepExp.Plotting;
using Spectre.Console;

namespace DeepExp.Cli.Tutorial;

/// <summary>Where the story is told: to the terminal and to the report at once.</summary>
internal sealed class Stage(Options options, CancellationToken interrupted)
{
    private readonly Report report = new(
        "Teaching a network y = e^x",
        "Ten steps from teacher data to a trained network, and a look inside. Every number and picture was made by this run: "
            + $"{CommandLine.Counted(options.Steps, "step")}, batches of {options.Batch}, seed {options.Seed}, {options.DType}."
    );
    private Section? section;
    private int chapters;

    internal Options Options { get; } = options;

    /// <summary>Whether the reader wants no more of it.</summary>
    internal CancellationToken Interrupted { get; } = interrupted;

    internal string PathOf(string file) => Path.Combine(Options.Folder, file);

    internal void Chapter(string heading)
    {
        Interrupted.ThrowIfCancellationRequested();
        section = report.Section(heading);
        AnsiConsole.WriteLine();
        AnsiConsole.Write(
            new Rule($"[bold]{++chapters}. {Markup.Escape(heading)}[/]").LeftJustified()
        );
    }

    internal void Say(string prose)
    {
        section!.Text(prose);
        var line = prose.Replace("`", "", StringComparison.Ordinal);
        // Words are not cut in two where the terminal ends.
        if (Progress.OnTerminal)
            AnsiConsole.WriteLine(line);
        else
            Console.WriteLine(line);
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
        Console.WriteLine($"  -> {PathOf(name)}.png, .svg");
    }

    internal void Save(bool running) => report.Save(PathOf("report.html"), running);

    /// <summary>The last page of a story that does not come to its end: it says so, and waits for no more.</summary>
    internal void BreakOff(string why)
    {
        section?.Text($"The run ended here, before its end: {why}");
        try
        {
            Save(running: false);
        }
        catch (DeepExpException)
        {
            // Why the story broke off is told already; that its page cannot be written either adds nothing.
        }
    }

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
