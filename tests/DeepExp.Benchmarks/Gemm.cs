using System.Globalization;
using DeepExp.Kernels;

namespace DeepExp.Benchmarks;

/// <summary>The float32 matrix product beside OpenBLAS.</summary>
internal sealed class Gemm : IWork
{
    public string Name => "gemm";

    /// <summary>op(a) is m×k, op(b) is k×n.</summary>
    private readonly record struct Shape(
        int M,
        int N,
        int K,
        bool TransA = false,
        bool TransB = false
    )
    {
        internal string Argument => $"{M},{N},{K},{(TransA ? 1 : 0)},{(TransB ? 1 : 0)}";

        internal double Gigaflops(double seconds) => 2e-9 * M * N * K / seconds;

        public override string ToString() =>
            $"{M}×{K}{(TransA ? "ᵀ" : "")} · {K}×{N}{(TransB ? "ᵀ" : "")}";
    }

    /// <summary>Squares, their transposes, and the products of networks of the tutorial's and of MNIST's size.</summary>
    private static readonly Shape[] shapes =
    [
        new(100, 100, 100),
        new(512, 512, 512),
        new(512, 512, 512, TransA: true),
        new(512, 512, 512, TransB: true),
        new(512, 512, 512, TransA: true, TransB: true),
        new(1024, 1024, 1024),
        new(100, 1000, 784, TransB: true),
        new(100, 784, 1000),
        new(1000, 784, 100, TransA: true),
        new(100, 10, 1000, TransB: true),
        new(100, 1000, 10),
        new(10, 1000, 100, TransA: true),
        new(100, 16, 1, TransB: true),
        new(100, 32, 16, TransB: true),
        new(100, 16, 32),
        new(32, 16, 100, TransA: true),
        new(100, 1, 32, TransB: true),
        new(1, 1000, 1000, TransB: true),
    ];

    public IEnumerable<Row> Rows(Effort effort)
    {
        var seconds = (effort.Seconds / 20).ToString(CultureInfo.InvariantCulture);
        foreach (var threads in new[] { 1, 2 })
        {
            var figures = Racer.Race(
                effort.Rounds,
                Racer.Own(threads, this, seconds),
                Racer.C(
                    threads,
                    "gemm.c",
                    "-O2 -I/usr/include/x86_64-linux-gnu -lopenblas",
                    [seconds, .. shapes.Select(shape => shape.Argument)]
                )
            );
            for (var i = 0; i < shapes.Length; i++)
                yield return new(
                    $"sgemm {shapes[i]}, {threads} thread{(threads == 1 ? "" : "s")}",
                    "GFLOP/s",
                    figures[0]![i].Select(shapes[i].Gigaflops),
                    new("OpenBLAS", figures[1]?[i].Select(shapes[i].Gigaflops)),
                    Goals: Goals(shapes[i], threads)
                );
        }
    }

    public IEnumerable<double> Figures(string[] arguments)
    {
        var seconds = double.Parse(arguments[0], CultureInfo.InvariantCulture);
        foreach (var shape in shapes)
        {
            var (m, n, k) = (shape.M, shape.N, shape.K);
            var (a, b, c) = (Filled(m * k), Filled(k * n), new float[m * n]);
            yield return Clock.Step(
                seconds,
                () => MatMul.Multiply<float>(m, n, k, a, shape.TransA, b, shape.TransB, c)
            );
        }
    }

    private static Goal[] Goals(Shape shape, int threads) =>
        (shape, threads) switch
        {
            ({ M: 100, N: 100, K: 100 }, 1) => [Goal.OfPeer(0.8)],
            ({ M: 512, TransA: false, TransB: false } or { M: 1024 }, 1) => [Goal.OfPeer(1)],
            ({ M: 1024 }, 2) => [Goal.OfPeer(0.9)],
            _ => [],
        };

    private static float[] Filled(int size) =>
        [.. Enumerable.Range(0, size).Select(i => (i * 37 % 101 - 50) / 50f)];
}
