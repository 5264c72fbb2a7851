using System.Diagnostics;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>
/// From the start of the command to its answer, <c>deepexp predict MODEL 0.2</c>: compiled ahead of time, and as the program
/// runs. Milliseconds, the medians of 20 processes.
/// </summary>
internal static class Start
{
    private const int Repetitions = 20;

    private sealed class Net : Chain
    {
        internal Net()
        {
            AddLink("l1", new L.Linear(1, 16));
            AddLink("l2", new L.Linear(16, 32));
            AddLink("l3", new L.Linear(32, 1));
        }
    }

    /// <summary>Prints the rows; 0 if both programs could be made and answered.</summary>
    internal static int Run()
    {
        var source = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(source.FullName, "src", "DeepExp.Cli")))
            source = source.Parent!;
        var folder = Directory.CreateTempSubdirectory("deepexp-start-").FullName;
        var model = Path.Combine(folder, "net.npz");
        Serializers.SaveNpz(model, new Net());
        var answered = true;
        Console.WriteLine("| start to first answer | median |");
        Console.WriteLine("| --- | ---: |");
        foreach (var aot in new[] { true, false })
        {
            var program = Path.Combine(folder, aot ? "aot" : "jit");
            var published = Racer.Output(
                Environment.ProcessorCount,
                "dotnet",
                "publish",
                Path.Combine(source.FullName, "src", "DeepExp.Cli"),
                "-c",
                "Release",
                "-o",
                program,
                $"-p:PublishAot={(aot ? "true" : "false")}"
            );
            var median = published is null
                ? null
                : Milliseconds(Path.Combine(program, "DeepExp.Cli"), "predict", model, "0.2");
            answered &= median is not null;
            Console.WriteLine(
                $"| {(aot ? "NativeAOT" : "JIT")} | {(median is { } ms ? $"{ms:F1} ms" : "not to be had")} |"
            );
        }
        Directory.Delete(folder, recursive: true);
        return answered ? 0 : 1;
    }

    private static double? Milliseconds(string program, params string[] arguments)
    {
        var figures = new List<double>();
        for (var i = 0; i < Repetitions; i++)
        {
            var clock = Stopwatch.StartNew();
            if (Racer.Output(Environment.ProcessorCount, program, arguments) is null)
                return null;
            figures.Add(clock.Elapsed.TotalMilliseconds);
        }
        figures.Sort();
        return figures[Repetitions / 2];
    }
}
