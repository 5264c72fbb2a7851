using System.Diagnostics;
using System.Globalization;
using DeepExp.Kernels;

namespace DeepExp.Benchmarks;

/// <summary>One float32 product of the table: the seconds of this project and of OpenBLAS (null where it is not installed).</summary>
internal sealed record GemmRow(Gemm.Shape Shape, int Threads, double Own, double? Peer);

/// <summary>The matrix product beside OpenBLAS, in one run: both measured in turn, several times; the medians.</summary>
internal static class Gemm
{
    private const int Repetitions = 5;
    private const int Rounds = 7;

    /// <summary>op(a) is m×k, op(b) is k×n.</summary>
    internal readonly record struct Shape(
        int M,
        int N,
        int K,
        bool TransA = false,
        bool TransB = false
    )
    {
        internal string Argument => $"{M},{N},{K},{(TransA ? 1 : 0)},{(TransB ? 1 : 0)}";

        public override string ToString() =>
            $"{M}×{K}{(TransA ? "ᵀ" : "")} · {K}×{N}{(TransB ? "ᵀ" : "")}";
    }

    /// <summary>Squares, their transposes, and the products of networks of the tutorial's and of MNIST's size.</summary>
    private static readonly Shape[] Shapes =
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

    /// <summary>Each shape with one thread, then with all processors where there are more.</summary>
    internal static IReadOnlyList<GemmRow> Measured()
    {
        var program = Path.Combine(Path.GetTempPath(), $"deepexp-gemm-{Environment.ProcessId}");
        Measure.Output(
            "gcc",
            "-O2",
            Path.Combine(AppContext.BaseDirectory, "peers", "gemm.c"),
            "-o",
            program,
            "-I/usr/include/x86_64-linux-gnu",
            "-lopenblas"
        );
        var before = Threads.Count;
        try
        {
            return
            [
                .. new[] { 1, Environment.ProcessorCount }
                    .Distinct()
                    .SelectMany(threads => Shapes.Select(shape => Row(program, shape, threads))),
            ];
        }
        finally
        {
            Threads.Count = before;
            File.Delete(program);
        }
    }

    /// <summary>The rows as a Markdown table.</summary>
    internal static void Print(TextWriter to)
    {
        to.WriteLine("| sgemm | threads | GFLOP/s | OpenBLAS | ratio |");
        to.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (shape, threads, own, peer) in Measured())
        {
            double Speed(double seconds) => 2e-9 * shape.M * shape.N * shape.K / seconds;
            to.WriteLine(
                peer is { } seconds
                    ? $"| {shape} | {threads} | {Speed(own):F1} | {Speed(seconds):F1} | {seconds / own:F2} |"
                    : $"| {shape} | {threads} | {Speed(own):F1} | not installed | |"
            );
        }
    }

    private static GemmRow Row(string program, Shape shape, int threads)
    {
        Threads.Count = threads;
        var budget = shape.M * (long)shape.N * shape.K > 1e7 ? 0.1 : 0.02;
        var own = new List<double>();
        var peer = new List<double>();
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            own.Add(Seconds(shape, budget));
            var text = Measure.Output(
                "/usr/bin/env",
                $"OPENBLAS_NUM_THREADS={threads}",
                program,
                budget.ToString(CultureInfo.InvariantCulture),
                shape.Argument
            );
            if (text is not null)
                peer.Add(double.Parse(text.Trim(), CultureInfo.InvariantCulture));
        }
        return new(shape, threads, Median(own), peer.Count == 0 ? null : Median(peer));
    }

    private static double Median(List<double> figures)
    {
        figures.Sort();
        return figures[figures.Count / 2];
    }

    private static double Seconds(Shape shape, double budget)
    {
        var (a, b, c) = (
            Filled(shape.M * shape.K),
            Filled(shape.K * shape.N),
            Filled(shape.M * shape.N)
        );
        var figures = new List<double>();
        var calls = 1;
        while (figures.Count < Rounds)
        {
            var start = Stopwatch.GetTimestamp();
            for (var call = 0; call < calls; call++)
                MatMul.Multiply<float>(
                    shape.M,
                    shape.N,
                    shape.K,
                    a,
                    shape.TransA,
                    b,
                    shape.TransB,
                    c
                );
            var taken = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (figures.Count == 0 && taken < budget / Rounds)
                calls *= 2;
            else
                figures.Add(taken / calls);
        }
        return Median(figures);
    }

    private static float[] Filled(int size)
    {
        var x = new float[size];
        for (var i = 0; i < size; i++)
            x[i] = ((i * 37 % 101) - 50) / 50f;
        return x;
    }
}
