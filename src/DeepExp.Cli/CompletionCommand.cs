using System.CommandLine;

namespace DeepExp.Cli;

/// <summary><c>deepexp completion</c>: scripts that let a shell ask the command itself how a line may go on.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> scripts = new()
    {
        ["bash"] = """
            _deepexp() {
                mapfile -t COMPREPLY < <(compgen -W "$(deepexp "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}")
            }
            complete -o default -F _deepexp deepexp
            """,
        ["zsh"] = """
            _deepexp() {
                local -a found
                found=("${(@f)$(deepexp "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -- ${found:#}
                _files
            }
            compdef _deepexp deepexp
            """,
        ["fish"] = """
            complete -c deepexp -a '(deepexp "[suggest:"(commandline -C)"]" (commandline | string collect) 2>/dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName deepexp -ScriptBlock {
                param($word, $line, $cursor)
                deepexp "[suggest:$cursor]" "$line" 2>$null | Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    internal static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh" };
        shell.AcceptOnlyFromAmong([.. scripts.Keys]);
        var command = new ExampledCommand(
            "completion",
            "Prints a script with which a shell completes commands and options.",
            "source <(deepexp completion bash)",
            "source <(deepexp completion zsh)",
            "deepexp completion fish | source",
            "deepexp completion pwsh | Out-String | Invoke-Expression"
        )
        {
            shell,
        };
        command.SetAction(parsed => Console.WriteLine(scripts[parsed.GetValue(shell)!]));
        return command;
    }
}
