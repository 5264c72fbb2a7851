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
            Assert.Equal(2, result.ExitCode);
            Assert.Contains("is a file", result.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void No_command_and_an_unknown_command_are_one_line_too()
    {
        foreach (var arguments in new string[][] { [], ["tutorail"] })
        {
            var result = Command.DeepExp(arguments);
            Assert.Equal(2, result.ExitCode);
            Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        }
    }
}
