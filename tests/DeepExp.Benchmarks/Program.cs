using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using DeepExp.Benchmarks;

const int Steps = 10_000;
const int Repetitions = 5;

switch (args)
{
    case ["cold"]:
        // The first 10,000 steps of a process, the compilation of all that they run among them.
        var clock = Stopwatch.StartNew();
        var cold = new TutorialStep();
        for (var step = 0; step < Steps; step++)
            cold.Façade();
        Console.WriteLine(clock.Elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
        return 0;
    case ["memory", var steps]:
        var held = new TutorialStep();
        for (var step = 0; step < int.Parse(steps, CultureInfo.InvariantCulture); step++)
            held.Façade();
        Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true) / 1024);
        GC.KeepAlive(held);
        return 0;
    case ["lenet"]:
        LeNet.Print(Path.Combine(AppContext.BaseDirectory, "peers"));
        return 0;
    case ["lenet", var threads]:
        DeepExp.Kernels.Threads.Count = int.Parse(threads, CultureInfo.InvariantCulture);
        Console.WriteLine(LeNet.Milliseconds(30).ToString("F3", CultureInfo.InvariantCulture));
        return 0;
    case ["gemm"]:
        Gemm.Print(Console.Out);
        return 0;
    case ["elementary"]:
        Elementary.Print();
        return 0;
    case ["start"]:
        return Start.Run();
    case []:
        break;
    default:
        Console.Error.WriteLine(
            "usage: DeepExp.Benchmarks (no arguments: measure the tutorial's step and print its table; gemm: the matrix product; lenet: a convolutional network)"
        );
        return 2;
}

var config = ManualConfig
    .CreateEmpty()
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(NullLogger.Instance)
    .AddJob(
        Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(10)
            .WithIterationCount(15)
    );
var reports = BenchmarkRunner.Run<TutorialStep>(config).Reports;
double Microseconds(string name) =>
    reports
        .Single(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name == name)
        .ResultStatistics!.Median / 1000;
long Bytes(string name)
{
    var report = reports.Single(report =>
        report.BenchmarkCase.Descriptor.WorkloadMethod.Name == name
    );
    return report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}

var self = Environment.ProcessPath!;
var peers = Path.Combine(AppContext.BaseDirectory, "peers");
var limitProgram = Path.Combine(Path.GetTempPath(), $"deepexp-limit-{Environment.ProcessId}");
Measure.Output(
    "gcc",
    "-O3",
    "-march=native",
    "-ffast-math",
    Path.Combine(peers, "limit.c"),
    "-o",
    limitProgram,
    "-lm"
);
var limit = Measure.Median(Repetitions, limitProgram, $"{Steps}");
File.Delete(limitProgram);
var torch = Measure.Median(
    3,
    "/usr/bin/python3",
    Path.Combine(peers, "torch_step.py"),
    "3000",
    "1"
);
var coldSeconds = Measure.Median(Repetitions, self, "cold");
var memory = new[] { 1_000, 10_000 }
    .Select(steps => Measure.Median(1, self, "memory", $"{steps}"))
    .ToArray();

string Ratio(double mine, double? peer) =>
    peer is { } figure ? $"{mine / figure:F2}" : "not installed";
Console.WriteLine(
    $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, {Environment.ProcessorCount} processors, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits, {DateTime.UtcNow:yyyy-MM-dd}"
);
Console.WriteLine();
Console.WriteLine(
    "| tutorial step (1-16-32-1, batch 100 drawn anew, Adam) | median | × limit | × PyTorch | allocated |"
);
Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
foreach (var name in new[] { nameof(TutorialStep.Façade), nameof(TutorialStep.Fold) })
    Console.WriteLine(
        $"| eager, {name.ToLowerInvariant()}, warm | {Microseconds(name):F1} µs | {Ratio(Microseconds(name), limit)} | {Ratio(Microseconds(name), torch)} | {Bytes(name)} bytes |"
    );
Console.WriteLine(
    $"| the first 10,000 steps of a process, façade | {coldSeconds:F2} s | {Ratio(coldSeconds!.Value * 1e6 / Steps, limit)} | {Ratio(coldSeconds.Value * 1e6 / Steps, torch)} | |"
);
Console.WriteLine(
    $"| limit: C, gcc -O3 -march=native -ffast-math | {(limit is { } c ? $"{c:F1} µs" : "not installed")} | 1 | {(limit is { } l ? Ratio(l, torch) : "")} | |"
);
Console.WriteLine(
    $"| PyTorch, 1 thread | {(torch is { } p ? $"{p:F1} µs" : "not installed")} | {(torch is { } q ? Ratio(q, limit) : "")} | 1 | |"
);
Console.WriteLine();
Console.WriteLine(
    $"Memory held after 1,000 steps: {memory[0]} KiB; after 10,000: {memory[1]} KiB."
);
return 0;
