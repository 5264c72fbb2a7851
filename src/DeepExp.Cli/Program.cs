using System.CommandLine;
using System.CommandLine.Invocation;
using DeepExp;
using DeepExp.Cli;
using DeepExp.Cli.Fit;

var root = new RootCommand(
    "Deep learning in .NET: taught with a network that learns y = e^x, and fitted to tables."
)
{
    TutorialCommand.Create(),
    FitCommand.Create(),
    PredictCommand.Create(),
    InfoCommand.Create(),
    CompletionCommand.Create(),
};
ExampledCommand.ShowExamples(root);
var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);

// Whoever asks for help or for completions may have written half a line.
if (parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction)
{
    // The first word that is not understood tells more than what is missing or too much after it.
    var error =
        args.Select(word =>
                parsed.Errors.FirstOrDefault(error =>
                    error.Message.Contains($"'{word}'", StringComparison.Ordinal)
                )
            )
            .FirstOrDefault(error => error is not null)
        ?? parsed.Errors[0];
    return CommandLine.End(CommandLine.Misunderstood, error.Message);
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error)
    when (error is DeepExpException or IOException or UnauthorizedAccessException)
{
    return CommandLine.End(CommandLine.Failed, error.Message);
}
