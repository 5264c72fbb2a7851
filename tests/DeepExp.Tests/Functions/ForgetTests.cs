using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;

namespace DeepExp.Tests.Functions;

/// <summary>What a forgotten function uses besides its arguments counts as well, and what it changes changes once.</summary>
public class ForgetTests
{
    private static readonly Tensor x = Random(1, DType.Float64, 4, 3);

    private static Variable Weights() => Var(Random(2, DType.Float64, 2, 3));

    [Fact]
    public void Weights_that_it_uses_receive_their_gradient()
    {
        var (W, expected) = (Weights(), Weights());
        F.Sum(F.Sin(F.Linear(x, expected))).Backward();
        F.Sum(F.Forget(x => F.Sin(F.Linear(x, W)), x)).Backward();
        Same(expected.Grad!, W.Grad);
    }

    [Fact]
    public void What_was_computed_before_receives_its_gradient_once()
    {
        var (W, expected) = (Weights(), Weights());

        static Variable Function(Variable h, Variable W) => F.Linear(x, h) * F.Linear(x, W);

        F.Sum(Function(F.Tanh(expected), expected)).Backward();
        var h = F.Tanh(W);
        F.Sum(F.Forget(_ => Function(h, W), x)).Backward();
        Assert.All(
            expected.Grad!.ToArray<double>().Zip(W.Grad!.ToArray<double>()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-13)
        );
    }

    [Fact]
    public void Running_averages_take_a_batch_in_once()
    {
        Variable Ones() => TensorModule.ones(DType.Float64, [3]);
        var (mean, once) = (Ones(), Ones());
        F.BatchNormalization(x, Ones(), Ones(), runningMean: once);
        var y = F.Forget(x => F.BatchNormalization(x, Ones(), Ones(), runningMean: mean), Var(x));
        F.Sum(y * y).Backward();
        Same(once.Data, mean.Data);
    }

    [Fact]
    public void Running_averages_follow_the_batch()
    {
        Variable ones = TensorModule.ones(DType.Float64, [3]);
        Variable mean = TensorModule.ones(DType.Float64, [3]);
        Variable var = TensorModule.ones(DType.Float64, [3]);
        F.BatchNormalization(x, ones, ones, runningMean: mean, runningVar: var, decay: 0.25);
        for (var channel = 0; channel < 3; channel++)
        {
            double[] column = [.. Enumerable.Range(0, 4).Select(row => x[row, channel])];
            var average = column.Average();
            var unbiased = column.Sum(x => (x - average) * (x - average)) / 3;
            Assert.Equal(0.25 + (0.75 * average), mean[channel], 1e-14);
            Assert.Equal(0.25 + (0.75 * unbiased), var[channel], 1e-14);
        }
    }

    [Fact]
    public void Running_averages_of_another_shape_are_refused() =>
        Refused(
            "BatchNormalization",
            () => F.BatchNormalization(x, Range(3), Range(3), runningMean: Range(2)),
            "running mean",
            "shape 2",
            "shape 3"
        );
}
