using System.Globalization;
using DeepExp.Cli;
using DeepExp.Cli.Fit;
using FsCheck.Xunit;

namespace DeepExp.Tests.Fit;

/// <summary>Answers are written in as many digits as the network knows.</summary>
public class DigitsTests
{
    private static SavedModel Model(params Column[] outputs) =>
        new([], outputs, [(((Variable)new float[1, 1]).Data, null)]);

    private static double Read(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [Property]
    public bool The_float32_comes_back_and_from_no_fewer_digits(float y)
    {
        if (!float.IsFinite(y) || y == 0)
            return true;
        var text = Model().Text(y, 0);
        var digits = text.Split('E')[0].Where(char.IsDigit).SkipWhile(digit => digit == '0');
        var count = string.Concat(digits).TrimEnd('0').Length;
        return (float)Read(text) == y
            && (
                count == 1
                || (float)Read(y.ToString($"E{count - 2}", CultureInfo.InvariantCulture)) != y
            );
    }

    [Theory]
    [InlineData(0.2f, "0.2")]
    [InlineData(1.2214028f, "1.2214028")]
    [InlineData(1.7e9f, "1700000000")]
    [InlineData(-1e-5f, "-1E-05")]
    public void As_here(float y, string text) => Assert.Equal(text, Model().Text(y, 0));

    [Theory]
    [InlineData(300, 100, 300.12345678901, "300.12344")]
    [InlineData(2000, 10, 2024.123456789, "2024.1234")]
    [InlineData(1e9, 1, 1000000000.123, "1000000000.123")]
    [InlineData(0, 1e-300, 1.25e-300, "1.25E-300")]
    [InlineData(0, 1e200, 1.25e200, "1.25E+200")]
    public void A_column_has_those_of_float64_where_float32_holds_too_few(
        double mean,
        double std,
        double y,
        string text
    ) => Assert.Equal(text, Model(new Column("y", mean, std)).Text(y, 0));

    [Theory]
    [InlineData(-0.00004, "0.0000")]
    [InlineData(-0.00006, "-0.0001")]
    [InlineData(0.99996, "1.0000")]
    [InlineData(-12345.678, "-12345.6780")]
    [InlineData(null, "–")]
    public void R2_has_four_decimals_and_no_negative_zero(double? r2, string text) =>
        Assert.Equal(text, new Quality(1, r2, 1).R2Text);
}
