using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace DeepExp.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampledCommand : Command
{
    private readonly string[] examples;

    internal ExampledCommand(string name, string description, params string[] examples)
        : base(name, description)
    {
        this.examples = examples;
        Validators.Add(RefuseUnknownOptions);
    }

    /// <summary>
    /// Lets the help of all commands under the root show their examples, that of the root the exit codes, and all be asked for by
    /// --help and -h.
    /// </summary>
    internal static void ShowExamples(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        foreach (var alias in help.Aliases.Where(alias => alias != "-h").ToList())
            help.Aliases.Remove(alias);
        help.Action = new Help((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class Help(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            var code = inner.Invoke(parsed);
            if (parsed.CommandResult.Command is ExampledCommand command)
                parsed.InvocationConfiguration.Output.WriteLine(
                    $"Examples:\n  {string.Join("\n  ", command.examples)}\n"
                );
            else if (parsed.CommandResult.Command is RootCommand)
                parsed.InvocationConfiguration.Output.WriteLine(CommandLine.ExitCodes);
            return code;
        }
    }

    // An option that there is not would be taken as an argument.
    private static void RefuseUnknownOptions(CommandResult result)
    {
        foreach (var argument in result.Children.OfType<ArgumentResult>())
        foreach (var token in argument.Tokens)
            if (token.Value.StartsWith("--", StringComparison.Ordinal))
                result.AddError($"Unrecognized command or argument '{token.Value}'.");
    }
}
