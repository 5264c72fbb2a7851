using System.CommandLine;
using DeepExp;
using DeepExp.Cli;

var root = new RootCommand("Deep learning in .NET, taught with a network that learns y = e^x.")
{
    TutorialCommand.Create(),
    PredictCommand.Create(),
};
var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // Of a command that there is not, the first error says only that one is required.
    var error =
        parsed.Errors.FirstOrDefault(error =>
            parsed.UnmatchedTokens.Any(token =>
                error.Message.Contains(token, StringComparison.Ordinal)
            )
        ) ?? parsed.Errors[0];
    Console.Error.WriteLine(
        $"deepexp: {string.Join(' ', error.Message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))}"
    );
    return 2;
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error)
    when (error is DeepExpException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"deepexp: {error.Message}");
    return 1;
}
