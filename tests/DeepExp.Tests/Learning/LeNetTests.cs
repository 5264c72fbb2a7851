using DeepExp.Functional;
using Xunit;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Learning;

public class LeNetTests
{
    private const int Side = 12;

    /// <summary>Images with noise: 0 a horizontal bar, 1 a vertical one, 2 both, anywhere.</summary>
    private static (Tensor Images, Tensor Labels) Draw(int seed, int n)
    {
        var random = new Random(seed);
        var pixels = new float[n, Side, Side];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            labels[i] = random.Next(3);
            var (row, column) = (random.Next(2, Side - 2), random.Next(2, Side - 2));
            for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                pixels[i, y, x] =
                    0.3f * random.NextSingle()
                    + (y == row && labels[i] != 1 || x == column && labels[i] != 0 ? 1 : 0);
        }
        return (TensorModule.float32([n, 1, Side, Side], [.. pixels.Cast<float>()]), labels);
    }

    [Fact]
    public void A_small_LeNet_tells_bars_from_crosses()
    {
        Rng.Seed(1);
        var model = new L.Classifier(
            new Sequential
            {
                new L.Convolution2D(6, 3),
                F.Relu,
                x => F.MaxPooling2D(x, 2),
                new L.Convolution2D(8, 3),
                F.Relu,
                x => F.MaxPooling2D(x, 2),
                new L.Linear(16),
                F.Relu,
                new L.Linear(3),
            }
        );
        var (images, labels) = Draw(seed: 1, 32);
        model.Forward(images, labels);
        var optimizer = new Adam(0.01).Setup(model);
        for (var step = 0; step < 150; step++)
        {
            (images, labels) = Draw(seed: 2 + step, 32);
            optimizer.Update(() => model.Forward(images, labels));
        }

        var (unseen, truth) = Draw(seed: 0, 200);
        using var test = Config.TestMode();
        model.Forward(unseen, truth);
        Assert.True(model.Accuracy!.Item() > 0.95, $"accuracy is {model.Accuracy.Item()}");
    }
}
