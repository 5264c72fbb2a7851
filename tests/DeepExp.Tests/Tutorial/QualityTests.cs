using DeepExp.Cli.Tutorial;

namespace DeepExp.Tests.Tutorial;

public class QualityTests
{
    private const int Seeds = 20;

    [Fact]
    public void Twenty_networks_trained_for_10000_steps_fit_as_well_as_Chainers()
    {
        var errors = new double[Seeds];
        Parallel.For(0, Seeds, seed => errors[seed] = Rmse(Trained(seed, 10_000)));
        Array.Sort(errors);
        Assert.InRange((errors[Seeds / 2 - 1] + errors[Seeds / 2]) / 2, 0, 2.4e-3);
        Assert.InRange(errors[^1], 0, 5e-3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_thread()
    {
        var alone = Trained(3, 300)
            .Params()
            .SelectMany(parameter => parameter.ToArray<double>())
            .ToArray();
        var together = new double[4][];
        Parallel.For(
            0,
            together.Length,
            i =>
                together[i] = [
                    .. Trained(3, 300)
                        .Params()
                        .SelectMany(parameter => parameter.ToArray<double>()),
                ]
        );
        Assert.All(together, parameters => Assert.Equal(alone, parameters));
    }

    private static double Rmse(MyChain model) =>
        Grid.Rmse(Grid.Answers(model.Predict, DType.Float32));

    private static MyChain Trained(int seed, int steps)
    {
        Rng.Seed(seed);
        var model = new MyChain();
        var teacher = new Teacher(Rng.NextKey(), DType.Float32);
        var optimizer = new Adam();
        optimizer.Setup(model);
        for (var step = 0; step < steps; step++)
        {
            var (x, t) = teacher.Batch(100);
            model.ZeroGrads();
            model.Loss(x, t).Backward();
            optimizer.Update();
        }
        return model;
    }
}
