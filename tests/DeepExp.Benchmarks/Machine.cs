using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DeepExp.Benchmarks;

/// <summary>Where and when it was measured, and beside what.</summary>
internal static class Machine
{
    /// <summary>A line a fact.</summary>
    internal static string Text() =>
        $"""
            - Machine: {Processor()}, {Environment.ProcessorCount} processors, vectors of {Vector} bits, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}
            - Date: {DateTime.UtcNow:yyyy-MM-dd}
            - Versions: {RuntimeInformation.FrameworkDescription}; PyTorch {Version(
                "/usr/bin/python3",
                "-c",
                "import torch; print(torch.__version__)"
            )}; OpenBLAS {Version("pkg-config", "--modversion", "openblas")}; gcc {Version(
                "gcc",
                "-dumpfullversion"
            )}

            """;

    private static int Vector =>
        Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : 128;

    private static string Version(string program, params string[] arguments) =>
        Racer.Output(1, program, arguments)?.Trim() ?? "not installed";

    private static string Processor()
    {
        const string Facts = "/proc/cpuinfo";
        var line = File.Exists(Facts)
            ? File.ReadLines(Facts).FirstOrDefault(line => line.StartsWith("model name"))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? "a processor without a name";
    }
}
