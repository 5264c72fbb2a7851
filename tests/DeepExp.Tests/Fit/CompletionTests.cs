using DeepExp.Tests.Tutorial;

namespace DeepExp.Tests.Fit;

public class CompletionTests
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void The_shell_accepts_its_script(string shell)
    {
        var result = Command.DeepExp("completion", shell);
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("[suggest:", result.Output, StringComparison.Ordinal);
        if (!Command.IsInstalled(shell))
            return;
        var script = Path.GetTempFileName();
        File.WriteAllText(script, result.Output);
        Assert.Equal(new Command.Result(0, "", ""), Command.Run(shell, "-n", script));
        File.Delete(script);
    }

    [Fact]
    public void Bash_completes_options_with_it()
    {
        if (!Command.IsInstalled("bash"))
            return;
        var program = typeof(Cli.Table).Assembly.Location;
        var result = Command.Run(
            "bash",
            "-c",
            $$"""
            deepexp() { dotnet "{{program}}" "$@"; }
            source <(deepexp completion bash)
            COMP_LINE="deepexp fit --hi"; COMP_POINT=16; COMP_WORDS=(deepexp fit --hi); COMP_CWORD=2
            _deepexp
            echo "${COMPREPLY[@]}"
            """
        );
        Assert.Equal("--hidden\n", result.Output);
    }

    [Fact]
    public void Another_shell_is_refused()
    {
        var result = Command.DeepExp("completion", "csh");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("csh", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tutorial")]
    [InlineData("fit")]
    [InlineData("predict")]
    [InlineData("info")]
    [InlineData("completion")]
    public void Help_ends_with_examples(string command)
    {
        var result = Command.DeepExp(command, "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            $"deepexp {command}",
            result.Output.Split("Examples:")[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Info_shows_any_file_and_refuses_what_is_none()
    {
        var file = Path.GetTempFileName();
        Serializers.SaveNpz(file, [KeyValuePair.Create("any", (Tensor)new[] { 1, 2, 3 })]);
        var result = Command.DeepExp("info", file);
        Assert.Contains("1 array, 3 numbers", result.Output, StringComparison.Ordinal);
        Assert.Contains("any    3      int32  3", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("predict", result.Output, StringComparison.Ordinal);
        File.WriteAllText(file, "hello");
        var refused = Command.DeepExp("info", file);
        File.Delete(file);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            file,
            Assert.Single(refused.Errors.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
    }
}
