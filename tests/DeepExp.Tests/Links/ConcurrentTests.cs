using Xunit;
using static DeepExp.Tests.Tensors;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Tests.Links;

public class ConcurrentTests
{
    // Large enough for products and other works to be shared among the threads of the kernels.
    [Fact]
    public void A_model_answers_many_threads_at_once_with_the_same_bits()
    {
        Rng.Seed(0);
        var model = new Sequential(
            new L.Convolution2D(1, 8, 3),
            new L.BatchNormalization(8),
            F.Relu,
            x => F.MaxPooling2D(x, 2),
            new L.Linear(256),
            F.Dropout,
            new L.Linear(10)
        );
        Tensor[] xs = [.. Enumerable.Range(0, 4).Select(_ => Rng.Normal(32, 1, 28, 28))];
        var step = new CompiledStep(
            model,
            new Adam(),
            (Variable x) => F.Mean(F.Square(model.Forward(x)))
        );
        for (var i = 0; i < 4; i++)
            step.Update(xs[i]);

        // The first to ask bring the model up to date with the compiled step.
        var together = new string[8][];
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, together.Length)
                .Select(i => new Thread(() =>
                    together[i] = [.. Enumerable.Range(i, 12).Select(n => Answer(xs[n % 4]))]
                )),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        string[] alone = [.. xs.Select(Answer)];
        foreach (var (i, answers) in together.Index())
            Assert.Equal(Enumerable.Range(i, 12).Select(n => alone[n % 4]), answers);

        string Answer(Tensor x)
        {
            using var test = Config.TestMode();
            using var noBackprop = Config.NoBackpropMode();
            return Bits(model.Forward(x).Data);
        }
    }
}
