using static DeepExp.Tests.Samples.Sample;

namespace DeepExp.Tests.Samples;

/// <summary>Samples that train reach what they are for, on data that they have not seen.</summary>
public class LearningTests
{
    [Theory]
    [InlineData("exp.cs")]
    [InlineData("exp.fsx")]
    public void Exp_is_learned(string sample)
    {
        var output = Output(sample);
        var answers = Numbers(output, @"e\^([\d.]+) = ([\d.]+), learned ([\d.]+)");
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8], answers.Select(answer => answer[0]));
        Assert.All(
            answers,
            answer => Assert.Equal(Math.Exp(answer[0]), answer[1], tolerance: 1e-4)
        );
        var rmse = Math.Sqrt(answers.Average(answer => Math.Pow(answer[2] - answer[1], 2)));
        Assert.InRange(rmse, 0, 0.005);
    }

    [Theory]
    [InlineData("spirals.cs")]
    public void Spirals_are_told_apart(string sample)
    {
        var output = Output(sample);
        Assert.Equal(3, Numbers(output, @"epoch \d+: loss ([\d.]+)").Length);
        Assert.InRange(Number(output, @"held out: .* accuracy ([\d.]+) %"), 98, 100);
    }

    // The noise alone is 10; the mean price, told of every house, would have an R² of 0.
    [Theory]
    [InlineData("houses.cs")]
    public void Prices_are_predicted(string sample)
    {
        var output = Output(sample);
        Assert.InRange(Number(output, @"held out: RMSE ([\d.]+)"), 5, 20);
        Assert.InRange(Number(output, @"R² ([\d.]+)"), 0.98, 1);
    }

    // A wave has an RMSE of 0.7 to a flat line.
    [Theory]
    [InlineData("wave.cs")]
    public void A_wave_is_continued(string sample) =>
        Assert.InRange(Number(Output(sample), @"RMSE .*: ([\d.]+)"), 0, 0.1);

    [Theory]
    [InlineData("optimizer.fsx")]
    public void An_optimizer_of_ones_own_learns(string sample) =>
        Assert.InRange(Number(Output(sample), @"RMSE ([\d.]+)"), 0, 0.05);
}
