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
    // Of a command that there is not, the first error says only that one is required.
    var error =
        parsed.Errors.FirstOrDefault(error =>
            parsed.UnmatchedTokens.Any(token =>
                error.Message.Contains(token, StringComparison.Ordinal)
            )
        ) ?? parsed.Errors[0];
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
