namespace DeepExp.Tests.Tutorial;

public class BadOptionsTests
{
    [Theory]
    [InlineData("--steps", "0")]
    [InlineData("--steps", "many")]
    [InlineData("--steps", "1e4")]
    [InlineData("--steps", "99999999999")]
    [InlineData("--steps")]
    [InlineData("--batch", "-1")]
    [InlineData("--batch", "0")]
    [InlineData("--seed", "1.5")]
    [InlineData("--dtype", "int8")]
    [InlineData("--out", "")]
    [InlineData("--out", " ")]
    [InlineData("--epochs", "3")]
    public void One_clear_line_and_exit_code_2(params string[] options)
    {
        var result = Command.DeepExp(["tutorial", .. options]);
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        var line = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("deepexp: ", line, StringComparison.Ordinal);
        Assert.Contains(options[0], line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = Command.DeepExp("tutorial", "--out", file);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("is a file", result.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("{file}/sub")]
    [InlineData("/proc/nope")]
    [InlineData("/dev/null/x")]
    [InlineData("/tmp/{long}")]
    public void What_cannot_be_a_folder_is_named(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = Path.GetTempFileName();
        folder = folder
            .Replace("{file}", file, StringComparison.Ordinal)
            .Replace("{long}", new string('n', 300), StringComparison.Ordinal);
        var result = Command.DeepExp("tutorial", "--out", folder);
        File.Delete(file);
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Output);
        var line = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith(
            $"deepexp: Tutorial: --out {folder} cannot be written: ",
            line,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Help_tells_each_default_once()
    {
        var help = Command.DeepExp("tutorial", "--help").Output;
        Assert.Contains("default: 10000", help, StringComparison.Ordinal);
        Assert.DoesNotContain("(default", help, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_command_is_one_line_too()
    {
        var result = Command.DeepExp("tutorail");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "tutorail",
            Assert.Single(result.Errors.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Who_asks_for_nothing_is_helped()
    {
        var help = Command.DeepExp("--help");
        Assert.Equal(0, help.ExitCode);
        Assert.Contains("fit <DATA>", help.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:", help.Output, StringComparison.Ordinal);
        Assert.Equal(help, Command.DeepExp());
    }
}
