using System.CommandLine;

namespace DeepExp.Cli;

/// <summary>What the options of several commands have in common.</summary>
internal static class CommandLine
{
    /// <summary>One line on why the command cannot do what was asked, and the exit code for it.</summary>
    internal static int Refuse(string message)
    {
        Console.Error.WriteLine($"deepexp: {message.ReplaceLineEndings(" ")}");
        return 2;
    }

    /// <summary>Why nothing can be written into a folder, which is made if it is not there; null if it can.</summary>
    internal static string? Obstacle(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}");
            new FileStream(
                probe,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
            return null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return e.Message;
        }
    }

    /// <summary>An option that takes a whole number of a range.</summary>
    internal static Option<int> Whole(
        string name,
        int byDefault,
        int least,
        int most,
        string description
    )
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (int.TryParse(text, out var value) && value >= least && value <= most)
                    return value;
                result.AddError(
                    $"{name} is «{text}», but must be a whole number from {least} to {most}."
                );
                return byDefault;
            },
        };
        return option;
    }
}
