using System.CommandLine;
using DeepExp.Cli.Tutorial;

namespace DeepExp.Cli;

/// <summary><c>deepexp tutorial</c>: its options, checked before anything runs.</summary>
internal static class TutorialCommand
{
    private const int MostSteps = 10_000_000;
    private const int LargestBatch = 1_000_000;

    internal static Command Create()
    {
        var steps = CommandLine.Whole("--steps", 10_000, 1, MostSteps, "How many steps to train");
        var batch = CommandLine.Whole(
            "--batch",
            100,
            1,
            LargestBatch,
            "How many samples each step draws"
        );
        var seed = CommandLine.Whole(
            "--seed",
            0,
            int.MinValue,
            int.MaxValue,
            "The seed of all randomness: the same seed gives the same numbers"
        );
        var dtype = new Option<string>("--dtype")
        {
            Description = "The type of the network's numbers: float32 or float64",
            DefaultValueFactory = _ => "float32",
        };
        dtype.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not ("float32" or "float64"))
                result.AddError(
                    $"--dtype is «{result.GetValueOrDefault<string>()}», but must be float32 or float64."
                );
        });
        var folder = new Option<string>("--out")
        {
            Description = "The folder for the pictures, report.html, summary.json and sources",
            DefaultValueFactory = _ => "out",
        };
        folder.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
                result.AddError("--out needs the name of a folder.");
        });

        var command = new ExampledCommand(
            "tutorial",
            "Teaches a network y = e^x, step by step, and writes a report with pictures.",
            "deepexp tutorial",
            "deepexp tutorial --steps 2000 --batch 64 --seed 7 --out lesson"
        )
        {
            steps,
            batch,
            seed,
            dtype,
            folder,
        };
        command.SetAction(parsed =>
            Run(
                new(
                    parsed.GetValue(steps),
                    parsed.GetValue(batch),
                    parsed.GetValue(seed),
                    parsed.GetValue(dtype) == "float64" ? DType.Float64 : DType.Float32,
                    parsed.GetValue(folder)!
                )
            )
        );
        return command;
    }

    private static int Run(Tutorial.Options options)
    {
        if (File.Exists(options.Folder))
            throw new DeepExpException(
                "Tutorial",
                $"--out {options.Folder} is a file; give a folder."
            );
        CommandLine.MakeRoom("Tutorial", $"--out {options.Folder}", options.Folder);
        using var interruption = new Interruption();
        try
        {
            return Story.Tell(options, interruption.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("deepexp: interrupted.");
            return Interruption.ExitCode;
        }
    }
}
