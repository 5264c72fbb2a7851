using DeepExp.Functional;
using Xunit;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Learning;

public class BatchNormalizedMlpTests
{
    /// <summary>Points of a plane far from 0, of which those within a ring about its centre are of class 1.</summary>
    private static (Tensor Points, Tensor Labels) Draw(int seed, int n)
    {
        var random = new Random(seed);
        var points = new float[2 * n];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = random.Next(2);
            var radius =
                labels[i] == 1 ? 0.8 * random.NextDouble() : 1.2 + 0.8 * random.NextDouble();
            var angle = 2 * Math.PI * random.NextDouble();
            points[2 * i] = (float)(100 + 10 * radius * Math.Cos(angle));
            points[2 * i + 1] = (float)(-5 + 0.1 * radius * Math.Sin(angle));
        }
        return (TensorModule.float32([n, 2], points), labels);
    }

    [Fact]
    public void A_multilayer_perceptron_with_batch_normalization_learns_and_is_right_in_testing()
    {
        Rng.Seed(1);
        var model = new L.Classifier(
            new Sequential
            {
                new L.BatchNormalization(2),
                new L.Linear(2, 16),
                new L.BatchNormalization(16),
                F.Relu,
                new L.Linear(16, 16),
                new L.BatchNormalization(16),
                F.Relu,
                new L.Linear(16, 2),
            }
        );
        var optimizer = new Adam(0.01).Setup(model);
        for (var step = 0; step < 300; step++)
        {
            var (points, labels) = Draw(seed: 1 + step, 64);
            optimizer.Update(() => model.Forward(points, labels));
        }

        var (unseen, truth) = Draw(seed: 0, 500);
        model.Forward(unseen, truth);
        Assert.True(model.Accuracy!.Item() > 0.95, $"in training {model.Accuracy.Item()}");
        using var test = Config.TestMode();
        model.Forward(unseen, truth);
        Assert.True(model.Accuracy!.Item() > 0.95, $"in testing {model.Accuracy.Item()}");
    }
}
