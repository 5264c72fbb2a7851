using System.CommandLine;

namespace DeepExp.Cli;

/// <summary>What the options of several commands have in common.</summary>
internal static class CommandLine
{
    internal const string ExitCodes = """
        Exit codes:
          0    Done.
          1    A file cannot be read, written, or used.
          2    The command line is not understood.
          130  Interrupted; what was reached is saved.

        """;

    /// <summary>What a program returns that cannot do what it was asked, because of files or of what the system allows.</summary>
    internal const int Failed = 1;

    /// <summary>What a program returns that does not understand what it was asked.</summary>
    internal const int Misunderstood = 2;

    /// <summary>One line on why the command ends, before anything else reads it.</summary>
    internal static int End(int exitCode, string message)
    {
        try
        {
            Console.Error.WriteLine(
                $"deepexp: {string.Join(' ', message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))}"
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where nobody can be told, the exit code tells.
        }
        return exitCode;
    }

    /// <summary>A number of things: 1 row, 2 rows.</summary>
    internal static string Counted(long n, string thing) => $"{n} {thing}{(n == 1 ? "" : "s")}";

    /// <summary>Makes sure, before the work, that its results can be written into a folder, which is made if it is not there.</summary>
    /// <exception cref="DeepExpException">Nothing can be written there.</exception>
    internal static void MakeRoom(string operation, string wanted, string folder)
    {
        var probe = $"{Path.DirectorySeparatorChar}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(folder);
            new FileStream(
                folder + probe,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DeepExpException(
                operation,
                $"{wanted} cannot be written: {e.Message.Replace(probe, "", StringComparison.Ordinal)}",
                e
            );
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
