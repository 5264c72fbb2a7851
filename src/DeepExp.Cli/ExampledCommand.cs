using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DeepExp.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampledCommand(string name, string description, params string[] examples)
    : Command(name, description)
{
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

    private readonly string[] examples = examples;
}
