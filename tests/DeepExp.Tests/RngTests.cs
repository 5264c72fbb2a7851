using DeepExp.Functional;
using Xunit;
using static DeepExp.Tests.Tensors;

namespace DeepExp.Tests;

public class RngTests
{
    private static string Draw(int seed)
    {
        Rng.Seed(seed);
        return Draw();
    }

    private static string Draw() =>
        $"{Bits(Rng.Normal(3, 2))} {Bits(Rng.Uniform(5))} {Rng.NextKey()}";

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.NotEqual(Draw(), Draw());
    }

    [Fact]
    public void Every_thread_has_a_row_of_its_own()
    {
        var expected = Draw(7);
        Rng.Seed(7);
        using var together = new Barrier(4);
        var drawn = new string[4];
        Thread[] threads =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(i => new Thread(() =>
                {
                    Rng.Seed(7);
                    together.SignalAndWait();
                    drawn[i] = Draw();
                })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(drawn, bits => Assert.Equal(expected, bits));
        Assert.Equal(expected, Draw());
    }

    [Fact]
    public void Without_a_seed_threads_begin_anywhere()
    {
        var drawn = new string[2];
        for (var i = 0; i < 2; i++)
        {
            var thread = new Thread(() => drawn[i] = Draw());
            thread.Start();
            thread.Join();
        }

        Assert.NotEqual(drawn[0], drawn[1]);
    }

    [Fact]
    public void Numbers_are_float32_of_the_shape_asked_for()
    {
        Rng.Seed(1);
        var uniform = Rng.Uniform(100, 100);
        Assert.Equal([100, 100], uniform.Shape);
        Assert.Equal(DType.Float32, uniform.DType);
        Assert.All(uniform.ToArray<float>(), x => Assert.InRange(x, 0, 0.99999994f));
        Assert.InRange(TensorModule.mean(uniform).ToScalar(), 0.48, 0.52);
        var normal = Rng.Normal(10_000);
        Assert.InRange(TensorModule.mean(normal).ToScalar(), -0.05, 0.05);
        Assert.InRange(TensorModule.mean(normal * normal).ToScalar(), 0.95, 1.05);
    }
}
