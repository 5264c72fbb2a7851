using System.Diagnostics;
using L = DeepExp.Links;

namespace DeepExp.Benchmarks;

/// <summary>
/// From the start of the command to its answer, <c>deepexp predict MODEL 0.2</c>: compiled ahead of time, and as the program runs.
/// </summary>
internal sealed class Start : IWork
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

    public string Name => "start";

    public IEnumerable<Row> Rows(Effort effort)
    {
        var source = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(source.FullName, "src", "DeepExp.Cli")))
            source = source.Parent!;
        var folder = Directory.CreateTempSubdirectory("deepexp-start-").FullName;
        var model = Path.Combine(folder, "net.npz");
        Serializers.SaveNpz(model, new Net());
        foreach (var ahead in new[] { true, false })
        {
            var program = Path.Combine(folder, ahead ? "ahead" : "jit");
            var published = Racer.Output(
                Environment.ProcessorCount,
                "dotnet",
                "publish",
                Path.Combine(source.FullName, "src", "DeepExp.Cli"),
                "-c",
                "Release",
                "-o",
                program,
                $"-p:PublishAot={(ahead ? "true" : "false")}"
            );
            if (published is null)
                Console.Error.WriteLine(
                    $"start: {(ahead ? "NativeAOT needs clang or gcc to link" : "dotnet publish failed")}"
                );
            else
                yield return new(
                    $"start to first answer of a saved model, {(ahead ? "NativeAOT" : "JIT")}",
                    "ms",
                    new(
                        Milliseconds(Path.Combine(program, "DeepExp.Cli"), "predict", model, "0.2")
                    ),
                    Goals: ahead ? [new(40)] : []
                );
        }
        Directory.Delete(folder, recursive: true);
    }

    public IEnumerable<double> Figures(string[] arguments) => [];

    private static IEnumerable<double> Milliseconds(string program, params string[] arguments)
    {
        for (var i = 0; i < Repetitions; i++)
        {
            var clock = Stopwatch.StartNew();
            if (Racer.Output(Environment.ProcessorCount, program, arguments) is null)
                throw new InvalidOperationException($"{program} gave no answer.");
            yield return clock.Elapsed.TotalMilliseconds;
        }
    }
}
