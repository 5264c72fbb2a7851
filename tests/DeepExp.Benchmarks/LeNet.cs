using System.Diagnostics;
using System.Globalization;
using DeepExp.Functional;
using F = DeepExp.Functions;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>One training step of a convolutional network in LeNet's shape on a batch of 100 images of 28×28, with the façade's words.</summary>
internal sealed class LeNet
{
    private const int Batch = 100;

    private sealed class Net : Chain
    {
        private readonly L.Convolution2D c1,
            c2;
        private readonly L.Linear l1,
            l2;

        internal Net()
        {
            c1 = AddLink("c1", new L.Convolution2D(1, 20, 5));
            c2 = AddLink("c2", new L.Convolution2D(20, 50, 5));
            l1 = AddLink("l1", new L.Linear(800, 500));
            l2 = AddLink("l2", new L.Linear(500, 10));
        }

        internal Variable Loss(Variable x, Variable t)
        {
            var h = F.MaxPooling2D(F.Relu(c1.Forward(x)), 2);
            h = F.MaxPooling2D(F.Relu(c2.Forward(h)), 2);
            return F.SoftmaxCrossEntropy(l2.Forward(F.Relu(l1.Forward(h))), t);
        }
    }

    private readonly Net net;
    private readonly Adam optimizer = new();
    private readonly Variable x = KeyModule.normal(
        DType.Float32,
        [Batch, 1, 28, 28],
        KeyModule.ofSeed(1)
    );
    private readonly Variable t = TensorModule.int32(
        [Batch],
        [.. Enumerable.Range(0, Batch).Select(i => i * 7 % 10)]
    );

    internal LeNet()
    {
        Rng.Seed(0);
        net = new();
        optimizer.Setup(net);
    }

    /// <summary>ZeroGrads, loss, Backward, Update; the loss before the step.</summary>
    internal double Step()
    {
        net.ZeroGrads();
        var loss = net.Loss(x, t);
        loss.Backward();
        optimizer.Update();
        return loss.Data.ToScalar();
    }

    /// <summary>The median milliseconds of a warm step.</summary>
    internal static double Milliseconds(int steps)
    {
        var net = new LeNet();
        var figures = new double[steps];
        for (var step = -steps; step < steps; step++)
        {
            var start = Stopwatch.GetTimestamp();
            net.Step();
            figures[Math.Max(step, 0)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(figures);
        return figures[steps / 2];
    }

    /// <summary>Beside PyTorch, with one thread and with two.</summary>
    internal static void Print(string peers)
    {
        Console.WriteLine(
            "| LeNet-shaped step (conv 20@5, pool, conv 50@5, pool, 500, 10; batch 100, Adam) | median | PyTorch | × PyTorch |"
        );
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var threads in new[] { 1, 2 })
        {
            var mine = Measure.Median(3, Environment.ProcessPath!, "lenet", $"{threads}")!.Value;
            var peer = Measure.Median(
                3,
                "/usr/bin/python3",
                Path.Combine(peers, "torch_lenet.py"),
                "30",
                $"{threads}"
            );
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {threads} thread{(threads == 1 ? "" : "s")} | {mine:F1} ms | {(peer is { } p ? $"{p:F1} ms" : "not installed")} | {(peer is { } q ? $"{mine / q:F2}" : "")} |"
                )
            );
        }
    }
}
